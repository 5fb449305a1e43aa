"""TIFF files that Pillow does not write: any depth, sample format, arrangement, byte order, and any pages."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

UNCOMPRESSED, DEFLATE = 1, 8
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, MASK, CMYK, YCBCR, LAB = 0, 1, 2, 3, 4, 5, 6, 8
UNSIGNED, SIGNED, FLOAT, UNDEFINED = 1, 2, 3, 4
Tags = Mapping[int, Sequence[int] | None]


@dataclass(frozen=True)
class TiffPage:
    """values: [rows, columns] or [rows, columns, channels], stored with `bits` bits each. tags: further ones, or None
    for one to leave out; inside: pages within this one (SubIFDs)."""

    values: np.ndarray[Any, Any]
    scheme: int = RGB
    bits: int = 8
    format: int = UNSIGNED
    compression: int = UNCOMPRESSED
    planes: bool = False
    tile: int = 0
    fill_order: int = 1
    tags: Tags = field(default_factory=dict)
    inside: Sequence[TiffPage] = ()


def write_tiff(path: Path, *pages: TiffPage, order: str = "<", big: bool = False, begin: bytes = b"") -> Path:
    """`order`: `<` for II, `>` for MM; `big`: BigTIFF; `begin`: a TIFF whose pages are replaced, and all else kept."""
    body = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42))
    body += struct.pack(order + "HHQ", 8, 0, 0) if big else bytes(4)
    body = bytearray(begin) or body
    long = order + ("Q" if big else "I")
    pointer = 8 if big else 4
    for page in pages:
        directory, following = _append(body, page, order, big)
        struct.pack_into(long, body, pointer, directory)
        pointer = following
    path.write_bytes(bytes(body))
    return path


def _append(body: bytearray, page: TiffPage, order: str, big: bool) -> tuple[int, int]:
    """Put the page at the end. Gives where its directory lies, and where that points to the next one."""
    inside = [_append(body, one, order, big)[0] for one in page.inside]
    channels = 1 if page.values.ndim == 2 else page.values.shape[2]
    height, width = page.values.shape[:2]
    offsets, counts = [], []
    for piece in _pieces(page, order):
        offsets.append(len(body))
        counts.append(len(piece))
        body += piece + b"\0" * (len(piece) % 2)
    tags: dict[int, Sequence[int]] = {
        256: [width],
        257: [height],
        258: [page.bits] * channels,
        259: [page.compression],
        262: [page.scheme],
        **({322: [page.tile], 323: [page.tile], 324: offsets, 325: counts} if page.tile else {}),
        **({} if page.tile else {273: offsets, 278: [height], 279: counts}),
        277: [channels],
        284: [2 if page.planes else 1],
        **({} if page.format == UNSIGNED else {339: [page.format] * channels}),
        **({} if page.fill_order == 1 else {266: [page.fill_order]}),
        **({330: inside} if inside else {}),
    }
    for tag, values in page.tags.items():
        if values is None:
            tags.pop(tag, None)
        else:
            tags[tag] = values
    long, room, entry = ("Q", 8, 20) if big else ("I", 4, 12)
    directory = len(body)
    following = directory + (8 if big else 2) + entry * len(tags)
    head, beyond = struct.pack(order + ("Q" if big else "H"), len(tags)), b""
    for tag in sorted(tags):
        values = tags[tag]
        form, kind = ("I", 4) if max(values) > 65535 or tag in (273, 279, 324, 325, 330) else ("H", 3)
        raw = struct.pack(f"{order}{len(values)}{form}", *values)
        if len(raw) > room:
            place = following + room + len(beyond)
            raw, beyond = struct.pack(order + long, place), beyond + raw + b"\0" * (len(raw) % 2)
        head += struct.pack(f"{order}HH{long}", tag, kind, len(values)) + raw.ljust(room, b"\0")
    body += head + bytes(room) + beyond
    return directory, following


def _pieces(page: TiffPage, order: str) -> list[bytes]:
    """Strips or tiles, one plane after the other where they are apart."""
    values = page.values if page.values.ndim == 3 else page.values[..., None]
    planes = [values[..., c : c + 1] for c in range(values.shape[2])] if page.planes else [values]
    pieces = []
    for plane in planes:
        parts = [plane]
        if page.tile:
            side = page.tile
            down, across = -plane.shape[0] % side, -plane.shape[1] % side
            whole = np.pad(plane, ((0, down), (0, across), (0, 0)))
            rows, columns = range(0, whole.shape[0], side), range(0, whole.shape[1], side)
            parts = [whole[y : y + side, x : x + side] for y in rows for x in columns]
        for part in parts:
            packed = _packed(part.reshape(len(part), -1), page.bits, order)
            stored = zlib.compress(packed) if page.compression == DEFLATE else packed
            if page.fill_order == 2:
                stored = np.packbits(np.unpackbits(np.frombuffer(stored, np.uint8)).reshape(-1, 8)[:, ::-1]).tobytes()
            pieces.append(stored)
    return pieces


def _packed(rows: np.ndarray[Any, Any], bits: int, order: str) -> bytes:
    """Each row from a byte of its own; depths that are no bytes from the highest bit on, whatever the byte order."""
    if bits % 8 == 0 and bits != 24:
        return bytes(rows.astype(rows.dtype.newbyteorder(order)).tobytes())
    shifts = np.arange(bits - 1, -1, -1)
    spread = (rows.astype(np.int64)[..., None] >> shifts) & 1
    return np.packbits(spread.reshape(len(rows), -1).astype(np.uint8), axis=1).tobytes()
