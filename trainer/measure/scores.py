"""The figures of a part of the data as values: what `metrics.json` holds, each figure with its 95 % interval.

Every interval is a bootstrap over lesions (`trainer.measure.metrics`): 2,000 resamples, all figures from the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.contract import Figure
from trainer.errors import RunError
from trainer.measure import metrics

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 2000
_BLOCK = 4_000_000  # weights held at once: 32 MB, whatever the number of images

OVERALL = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_auc": "macro one-vs-rest ROC-AUC",
    "macro_f1": "macro F1",
    "ece": "expected calibration error",
    "ece_uncalibrated": "expected calibration error before calibration",
    "brier": "Brier score",
    "brier_uncalibrated": "Brier score before calibration",
}
"""The figures of a whole part, in the order to show them, and their names for people."""

BY_CLASS = {
    "auc": "ROC-AUC",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "precision": "precision",
    "average_precision": "average precision",
    "f1": "F1",
}
"""The figures of one class, in the order to show them, and their names for people."""


class ClassScores(msgspec.Struct, frozen=True):
    """One class against the rest. None where there is nothing to measure the figure on.

    auc and average_precision rank by the class's calibrated probability; the others count the likeliest class as named.
    """

    images: int
    lesions: int
    auc: Figure | None = None
    sensitivity: Figure | None = None
    specificity: Figure | None = None
    precision: Figure | None = None
    average_precision: Figure | None = None
    f1: Figure | None = None

    def figures(self) -> dict[str, Figure]:
        """What could be measured, by the names of BY_CLASS."""
        return _measured(self, BY_CLASS)


class PartScores(msgspec.Struct, frozen=True):
    """A part of the data, or a whole other data set. Means over classes leave out those without images.

    ece (15 bins) and brier (0..2) are of the calibrated probabilities, `_uncalibrated` of softmax(logits).
    """

    images: int
    lesions: int
    classes: dict[str, ClassScores]
    accuracy: Figure | None = None
    balanced_accuracy: Figure | None = None
    macro_auc: Figure | None = None
    macro_f1: Figure | None = None
    ece: Figure | None = None
    ece_uncalibrated: Figure | None = None
    brier: Figure | None = None
    brier_uncalibrated: Figure | None = None

    def figures(self) -> dict[str, Figure]:
        """What could be measured of the part as a whole, by the names of OVERALL."""
        return _measured(self, OVERALL)


class Scores(msgspec.Struct, frozen=True):
    """`metrics.json`: the two parts that were not trained on."""

    validation: PartScores
    test: PartScores

    def flat(self) -> dict[str, dict[str, Figure]]:
        """The form a model file carries: "validation", "test", and each class of them, as in "test/mel"."""
        parts = {"validation": self.validation, "test": self.test}
        whole = {name: part.figures() for name, part in parts.items()}
        return whole | {
            f"{name}/{code}": c.figures() for name, part in parts.items() for code, c in part.classes.items()
        }


def score(
    labels: NDArray[np.int64],
    logits: NDArray[np.floating],
    temperature: float,
    *,
    lesions: NDArray[np.str_],
    codes: Sequence[str],
    seed: int = 0,
) -> PartScores:
    """All figures of some images. labels: [N] class indices; logits: [N, C] before temperature; lesions: [N] ids."""
    before, after = metrics.softmax(logits), metrics.softmax(logits, temperature)
    return score_answers(labels, before, after, lesions=lesions, codes=codes, seed=seed)


def score_answers(
    labels: NDArray[np.int64],
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    *,
    lesions: NDArray[np.str_],
    codes: Sequence[str],
    seed: int = 0,
) -> PartScores:
    """The same from probabilities [N, C] before and after calibration."""
    whole = _all_figures(labels, before, after, np.ones((1, len(labels))))
    blocks = [_all_figures(labels, before, after, weights) for weights in _resamples(lesions, seed)]
    drawn = {name: np.concatenate([block[name] for block in blocks]) for name in whole}
    return PartScores(
        images=len(labels),
        lesions=len(np.unique(lesions)),
        classes={
            code: ClassScores(
                images=int((labels == c).sum()),
                lesions=len(np.unique(lesions[labels == c])),
                **{name: _figure(whole[name][0, c], drawn[name][:, c]) for name in BY_CLASS},
            )
            for c, code in enumerate(codes)
        },
        **{name: _figure(whole[name][0], drawn[name], biased=name.startswith("ece")) for name in OVERALL},
    )


def load_scores(path: Path) -> Scores:
    """Read a `metrics.json`. Raises RunError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Scores)
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"{path} cannot be read ({error}); train the run again") from None


def told(figure: Figure | None) -> str:
    """A figure in words: `0.912 [0.890, 0.931]`, without interval where none is known, `-` for none."""
    if figure is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _measured(scores: ClassScores | PartScores, names: dict[str, str]) -> dict[str, Figure]:
    found = {name: getattr(scores, name) for name in names}
    return {name: figure for name, figure in found.items() if figure is not None}


def _all_figures(
    labels: NDArray[np.int64], before: NDArray[np.floating], after: NDArray[np.floating], weights: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Every figure for each row of weights [B, N]: [B], or [B, C] for those of a class."""
    by_class = metrics.class_rates(labels, after, weights) | metrics.class_rankings(labels, after, weights)
    return by_class | {
        "accuracy": metrics.accuracy(labels, after, weights),
        "balanced_accuracy": metrics.mean_of_defined(by_class["sensitivity"]),
        "macro_auc": metrics.mean_of_defined(by_class["auc"]),
        "macro_f1": metrics.mean_of_defined(by_class["f1"]),
        "ece": metrics.expected_calibration_error(labels, after, weights),
        "ece_uncalibrated": metrics.expected_calibration_error(labels, before, weights),
        "brier": metrics.brier(labels, after, weights),
        "brier_uncalibrated": metrics.brier(labels, before, weights),
    }


def _resamples(lesions: NDArray[np.str_], seed: int) -> Iterator[NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    step = max(1, _BLOCK // len(lesions))
    for start in range(0, RESAMPLES, step):
        yield metrics.lesion_resamples(lesions, min(step, RESAMPLES - start), seed=rng)


def _figure(value: float, drawn: NDArray[np.float64], *, biased: bool = False) -> Figure | None:
    """The percentile interval. None where the value is undefined.

    biased: a sum of absolute differences, which every resample enlarges; its interval is moved back by what the
    resamples' mean exceeds the value (Efron & Tibshirani, ch. 10), or it could lie above the value altogether.
    """
    if np.isnan(value):
        return None
    if biased:
        drawn = np.maximum(drawn - (np.nanmean(drawn) - value), 0.0)
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Figure(float(value), float(low), float(high))
