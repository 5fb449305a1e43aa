"""Pixels as they are to be seen: upright, in 8 bits on white, squashed to the network's square, in sRGB."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, TiffImagePlugin

from desktop.errors import ImageError

DECODE_ERRORS: tuple[type[Exception], ...] = (
    *(OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError, KeyError),
    *(TypeError, AttributeError, OverflowError, MemoryError, ZeroDivisionError),
)
_BAND_PIXELS = 1 << 20
_PROFILE_ERRORS: tuple[type[Exception], ...] = (ImageCms.PyCMSError, *DECODE_ERRORS)


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
    except DECODE_ERRORS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def squash(image: Image.Image, size: int) -> Image.Image:
    """The loaded image at `size` x `size`, in a mode that was resampled without inventing colours: L, RGB or CMYK."""
    if image.mode in ("RGB", "L", "CMYK") and "transparency" not in image.info:
        return image.resize((size, size), Image.Resampling.BILINEAR)
    white_is_zero = tiff_tag(image, TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    # Band by band, so that a large frame is not held a second time in another mode. First across and then down, as
    # `resize` does it: the pixels are the same.
    narrow: Image.Image | None = None
    rows = max(1, _BAND_PIXELS // image.width)
    for top in range(0, image.height, rows):
        band = _flatten(image.crop((0, top, image.width, min(top + rows, image.height))), white_is_zero=white_is_zero)
        if narrow is None:
            narrow = Image.new(band.mode, (size, image.height))
        narrow.paste(band.resize((size, band.height), Image.Resampling.BILINEAR), (0, top))
    assert narrow is not None
    return narrow.resize((size, size), Image.Resampling.BILINEAR)


def _flatten(image: Image.Image, *, white_is_zero: bool) -> Image.Image:
    """Any mode but RGB, L and CMYK to one of them. `white_is_zero`: of 16-bit grey, which Pillow keeps as it is."""
    if image.mode.startswith("I;16") or image.mode == "I":
        grey = np.asarray(image).astype(np.int64)
        if grey.max() > 65535:
            raise ImageError("32-bit pixels have no defined white; save the image with 8 or 16 bits per channel")
        if white_is_zero:
            grey = 65535 - grey
        return Image.fromarray(((np.clip(grey, 0, 65535) * 255 + 32767) // 65535).astype(np.uint8), "L")
    if image.mode == "F":
        raise ImageError("floating-point pixels have no defined white; save the image with 8 or 16 bits per channel")
    if image.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in sRGB. A profile that cannot be read or does not fit the mode is ignored, as image viewers do."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "srgb" not in ImageCms.getProfileDescription(source).lower():
                converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                if converted is not None:
                    return converted
        except _PROFILE_ERRORS:
            pass  # the plain conversion below is what is left
    return image.convert("RGB")
