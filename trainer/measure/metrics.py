"""The figures of a classifier as values: for each row of image weights [B, N] one, so that all resamples of a bootstrap
are computed at once. `desktop.common.statistics` has the figures with their intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import log_softmax as log_softmax
from desktop.common.statistics import softmax as softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 15


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
    return mean_of_defined(class_rates(labels, probabilities, weights)["sensitivity"])


def macro_auc(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over classes of the one-vs-rest area under the ROC curve, 0..1, for each row of image weights [B, N]."""
    return mean_of_defined(class_rankings(labels, probabilities, weights)["auc"])


def class_rates(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Sensitivity, specificity, precision and F1 of naming each class as the likeliest, each [B, C] for weights [B, N].

    NaN where there is nothing to divide by: no image of the class, none of another, none given that name.
    """
    classes = np.eye(probabilities.shape[1])
    member, named = classes[labels], classes[probabilities.argmax(axis=1)]
    hit, positive, called = weights @ (member * named), weights @ member, weights @ named
    negative = weights.sum(axis=1, keepdims=True) - positive
    with np.errstate(invalid="ignore"):
        return {
            "sensitivity": hit / positive,
            "specificity": (negative - called + hit) / negative,
            "precision": hit / called,
            "f1": np.where(positive > 0, 2 * hit / (positive + called), np.nan),
        }


def class_rankings(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """ROC-AUC and average precision of each class against the rest, each [B, C] for weights [B, N]; NaN as in `auc`."""
    found = []
    for column, scores in enumerate(probabilities.T):
        levels = _levels(labels == column, scores, weights)
        found.append((_auc_of(*levels), _average_precision_of(*levels)))
    aucs, precisions = zip(*found, strict=True)
    return {"auc": np.stack(aucs, axis=1), "average_precision": np.stack(precisions, axis=1)}


def auc(positive: NDArray[np.bool_], scores: NDArray[np.floating], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted area under the ROC curve for each row of weights [B, N]; NaN without positives or negatives.

    The probability that a positive outscores a negative, ties counted one half (Mann-Whitney).
    """
    return _auc_of(*_levels(positive, scores, weights))


def average_precision(
    positive: NDArray[np.bool_], scores: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean precision over the steps of recall, no interpolation, for each row of weights [B, N]; NaN as in `auc`."""
    return _average_precision_of(*_levels(positive, scores, weights))


def expected_calibration_error(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """ECE over BINS equal bins of the likeliest class's probability, 0..1, for each row of weights [B, N].

    The mean distance between the probability given and the share that is right (Naeini et al., AAAI 2015; 15 bins as
    in Guo et al., arXiv:1706.04599).
    """
    confidence = probabilities.max(axis=1)
    gap = (probabilities.argmax(axis=1) == labels) - confidence
    result = np.abs(weights @ (_bin_member(confidence) * gap[:, None])).sum(axis=1)
    mean: NDArray[np.float64] = result / weights.sum(axis=1)
    return mean


def calibration_gap(right: NDArray[np.bool_], confidence: NDArray[np.floating]) -> float:
    """The same of one set of images: which answers [N] were right, and the probability each was given."""
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    return float(np.abs(np.bincount(bins, weights=right - confidence)).sum() / len(confidence))


def brier(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over images of the squared error summed over classes, 0..2 (Brier, Mon. Weather Rev. 78, 1, 1950)."""
    error = ((probabilities - np.eye(probabilities.shape[1])[labels]) ** 2).sum(axis=1)
    result: NDArray[np.float64] = (weights @ error) / weights.sum(axis=1)
    return result


def cross_entropy(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> float:
    """Mean negative log-likelihood in nats; logits [N, C]."""
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def confusion_matrix(labels: NDArray[np.int64], probabilities: NDArray[np.floating]) -> NDArray[np.int64]:
    """Counts [C, C]: row = true class, column = likeliest class."""
    classes = probabilities.shape[1]
    flat = labels * classes + probabilities.argmax(axis=1)
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes).astype(np.int64)


def mean_of_defined(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the last axis of what is not NaN; NaN where nothing is defined."""
    defined = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        result: NDArray[np.float64] = np.where(defined, values, 0.0).sum(axis=1) / defined.sum(axis=1)
    return result


def _levels(
    positive: NDArray[np.bool_], scores: NDArray[np.floating], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weight of the positives and of the negatives at each different score, ascending: two arrays [B, scores]."""
    _, level = np.unique(scores, return_inverse=True)
    order = np.argsort(level, kind="stable")
    starts = np.flatnonzero(np.diff(level[order], prepend=-1))
    ranked, among = weights[:, order], positive[order]
    return tuple(np.add.reduceat(ranked * part, starts, axis=1) for part in (among, ~among))  # type: ignore[return-value]


def _auc_of(p: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    below = np.cumsum(n, axis=1) - n
    with np.errstate(invalid="ignore"):
        result: NDArray[np.float64] = (p * (below + 0.5 * n)).sum(axis=1) / (p.sum(axis=1) * n.sum(axis=1))
    return result


def _average_precision_of(p: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    hits, false = (np.cumsum(part[:, ::-1], axis=1) for part in (p, n))
    with np.errstate(invalid="ignore"):
        precision = np.where(hits > 0, hits / (hits + false), 0.0)
        result: NDArray[np.float64] = (p[:, ::-1] * precision).sum(axis=1) / hits[:, -1]
    return np.where(false[:, -1] > 0, result, np.nan)


def _bin_member(confidence: NDArray[np.floating]) -> NDArray[np.float64]:
    """Which of the BINS each confidence falls into, one-hot [N, BINS]."""
    return np.eye(BINS)[np.minimum((confidence * BINS).astype(np.int64), BINS - 1)]
