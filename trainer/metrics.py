"""The figures of a classifier, with 95 % intervals by bootstrap over lesions.

Images of one lesion are not independent, so lesions are drawn, not images (cluster bootstrap; Efron & Tibshirani,
An Introduction to the Bootstrap, 1993, ch. 8). All resamples are computed at once as weights on the images.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 2000
_Z95 = 1.959963984540054


def figures(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], lesions: NDArray[np.str_], *, seed: int = 0
) -> dict[str, Figure]:
    """Accuracy, balanced accuracy and macro one-vs-rest ROC-AUC with intervals.

    labels: [N] class indices; probabilities: [N, C]; lesions: [N] ids. A class without images counts in no mean.
    """
    weights = lesion_resamples(lesions, RESAMPLES, seed=seed)
    whole = np.ones((1, len(labels)))
    functions = {"accuracy": accuracy, "balanced_accuracy": balanced_accuracy, "macro_auc": macro_auc}
    result = {}
    for name, function in functions.items():
        value = float(function(labels, probabilities, whole)[0])
        drawn = function(labels, probabilities, weights)
        low, high = np.nanpercentile(drawn, [2.5, 97.5])
        result[name] = Figure(value, float(low), float(high))
    return result


def lesion_resamples(lesions: NDArray[np.str_], resamples: int, *, seed: int) -> NDArray[np.float64]:
    """Image weights [resamples, N]: how often the image's lesion was drawn, lesions drawn with replacement."""
    _, index = np.unique(lesions, return_inverse=True)
    count = int(index.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=resamples)
    weights: NDArray[np.float64] = drawn[:, index].astype(np.float64)
    return weights


def accuracy(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of images whose likeliest class is right, 0..1, for each row of image weights [B, N]."""
    right = (probabilities.argmax(axis=1) == labels).astype(np.float64)
    result: NDArray[np.float64] = (weights @ right) / weights.sum(axis=1)
    return result


def balanced_accuracy(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over classes of the share of their images that is recognised, 0..1, for each row of image weights [B, N]."""
    right = (probabilities.argmax(axis=1) == labels).astype(np.float64)
    member = np.eye(probabilities.shape[1])[labels]
    with np.errstate(invalid="ignore"):  # 0/0: a class that this resample did not draw
        recall = (weights @ (member * right[:, None])) / (weights @ member)
    return _mean_of_defined(recall)


def macro_auc(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over classes of the one-vs-rest area under the ROC curve, 0..1, for each row of image weights [B, N]."""
    classes = range(probabilities.shape[1])
    return _mean_of_defined(np.stack([auc(labels == c, probabilities[:, c], weights) for c in classes], axis=1))


def auc(positive: NDArray[np.bool_], scores: NDArray[np.floating], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted area under the ROC curve for each row of weights [B, N]; NaN without positives or negatives.

    The probability that a positive outscores a negative, ties counted one half (Mann-Whitney).
    """
    _, level = np.unique(scores, return_inverse=True)
    order = np.argsort(level, kind="stable")
    starts = np.flatnonzero(np.diff(level[order], prepend=-1))
    p = np.add.reduceat((weights * positive)[:, order], starts, axis=1)
    n = np.add.reduceat((weights * ~positive)[:, order], starts, axis=1)
    below = np.cumsum(n, axis=1) - n
    with np.errstate(invalid="ignore"):
        result: NDArray[np.float64] = (p * (below + 0.5 * n)).sum(axis=1) / (p.sum(axis=1) * n.sum(axis=1))
    return result


def cross_entropy(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> float:
    """Mean negative log-likelihood in nats; logits [N, C]."""
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def softmax(logits: NDArray[np.floating], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities [N, C] of logits [N, C] divided by the temperature."""
    return np.exp(log_softmax(logits.astype(np.float64) / temperature))


def log_softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Logarithm of the softmax over the last axis, without overflow."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def confusion_matrix(labels: NDArray[np.int64], probabilities: NDArray[np.floating]) -> NDArray[np.int64]:
    """Counts [C, C]: row = true class, column = likeliest class."""
    classes = probabilities.shape[1]
    flat = labels * classes + probabilities.argmax(axis=1)
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes).astype(np.int64)


def wilson(successes: int, trials: int) -> Figure | None:
    """A proportion with its 95 % interval (Wilson, J. Am. Stat. Assoc. 22, 209, 1927); None without trials."""
    if trials == 0:
        return None
    share, z2 = successes / trials, _Z95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return Figure(share, max(0.0, centre - half), min(1.0, centre + half))


def _mean_of_defined(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the last axis of what is not NaN; NaN where nothing is defined."""
    defined = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        result: NDArray[np.float64] = np.where(defined, values, 0.0).sum(axis=1) / defined.sum(axis=1)
    return result
