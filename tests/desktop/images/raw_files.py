"""PNG and BMP files that Pillow does not write: any depth, transparent colours, any masks."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

from tests.desktop.helpers import png_chunk, png_file

GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
"""Colour types of PNG."""


def png(path: Path, values: np.ndarray[Any, Any], bits: int, colour_type: int, extra: bytes = b"") -> Path:
    """A PNG of these values, [rows, columns] or [rows, columns, channels], `bits` bits each."""
    height, width = values.shape[:2]
    flat = values.reshape(height, -1).astype(np.int64)
    spread = (flat[..., None] >> np.arange(bits - 1, -1, -1)) & 1
    rows = b"".join(b"\0" + np.packbits(row).tobytes() for row in spread.reshape(height, -1).astype(np.uint8))
    return png_file(path, width=width, height=height, bit_depth=bits, colour_type=colour_type, rows=rows, extra=extra)


def key(*values: int) -> bytes:
    """The chunk by which a PNG declares one colour transparent."""
    return png_chunk(b"tRNS", b"".join(struct.pack(">H", value) for value in values))


def bmp(path: Path, pixels: np.ndarray[Any, Any], *, header: int, masks: tuple[int, ...] = (), bits: int = 32) -> Path:
    """A BMP whose pixels, [rows, columns] of whole numbers, hold the channels by `masks` (red, green, blue, alpha)."""
    height, width = pixels.shape
    body = pixels[::-1].astype("<u4" if bits == 32 else "<u2").tobytes()
    fields = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, 3 if masks else 0, len(body), 0, 0, 0, 0)
    fields += b"".join(struct.pack("<I", mask) for mask in masks)
    fields = fields.ljust(header, b"\0") if header > 40 else fields
    start = 14 + len(fields)
    path.write_bytes(b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + fields + body)
    return path
