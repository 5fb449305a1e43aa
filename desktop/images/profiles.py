"""Which colours the numbers of a file mean: its ICC profile, or what else it says of them, to sRGB.

A profile is taken for what it does and not for its name: "Linear sRGB" is another space, however it is called.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

from desktop.images.colour import DECODE_ERRORS
from desktop.images.read_failures import raise_unless_damage

_ERRORS: tuple[type[Exception], ...] = (ImageCms.PyCMSError, *DECODE_ERRORS)
_SAME = 3
"""Levels of 255 by which profiles that are called sRGB, and are, differ: their curves and tables are rounded."""

_EXIF, _INTEROPERABILITY, _COLOUR_SPACE, _INDEX = 0x8769, 0xA005, 0xA001, 1
_SRGB, _ADOBE_RGB = 1, 2
_ADOBE_INDEX = "R03"  # DCF 2.0, optional colour space


def to_srgb(image: Image.Image, profile: bytes | None, *, adobe: bool = False) -> Image.Image:
    """An image of mode L, RGB or CMYK as RGB in sRGB. `adobe`: colours are Adobe RGB where no profile says otherwise.

    A profile that cannot be read or is for other channels is ignored, as image viewers do.
    """
    if profile:
        try:
            if image.mode == "RGB" and _is_srgb(profile):
                return image
            if (converted := _convert(image, profile)) is not None:
                return converted
        except _ERRORS as error:
            raise_unless_damage(error)  # what is left is below
    if adobe and image.mode == "RGB" and (converted := _convert(image, _adobe_rgb())) is not None:
        return converted
    return image.convert("RGB")


def is_adobe_rgb(image: Image.Image) -> bool:
    """Whether EXIF says so, as cameras do that embed no profile: interoperability index R03, or colour space 2."""
    try:
        exif = image.getexif()
        if _EXIF not in exif:
            return False
        space = exif.get_ifd(_EXIF).get(_COLOUR_SPACE)
        if space in (_SRGB, _ADOBE_RGB):
            return bool(space == _ADOBE_RGB)
        index = exif.get_ifd(_INTEROPERABILITY).get(_INDEX, "")
    except DECODE_ERRORS as error:  # a broken block says nothing
        raise_unless_damage(error)
        return False
    words = index.decode("ascii", "replace") if isinstance(index, bytes) else str(index)
    return words.rstrip("\0 ") == _ADOBE_INDEX


def _convert(
    image: Image.Image, profile: bytes, intent: ImageCms.Intent = ImageCms.Intent.PERCEPTUAL
) -> Image.Image | None:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    target = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(image, source, target, renderingIntent=intent, outputMode="RGB")


@lru_cache(maxsize=32)
def _is_srgb(profile: bytes) -> bool:
    """Whether a profile is called sRGB and is: those are left alone, for a conversion would only add its rounding.

    Tried on colours all over the cube, by both intents: some (ICC's v4 preference profile) map colours for printers by
    one and leave them alone by the other. Raises what a damaged profile leads to.
    """
    if "srgb" not in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).lower():
        return False
    steps = np.linspace(0, 255, 18).round().astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(18, -1, 3)
    for intent in (ImageCms.Intent.PERCEPTUAL, ImageCms.Intent.RELATIVE_COLORIMETRIC):
        shown = _convert(Image.fromarray(cube), profile, intent)
        if shown is not None and np.abs(np.asarray(shown).astype(int) - cube).max() <= _SAME:
            return True
    return False


@lru_cache(maxsize=1)
def _adobe_rgb() -> bytes:
    """Adobe RGB (1998), section 4.3: primaries, white D65, gamma 563/256; for ICC adapted to D50 (Bradford)."""
    return matrix_profile(((0.6400, 0.3300), (0.2100, 0.7100), (0.1500, 0.0600)), (0.3127, 0.3290), 563 / 256)


Chromaticity = tuple[float, float]


def matrix_profile(primaries: Sequence[Chromaticity], white: Chromaticity, gamma: float, name: str = "") -> bytes:
    """An ICC profile (ICC.1:2001-04, 6.3.1.2) of three primaries and one exponent, chromaticities as CIE x and y."""
    d50 = np.array([0.9642, 1.0, 0.8249])
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    columns = np.stack([_xyz(one) for one in primaries], axis=1)
    colours = columns * np.linalg.solve(columns, _xyz(white))
    cones = np.diag((bradford @ d50) / (bradford @ _xyz(white)))
    adapted = np.linalg.inv(bradford) @ cones @ bradford @ colours
    curve = b"curv" + bytes(4) + struct.pack(">IHxx", 1, round(gamma * 256))
    said = name.encode("ascii")
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(said) + 1) + said + bytes(79),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": _xyz_tag(d50),
        **{f"{letter}XYZ".encode(): _xyz_tag(adapted[:, at]) for at, letter in enumerate("rgb")},
        **{f"{letter}TRC".encode(): curve for letter in "rgb"},
    }
    directory, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        directory += tag + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4x", start + len(body)) + b"\x02\x40\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    return head + _numbers(d50) + bytes(48) + directory + body


def _xyz(one: Chromaticity) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    x, y = one
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _xyz_tag(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)


def _numbers(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bytes:
    """ICC's s15Fixed16Number."""
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)
