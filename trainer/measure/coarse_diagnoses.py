"""Images whose diagnosis covers several classes, counted where it still tells a figure's two sides apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Coarse:
    """members: which classes each image may be of, bool [M, C]; probabilities: calibrated [M, C]; lesions: ids [M]."""

    members: NDArray[np.bool_]
    probabilities: NDArray[np.floating]
    lesions: NDArray[np.str_]

    def judged(self, columns: Sequence[int]) -> tuple[NDArray[np.bool_], NDArray[np.floating], NDArray[np.str_]]:
        """Of the images that are surely of one of the classes `columns` or surely of none: whether they are [J], the
        summed probability of these classes [J], and the lesions [J]. The others are judged by nobody."""
        within = np.zeros(self.members.shape[1], dtype=bool)
        within[list(columns)] = True
        inside: NDArray[np.bool_] = np.any(self.members & within, axis=1)
        sure: NDArray[np.bool_] = inside != np.any(self.members & ~within, axis=1)
        return inside[sure], self.probabilities[sure][:, list(columns)].sum(axis=1), self.lesions[sure]


def with_coarse(
    positive: NDArray[np.bool_],
    score: NDArray[np.floating],
    lesions: NDArray[np.str_],
    columns: Sequence[int],
    coarse: Coarse | None,
) -> tuple[NDArray[np.bool_], NDArray[np.floating], NDArray[np.str_]]:
    """Images of which it is known whether they are of the classes `columns` [N], their summed probability [N] and
    lesions [N], with those of `coarse` that can be judged behind them."""
    if coarse is None:
        return positive, score, lesions
    inside, more, others = coarse.judged(columns)
    return np.concatenate([positive, inside]), np.concatenate([score, more]), np.concatenate([lesions, others])
