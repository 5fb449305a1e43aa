"""Figures with 95 % intervals that cover, for the trainer and the desktop alike: proportions, ROC areas, means over
classes, and what only a bootstrap can tell; and the softmax that makes probabilities of logits. NumPy only.

Images of one lesion (or patient) are no independent trials: everywhere `clusters` [N] says which belong together, in
integers or names, and whole clusters count. Where there is too little for an interval, a figure has none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.figure import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Clusters = NDArray[np.integer] | NDArray[np.str_]

RESAMPLES = 2000
FEWEST_DRAWN = 20
"""Clusters below which a bootstrap gives no interval: it draws from so few that what it never saw is left out."""
FEWEST_RANKED = 2
"""Clusters of either kind below which a ROC area has no interval: one positive says nothing about positives."""
AT_ONCE = 1_000_000
"""Weights held in memory together, resamples x images: some 8 MB each time a statistic looks."""
_Z95 = 1.959963984540054  # the standard normal's 97.5th percentile
_FEW_EVENTS = (0.0, 0.051293, 0.355362, 0.817691)
"""The Poisson mean that gives 0 to 3 events or more in one case of twenty: the 5th percentiles of chi2(2 x) / 2."""

Statistic = Callable[["NDArray[np.float64]"], "NDArray[np.float64]"]
"""Image weights [B, N] -> one value per row [B], NaN where it is not defined."""


def softmax(logits: NDArray[np.floating], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities [N, C] of logits [N, C] divided by the temperature, each row summing to 1."""
    return np.exp(log_softmax(logits.astype(np.float64) / temperature))


def log_softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Logarithm of the softmax over the last axis, without overflow."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


@dataclass(frozen=True)
class Estimate:
    """A figure and how much each image moves it. influence: [N], summing to 0; its sums over clusters are what the
    variance is made of (the infinitesimal jackknife; Efron & Tibshirani, An Introduction to the Bootstrap, ch. 21)."""

    figure: Figure
    influence: NDArray[np.float64]


def wilson(successes: float, trials: float) -> Figure | None:
    """A proportion of independent trials with its 95 % interval (Wilson, J. Am. Stat. Assoc. 22, 209, 1927).

    trials may be an effective number, no whole one. None without trials.
    """
    if not trials:
        return None
    share, z2 = successes / trials, _Z95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return Figure(share, max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def chance_of_so_few(successes: int, trials: int, share: float) -> float:
    """Of so many successes or fewer, where each trial succeeds with probability share in (0, 1]: the binomial's lower
    tail, exact. An interval that leaves share out is no proof where there are few: Wilson's does at 0 of 1."""
    if share == 1.0:
        return float(successes >= trials)
    counts = np.arange(successes + 1)
    ways = math.lgamma(trials + 1) - np.array([math.lgamma(k + 1) + math.lgamma(trials - k + 1) for k in counts])
    logs = ways + counts * math.log(share) + (trials - counts) * math.log1p(-share)
    return min(1.0, float(np.exp(logs).sum()))


def effective_trials(clusters: Clusters) -> float:
    """How many independent trials N clustered ones are worth when those of one cluster agree completely.

    N^2 / sum of squared cluster sizes (Kish, Survey Sampling, 1965, sec. 8.2): an interval from it is never too narrow.
    0 for none.
    """
    sizes = np.unique(clusters, return_counts=True)[1].astype(np.float64)
    return float(sizes.sum() ** 2 / (sizes**2).sum()) if len(sizes) else 0.0


def proportion(successes: NDArray[np.bool_], clusters: Clusters) -> Figure | None:
    """The share of `successes` [N] with its Wilson interval over clusters; None for N = 0.

    Also right where all or none succeed, where a bootstrap has no width.
    """
    if not len(successes):
        return None
    trials, share = effective_trials(clusters), float(successes.mean())
    found = wilson(share * trials, trials)
    assert found is not None  # there are trials
    return Figure(share, found.low, found.high)


def f1(member: NDArray[np.bool_], named: NDArray[np.bool_], clusters: Clusters) -> Figure | None:
    """F1 of naming images [N] that are `member` of a class as `named`; None without a member.

    Of the images that are one or the other, the share J that is both is a proportion, and F1 = 2 J / (1 + J).
    """
    found = _f1(member, named, clusters)
    return None if found is None else found.figure


def mean_f1(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int, clusters: Clusters) -> Figure | None:
    """The mean over the classes that have images of their F1 (`mean_of` gives the interval)."""
    return mean_of([_f1(truth == c, said == c, clusters, widened=True) for c in range(classes)], clusters)


def roc_area(positive: NDArray[np.bool_], scores: NDArray[np.floating], clusters: Clusters) -> Figure | None:
    """Area under the ROC curve of scores [N]: the chance that a positive outscores a negative, ties one half.

    The interval is DeLong's (Biometrics 44, 837, 1988), over clusters after Obuchowski (Biometrics 53, 567, 1997), on
    the logit scale. Where the two kinds are separated completely, that one has no width, and Newcombe's score interval
    stands (method 5, Stat. Med. 25, 559, 2006). None without positives or negatives; no interval below FEWEST_RANKED
    clusters of either kind.
    """
    found = _roc_area(positive, scores, clusters)
    return None if found is None else found.figure


def mean_roc_area(truth: NDArray[np.int64], probabilities: NDArray[np.floating], clusters: Clusters) -> Figure | None:
    """Macro one-vs-rest ROC area of probabilities [N, C]: the mean over the classes with images (`mean_of`)."""
    return mean_of([_roc_area(truth == c, column, clusters) for c, column in enumerate(probabilities.T)], clusters)


def mean_recall(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int, clusters: Clusters) -> Figure | None:
    """Balanced accuracy: the mean over the classes with images of the share that is named rightly (`mean_of`)."""
    recalls: list[Estimate | None] = []
    for c in range(classes):
        member = truth == c
        figure = proportion(said[member] == c, clusters[member])
        if figure is not None:
            figure = _widened(figure, effective_trials(clusters[member]))
            recalls.append(Estimate(figure, np.where(member, (said == c) - figure.value, 0.0) / member.sum()))
    return mean_of(recalls, clusters, unknown=0.0)  # a lesion is of one class: one class says nothing of another


def mean_of(estimates: Sequence[Estimate | None], clusters: Clusters, *, unknown: float = 1.0) -> Figure | None:
    """The mean of figures of the same images, with the interval that follows from theirs; None where all are None.

    The distances to the limits are added as standard errors are, with the correlation of the figures over the clusters
    (method of variance estimates recovery: Zou & Donner, Stat. Med. 27, 1693, 2008; with correlation Zou, Psychol.
    Methods 12, 399, 2007). It has a width also where every figure is 1. unknown: the correlation with a figure that no
    image moves. No interval where one of them has none.
    """
    found = [e for e in estimates if e is not None]
    if not found:
        return None
    value = float(np.mean([e.figure.value for e in found]))
    limits = [(e.figure.low, e.figure.high) for e in found]
    if any(low is None or high is None for low, high in limits):
        return Figure(value)
    moved = np.stack([_over_clusters(e.influence, clusters) for e in found])
    norms = np.sqrt((moved**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = moved @ moved.T / np.outer(norms, norms)
    correlation[np.isnan(correlation)] = unknown
    np.fill_diagonal(correlation, 1.0)
    values = np.array([e.figure.value for e in found])
    down, up = (np.abs(values - np.array(side, dtype=np.float64)) for side in zip(*limits, strict=True))
    below, above = (math.sqrt(max(0.0, float(d @ correlation @ d))) / len(found) for d in (down, up))
    return Figure(value, max(0.0, value - below), min(1.0, value + above))


def bootstrap(statistic: Statistic, clusters: Clusters, *, seed: int = 0) -> Figure | None:
    """A statistic with its 95 % percentile interval over RESAMPLES draws of whole clusters with replacement.

    Cluster bootstrap (Efron & Tibshirani, ch. 8 and 13). None where the statistic is not defined on the images
    themselves; no interval below FEWEST_DRAWN clusters, or where every draw gives the same.
    """
    value = float(statistic(np.ones((1, len(clusters))))[0])
    if math.isnan(value):
        return None
    if len(np.unique(clusters)) < FEWEST_DRAWN:
        return Figure(value)
    drawn = np.concatenate([statistic(weights) for weights in resamples(clusters, seed=seed)])
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Figure(value, float(low), float(high)) if high > low else Figure(value)


def resamples(clusters: Clusters, *, seed: int = 0, draws: int | None = None) -> Iterator[NDArray[np.float64]]:
    """Image weights [b, N] in blocks, RESAMPLES rows altogether: how often the image's cluster was drawn.

    The draws are the same however many are taken at once.
    """
    index = np.unique(clusters, return_inverse=True)[1]
    count, left = int(index.max()) + 1, RESAMPLES if draws is None else draws
    rng = np.random.default_rng(seed)
    at_once = max(1, AT_ONCE // len(index))
    while left:
        rows = min(at_once, left)
        times = rng.multinomial(count, np.full(count, 1.0 / count), size=rows)
        yield times[:, index].astype(np.float64)
        left -= rows


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for how many there are, in their order, 0..1 (Holm, Scand. J. Stat. 6, 65, 1979)."""
    order = np.argsort(p_values, kind="stable")
    corrected = np.empty(len(order))
    corrected[order] = np.maximum.accumulate(np.asarray(p_values)[order] * np.arange(len(order), 0, -1))
    return [float(p) for p in np.minimum(corrected, 1.0)]


def _widened(figure: Figure, trials: float) -> Figure:
    """A proportion's interval widened where it is known to be short, beside 0 and 1 (Brown, Cai & DasGupta, Stat. Sci.
    16, 101, 2001, sec. 4.1.1): by itself Wilson's covers on average, in a mean of several the short ones add up."""

    def few(share: float) -> float:
        return float(np.interp(share * trials, range(len(_FEW_EVENTS)), _FEW_EVENTS, right=math.inf)) / trials

    low, high = figure.low or 0.0, 1.0 if figure.high is None else figure.high
    return Figure(figure.value, min(low, few(figure.value)), max(high, 1.0 - few(1.0 - figure.value)))


def _f1(
    member: NDArray[np.bool_], named: NDArray[np.bool_], clusters: Clusters, *, widened: bool = False
) -> Estimate | None:
    either = member | named
    if not member.any():
        return None
    both = proportion((member & named)[either], clusters[either])
    assert both is not None  # members are there
    if widened:
        both = _widened(both, effective_trials(clusters[either]))
    value, low, high = (2 * j / (1 + j) for j in (both.value, both.low or 0.0, both.high or 0.0))
    total = member.sum() + named.sum()
    influence = (2.0 * (member & named) - value * (member.astype(np.float64) + named)) / total
    return Estimate(Figure(value, low, high), influence)


def _roc_area(positive: NDArray[np.bool_], scores: NDArray[np.floating], clusters: Clusters) -> Estimate | None:
    negative = ~positive
    if not positive.any() or not negative.any():
        return None
    influence = np.zeros(len(scores))
    wins = _placements(scores[positive], scores[negative])
    area = float(wins.mean())
    for kind, placed in ((positive, wins), (negative, 1.0 - _placements(scores[negative], scores[positive]))):
        influence[kind] = (placed - area) / kind.sum()
    kinds = [clusters[kind] for kind in (positive, negative)]
    if min(effective_trials(kind) for kind in kinds) < FEWEST_RANKED:
        return Estimate(Figure(area), influence)
    scaled = influence.copy()
    for kind, own in zip((positive, negative), kinds, strict=True):
        count = len(np.unique(own))
        scaled[kind] *= math.sqrt(count / (count - 1))
    variance = float((_over_clusters(scaled, clusters) ** 2).sum())
    if variance <= 0.0 or area in (0.0, 1.0):
        low, high = _score_interval(area, *(effective_trials(kind) for kind in kinds))
    else:
        half = _Z95 * math.sqrt(variance) / (area * (1 - area))
        low, high = (1 / (1 + (1 - area) / area * math.exp(-side)) for side in (-half, half))
    return Estimate(Figure(area, low, high), influence)


def _placements(of: NDArray[np.floating], among: NDArray[np.floating]) -> NDArray[np.float64]:
    """The share of `among` below each of `of`, ties one half."""
    ranked = np.sort(among)
    below, to = np.searchsorted(ranked, of, side="left"), np.searchsorted(ranked, of, side="right")
    result: NDArray[np.float64] = (below + to) / (2.0 * len(ranked))
    return result


def _score_interval(area: float, positives: float, negatives: float) -> tuple[float, float]:
    """The areas whose own standard error (Hanley & McNeil's, for exponential scores) reaches as far as `area`."""
    half = (positives + negatives) / 2 - 1

    def too_far(other: float) -> bool:
        spread = other * (1 - other) * (1 + half * ((1 - other) / (2 - other) + other / (1 + other)))
        return abs(other - area) > _Z95 * math.sqrt(spread / (positives * negatives))

    def limit(outside: float) -> float:
        inside = area
        for _ in range(50):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if too_far(middle) else (middle, outside)
        return inside

    return limit(0.0), limit(1.0)


def _over_clusters(values: NDArray[np.float64], clusters: Clusters) -> NDArray[np.float64]:
    index = np.unique(clusters, return_inverse=True)[1]
    return np.bincount(index, weights=values).astype(np.float64)
