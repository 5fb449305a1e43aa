"""A heat map becomes a picture to lay over the image: numbers in, RGBA pixels out. Knows no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cividis (Nunez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239) at eight even steps: made to look the same
# with and without colour vision deficiency, and it holds no red or brown that could be taken for skin.
_CIVIDIS = np.array(
    [[0, 34, 78], [35, 62, 108], [77, 86, 109], [108, 110, 114], [140, 134, 120], [175, 160, 111], [215, 190, 86],
     [254, 232, 56]], dtype=np.float32
)  # fmt: skip
SIDE = 256
"""Side of the overlay in pixels; it is stretched over the image as the image was squashed for the network."""


def heat_picture(heatmap: NDArray[np.float32]) -> NDArray[np.uint8]:
    """RGBA uint8 [SIDE, SIDE, 4] of one class's map, float32 [h, w] in logit units.

    Shows what speaks for the class (positive values), relative to the map's own largest value: colour and opacity
    both grow with it, so that the image stays visible where nothing does. A map without positive values is clear.
    """
    strength = np.maximum(heatmap, 0.0)
    peak = float(strength.max())
    if peak > 0.0:
        strength = strength / peak
    smooth = Image.fromarray(strength.astype(np.float32)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    level = np.clip(np.asarray(smooth), 0.0, 1.0)
    steps = np.linspace(0.0, 1.0, len(_CIVIDIS))
    rgb = np.stack([np.interp(level, steps, _CIVIDIS[:, channel]) for channel in range(3)], axis=-1)
    return np.ascontiguousarray(np.dstack([rgb, 255.0 * level]).round().astype(np.uint8))
