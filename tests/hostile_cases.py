"""What a hostile image file is, what may come of it, and the ways of storing a picture that are broken."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from tests.desktop.helpers import smooth_image
from tests.hostile_bombs import stored

SIZE = 32


class Expect(enum.Enum):
    """What may come of a file."""

    RIGHT = "the picture"
    REFUSED = "a reason"
    RIGHT_OR_REFUSED = "the picture or a reason"
    ANYTHING = "some picture or a reason"
    """For damage that no reader can see: the format has no checksum over it, the file is another one now."""


@dataclass(frozen=True)
class Case:
    """One file. `name`: its file name; `reference`: the picture meant; `tolerance`: of the mean difference, 0..255."""

    name: str
    write: Callable[[Path], object]
    expect: Expect
    reference: Image.Image | None = None
    tolerance: float = 0.0


@dataclass(frozen=True)
class Format:
    """A way to store the picture. `slack`: bytes at the end that only close the file; `checked`: by checksums."""

    name: str
    ending: str
    image: Image.Image
    how: str
    options: dict[str, object]
    tolerance: float = 0.0
    slack: int = 0
    checked: bool = False

    @property
    def content(self) -> bytes:
        return stored(self.image, self.how, **self.options)


def picture() -> Image.Image:
    """160 x 120 with a texture, so that every part of it takes room in a file."""
    smooth = np.asarray(smooth_image(160, 120)).astype(np.int16)
    noise = np.random.default_rng(7).integers(-20, 20, (120, 160, 1))
    return Image.fromarray(np.clip(smooth + noise, 0, 255).astype(np.uint8))


def formats() -> list[Format]:
    """Every way of storing the picture that is cut and flipped."""
    rgb = picture()
    return [
        Format("jpeg", ".jpg", rgb, "JPEG", {"quality": 90}, tolerance=3, slack=2),
        Format("jpeg-progressive", ".jpg", rgb, "JPEG", {"quality": 90, "progressive": True}, tolerance=3, slack=2),
        Format("jpeg-grey", ".jpg", rgb.convert("L"), "JPEG", {"quality": 90}, tolerance=3, slack=2),
        Format("png", ".png", rgb, "PNG", {}, slack=20, checked=True),
        Format("png-palette", ".png", rgb.quantize(64), "PNG", {}, slack=20, checked=True),
        Format("tiff", ".tif", rgb, "TIFF", {}),
        Format("tiff-lzw", ".tif", rgb, "TIFF", {"compression": "tiff_lzw"}),
        Format("tiff-deflate", ".tif", rgb, "TIFF", {"compression": "tiff_adobe_deflate"}),
        Format("bmp", ".bmp", rgb, "BMP", {}),
        Format("webp", ".webp", rgb, "WEBP", {"quality": 90}, tolerance=5),
        Format("webp-lossless", ".webp", rgb, "WEBP", {"lossless": True}),
    ]
