"""What an image hides: its alpha channel, or a colour declared transparent, laid on white as viewers show it.

A fourth channel that hides everything was left empty by the program that wrote it, and hides nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFile

from desktop.errors import ImageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND_PIXELS = 1 << 20
"""Pixels converted at once, so that a large frame is not held a second time in another mode."""

LEAST_SHOWN = 0.01
"""Share of the pixels that must be seen of an image that hides the others; below it there is a white page to judge."""

_INVISIBLE = 3
"""Alpha below this moves white by less than three of 255 levels, whatever lies beneath."""

_ALPHA_MODES = ("LA", "PA", "La", "RGBA", "RGBa")
_KEY = "transparency"
_SIXTEEN_BITS = "RGB;16B"
_SCALED = {"L;2": 3, "L;4": 15}


def read_key(image: Image.Image) -> tuple[int, ...] | None:
    """Put right what an opened PNG declares transparent: Pillow gives that colour in the file's own depth.

    Of a colour PNG of 16 bits the key is taken away and given back: Pillow keeps 8 of them, by which other pixels would
    be hidden too. `hide_key` hides those meant.
    """
    key = image.info.get(_KEY)
    if image.format != "PNG" or key is None or isinstance(key, bytes):
        return None
    stored = raw_mode(image)
    if stored == _SIXTEEN_BITS:
        del image.info[_KEY]
        return tuple(key)
    if stored in _SCALED:
        levels = _SCALED[stored]
        image.info[_KEY] = (key % (levels + 1)) * 255 // levels
    elif stored == "RGB":
        image.info[_KEY] = tuple(value & 255 for value in key)
    elif stored == "L":
        image.info[_KEY] = key & 255
    return None


def hide_key(image: Image.Image, low: ImageFile.ImageFile, key: tuple[int, ...]) -> None:
    """Hide the pixels that have the 16-bit colour `key`. `image`: the loaded upper bytes, which becomes RGBA; `low`:
    the same file opened anew, for the lower ones."""
    low.tile = [low.tile[0]._replace(args="RGB;16L")]  # the bytes of the other order: the lower ones
    low.load()
    upper, lower = (np.array([value >> shift & 255 for value in key], np.uint8) for shift in (8, 0))
    alpha = [
        np.where(((np.asarray(a) == upper) & (np.asarray(b) == lower)).all(axis=2), 0, 255).astype(np.uint8)
        for a, b in zip(bands(image), bands(low), strict=True)
    ]
    image.putalpha(Image.fromarray(np.concatenate(alpha), "L"))


def raw_mode(image: Image.Image) -> str:
    """How the pixels of an opened file are stored, in Pillow's words."""
    args = image.tile[0].args if isinstance(image, ImageFile.ImageFile) and image.tile else ""
    return str(args[0] if isinstance(args, tuple) else args)


def has_transparency(image: Image.Image) -> bool:
    """Whether some of it may be hidden."""
    return image.mode in _ALPHA_MODES or _KEY in image.info


def hides_nothing(image: Image.Image) -> bool:
    """Whether what the loaded image declares hidden is shown: when it would hide everything.

    Raises ImageError where all but less than LEAST_SHOWN of it is hidden.
    """
    needed = LEAST_SHOWN * image.width * image.height
    shown = 0
    # Small pieces first to last: of nearly all images the first shows enough.
    for band in bands(image, min(BAND_PIXELS, image.width * image.height // 32)):
        alpha = band if "A" in band.getbands() else _rgba(band)
        shown += sum(alpha.getchannel("A").histogram()[_INVISIBLE:])
        if shown >= needed:
            return False
    if shown:
        raise ImageError("its transparency hides all of the image but some dots; save it without transparency")
    return True


def as_it_is(image: Image.Image) -> Image.Image:
    """The colours beneath all transparency, in a mode without it."""
    opaque = image.copy()
    opaque.info.pop(_KEY, None)
    if opaque.mode in ("La", "RGBa"):
        opaque = opaque.convert("LA" if opaque.mode == "La" else "RGBA")
    return opaque.convert("L") if opaque.mode == "LA" else opaque if opaque.mode == "L" else opaque.convert("RGB")


def on_white(image: Image.Image) -> Image.Image:
    """RGB, with white wherever something is hidden."""
    rgba = _rgba(image)
    white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("RGB")


def bands(image: Image.Image, pixels: int | None = None) -> Iterator[Image.Image]:
    """The image in pieces of its full width and about so many pixels, from the top; BAND_PIXELS where not told."""
    rows = max(1, (BAND_PIXELS if pixels is None else pixels) // image.width)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _rgba(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        values = np.asarray(image)
        alpha = np.where(values == image.info[_KEY], 0, 255).astype(np.uint8)
        levels = Image.fromarray(sixteen_to_eight(values), "L")
        return Image.merge("RGBA", (levels, levels, levels, Image.fromarray(alpha, "L")))
    return image.convert("LA" if image.mode == "La" else "RGBA").convert("RGBA")


def sixteen_to_eight(values: NDArray[np.integer]) -> NDArray[np.uint8]:
    """0..65535 to 0..255, rounded."""
    return ((values.astype(np.int64) * 255 + 32767) // 65535).astype(np.uint8)
