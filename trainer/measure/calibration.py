"""What turns logits into answers: a temperature, operating points and the unfamiliarity statistics, all from the
training and validation parts alone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.files import atomic_write
from desktop.common.statistics import wilson
from desktop.contract import ClassInfo, Figure, OperatingPoint
from trainer.errors import RunError
from trainer.measure.metrics import cross_entropy

if TYPE_CHECKING:
    from numpy.typing import NDArray

MELANOMA = "mel"
SENSITIVITIES = (0.95, 0.90)
SUREST = 0.25
"""The lowest temperature: where validation holds no mistake, nothing in it says how sure to be, and the fit would
go to zero and every answer to certainty."""
CURVE_STEPS = 100
COMPONENTS = 128
FLATTEST = 1e-6
"""Deviation below which a channel counts as constant: it then says nothing, instead of dividing by zero."""
PERCENTILE = 99.0
REACH = 1.3
"""How far beyond that percentile an image is still familiar, so that other cameras' dermatoscopic images pass: with up
to 1.35 times the distance 97 % of everyday photographs are flagged by the embedded model, and by the network before its
last stage with up to 1.55 times (`tests.benchmarks.unfamiliarity`)."""
THRESHOLD_RULE = f"{REACH:g} times the {PERCENTILE:g}th percentile of the validation images"


class Calibration(msgspec.Struct, frozen=True):
    """The numbers of `calibration.json`."""

    temperature: float
    operating_points: tuple[OperatingPoint, ...]
    unfamiliarity_threshold: float
    unfamiliarity_method: str
    unfamiliarity_threshold_set_by: str


@dataclass(frozen=True)
class UnfamiliaritySpace:
    """The subspace that the features of the training images lie in.

    The features are the spread of each channel over the image (`trainer.network.network.feature_network`), [N, D].
    mean, scale: float32 [D], of the training images, so that every channel counts alike;
    basis: orthonormal float32 [D, K].
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    basis: NDArray[np.float32]

    def residual(self, spread: NDArray[np.floating]) -> NDArray[np.float64]:
        """Squared distance of features [N, D] from the subspace: what the components leave unexplained, [N]."""
        centred = (spread.astype(np.float64) - self.mean) / self.scale
        inside = centred @ self.basis
        result: NDArray[np.float64] = np.maximum((centred**2).sum(axis=1) - (inside**2).sum(axis=1), 0.0)
        return result


def fit_temperature(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> float:
    """The T of SUREST to 20 with the lowest cross-entropy of softmax(logits / T) (Guo et al., arXiv:1706.04599)."""
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log_t: cross_entropy(labels, logits / np.exp(log_t)),
        bounds=(np.log(SUREST), np.log(20.0)),
        method="bounded",
    )
    return float(np.exp(found.x))


def fit_operating_points(
    classes: Sequence[ClassInfo], labels: NDArray[np.int64], probabilities: NDArray[np.floating]
) -> tuple[OperatingPoint, ...]:
    """Thresholds for SENSITIVITIES on validation: for any malignant class, and for melanoma alone.

    The first is what refers images unless another is asked for. It is that of any malignant class: melanoma's alone
    answers "no" to the clearest basal cell carcinoma.

    labels [N], probabilities [N, C], calibrated. A score without positives on validation gives no point.
    """
    scores: list[tuple[str, tuple[str, ...]]] = []
    malignant = tuple(c.code for c in classes if c.malignant)
    if malignant and malignant != (MELANOMA,):
        scores.append(("malignant", malignant))
    if MELANOMA in (c.code for c in classes):
        scores.append(("melanoma", (MELANOMA,)))
    points = []
    for name, codes in scores:
        positive, score = _score(classes, codes, labels, probabilities)
        if not positive.any():
            continue
        for target in SENSITIVITIES:
            # The largest threshold that still refers the target share of the positives.
            ranked = np.sort(score[positive])[::-1]
            threshold = float(ranked[int(np.ceil(target * len(ranked))) - 1])
            point = OperatingPoint(f"{name}-sensitivity-{target:.2f}", codes, threshold)
            found = achieved(point, classes, labels, probabilities)
            points.append(msgspec.structs.replace(point, validation=found, curve=curve(positive, score)))
    return tuple(points)


def curve(positive: NDArray[np.bool_], score: NDArray[np.floating]) -> tuple[tuple[float, float, float], ...]:
    """(threshold, sensitivity, specificity) at CURVE_STEPS thresholds from 0 to 1, closer together near 0, where those
    of high sensitivity lie: what a slider stands for at each of its positions. Empty without cases of both kinds."""
    if positive.all() or not positive.any():
        return ()
    thresholds = np.round((np.arange(CURVE_STEPS + 1) / CURVE_STEPS) ** 2, 4)
    referred = score[:, None].astype(np.float64) >= thresholds
    sensitivity = np.round(referred[positive].mean(axis=0), 4)
    specificity = np.round(1.0 - referred[~positive].mean(axis=0), 4)
    return tuple(zip(thresholds.tolist(), sensitivity.tolist(), specificity.tolist(), strict=True))


def with_curves(
    calibration: Calibration,
    classes: Sequence[ClassInfo],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
) -> Calibration:
    """The same with the curves of its points, from the answers to validation: of a run fitted before there were any."""
    points = tuple(
        msgspec.structs.replace(p, curve=p.curve or curve(*_score(classes, p.classes, labels, probabilities)))
        for p in calibration.operating_points
    )
    return msgspec.structs.replace(calibration, operating_points=points)


def achieved(
    point: OperatingPoint, classes: Sequence[ClassInfo], labels: NDArray[np.int64], probabilities: NDArray[np.floating]
) -> dict[str, Figure]:
    """Sensitivity and specificity of a point with Wilson intervals; one without cases to measure it on is left out."""
    positive, score = _score(classes, point.classes, labels, probabilities)
    referred = score >= point.threshold
    found = {
        "sensitivity": wilson(int((referred & positive).sum()), int(positive.sum())),
        "specificity": wilson(int((~referred & ~positive).sum()), int((~positive).sum())),
    }
    return {name: figure for name, figure in found.items() if figure is not None}


def _score(
    classes: Sequence[ClassInfo], codes: Sequence[str], labels: NDArray[np.int64], probabilities: NDArray[np.floating]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Which images belong to the classes, and the summed probability of these, in the float32 the model answers in."""
    columns = [i for i, c in enumerate(classes) if c.code in codes]
    return np.isin(labels, columns), probabilities[:, columns].sum(axis=1).astype(np.float32)


def fit_unfamiliarity(
    train: NDArray[np.floating], validation: NDArray[np.floating]
) -> tuple[UnfamiliaritySpace, float]:
    """The space of the training features [N, D], and the squared distance from it that flags an image (THRESHOLD_RULE,
    on those of validation)."""
    space = principal_space(train, COMPONENTS)
    return space, unfamiliarity_threshold(space.residual(validation))


def principal_space(features: NDArray[np.floating], components: int, *, whole: bool = False) -> UnfamiliaritySpace:
    """The leading principal components of features [N, D]: at most a quarter of the images or of the dimensions.

    The distance is the one to the principal subspace, as in SIMCA (Wold, Pattern Recognition 8, 127, 1976). whole: the
    distance inside it counts as well, in units of the spread there: Mahalanobis distance under probabilistic PCA
    (Tipping & Bishop, J. R. Stat. Soc. B 61, 611, 1999), which only shortens the basis vectors.
    """
    vectors = features.astype(np.float64)
    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0)
    scale = np.where(deviation > FLATTEST, deviation, np.inf)  # what never varied in training is left out
    count = max(1, min(components, len(vectors) // 4, vectors.shape[1] // 4))
    _, values, rows = np.linalg.svd((vectors - mean) / scale, full_matrices=False)
    basis = rows[:count].T
    if whole:
        variance = values**2
        noise = variance[count:].sum() / (vectors.shape[1] - count)
        basis = basis * np.sqrt(1 - noise / variance[:count])
    kept = np.minimum(scale, np.finfo(np.float32).max)
    return UnfamiliaritySpace(mean.astype(np.float32), kept.astype(np.float32), np.ascontiguousarray(basis, np.float32))


def unfamiliarity_method(space: UnfamiliaritySpace) -> str:
    """How a space measures, in words."""
    return (
        f"distance of the spread over the image of each channel of ResNet50's fourth stage from the first "
        f"{space.basis.shape[1]} principal components of training images"
    )


def unfamiliarity_threshold(squared: NDArray[np.floating]) -> float:
    """THRESHOLD_RULE on squared distances of validation images [N], itself a squared distance > 0."""
    threshold = REACH**2 * float(np.percentile(squared, PERCENTILE))
    return max(threshold, float(np.finfo(np.float32).tiny))


def save_calibration(folder: Path, calibration: Calibration, space: UnfamiliaritySpace) -> None:
    """Write `calibration.json` and `unfamiliarity.npz` into a run folder. Raises OutputError."""
    with atomic_write(folder / "unfamiliarity.npz", "wb") as stream:
        np.savez(stream, mean=space.mean, scale=space.scale, basis=space.basis)
    with atomic_write(folder / "calibration.json", "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(calibration), indent=2))


def load_calibration(folder: Path) -> tuple[Calibration, UnfamiliaritySpace]:
    """Read back what `save_calibration` wrote. Raises RunError."""
    try:
        calibration = msgspec.json.decode((folder / "calibration.json").read_bytes(), type=Calibration)
        with np.load(folder / "unfamiliarity.npz", allow_pickle=False) as arrays:
            return calibration, UnfamiliaritySpace(arrays["mean"], arrays["scale"], arrays["basis"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, msgspec.DecodeError) as error:
        raise RunError(f"the calibration in {folder} cannot be read ({error}); train it again") from None
