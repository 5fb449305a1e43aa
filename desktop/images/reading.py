"""A file becomes the RGB pixels the network sees: the one place in the project that decodes or resizes an image.

Training, the parity check, the command line and the window all call `read_image` (or `load_image`), so what the
network learned and what it is shown cannot drift apart.
"""

from __future__ import annotations

import io
import operator
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
from desktop.images.colour import DECODE_ERRORS, UPRIGHT, is_grey, orientation, squash
from desktop.images.formats import signatures
from desktop.images.formats.integrity import JpegData, check_jpeg_reaches_its_end, check_png, is_jpeg, read_jpeg
from desktop.images.formats.tiff import head_of_the_picture, is_tiff
from desktop.images.limits import HEADER_BYTES, MAX_PIXELS, MeteredFile, check_cost, check_counts, check_size
from desktop.images.profiles import is_adobe_rgb, to_srgb
from desktop.images.read_failures import reason_beside_damage
from desktop.images.transparency import hide_key, read_key

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

_NOT_SUPPORTED = ("unsupported", "cannot handle", "unknown", "conversion from")  # how Pillow says that it cannot
_BUFFER = 1 << 16
_TURNED = 5  # the orientations 5 to 8 turn the frame by a quarter
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
    """Decode the first frame of `path` that is a picture and no preview, and squash all of it to `size` x `size`.

    EXIF orientation is applied, colours are converted to sRGB (from an embedded ICC profile, and from Adobe RGB where
    EXIF alone tells it), and any mode becomes RGB: grey, palette and CMYK are converted, 16-bit grey is scaled,
    transparency is laid on white unless it hides everything. Raises ImageError with a reason in words when the file is
    missing, unreadable, truncated, no image, of pixels whose white is not defined, or larger than MAX_PIXELS, and for
    a HEIC or DICOM file where the library that reads it is not installed; TypeError for other arguments.
    """
    path, size = Path(path), operator.index(size)
    try:
        _refuse_what_never_ends(path)
        with io.BufferedReader(MeteredFile(path), _BUFFER) as file:
            check_counts(file)
            if is_tiff(file.peek(4)):
                _begin_with_the_picture(file)
            data = read_jpeg(file) if is_jpeg(file.peek(3)) else None
            with _open(path, file if data is None else io.BytesIO(data.content)) as image:
                return _decode(image, file, data, size)
    except ImageError as error:
        if (reason := reason_beside_damage(error)) is not None:
            raise ImageError(reason) from None
        raise
    except UnidentifiedImageError:
        raise ImageError(_not_an_image(path)) from None
    except Image.DecompressionBombError:
        raise ImageError(f"the frame is larger than {MAX_PIXELS / 1e6:.0f} million pixels; not decoded") from None
    except DECODE_ERRORS as error:
        raise ImageError(reason_beside_damage(error) or _cannot_be_decoded(error)) from None


def read_frame(path: Path) -> tuple[int, int]:
    """Width and height that `read_image` finds, in pixels and upright, without decoding more than it takes to know
    them. Raises ImageError for a file whose head cannot be read."""
    path = Path(path)
    try:
        _refuse_what_never_ends(path)
        with io.BufferedReader(MeteredFile(path), _BUFFER) as file:
            check_counts(file)
            if is_tiff(file.peek(4)):
                _begin_with_the_picture(file)
            with _open(path, file) as image:
                width, height = image.size
                turned = image.format != TiffImagePlugin.TiffImageFile.format and orientation(image) >= _TURNED
                return (height, width) if turned else (width, height)  # Pillow turns a TIFF's frame itself
    except UnidentifiedImageError:
        raise ImageError(_not_an_image(path)) from None
    except Image.DecompressionBombError:
        raise ImageError(f"the frame is larger than {MAX_PIXELS / 1e6:.0f} million pixels; not decoded") from None
    except DECODE_ERRORS as error:
        raise ImageError(_cannot_be_decoded(error)) from None


def _refuse_what_never_ends(path: Path) -> None:
    """A pipe or a device with an image's name would be waited for, or read, for ever."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a folder is left to `open`, which knows why it cannot be read
        raise ImageError("this is a pipe or a device, not an image file")


def _begin_with_the_picture(file: io.BufferedReader[Any]) -> None:
    """Let a TIFF look as if the page that is the picture were its first."""
    head = head_of_the_picture(file)
    if head is not None:
        _raw(file).head = head
        file.seek(0, io.SEEK_END)  # what is buffered of the beginning is forgotten
        file.seek(0)


def _raw(file: io.BufferedReader[Any]) -> MeteredFile:
    raw = file.raw
    assert isinstance(raw, MeteredFile)
    return raw


def _open(path: Path, stream: IO[bytes]) -> Image.Image:
    try:
        return Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError:
        head = signatures.head_of_file(path)
        kind = signatures.kind_of(head)
        if kind == signatures.HEIC:
            from desktop.images.formats.heic import open_heic

            return open_heic(path, check_size)
        if kind == signatures.DICOM:
            from desktop.images.formats.dicom import open_dicom

            return open_dicom(path, check_size)
        if kind == signatures.BARE_DICOM:
            raise ImageError(
                "this DICOM file lacks its preamble (128 bytes and the letters DICM); save it as a DICOM file anew"
            ) from None
        if is_tiff(head):
            raise ImageError(
                "this TIFF is damaged, or stores its pixels in a way that cannot be read; save it as PNG"
            ) from None
        raise


def _decode(image: Image.Image, file: io.BufferedReader[Any], data: JpegData | None, size: int) -> DecodedImage:
    width, height = image.size
    check_size(width, height)
    grey = is_grey(image)
    at_once = image.format != "PNG"  # a PNG may tell it behind its pixels, a TIFF only while its file is open
    adobe = at_once and is_adobe_rgb(image)
    _load(image, file, data, size)
    turned = orientation(image)
    if turned >= _TURNED:
        width, height = height, width
    profile = image.info.get("icc_profile")
    squashed = squash(image, size, grey=grey)
    # Colour and rotation come after the squash: both commute with it to within rounding, and cost less there.
    rgb = to_srgb(squashed, profile, adobe=adobe or (not at_once and is_adobe_rgb(image)))
    if turned in UPRIGHT:
        rgb = rgb.transpose(UPRIGHT[turned])
    return DecodedImage(np.asarray(rgb, dtype=np.uint8), width, height)


def _load(image: Image.Image, file: io.BufferedReader[Any], data: JpegData | None, size: int) -> None:
    """Decode the opened image. Raises ImageError where that would cost too much, or the file is not whole."""
    if data is None:
        check_cost(image, file_bytes=os.fstat(file.fileno()).st_size)
        allowance = HEADER_BYTES + _MOST_BYTES_PER_PIXEL * image.width * image.height
        _raw(file).allowance = allowance
        key = read_key(image)
        image.load()
        if image.format == "PNG":
            check_png(file)
        if key is not None:
            check_cost(image, file_bytes=0, copies=2)
            _raw(file).allowance = allowance
            file.seek(0)
            hide_key(image, Image.open(file, formats=("PNG",)), key)
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


def _not_an_image(path: Path) -> str:
    try:
        if path.stat().st_size == 0:
            return "the file is empty"
    except OSError:
        pass
    return f"this is no image in a format that can be read ({signatures.FORMAT_NAMES})"


def _cannot_be_decoded(error: BaseException) -> str:
    words = _reason(error)
    if words.lower().startswith(_NOT_SUPPORTED):
        return f"the image is stored in a way that cannot be read ({words}); save it as PNG"
    return f"the image data is damaged ({words})"


def _reason(error: BaseException) -> str:
    """The decoder's own words, on one line and short enough for a table; the system's without the path."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    words = " ".join(said.split()) or type(error).__name__
    return words if len(words) <= 120 else words[:117] + "..."
