"""A linear head that has seen images of another kind: what is no dermatoscopic image, where distance alone fails.

Close-ups of skin without a dermatoscope are made of the same things as the training images and lie no further from
them. A head that was shown some tells others (outlier exposure, Hendrycks et al., arXiv:1812.04606).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.statistics import proportion
from desktop.contract import Flagged
from trainer.network.features import HEAD_FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CLIP = 9.0
"""Deviations beyond which a feature counts no more: one strange channel must not decide by itself."""
STRENGTH = 1e-3
"""Inverse of the ridge penalty on the weights, scikit-learn's C."""
FLATTEST = 1e-6
"""Deviation below which a feature counts as constant: it then says nothing, instead of dividing by zero."""
SHARES = (0.995, 0.985)
"""Share of the validation images below the threshold: of the source with most of them, and of every other source."""
THRESHOLD_RULE = (
    f"the {100 * SHARES[0]:g}th percentile of the validation images, of several sources that of the largest and the "
    f"{100 * SHARES[1]:g}th of every other, whichever is highest"
)
LARGEST_SCORE = 60.0
"""Log odds beyond which nothing changes: exp would overflow."""


@dataclass(frozen=True)
class OutlierHead:
    """The log odds that an image is of another kind, but for a constant: clip((features - mean) / scale, -CLIP, CLIP)
    @ weights. The constant is left to the threshold, which is set on images that taught nothing.

    mean, scale: float32 [D], of the training images; weights: float32 [D]; features: what the D numbers are, by the
    names of `trainer.network.features`; those of the distance come first. `scores` is the measure in NumPy and
    `in_graph` the same with TensorFlow's operations.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    features: tuple[str, ...] = HEAD_FEATURES

    def scores(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """Log odds of features [N, D]: [N]."""
        units = np.clip((features.astype(np.float64) - self.mean) / self.scale, -CLIP, CLIP)
        result: NDArray[np.float64] = units @ self.weights.astype(np.float64)
        return result

    def in_graph(self, features: Any) -> Any:
        """The same of a float32 tensor [N, D]: a tensor [N]."""
        import tensorflow as tf

        units = tf.clip_by_value((features - self.mean) * (1.0 / self.scale), -CLIP, CLIP)
        return tf.squeeze(tf.matmul(units, self.weights[:, None]), axis=1)


def fit_outlier_head(
    familiar: NDArray[np.floating], outliers: NDArray[np.floating], features: tuple[str, ...] = HEAD_FEATURES
) -> OutlierHead:
    """The head of training images [N, D] against images of another kind [M, D], both seen through the same changes.

    Logistic regression with a ridge penalty; both kinds weigh alike, whatever their numbers.
    """
    from sklearn.linear_model import LogisticRegression

    mean = familiar.mean(axis=0, dtype=np.float64).astype(np.float32)
    deviation = familiar.std(axis=0, dtype=np.float64)
    scale = np.where(deviation > FLATTEST, deviation, np.finfo(np.float32).max).astype(np.float32)
    together = np.concatenate([familiar, outliers]).astype(np.float32)
    units = np.clip((together - mean) / scale, -CLIP, CLIP).astype(np.float64)
    kinds = np.repeat([0, 1], [len(familiar), len(outliers)])
    found = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500).fit(units, kinds)
    return OutlierHead(mean, scale, found.coef_[0].astype(np.float32), features)


def outlier_threshold(scores: NDArray[np.floating], sources: NDArray[np.str_] | Sequence[str]) -> float:
    """THRESHOLD_RULE on the log odds of validation images [N]. sources: [N], the training source of each."""
    names, counts = np.unique(np.asarray(sources), return_counts=True)
    largest = names[counts.argmax()]
    limits = [
        float(np.quantile(scores[np.asarray(sources) == name], SHARES[0] if name == largest else SHARES[1]))
        for name in names
    ]
    return max(limits)


def flagged(unfamiliarity: NDArray[np.floating], groups: NDArray[np.str_]) -> Flagged:
    """The share of images [N] beyond 1, N >= 1, with Wilson's interval over groups [N]: their lesions or patients."""
    share = proportion(unfamiliarity > 1.0, groups)
    assert share is not None  # there are images
    return Flagged(len(unfamiliarity), share)


def flagged_by_source(
    unfamiliarity: NDArray[np.floating], groups: NDArray[np.str_], sources: NDArray[np.str_]
) -> dict[str, Flagged]:
    """The same of every source by its name."""
    return {str(name): flagged(unfamiliarity[sources == name], groups[sources == name]) for name in np.unique(sources)}


def above_threshold(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Unfamiliarity of log odds less their threshold [N]: 0..2, and 1 at the threshold, as the distance's is."""
    clipped = np.clip(scores.astype(np.float64), -LARGEST_SCORE, LARGEST_SCORE)
    result: NDArray[np.float64] = 2.0 / (1.0 + np.exp(-clipped))
    return result
