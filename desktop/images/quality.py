"""How well an image was taken, measured on the pixels the network sees: four numbers, and the flags they raise.

The thresholds are percentiles of HAM10000 itself: a flag says "unlike 999 of 1,000 of the images the field trains on",
not "bad". Flags warn and never suppress a row. `python -m tests.benchmarks.quality DIR` measures them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLURRED = "blurred"
DARK = "dark"
BRIGHT = "bright"
SMALL = "small"

MEASURED_AT = 224
"""Side in pixels at which the thresholds were measured; larger inputs are thinned to about this."""

DARK_LEVEL = 32
BRIGHT_LEVEL = 240
"""Green values (0..255) up to and from which a pixel counts as nearly black or nearly white."""

# HAM10000 (Tschandl et al. 2018, doi:10.1038/sdata.2018.161), all 10,015 images at 224 x 224.
LEAST_SHARPNESS = 5.6
"""The 0.1th percentile (1st: 8.4, median: 39, smallest: 3.9). Files of 640 x 480 pixels, squashed, measure 0.98 times
what the same images stored at 224 do (median of 120 present in both sizes), so the threshold holds for both."""
MOST_DARK = 0.29
"""The 99.9th percentile (99th: 0.146, largest: 0.48)."""
MOST_BRIGHT = 0.19
"""The 99.9th percentile (99th: 0.001, largest: 0.42)."""


@dataclass(frozen=True)
class Quality:
    """sharpness: variance of the Laplacian of the green channel, 0 for a flat image; dark, bright: share of pixels that
    are nearly black or white, 0..1; smallest_side: of the file's frame, in pixels."""

    sharpness: float
    dark: float
    bright: float
    smallest_side: int


def measure(pixels: NDArray[np.uint8], *, width: int, height: int) -> Quality:
    """Measure uint8 [size, size, 3] RGB pixels made from a frame of width x height pixels.

    One channel is enough and keeps this far below the cost of decoding: green carries most of the luminance
    (ITU-R BT.709), red clips on healthy skin and blue is the noisiest. Sharpness is the variance of the 4-neighbour
    Laplacian (Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548).
    """
    step = max(1, round(len(pixels) / MEASURED_AT))
    green = pixels[::step, ::step, 1]
    # Every fourth row, with its two neighbours, says the same as all of them.
    above, rows, below = (green[start : len(green) - 2 + start : 4].astype(np.int16) for start in range(3))
    laplacian = rows[:, 1:-1] * np.int16(-4)
    for neighbours in (above[:, 1:-1], below[:, 1:-1], rows[:, :-2], rows[:, 2:]):
        laplacian += neighbours
    values = laplacian.ravel().astype(np.float32)
    mean = float(values.mean())
    return Quality(
        sharpness=float(values @ values) / len(values) - mean * mean,
        dark=float(np.count_nonzero(rows <= DARK_LEVEL)) / rows.size,
        bright=float(np.count_nonzero(rows >= BRIGHT_LEVEL)) / rows.size,
        smallest_side=min(width, height),
    )


def quality_flags(quality: Quality, size: int) -> tuple[str, ...]:
    """The flags that `quality` raises for a network of `size` x `size` pixels, in the order of the results table.

    `small` means that the frame's smaller side had to be enlarged; HAM10000's frames are 600 x 450, so none was.
    """
    raised = {
        BLURRED: quality.sharpness < LEAST_SHARPNESS,
        DARK: quality.dark > MOST_DARK,
        BRIGHT: quality.bright > MOST_BRIGHT,
        SMALL: quality.smallest_side < size,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)
