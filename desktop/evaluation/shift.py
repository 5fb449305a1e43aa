"""Is a folder, as a whole, like the images that a model's figures were measured on? One test on `unfamiliarity`.

The two-sample Kolmogorov-Smirnov test of the folder against the held-out images of the model's document
(`Reference`), one-sided: only a folder whose images lie further from the training images is warned of, and further
than the held-out ones do in files of any size (`Reference.furthest`), which are no other population. One
that lies closer holds images that the model has seen, or easier ones; that is told (`Shift.closer`) and is no warning.

A folder may be of one training source alone. So it is compared with the held-out images of all sources together and
with those of each, and is warned of where it lies further than every one of them: an intersection-union test, whose
errors are no more than those of each comparison (Berger, Technometrics 24, 295, 1982), so that none is corrected for.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.contract import ModelInfo, Reference, UnfamiliaritySample

if TYPE_CHECKING:
    from numpy.typing import NDArray

FALSE_ALARMS = 0.05
"""Of the runs over images like the held-out ones, at most this share is warned of, however often a run is looked at."""
LEAST_IMAGES = 20
"""Below this number of images nothing is said."""
LEAST_DISTANCE = 0.1
"""A smaller statistic is no warning, whatever its p: in ten thousand images a difference shows that matters to none."""
LEAST_OF_SOURCE = 50
"""A training source with fewer held-out images vouches for no folder: nearly any may have come from it."""
ALIKE = 0.3
"""Two sets lie at the same distance from the training images when their distributions differ by less than this."""

_LOOKS = tuple(step * 10**power for power in range(1, 9) for step in (1, 2, 5))[1:]


@dataclass(frozen=True)
class Shift:
    """What the images of a run say together. None where there are fewer than LEAST_IMAGES.

    n: images that were answered; statistic: the largest amount by which the share of held-out images below some
    unfamiliarity exceeds the folder's, 0..1; p: of the statistic, corrected for the looks before this one; shifted:
    the warning; closer: the same test to the other side; beyond: share of held-out images that lie closer than the
    folder's median image, 0..1; outside: share of the folder that lies further than 95 of 100 held-out images; widest:
    where the two differ most, a share of the held-out images, and that of the folder that lies further than these;
    like: names of the sets from elsewhere at the same distance (ALIKE, and nearer than the held-out images), nearest
    first; further: whether it lies further than the held-out images of all training sources together; sources: of one
    that does, the training sources whose held-out images it is like, nearest first, else one that it lies no further
    than. Statistic and p are against all together, else the first of these, else those hardest told from it.
    """

    n: int
    statistic: float | None = None
    p: float | None = None
    shifted: bool | None = None
    closer: bool | None = None
    beyond: float | None = None
    outside: float | None = None
    widest: tuple[float, float] | None = None
    like: tuple[str, ...] = ()
    further: bool | None = None
    sources: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """What a run record keeps; `sources` where there are some."""
        kept = {"n": self.n, "statistic": self.statistic, "p": self.p, "shifted": self.shifted}
        return kept | {"sources": list(self.sources)} if self.sources else kept


class FolderTest:
    """Takes the unfamiliarity of every answered image once; `shift` says what they say together, at any time."""

    def __init__(self, info: ModelInfo) -> None:
        self._info = info
        self._values = array("d")

    def add(self, unfamiliarity: float) -> None:
        self._values.append(unfamiliarity)

    @property
    def is_look(self) -> bool:
        """Whether it is worth looking now: at 20, 50, 100, 200, 500 images and so on. Other times cost false alarms."""
        return len(self._values) in _LOOKS

    def shift(self) -> Shift | None:
        """What is known so far; None where the model's document cannot tell."""
        return folder_shift(self._values, self._info)


def folder_shift(unfamiliarity: Iterable[float], info: ModelInfo) -> Shift | None:
    """Compare a folder's images, one value each, with the model's held-out images. None: its document has none.

    It depends on the values and on how many they are alone, not on the runs and looks in which they came.
    """
    if info.reference is None:
        return None
    values = np.sort(np.fromiter(unfamiliarity, np.float64))
    count = len(values)
    if count < LEAST_IMAGES:
        return Shift(count)
    # Images of one lesion are no independent draws; that a folder has as many of each as the training images had is the
    # best guess, and holds the false alarms where independent ones are assumed too many.
    worth = info.data.lesions / info.data.images if 0 < info.data.lesions < info.data.images else 1.0
    together, by_source = info.reference.held_out, _vouching(info.reference)
    whole = _compared(values, together, info.reference.furthest or together, worth)
    apart = {name: _compared(values, one, _furthest(one, info.reference), worth) for name, one in by_source.items()}
    every = [whole, *apart.values()]
    further = all(one.further for one in every)
    sources = _sources(apart) if whole.further else ()
    hardest = apart[sources[0]] if sources else max(every, key=lambda one: one.p)
    told = hardest if whole.further else whole
    nearest = min(ALIKE, *(one.distance for one in every))
    below, before = share_below(values, together), np.arange(count) / count
    widest = int(np.argmax(below - before))
    return Shift(
        n=count,
        statistic=told.statistic,
        p=told.p,
        shifted=further,
        closer=all(one.closer for one in every),
        beyond=float(share_below(np.array([np.median(values)]), together)[0]),
        outside=float((below > 0.95).mean()),
        widest=(float(below[widest]), float(1.0 - before[widest])),
        like=_alike(values, nearest, {k: one.unfamiliarity for k, one in info.elsewhere.items() if one.unfamiliarity}),
        further=whole.further,
        sources=sources,
    )


@dataclass(frozen=True)
class _Compared:
    """A folder against some held-out images. statistic, p: as in `Shift`; further, closer: whether it lies there;
    distance: the two-sided statistic against the images as they are."""

    statistic: float
    p: float
    further: bool
    closer: bool
    distance: float


def _compared(
    values: NDArray[np.float64], held_out: UnfamiliaritySample, furthest: UnfamiliaritySample, worth: float
) -> _Compared:
    """`values`: sorted; `worth`: independent images that one counts for."""
    look = bisect_left(_LOOKS, len(values)) + 1
    above, nearer = distances(values, held_out)
    further, _ = distances(values, furthest)
    p, p_closer = (
        corrected(one_sided_p(statistic, worth * len(values), worth * held_out.images), look)
        for statistic in (further, nearer)
    )
    return _Compared(
        statistic=further,
        p=p,
        further=p <= FALSE_ALARMS and further >= LEAST_DISTANCE,
        closer=p_closer <= FALSE_ALARMS and nearer >= LEAST_DISTANCE,
        distance=max(above, nearer),
    )


def _vouching(reference: Reference) -> dict[str, UnfamiliaritySample]:
    return {name: one for name, one in reference.by_source.items() if one.images >= LEAST_OF_SOURCE}


def _furthest(sample: UnfamiliaritySample, reference: Reference) -> UnfamiliaritySample:
    """How far images of a source may lie in other files: moved as those of all sources together are."""
    if reference.furthest is None:
        return sample
    before, after = reference.held_out.quantiles, reference.furthest.quantiles
    moved = np.interp(np.linspace(0.0, 1.0, len(before)), np.linspace(0.0, 1.0, len(after)), after)
    return UnfamiliaritySample(sample.images, tuple(np.interp(sample.quantiles, before, moved).tolist()))


def _sources(apart: dict[str, _Compared]) -> tuple[str, ...]:
    """The sources that a folder is like, nearest first; else the nearest that it lies no further than."""
    near = sorted((name for name, one in apart.items() if not one.further), key=lambda name: apart[name].distance)
    return tuple(name for name in near if not apart[name].closer) or tuple(near[:1])


def last_look(images: int) -> int:
    """The number of images at which a look was due last, as a folder grew to this; 0 before the first."""
    place = bisect_right(_LOOKS, images)
    return _LOOKS[place - 1] if place else 0


def corrected(p: float, look: int) -> float:
    """A p-value of the look-th look (from 1) at a growing folder, corrected for all looks there may be, 0..1.

    Look k may spend 1 / (k (k + 1)) of the false alarms; these sum to 1, so that by Boole's inequality no number of
    looks spends more (alpha spending: Lan & DeMets, Biometrika 70, 659, 1983).
    """
    return min(1.0, p * look * (look + 1))


def one_sided_p(statistic: float, one: float, other: float) -> float:
    """The chance of a one-sided two-sample Kolmogorov-Smirnov statistic as large as this between alike samples.

    Hodges' approximation (Ark. Mat. 3, 469, 1958, eq. 5.3), for samples of `one` and `other` images;
    effective numbers need not be whole.
    """
    many, few = max(one, other), min(one, other)
    z = math.sqrt(many * few / (many + few)) * statistic
    return min(1.0, math.exp(-2 * z**2 - 2 * z * (many + 2 * few) / math.sqrt(many * few * (many + few)) / 3))


def distances(values: NDArray[np.float64], sample: UnfamiliaritySample) -> tuple[float, float]:
    """How far sorted `values` [N] lie above a sample and below it: both one-sided statistics, 0..1."""
    steps = np.arange(len(values) + 1) / len(values)
    above = float(np.max(share_below(values, sample) - steps[:-1]))
    below = float(np.max(steps[1:] - share_below(values, sample, or_equal=True)))
    return max(0.0, above), max(0.0, below)


def share_below(
    values: NDArray[np.float64], sample: UnfamiliaritySample, *, or_equal: bool = False
) -> NDArray[np.float64]:
    """The share of a sample below each value [N], 0..1: its quantiles read backwards, between them on a line."""
    levels, quantiles = np.linspace(0.0, 1.0, len(sample.quantiles)), np.asarray(sample.quantiles)
    if or_equal:  # where quantiles repeat, the share jumps, and NumPy takes the last of them
        return np.interp(values, quantiles, levels, left=0.0, right=1.0)
    result: NDArray[np.float64] = 1.0 - np.interp(-values, -quantiles[::-1], levels, left=0.0, right=1.0)
    return result


def _alike(values: NDArray[np.float64], within: float, samples: dict[str, UnfamiliaritySample]) -> tuple[str, ...]:
    found = sorted((max(distances(values, sample)), name) for name, sample in samples.items())
    return tuple(name for distance, name in found if distance < within)
