"""What readers agree on beyond chance: Cohen's and Fleiss' kappa and Krippendorff's alpha, with bootstrap intervals.

Every figure is taken from answers as class numbers, -1 where there is none, and resampled over clusters (lesions), for
images of one lesion are no independent ones. Where chance alone would agree completely a kappa is not defined: None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.common.figure import Figure
from desktop.common.statistics import bootstrap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.common.statistics import Clusters

MISSING = -1


def cohen_kappa(
    first: NDArray[np.int64], second: NDArray[np.int64], clusters: Clusters, *, seed: int = 0
) -> Figure | None:
    """Agreement of two readers [N] on the images that both answered (Cohen, Educ. Psychol. Meas. 20, 37, 1960).

    (p_o - p_e) / (1 - p_e), unweighted.
    """
    both = (first != MISSING) & (second != MISSING)
    a, b = first[both], second[both]
    if not len(a):
        return None
    classes = int(max(a.max(), b.max())) + 1
    one, other, same = np.eye(classes)[a], np.eye(classes)[b], (a == b).astype(np.float64)

    def kappa(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        total = weights.sum(axis=1)
        chance = ((weights @ one) * (weights @ other)).sum(axis=1) / total**2
        return _beyond_chance(weights @ same / total, chance)

    return bootstrap(kappa, clusters[both], seed=seed)


def fleiss_kappa(answers: NDArray[np.int64], clusters: Clusters, *, seed: int = 0) -> Figure | None:
    """Agreement of readers [R, N] on the images that all answered (Fleiss, Psychol. Bull. 76, 378, 1971)."""
    whole = (answers != MISSING).all(axis=0)
    readers = len(answers)
    if readers < 2 or not whole.any():
        return None
    counts = _counts(answers[:, whole])
    same = ((counts**2).sum(axis=1) - readers) / (readers * (readers - 1))

    def kappa(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        total = weights.sum(axis=1)
        shares = weights @ counts / (total * readers)[:, None]
        return _beyond_chance(weights @ same / total, (shares**2).sum(axis=1))

    return bootstrap(kappa, clusters[whole], seed=seed)


def krippendorff_alpha(answers: NDArray[np.int64], clusters: Clusters, *, seed: int = 0) -> Figure | None:
    """Agreement of readers [R, N], of whom some may have left out images (nominal data).

    1 - D_o / D_e by coincidences (Krippendorff, Content Analysis, 2004, sec. 11.3).
    Images with one answer are not used.
    """
    paired = (answers != MISSING).sum(axis=0) >= 2
    if not paired.any():
        return None
    counts = _counts(answers[:, paired])
    given = counts.sum(axis=1)
    same = (counts * (counts - 1)).sum(axis=1) / (given - 1)

    def alpha(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        total = weights @ given
        chance = 1 - (total**2 - ((weights @ counts) ** 2).sum(axis=1)) / (total * (total - 1))
        return _beyond_chance(weights @ same / total, chance)

    return bootstrap(alpha, clusters[paired], seed=seed)


def _beyond_chance(observed: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    undefined = chance > 1 - 1e-12  # every answer is the same one
    scale = np.where(undefined, 1.0, 1 - chance)
    result: NDArray[np.float64] = np.where(undefined, np.nan, (observed - chance) / scale)
    return result


def _counts(answers: NDArray[np.int64]) -> NDArray[np.float64]:
    """How many readers gave each class: [N, C]."""
    classes = range(int(answers.max()) + 1)
    return np.stack([(answers == c).sum(axis=0) for c in classes], axis=1).astype(np.float64)
