"""Copies of images as another camera, lamp and hand would have made them, for what is fitted after training.

Training images and images of another kind go through the same changes: what only a camera or an encoder tells apart is
then told apart by neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras
import numpy as np

from trainer.fit.augment import Augment
from trainer.recipe import Augmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHANGES = Augmentation(
    rotation=180.0,
    shift=0.05,
    shear=5.0,
    zoom=0.15,
    stretch=0.08,
    flips=True,
    aspect=4.0 / 3.0,
    brightness=0.15,
    contrast=0.15,
    saturation=0.2,
    hue=5.0,
    illuminant=0.08,
    gamma=1.15,
    blur=1.0,
    sharpen=0.5,
    vignette=0.1,
    hair=0.1,
    ruler=0.05,
)
"""Of sharpness above all: how a source was scaled and compressed is what features know best."""
BATCH_SIZE = 32


def changed_copies(pixels: NDArray[np.uint8], rows: NDArray[np.int64], *, seed: int) -> NDArray[np.uint8]:
    """A changed copy of every image in pixels[rows], uint8 [N, S, S, 3]. seed: of the changes."""
    change = Augment(CHANGES, seed=seed)
    copies = np.empty((len(rows), *pixels.shape[1:]), dtype=np.uint8)
    for start in range(0, len(rows), BATCH_SIZE):
        batch = pixels[rows[start : start + BATCH_SIZE]]
        changed = keras.ops.convert_to_numpy(change(batch, training=True))
        copies[start : start + len(batch)] = np.rint(changed).astype(np.uint8)
    return copies
