"""DICOM files (dermoscopic, photographic, secondary capture) by the extra `dicom` (pydicom): pixels, never the patient.

Only the tags that describe the pixels are read from a file; those of the patient, the study and the clinic are passed
over unparsed. The library's own messages, which may quote a file, are never handed on.
"""

from __future__ import annotations

import io
import math
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from PIL import Image

from desktop.errors import ImageError
from desktop.images.formats.integrity import read_jpeg

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING = "this is a DICOM file and reading it needs one more package: pip install 'ham-classifier[dicom]'"

_DEFLATED = "1.2.840.10008.1.2.1.99"
BAND_VALUES = 1 << 20
"""Samples of a frame that are converted at a time, about."""
_COLOUR = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
_GREY = ("MONOCHROME1", "MONOCHROME2")
_PALETTE = "PALETTE COLOR"
_JPEGS = tuple(f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 57, 70, 80, 81))
_WINDOWS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
_TAGS = [
    *("SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration", "NumberOfFrames", "Rows", "Columns"),
    *("BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "ICCProfile"),
    *("WindowCenter", "WindowWidth", "VOILUTFunction", "VOILUTSequence", "ModalityLUTSequence"),
    *("RescaleIntercept", "RescaleSlope", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"),
    *(f"{c}PaletteColorLookupTableDescriptor" for c in ("Red", "Green", "Blue")),
    *(f"{c}PaletteColorLookupTableData" for c in ("Red", "Green", "Blue")),
    *(f"Segmented{c}PaletteColorLookupTableData" for c in ("Red", "Green", "Blue")),
]
# What objects of the newer kind (PS3.3, C.7.6.16) tell of a frame's grey in groups, and others of the whole.
_IN_GROUPS = {
    "PixelValueTransformationSequence": ("RescaleIntercept", "RescaleSlope"),
    "FrameVOILUTSequence": ("WindowCenter", "WindowWidth", "VOILUTFunction"),
}


_IMPORTING = threading.Lock()


def _pydicom() -> Any:
    """The library, without the client of the web that it takes along where one is installed, to fetch example files:
    importing that binds a socket, to see what the machine's network can. Raises ImportError."""
    with _IMPORTING:
        absent = "pydicom" not in sys.modules and "requests" not in sys.modules
        if absent:
            sys.modules["requests"] = None  # type: ignore[assignment] # what `import` takes for "not installed"
        try:
            import pydicom
        finally:
            if absent:
                del sys.modules["requests"]
    return pydicom


def open_dicom(path: Path, check_size: Callable[[int, int], None]) -> Image.Image:
    """The file's one frame as an RGB or L image, an ICC profile of its own in `info`.

    Colour: RGB, YBR_FULL, YBR_FULL_422 and JPEG 2000's YBR_ICT and YBR_RCT, and palettes, of 8 or 16 bits. Grey: the
    file's first window where it has one, else the full range of the stored bits; a negative rescale slope and
    MONOCHROME1 invert. Compressed pixels: RLE, JPEG of 8 bits and JPEG 2000. A file of several frames is refused: which
    one shows the lesion is not ours to guess. `check_size(width, height)` is asked before anything is decoded. Raises
    ImageError.
    """
    try:
        pydicom = _pydicom()
    except ImportError:
        raise ImageError(MISSING) from None
    with path.open("rb") as stream:
        try:
            # Unpacked whole before anything of it is known, so a small file may be a large one.
            if pydicom.filereader.read_file_meta_info(path).get("TransferSyntaxUID") == _DEFLATED:
                raise ImageError("this DICOM file is compressed as a whole (deflated); save it uncompressed")
            facts = pydicom.dcmread(stream, stop_before_pixels=True, specific_tags=list(_TAGS))
            rows, columns = int(facts.get("Rows") or 0), int(facts.get("Columns") or 0)
            frames = int(facts.get("NumberOfFrames") or 1)
            scheme = str(facts.get("PhotometricInterpretation") or "").strip()
            _take_from_groups(facts)
        except ImageError:
            raise
        except Exception:  # noqa: BLE001 - pydicom raises what a damaged value happens to cause, and quotes the value
            raise ImageError("the DICOM file is damaged: its description of the image cannot be read") from None
        if not rows or not columns:
            raise ImageError("this DICOM file holds no image (a report, an index or measurements)")
        if frames > 1:
            raise ImageError(f"this DICOM file holds {frames} frames; save the one that shows the lesion as a file")
        if scheme not in (*_COLOUR, *_GREY, _PALETTE):
            raise ImageError("the colours of this DICOM file are stored in a way that cannot be read; save it as PNG")
        check_size(columns, rows)
        _check_numbers(facts, scheme)
        pixels = _decode(stream, facts)
        image = _picture(pixels, facts, scheme)
    profile = facts.get("ICCProfile")
    if profile and image.mode == "RGB":
        image.info["icc_profile"] = bytes(profile)
    return image


def _take_from_groups(facts: Any) -> None:
    """Let the description say of the whole what the groups of a file's one frame say of it."""
    groups = [facts.get(f"{which}FunctionalGroupsSequence") or [] for which in ("Shared", "PerFrame")]
    for group in (first[0] for first in groups if first):
        for sequence, names in _IN_GROUPS.items():
            item = (group.get(sequence) or [{}])[0]
            for name in names:
                if facts.get(name) is None and item.get(name) is not None:
                    setattr(facts, name, item.get(name))


def _decode(stream: BinaryIO, facts: Any) -> NDArray[Any]:
    from pydicom.pixels import pixel_array

    stream.seek(0)
    try:
        return np.asarray(pixel_array(stream, index=0))
    except MemoryError:
        raise ImageError("the DICOM image does not fit into memory") from None
    except Exception:  # noqa: BLE001 - as above
        # Told apart by the facts, for the message itself may quote the file.
        raise ImageError(_why_not_decoded(stream, facts)) from None


def _check_numbers(facts: Any, scheme: str) -> None:
    """Raises ImageError where the stored numbers mean something else than they are read as here."""
    try:
        bits, highest = int(facts.get("BitsStored") or 8), facts.get("HighBit")
        signed = bool(facts.get("PixelRepresentation"))
        unusual = highest is not None and int(highest) != bits - 1
    except Exception:  # noqa: BLE001 - as above
        raise ImageError("the DICOM file is damaged: its description of the image cannot be read") from None
    if unusual:
        raise ImageError("the values of this DICOM file are not stored in the lowest bits; save it as PNG")
    if signed and scheme not in _GREY:
        raise ImageError("the colours of this DICOM file are signed numbers, which have no white; save it as PNG")


def _why_not_decoded(stream: BinaryIO, facts: Any) -> str:
    from pydicom.pixels import get_decoder

    syntax = facts.file_meta.get("TransferSyntaxUID")
    if syntax in _JPEGS and (reason := _why_no_jpeg(stream)):
        return reason
    if str(facts.get("PhotometricInterpretation")).startswith("YBR") and int(facts.get("BitsStored") or 8) > 8:
        return "the colours of this DICOM file have more than 8 bits as YBR, which cannot be read; save it as RGB"
    try:
        readable = get_decoder(syntax).is_available
    except Exception:  # noqa: BLE001 - an unknown or missing name, whatever it causes
        readable = False
    if not readable:
        return "the pixels of this DICOM file are compressed in a way that cannot be read; save it uncompressed"
    return "the pixels of this DICOM file are damaged, incomplete or missing"


def _why_no_jpeg(stream: BinaryIO) -> str:
    """What is the matter with the JPEG within, such as its 12 bits; "" where nothing is seen."""
    import pydicom
    from pydicom.encaps import generate_frames

    stream.seek(0)
    try:
        content = pydicom.dcmread(stream, specific_tags=["PixelData"]).PixelData
        read_jpeg(io.BytesIO(next(generate_frames(content, number_of_frames=1))))
    except ImageError as error:
        said = str(error)
        return "" if "damaged" in said else f"in this DICOM file {said}"
    except Exception:  # noqa: BLE001 - as above
        pass
    return ""


def _picture(pixels: NDArray[Any], facts: Any, scheme: str) -> Image.Image:
    bits = int(facts.get("BitsStored") or 8)
    if pixels.dtype.kind not in "bui":
        raise ImageError("the pixels of this DICOM file are floating-point numbers, of which no value is white")
    if pixels.dtype.kind == "u" and bits < 8 * pixels.dtype.itemsize:
        pixels = pixels & ((1 << bits) - 1)  # the bits above may hold an overlay
    try:
        if scheme == _PALETTE:
            from pydicom.pixels import apply_color_lut

            coloured = apply_color_lut(pixels, facts)
            return _image(_to_8_bits(coloured, coloured.dtype.itemsize * 8))
        if scheme in _COLOUR:
            return _image(_to_8_bits(pixels, bits))
        grey = np.concatenate([_windowed(band, facts, bits) for band in _bands(pixels)])
    except ImageError:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise ImageError("the DICOM file is damaged: its colour or grey scale cannot be read") from None
    return _image(255 - grey if scheme == "MONOCHROME1" else grey)


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    if not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ImageError("the DICOM file is damaged: its pixels do not have the shape it tells")
    return Image.fromarray(np.ascontiguousarray(pixels))


def _to_8_bits(values: NDArray[Any], bits: int) -> NDArray[np.uint8]:
    """Unsigned values of `bits` bits, scaled and rounded to 0..255."""
    if bits == 8 and values.dtype == np.uint8:
        return values
    top = (1 << bits) - 1
    return np.concatenate(
        [((np.clip(band.astype(np.int64), 0, top) * 255 + top // 2) // top).astype(np.uint8) for band in _bands(values)]
    )


def _bands(values: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """The rows, some at a time, so that a large frame is not held a second time in wider numbers."""
    rows = max(1, BAND_VALUES // max(1, values[0].size))
    for first in range(0, len(values), rows):
        yield values[first : first + rows]


def _windowed(stored: NDArray[Any], facts: Any, bits: int) -> NDArray[np.uint8]:
    """Grey values 0..255 as a viewer shows them (DICOM PS3.3, C.11.1 rescale, C.11.2.1 window)."""
    if facts.get("ModalityLUTSequence") or (facts.get("VOILUTSequence") and facts.get("WindowWidth") is None):
        raise ImageError("the grey scale of this DICOM file is a table that is not supported; save it as PNG")
    slope, intercept = _number(facts.get("RescaleSlope"), 1), _number(facts.get("RescaleIntercept"), 0)
    if slope == 0:
        raise ImageError("the rescale slope of this DICOM file is 0, which makes one grey of all; save it as PNG")
    if facts.get("WindowWidth") is None or facts.get("WindowCenter") is None:
        lowest = -(1 << (bits - 1)) if facts.get("PixelRepresentation") else 0
        grey = _to_8_bits(stored.astype(np.int64) - lowest, bits)
        return 255 - grey if slope < 0 else grey
    values = stored * slope + intercept
    centre, width = _number(facts.WindowCenter, 0), _number(facts.WindowWidth, 0)
    function = str(facts.get("VOILUTFunction") or "LINEAR").strip()
    if function not in _WINDOWS:
        raise ImageError("the grey scale of this DICOM file is of a kind that is not supported; save it as PNG")
    if width < 1 and (function == "LINEAR" or width <= 0):
        raise ImageError(f"the grey scale of this DICOM file is a window of width {width:g}; save it as PNG")
    if function == "SIGMOID":
        shown = 1 / (1 + np.exp(-4 * (values - centre) / width))
    elif function == "LINEAR_EXACT":
        shown = (values - centre) / width + 0.5
    elif width > 1:
        shown = (values - (centre - 0.5)) / (width - 1) + 0.5
    else:
        shown = np.where(values > centre - 0.5, 1.0, 0.0)
    return np.asarray(np.rint(np.clip(shown, 0, 1) * 255), dtype=np.uint8)


def _number(value: Any, default: float) -> float:
    """A tag's number; of several windows the first, which is the one that a viewer shows. Raises ImageError."""
    if value is None or value == "":
        return default
    number = float(value) if isinstance(value, int | float | str) else float(value[0])
    if not math.isfinite(number):
        raise ImageError("the grey scale of this DICOM file is given by what is no number; save it as PNG")
    return number
