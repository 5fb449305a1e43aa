"""A file becomes the RGB pixels the network sees: the one place in the project that decodes or resizes an image.

Training, the parity check, the command line and the window all call `read_image` (or `load_image`), so what the
network learned and what it is shown cannot drift apart.
"""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from PIL import (
    BmpImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from desktop.errors import ImageError
from desktop.images import signatures
from desktop.images.colour import DECODE_ERRORS, UPRIGHT, orientation, squash, tiff_tag, to_srgb
from desktop.images.integrity import JpegData, check_jpeg_reaches_its_end, check_png, is_jpeg, read_jpeg
from desktop.images.limits import HEADER_BYTES, MAX_PIXELS, MeteredFile, check_cost, check_counts, check_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESIZE_RULE = "squash-bilinear-1"
"""Name of the rule below, stored in every model file: the whole frame squashed to a square, Pillow's antialiasing
bilinear filter, JPEGs decoded at the smallest DCT scale that is still at least the size asked for. A change to what
`read_image` returns needs a new name."""

# Importing a plug-in registers its format. These five are named, so that Pillow does not import its forty others when
# one is first missed, and exotic decoders stay out of reach of a hostile file. (MPO is opened by JPEG's plug-in.)
FORMATS: tuple[str, ...] = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    TiffImagePlugin.TiffImageFile.format,
    BmpImagePlugin.BmpImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)

# What Pillow's decoders were seen to raise on damaged files, beside its own classes.
_BUFFER = 1 << 16
_MOST_BYTES_PER_PIXEL = 9  # uncompressed, 16 bits in four channels


@dataclass(frozen=True)
class DecodedImage:
    """Pixels of one image at the network's size, and the size of the frame they came from.

    pixels: uint8 [size, size, 3], RGB 0..255; width, height: of the file's frame after EXIF rotation, in pixels.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int


def load_image(path: Path, size: int) -> NDArray[np.uint8]:
    """The pixels of `read_image`: uint8 [size, size, 3], RGB 0..255. Raises ImageError."""
    return read_image(path, size).pixels


def read_image(path: Path, size: int) -> DecodedImage:
    """Decode the first frame of `path` and squash all of it to `size` x `size`.

    EXIF orientation is applied, an embedded ICC profile is converted to sRGB, and any mode becomes RGB: grey,
    palette and CMYK are converted, 16-bit grey is scaled, transparency is laid on white. Raises ImageError with a
    reason in words when the file is missing, unreadable, truncated, no image, or larger than MAX_PIXELS, and for a
    HEIC or DICOM file where the library that reads it is not installed.
    """
    try:
        _refuse_what_never_ends(path)
        with io.BufferedReader(MeteredFile(path), _BUFFER) as file:
            check_counts(file)
            data = read_jpeg(file) if is_jpeg(file.peek(3)) else None
            with _open(path, file if data is None else io.BytesIO(data.content)) as image:
                return _decode(image, file, data, size)
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError("the file is not there (any more)") from None
    except PermissionError:
        raise ImageError("the file may not be read (permission denied)") from None
    except IsADirectoryError:
        raise ImageError("this is a folder, not an image") from None
    except UnidentifiedImageError:
        raise ImageError(_not_an_image(path)) from None
    except Image.DecompressionBombError:
        raise ImageError(f"the frame is larger than {MAX_PIXELS / 1e6:.0f} million pixels; not decoded") from None
    except DECODE_ERRORS as error:
        raise ImageError(f"the image data is damaged ({_reason(error)})") from None


def _refuse_what_never_ends(path: Path) -> None:
    """A pipe or a device with an image's name would be waited for, or read, for ever."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a folder is left to `open`, which knows why it cannot be read
        raise ImageError("this is a pipe or a device, not an image file")


def _open(path: Path, stream: IO[bytes]) -> Image.Image:
    try:
        return Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError:
        kind = signatures.kind_of_file(path)
        if kind == signatures.HEIC:
            from desktop.images.heic import open_heic

            return open_heic(path, check_size)
        if kind == signatures.DICOM:
            from desktop.images.dicom import open_dicom

            return open_dicom(path, check_size)
        raise


def _decode(image: Image.Image, file: io.BufferedReader[Any], data: JpegData | None, size: int) -> DecodedImage:
    width, height = image.size
    check_size(width, height)
    if _has_planes_that_pillow_mixes_up(image):
        raise ImageError("its 16-bit colours are stored plane by plane, uncompressed; save the image in another way")
    _load(image, file, data, size)
    turned = orientation(image)
    if turned >= 5:  # 5 to 8 turn the frame by a quarter
        width, height = height, width
    profile = image.info.get("icc_profile")
    squashed = squash(image, size)
    # Colour and rotation come after the squash: both commute with it to within rounding, and cost less there.
    rgb = to_srgb(squashed, profile)
    if turned in UPRIGHT:
        rgb = rgb.transpose(UPRIGHT[turned])
    return DecodedImage(np.asarray(rgb, dtype=np.uint8), width, height)


def _load(image: Image.Image, file: io.BufferedReader[Any], data: JpegData | None, size: int) -> None:
    """Decode the opened image. Raises ImageError where that would cost too much, or the file is not whole."""
    if data is None:
        check_cost(image, file_bytes=os.fstat(file.fileno()).st_size)
        raw = file.raw
        assert isinstance(raw, MeteredFile)
        raw.allowance = HEADER_BYTES + _MOST_BYTES_PER_PIXEL * image.width * image.height
        image.load()
        if image.format == "PNG":
            check_png(file)
        return
    check_cost(image, file_bytes=len(data.content), scans=data.scans)
    _load_scaled(image, size)

    def again(content: bytes) -> Image.Image:
        other = Image.open(io.BytesIO(content), formats=("JPEG",))
        _load_scaled(other, size)
        return other

    check_jpeg_reaches_its_end(data, image, again)


def _load_scaled(image: Image.Image, size: int) -> None:
    image.draft(None, (size, size))  # DCT-scaled decoding, never below `size`
    image.load()


def _has_planes_that_pillow_mixes_up(image: Image.Image) -> bool:
    """TIFF with three uncompressed 16-bit planes: Pillow 13 reads them without a word as other colours."""
    return (
        tiff_tag(image, TiffImagePlugin.PLANAR_CONFIGURATION) == 2
        and tiff_tag(image, TiffImagePlugin.COMPRESSION) in (None, 1)
        and tiff_tag(image, TiffImagePlugin.BITSPERSAMPLE) not in (None, (8,) * len(image.getbands()))
        and len(image.getbands()) > 1
    )


def _not_an_image(path: Path) -> str:
    try:
        if path.stat().st_size == 0:
            return "the file is empty"
    except OSError:
        pass
    return "this is no image in a format that can be read (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM)"


def _reason(error: BaseException) -> str:
    """The decoder's own words, on one line and short enough for a table; the system's without the path."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    words = " ".join(said.split()) or type(error).__name__
    return words if len(words) <= 120 else words[:117] + "..."
