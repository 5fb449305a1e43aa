"""Pictures that are nearly the same: one saved again, scaled, sharpened or a little cropped, told by a perceptual hash.

The hash is the sign, against their median, of the lowest frequencies of the picture's brightness (Zauner,
Implementation and Benchmarking of Perceptual Image Hash Functions, 2010). It tells what to look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 32
LOWEST = 16
"""Frequencies in each direction."""
BITS = LOWEST * LOWEST
NEAR = 0.15
"""Share of the bits in which near copies differ at most. Of 150 dermatoscopic images all that are saved, scaled down or
sharpened anew differ in up to 0.12, most that lose 2 % at every edge in up to 0.15; of 720,000 other pairs four do."""
_ROWS = 1024


def perceptual_hashes(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The hash of each of pixels [N, S, S, 3], packed bits uint8 [N, BITS / 8]; S at least SIDE."""
    frequencies = _cosines()
    found = np.empty((len(pixels), BITS // 8), np.uint8)
    for start in range(0, len(pixels), _ROWS):
        small = _small(pixels[start : start + _ROWS])
        lowest = (frequencies @ small @ frequencies.T).reshape(len(small), -1)
        lowest[:, 0] = 0.0  # how bright the whole is says nothing
        found[start : start + _ROWS] = np.packbits(lowest > np.median(lowest, axis=1, keepdims=True), axis=1)
    return found


def differing(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Share of bits [N, M] in which hashes [N, BITS / 8] and [M, BITS / 8] differ."""
    left, right = (2.0 * np.unpackbits(hashes, axis=1).astype(np.float32) - 1.0 for hashes in (one, other))
    share: NDArray[np.float32] = (0.5 - left @ right.T / (2 * BITS)).astype(np.float32, copy=False)
    return share


def near_pairs(hashes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Pairs of rows [P, 2] whose hashes [N, BITS / 8] are those of near copies, the first the lower number."""
    found = [np.empty((0, 2), np.int64)]
    for start in range(0, len(hashes), _ROWS):
        own, other = np.nonzero(differing(hashes[start : start + _ROWS], hashes[start:]) <= NEAR)
        found.append(np.stack([own, other], axis=1)[own < other] + start)
    return np.concatenate(found)


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Brightness [N, SIDE, SIDE], each cell the mean of what lies in it."""
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    edges = np.linspace(0, grey.shape[1], SIDE + 1).astype(int)[:-1]
    size = np.diff([*edges, grey.shape[1]])
    summed = np.add.reduceat(np.add.reduceat(grey, edges, axis=1), edges, axis=2)
    cells: NDArray[np.float64] = summed / np.outer(size, size)
    return cells


def _cosines() -> NDArray[np.float64]:
    """The lowest rows [LOWEST, SIDE] of the discrete cosine transform (DCT-II)."""
    places = (np.arange(SIDE) + 0.5) * np.pi / SIDE
    rows: NDArray[np.float64] = np.cos(np.arange(LOWEST)[:, None] * places)
    return rows
