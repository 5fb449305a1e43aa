"""How many images to look at oneself: the least sure answers handed over, and what is right among the rest.

What was measured on held-out images stands in the model's document; here it is found by a share, and told how many of
the images at hand it means.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.contract import HandOver, ModelInfo
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


def steps_to_tell(steps: Iterable[HandedOver], most: int = 6) -> tuple[HandedOver, ...]:
    """At most so many of the steps, spread evenly over them, the first and the last among them."""
    every = tuple(steps)
    if len(every) <= most:
        return every
    return tuple(every[round(place * (len(every) - 1) / (most - 1))] for place in range(most))
