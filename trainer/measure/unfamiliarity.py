"""How unlike the training images an image is: the subspace their features lie in, and the distance that flags an image.

From the training and validation parts alone; where a run was given images of another kind, a head that has seen some
of them (`trainer.measure.outlier_head`) counts beside the distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.measure.outlier_head import THRESHOLD_RULE as HEAD_RULE
from trainer.measure.outlier_head import OutlierHead, above_threshold
from trainer.network.features import FEATURES, feature_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPONENTS = 128
FLATTEST = 1e-6
"""Deviation below which a channel counts as constant: it then says nothing, instead of dividing by zero."""
PERCENTILE = 99.0
REACH = 1.3
"""How far beyond that percentile an image is still familiar, so that other cameras' dermatoscopic images pass: with up
to 1.35 times the distance 97 % of everyday photographs are flagged by the embedded model, and by the network before its
last stage with up to 1.55 times (`tests.benchmarks.unfamiliarity`)."""
THRESHOLD_RULE = f"{REACH:g} times the {PERCENTILE:g}th percentile of the validation images"


@dataclass(frozen=True)
class UnfamiliaritySpace:
    """The subspace that the features of the training images lie in.

    mean, scale: float32 [D], of the training images, so that every channel counts alike; basis: orthonormal float32
    [D, K]; features: what the D numbers are, by the names of `trainer.network.features`; head: what else tells
    unfamiliar images, None where a run was shown none.

    `residual` is the measure in NumPy and `in_graph` the same with TensorFlow's operations, for the exported file. The
    gates of the export hold both together (`export.proof.parity`).
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    basis: NDArray[np.float32]
    features: tuple[str, ...] = FEATURES
    head: OutlierHead | None = None

    @property
    def measured(self) -> tuple[str, ...]:
        """Names of all features that unfamiliarity is made of, those of the distance first."""
        return self.features if self.head is None else self.head.features

    def unfamiliarity(
        self, features: NDArray[np.floating], threshold: float, head_threshold: float = 0.0
    ) -> NDArray[np.float64]:
        """Of the features `measured` [N, D], 1 where an image is flagged: [N]. threshold: a squared distance;
        head_threshold: log odds. The larger of distance and head counts: what the head has never seen is still far."""
        distance: NDArray[np.float64] = np.sqrt(self.residual(features[:, : len(self.mean)]) / threshold)
        if self.head is None:
            return distance
        return np.maximum(distance, above_threshold(self.head.scores(features) - head_threshold))

    def residual(self, spread: NDArray[np.floating]) -> NDArray[np.float64]:
        """Squared distance of features [N, D] from the subspace: what the components leave unexplained, [N]."""
        centred = (spread.astype(np.float64) - self.mean) / self.scale
        inside = centred @ self.basis
        result: NDArray[np.float64] = np.maximum((centred**2).sum(axis=1) - (inside**2).sum(axis=1), 0.0)
        return result

    def in_graph(self, features: Any) -> Any:
        """The same of a float32 tensor [N, D]: a tensor [N]."""
        import tensorflow as tf

        centred = (features - self.mean) / self.scale
        inside = tf.matmul(centred, self.basis)
        residual = tf.reduce_sum(tf.square(centred), axis=1) - tf.reduce_sum(tf.square(inside), axis=1)
        return tf.nn.relu(residual)


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
    of = "the spread over the image of each channel of the network's fourth stage"
    if space.features != FEATURES:
        words = {"std": "spread", "mean": "mean"}
        named = ((words[kind], layer) for layer, kind in map(feature_of, space.features))
        of = " and ".join(f"the {word} over the image of each channel of {layer}" for word, layer in named)
    distance = f"distance of {of} from the first {space.basis.shape[1]} principal components of training images"
    if space.head is None:
        return distance
    return (
        f"{distance}, or, where that is larger, twice the probability by a logistic regression on the mean and spread "
        "of each channel of the network's fourth and fifth stage, fitted to training images and images of another kind"
    )


def threshold_rule(space: UnfamiliaritySpace, of_distance: str = THRESHOLD_RULE) -> str:
    """How what flags an image was set, in words."""
    if space.head is None:
        return of_distance
    return f"{of_distance}; of the logistic regression {HEAD_RULE}"


def unfamiliarity_threshold(squared: NDArray[np.floating]) -> float:
    """THRESHOLD_RULE on squared distances of validation images [N], itself a squared distance > 0."""
    threshold = REACH**2 * float(np.percentile(squared, PERCENTILE))
    return max(threshold, float(np.finfo(np.float32).tiny))
