"""Copies of images as another camera, lamp and hand would have made them, for what is fitted after training.

Training images and images of another kind go through the same changes: what only a camera or an encoder tells apart is
then told apart by neither.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import keras
import numpy as np
from PIL import Image

from trainer.fit.artefacts import YCC, softened
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
LUMA, CHROMA = 0.35, -0.8
"""What a camera's own file, scaled here, has beside a copy that a program has scaled and compressed before: the shares
of a half-size copy of its luma and of a quarter-size copy of its chroma. Of 120 pairs luma has .7 of the amplitude
above .3 cycles per pixel, chroma 1.8 times that from .1 to .2, of which JPEG keeps little."""
QUALITY = 75
"""Of the second compression, the other way; with Pillow's usual half of the chroma."""
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


def as_of_other_files(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """The same images uint8 [N, S, S, 3] as they come out of files of another kind: as if they had not been compressed
    at this size, and compressed once more."""
    return _less_compressed(pixels), _compressed(pixels)


def _less_compressed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    planes = keras.ops.convert_to_tensor(pixels.astype(np.float32) @ YCC.T)
    luma, chroma = softened(planes, LUMA)[..., :1], softened(planes, CHROMA, factor=4)[..., 1:]
    together = np.concatenate([keras.ops.convert_to_numpy(one) for one in (luma, chroma)], axis=-1)
    rgb = together @ np.linalg.inv(YCC).T
    result: NDArray[np.uint8] = np.rint(np.clip(rgb, 0.0, 255.0)).astype(np.uint8)
    return result


def _compressed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    copies = np.empty_like(pixels)
    for place, image in enumerate(pixels):
        with io.BytesIO() as stream:
            Image.fromarray(image).save(stream, "JPEG", quality=QUALITY)
            with Image.open(stream) as read:
                copies[place] = np.asarray(read)
    return copies


def furthest_unfamiliarity(
    unfamiliarity: NDArray[np.floating],
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    ask: Callable[[NDArray[np.uint8]], NDArray[np.floating]],
) -> NDArray[np.float64]:
    """The largest unfamiliarity [N] of each image in pixels[rows], as it is and as of other files.

    unfamiliarity: as it is, [N]; ask: that of a batch uint8 [n, S, S, 3].
    """
    found = unfamiliarity.astype(np.float64)
    for start in range(0, len(rows), BATCH_SIZE):
        part = slice(start, start + BATCH_SIZE)
        for copies in as_of_other_files(pixels[rows[part]]):
            found[part] = np.maximum(found[part], ask(copies))
    return found
