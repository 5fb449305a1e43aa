"""Pixels as they are to be seen: upright, in 8 bits on white, squashed to the network's square."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from PIL import Image, TiffImagePlugin

from desktop.errors import ImageError
from desktop.images.read_failures import raise_unless_damage
from desktop.images.transparency import (
    as_it_is,
    bands,
    has_transparency,
    hides_nothing,
    on_white,
    raw_mode,
    sixteen_to_eight,
)

DECODE_ERRORS: tuple[type[Exception], ...] = (
    *(OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError, KeyError),
    *(TypeError, AttributeError, OverflowError, MemoryError, ZeroDivisionError),
)
"""What Pillow and its decoders were seen to raise on damaged files, beside Pillow's own classes."""

_GREY_MODES = ("1", "L", "LA", "La", "I;16", "I;16B", "I;16L", "I;16N")


def tiff_tag(image: Image.Image, tag: int) -> object:
    """The value of a TIFF's tag; None where there is none, or no TIFF."""
    return image.tag_v2.get(tag) if isinstance(image, TiffImagePlugin.TiffImageFile) else None


_ORIENTATION_TAG = 0x0112
# EXIF 2.3, table 6: what turns a frame stored with that orientation upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(image: Image.Image) -> int:
    """EXIF orientation 1..8; a broken EXIF block says nothing about the pixels, so it counts as upright."""
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except DECODE_ERRORS as error:
        raise_unless_damage(error)
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def is_grey(image: Image.Image) -> bool:
    """Whether an opened image has one channel, and perhaps transparency beside it."""
    return image.mode in _GREY_MODES or (image.format == "PNG" and raw_mode(image).startswith("LA"))


def squash(image: Image.Image, size: int, *, grey: bool) -> Image.Image:
    """The loaded image at `size` x `size`, in a mode that was resampled without inventing colours: L, RGB or CMYK.

    `grey`: see `is_grey`. Raises ImageError where nothing of the image would be seen.
    """
    if image.mode in ("RGB", "L", "CMYK") and not has_transparency(image):
        return image.resize((size, size), Image.Resampling.BILINEAR)
    white_is_zero = tiff_tag(image, TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    transparent = has_transparency(image)
    uncovered = transparent and hides_nothing(image)
    # Band by band, so that a large frame is not held a second time in another mode. First across and then down, as
    # `resize` does it: the pixels are the same.
    narrow: Image.Image | None = None
    top = 0
    for part in bands(image):
        if transparent:
            band = as_it_is(part) if uncovered and not part.mode.startswith("I") else on_white(part)
            band = band.getchannel(0) if grey else band
        else:
            band = _flatten(part, white_is_zero=white_is_zero)
        if narrow is None:
            narrow = Image.new(band.mode, (size, image.height))
        narrow.paste(band.resize((size, band.height), Image.Resampling.BILINEAR), (0, top))
        top += band.height
    assert narrow is not None
    squashed = narrow.resize((size, size), Image.Resampling.BILINEAR)
    if uncovered and not np.ptp(np.asarray(squashed), axis=(0, 1)).any():
        raise ImageError("the image is transparent everywhere, and there is no picture beneath")
    return squashed


def _flatten(image: Image.Image, *, white_is_zero: bool) -> Image.Image:
    """Any mode without transparency to L, RGB or CMYK. `white_is_zero`: of 16-bit grey, which Pillow keeps as it is."""
    if image.mode.startswith("I;16"):
        values = np.asarray(image)
        return Image.fromarray(sixteen_to_eight(65535 - values if white_is_zero else values), "L")
    if image.mode in ("I", "F"):
        raise ImageError("pixels of 32 bits have no defined white; save the image with 8 or 16 bits per channel")
    return image.convert("L" if image.mode == "1" else "RGB")
