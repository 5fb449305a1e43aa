"""Pictures that were squashed into squares, turned by a quarter as a camera would have turned them.

Turned as squares they would be squashed the other way: a round mole, three quarters as wide as high, would be a third
wider than high, which no camera shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDEST = 4.0
"""Width over height of the widest picture that is turned in its own proportions: of a wider one a quarter turn would
show no more than its middle."""


def in_proportion(turned: NDArray[np.uint8], aspects: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Squares [N, S, S, 3] that were turned by a quarter, as if the pictures had been turned before they were squashed.

    aspects: width over height of the pictures [N]. What is too wide then is narrowed, with the picture mirrored beyond
    its edges, and what is too narrow widened beyond the frame.
    """
    line, wide = _line(turned.shape[1]), _within(aspects)[:, None]
    high = _resampled(turned.astype(np.float32), line / wide)
    both = _resampled(high.swapaxes(1, 2), line * wide).swapaxes(1, 2)
    result: NDArray[np.uint8] = np.clip(both + 0.5, 0, 255).astype(np.uint8)
    return result


def laid_back(
    maps: NDArray[np.float32], aspects: NDArray[np.floating]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Maps [N, C, h, w] of squares that were turned `in_proportion`, over the squares that were only turned; and the
    places [N, h, w] that lay within the frame."""
    wide = _within(aspects)[:, None]
    down, across = _line(maps.shape[2]) * wide, _line(maps.shape[3]) / wide
    high = _resampled(maps.transpose(0, 2, 3, 1), down)
    both = _resampled(high.swapaxes(1, 2), across).swapaxes(1, 2)
    seen = (np.abs(down) <= 0.5)[:, :, None] & (np.abs(across) <= 0.5)[:, None, :]
    return both.transpose(0, 3, 1, 2), seen


def _within(aspects: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.clip(np.asarray(aspects, dtype=np.float64), 1.0 / WIDEST, WIDEST)


def _line(side: int) -> NDArray[np.float64]:
    """The middle of each pixel along an axis, the frame being -0.5 to 0.5."""
    return (np.arange(side) + 0.5) / side - 0.5


def _resampled(values: NDArray[np.float32], places: NDArray[np.float64]) -> NDArray[np.float32]:
    """values [N, S, ...] at each one's own places [N, S] along the second axis, mirrored beyond the frame."""
    side = values.shape[1]
    mirrored = 0.5 - np.abs(1.0 - (places + 0.5) % 2.0)
    at = np.clip((mirrored + 0.5) * side - 0.5, 0, side - 1)
    low = np.clip(at.astype(int), 0, max(side - 2, 0))
    share = (at - low).astype(np.float32).reshape(*at.shape, *[1] * (values.ndim - 2))
    each = np.arange(len(values))[:, None]
    result: NDArray[np.float32] = values[each, low] * (1 - share) + values[each, np.minimum(low + 1, side - 1)] * share
    return result
