"""The statistics of a comparison with known diagnoses: proportions with intervals, ROC areas, resampling by lesion.

NumPy only; the trainer's figures follow the same formulas on its own side.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 2000
_AT_ONCE = 1_000_000  # weights held in memory together, resamples x images: some 8 MB each time a statistic looks
_Z95 = 1.959963984540054  # the standard normal's 97.5th percentile

Statistic = Callable[["NDArray[np.float64]"], "NDArray[np.float64]"]
"""Image weights [B, N] -> one value per row [B], NaN where it is not defined."""


def proportion(successes: NDArray[np.bool_], clusters: NDArray[np.int64]) -> Figure | None:
    """The share of `successes` [N] with its 95 % Wilson interval (J. Am. Stat. Assoc. 22, 209, 1927); None for N = 0.

    Images of one lesion (`clusters` [N]) are no independent trials. The interval is that of the effective number of
    trials when those of one cluster agree completely, N^2 / sum of squared cluster sizes (Kish, Survey Sampling, 1965,
    sec. 8.2): never too narrow, and also right where all or none succeed, where a bootstrap has no width.
    """
    if not len(successes):
        return None
    sizes = np.unique(clusters, return_counts=True)[1].astype(np.float64)
    trials = float(sizes.sum() ** 2 / (sizes**2).sum())
    share, z2 = float(successes.mean()), _Z95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return Figure(share, max(0.0, centre - half), min(1.0, centre + half))


def bootstrap(statistic: Statistic, clusters: NDArray[np.int64], *, seed: int = 0) -> Figure | None:
    """A statistic with its 95 % percentile interval over RESAMPLES draws of whole clusters with replacement.

    Cluster bootstrap (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 8 and 13). clusters: [N] ids
    from 0. None where the statistic is not defined on the images themselves.
    """
    value = float(statistic(np.ones((1, len(clusters))))[0])
    if math.isnan(value):
        return None
    count = int(clusters.max()) + 1
    rng = np.random.default_rng(seed)
    drawn = []
    at_once = min(RESAMPLES, max(1, _AT_ONCE // len(clusters)))  # the draws are the same however many are taken at once
    for start in range(0, RESAMPLES, at_once):
        times = rng.multinomial(count, np.full(count, 1.0 / count), size=min(at_once, RESAMPLES - start))
        drawn.append(statistic(times[:, clusters].astype(np.float64)))
    low, high = np.nanpercentile(np.concatenate(drawn), [2.5, 97.5])
    return Figure(value, float(low), float(high))


def roc_area(positive: NDArray[np.bool_], scores: NDArray[np.floating]) -> Statistic:
    """Area under the ROC curve: the chance that a positive outscores a negative, ties one half (Mann-Whitney)."""
    order = np.argsort(scores, kind="stable")
    ranked = positive[order]
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))

    def area(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        sorted_weights = weights[:, order]
        positives = np.add.reduceat(sorted_weights * ranked, starts, axis=1)
        negatives = np.add.reduceat(sorted_weights * ~ranked, starts, axis=1)
        won = positives * (np.cumsum(negatives, axis=1) - negatives / 2)
        with np.errstate(invalid="ignore"):  # 0/0: a draw without positives or without negatives
            result: NDArray[np.float64] = won.sum(axis=1) / (positives.sum(axis=1) * negatives.sum(axis=1))
        return result

    return area


def mean_recall(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> Statistic:
    """Balanced accuracy: the mean over the classes drawn of the share of their images that is named rightly."""
    member = np.eye(classes)[truth]
    named = member * (truth == said)[:, None]

    def recall(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore"):
            return mean_of_defined((weights @ named) / (weights @ member))

    return recall


def mean_of_defined(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the last axis of what is not NaN; NaN where nothing is."""
    defined = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        result: NDArray[np.float64] = np.where(defined, values, 0.0).sum(axis=-1) / defined.sum(axis=-1)
    return result
