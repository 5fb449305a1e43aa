"""How many images to look at oneself: the least sure answers handed over, and what is right among the rest.

What was measured on held-out images stands in the model's document; here it is found by a share, and told how many of
the images at hand it means.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.contract import HandOver, ModelInfo
from desktop.errors import UsageError
from desktop.results.rows import OK, Row


@dataclass(frozen=True)
class HandedOver:
    """One step. measured: on held-out images; here: of the images at hand, those less sure than its confidence."""

    measured: HandOver
    here: int


class HandOverCount:
    """Takes rows one by one: `add`, then `steps`."""

    def __init__(self, info: ModelInfo) -> None:
        self._steps = sorted(info.handover, key=lambda one: one.confidence)
        self._confidences = [one.confidence for one in self._steps]
        self._from = [0] * (len(self._steps) + 1)
        self.images = 0

    def add(self, row: Row) -> None:
        """Count an answered image by the largest of the model's own probabilities."""
        if row.status == OK:
            self.images += 1
            self._from[bisect_right(self._confidences, max(row.own))] += 1

    def steps(self) -> tuple[HandedOver, ...]:
        """Every step of the document, fewest handed over first; none where the model does not tell."""
        below, found = 0, []
        for step, here in zip(reversed(self._steps), reversed(self._from), strict=False):
            below += here
            found.append(HandedOver(step, self.images - below))
        return tuple(reversed(found))


def handover_at(info: ModelInfo, share: float) -> HandOver:
    """The step that hands over at least this share (0..1) of the images; from its confidence on an answer stays.

    Raises UsageError for a model that does not tell, and for a share beyond what was measured.
    """
    if not info.handover:
        raise UsageError("the model file does not tell how right the rest is when images are handed over")
    found = [one for one in info.handover if one.share >= share]
    if not 0.0 <= share <= 1.0 or not found:
        most = max(one.share for one in info.handover)
        raise UsageError(f"the share handed over is {share:g}; it was measured from 0 to {most:.2f}")
    return min(found, key=lambda one: one.share)


def confidence_digits(steps: Iterable[HandedOver]) -> int:
    """Digits in which no two of the steps read as one: two where they suffice, six at most."""
    values = [one.measured.confidence for one in steps]
    return next((n for n in range(2, 6) if len({f"{v:.{n}f}" for v in values}) == len(set(values))), 6)


def steps_to_tell(steps: Iterable[HandedOver], most: int = 6) -> tuple[HandedOver, ...]:
    """At most so many of the steps, spread evenly over them, the first and the last among them."""
    every = tuple(steps)
    if len(every) <= most:
        return every
    return tuple(every[round(place * (len(every) - 1) / (most - 1))] for place in range(most))
