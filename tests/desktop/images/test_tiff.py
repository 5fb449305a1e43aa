"""TIFFs that Pillow does not write: 16 bits in every arrangement give the right colours, or are refused."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.images import load_image
from tests.desktop.helpers import reason

SIZE = 32
UNCOMPRESSED, DEFLATE = 1, 8
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB = 0, 1, 2


def tiff_file(
    path: Path,
    pixels: np.ndarray[Any, Any],
    *,
    scheme: int = RGB,
    compression: int = UNCOMPRESSED,
    planes: bool = False,
    order: str = "<",
    alpha: bool = False,
) -> Path:
    """A TIFF 6.0 file of one strip, or of one per plane. `order`: `<` for II, `>` for MM."""
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    stored = pixels.astype(pixels.dtype.newbyteorder(order))
    strips = [stored[..., c].tobytes() for c in range(channels)] if planes else [stored.tobytes()]
    if compression == DEFLATE:
        strips = [zlib.compress(strip) for strip in strips]
    offsets, body = [], b""
    for strip in strips:
        offsets.append(8 + len(body))
        body += strip + b"\0" * (len(strip) % 2)
    short, long = 3, 4
    entries: list[tuple[int, int, list[int]]] = [
        (256, long, [width]),
        (257, long, [height]),
        (258, short, [8 * pixels.dtype.itemsize] * channels),
        (259, short, [compression]),
        (262, short, [scheme]),
        (273, long, offsets),
        (277, short, [channels]),
        (278, long, [height]),
        (279, long, [len(strip) for strip in strips]),
        (284, short, [2 if planes else 1]),
        *([(338, short, [2])] if alpha else []),
    ]
    start = 8 + len(body)
    directory, beyond = struct.pack(f"{order}H", len(entries)), b""
    for tag, kind, values in entries:
        raw = b"".join(struct.pack(order + ("H" if kind == short else "I"), value) for value in values)
        if len(raw) > 4:
            place = start + 2 + 12 * len(entries) + 4 + len(beyond)
            raw, beyond = struct.pack(f"{order}I", place), beyond + raw
        directory += struct.pack(f"{order}HHI", tag, kind, len(values)) + raw.ljust(4, b"\0")
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", start)
    path.write_bytes(head + body + directory + struct.pack(f"{order}I", 0) + beyond)
    return path


def colours(top: int = 65535) -> np.ndarray[Any, Any]:
    """Three ramps of 16 bits, each in a direction of its own."""
    y, x = np.mgrid[0:1:45j, 0:1:60j]
    return (np.stack([x, y, 1 - x * y], axis=2) * top).round().astype(np.uint16)


def expected(tmp_path: Path, eight_bits: np.ndarray[Any, Any], scheme: int = RGB) -> np.ndarray[Any, Any]:
    return load_image(tiff_file(tmp_path / "expected.tif", eight_bits, scheme=scheme), SIZE).astype(int)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
def test_sixteen_bit_colours(tmp_path, order, compression):
    path = tiff_file(tmp_path / "a.tif", colours(), order=order, compression=compression)
    right = expected(tmp_path, (colours() >> 8).astype(np.uint8))
    assert np.abs(load_image(path, SIZE) - right).max() <= 1


@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
def test_sixteen_bit_colours_with_an_opaque_alpha(tmp_path, compression):
    pixels = np.dstack([colours(), np.full((45, 60), 65535, np.uint16)])
    path = tiff_file(tmp_path / "a.tif", pixels, alpha=True, compression=compression)
    right = expected(tmp_path, (colours() >> 8).astype(np.uint8))
    assert np.abs(load_image(path, SIZE) - right).max() <= 1


def test_planes_of_eight_bits_and_compressed_ones_of_sixteen_are_read(tmp_path):
    right = expected(tmp_path, (colours() >> 8).astype(np.uint8))
    eight = tiff_file(tmp_path / "a.tif", (colours() >> 8).astype(np.uint8), planes=True)
    sixteen = tiff_file(tmp_path / "b.tif", colours(), planes=True, compression=DEFLATE)
    assert np.abs(load_image(eight, SIZE) - right).max() <= 1
    assert np.abs(load_image(sixteen, SIZE) - right).max() <= 1


def test_uncompressed_planes_of_sixteen_bits_are_refused_and_not_read_as_other_colours(tmp_path):
    assert "stored plane by plane" in reason(tiff_file(tmp_path / "a.tif", colours(), planes=True))


def test_white_may_be_zero(tmp_path):
    grey = colours()[..., 0]  # in the other byte order Pillow knows no such file, and it is refused
    path = tiff_file(tmp_path / "a.tif", 65535 - grey, scheme=WHITE_IS_ZERO)
    right = expected(tmp_path, (grey >> 8).astype(np.uint8), BLACK_IS_ZERO)
    assert np.abs(load_image(path, SIZE) - right).max() <= 1


def test_thirty_two_bits_are_refused_as_their_white_is_not_defined(tmp_path):
    grey = colours()[..., 0].astype(np.uint32) * 3000
    assert "32-bit pixels" in reason(tiff_file(tmp_path / "a.tif", grey, scheme=BLACK_IS_ZERO))
