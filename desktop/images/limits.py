"""What one image may cost, asked before it is paid: pixels, bytes read for a header, memory to decode.

Measured with Pillow 13: a frame takes 4 bytes per pixel (1 where it is grey or a palette, which are not told apart
here), and some decoders hold the frame a second time in a form of their own.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, TiffImagePlugin

from desktop.errors import ImageError

MAX_PIXELS = 1 << 26
"""Largest frame that is decoded, 67 million pixels (256 MiB); more is a decompression bomb or a mistake, and either
would take the memory of everything else."""

MAX_SIDE = 65_535
"""Longest side (JPEG's own limit): resampling keeps a table as long as the sides are."""

MAX_MEMORY = 300_000_000
"""Bytes that decoding one image may take."""

HEADER_BYTES = 1 << 26
"""What may be read before the first pixel (tags, profiles, comments), and of a JPEG in all."""

MAX_CHUNKS = 100_000
"""Of a PNG; a frame of MAX_PIXELS in chunks of 8 kB, as many programs write them, has 65,000."""

MAX_TAGS = 1000
"""Of a page of a TIFF; a microscope's have a hundred."""

MAX_RUNS = 1 << 22
"""Bytes of a run-length-encoded BMP, which Pillow decodes run by run in Python."""

_FRAME = 4
_WEBP = 16  # libwebp's animation decoder keeps two frames, Pillow a copy and its own
_COEFFICIENT = 2
_RUN_LENGTHS = (1, 2)  # BI_RLE8 and BI_RLE4


class MeteredFile(io.FileIO):
    """A file that gives out at most `allowance` more bytes and then says that it is no image. `head`: what it gives out
    as its first bytes, in place of those it has."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.allowance = HEADER_BYTES
        self.head = b""

    def readinto(self, buffer: Any) -> int:
        at = self.tell() if self.head else 0
        count = super().readinto(buffer) or 0
        if at < len(self.head):
            part = self.head[at : at + count]
            memoryview(buffer)[: len(part)] = part
        self._give(count)
        return count

    def readall(self) -> bytes:
        """`FileIO.readall` passes `readinto` by."""
        self._give(os.fstat(self.fileno()).st_size - self.tell())
        return super().readall()

    def _give(self, count: int) -> None:
        self.allowance -= count
        if self.allowance < 0:
            raise ImageError(
                "the file is much larger than its picture can be; save the image again without what was added to it"
            )


def check_counts(file: io.BufferedReader[Any]) -> None:
    """Raises ImageError for a PNG of more chunks than any program writes.

    Each costs a little time or memory, and millions of them fit into a small file. The file is left at its beginning.
    """
    head = file.peek(16)[:16]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        file.seek(8)
        for count in itertools.count(1):
            if len(chunk := file.read(8)) < 8 or chunk[4:] == b"IEND":
                break
            if count > MAX_CHUNKS:
                raise ImageError(f"the PNG has more than {MAX_CHUNKS:,} chunks; save it again")
            file.seek(int.from_bytes(chunk[:4], "big") + 4, io.SEEK_CUR)
    file.seek(0)


def check_size(width: int, height: int) -> None:
    """Raises ImageError for a frame that is not decoded whatever its format."""
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"the frame of {width} x {height} is larger than {MAX_PIXELS / 1e6:.0f} million pixels; not decoded"
        )
    if max(width, height) > MAX_SIDE:
        raise ImageError(f"the frame of {width} x {height} has a side longer than {MAX_SIDE} pixels; not decoded")


def check_cost(image: Image.Image, *, file_bytes: int, scans: int = 1, copies: int = 1) -> None:
    """Raises ImageError where decoding the opened image would take more than MAX_MEMORY.

    `scans`: of a JPEG, how many there are; of more than one the coefficients of the whole frame are held. `copies`: how
    often the frame is held.
    """
    width, height = image.size
    cost = width * height * _FRAME * copies
    if image.format == "WEBP":
        cost = width * height * _WEBP + file_bytes
    elif image.format in ("JPEG", "MPO") and scans > 1:
        cost = width * height // 16 * _FRAME + _coefficients(image) + 2 * file_bytes
    elif image.format == "TIFF":
        cost += _piece(image)
    elif image.format == "BMP" and image.info.get("compression") in _RUN_LENGTHS and file_bytes > MAX_RUNS:
        raise ImageError("a run-length-encoded BMP as large as this is not decoded; save it as PNG")
    if cost > MAX_MEMORY:
        raise ImageError(
            f"the frame of {width} x {height}, as it is stored, would take {cost / 1e6:.0f} MB to decode and "
            f"{MAX_MEMORY / 1e6:.0f} are allowed; save it as PNG or plain JPEG"
        )


def _coefficients(image: Any) -> int:
    """Bytes of all coefficients of a JPEG frame: as many per component as it has samples."""
    layers = [(horizontal, vertical) for _, horizontal, vertical, _ in image.layer]
    most = max(h for h, _ in layers) * max(v for _, v in layers)
    width, height = image.size
    return int(sum(width * height * h * v // max(1, most) for h, v in layers)) * _COEFFICIENT


def _piece(image: Any) -> int:
    """Bytes of a TIFF's strip or tile, which is unpacked whole before it goes into the frame."""
    tags = image.tag_v2
    if tags.get(TiffImagePlugin.COMPRESSION) in (None, 1):
        return 0
    width, height = image.size
    rows = _number(tags.get(TiffImagePlugin.ROWSPERSTRIP), height)
    pixels = width * min(rows, height)
    if TiffImagePlugin.TILEWIDTH in tags:
        pixels = _number(tags.get(TiffImagePlugin.TILEWIDTH), 0) * _number(tags.get(TiffImagePlugin.TILELENGTH), 0)
    bits = tags.get(TiffImagePlugin.BITSPERSAMPLE, (1,))
    samples = _number(tags.get(TiffImagePlugin.SAMPLESPERPIXEL), 1)
    deepest = max(bits) if isinstance(bits, Iterable) else _number(bits, 1)
    return int(pixels * samples * deepest // 8)


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) else default
