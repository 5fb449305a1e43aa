"""Whether a file is whole, where Pillow's decoders do not look: the end of a JPEG's data, the checksums of a PNG.

Both decoders fill what is missing with something that looks like pixels, and a lesion cut in half is another lesion.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import numpy as np
from PIL import Image

from desktop.errors import ImageError

MAX_SCANS = 100
"""Of a JPEG; programs write ten, and each costs a pass over the whole frame however few bytes it has."""

MAX_SEGMENTS = 10_000
"""Of a JPEG before its first scan; an ICC profile or preview in pieces has a few hundred."""

MAX_BETWEEN = 1 << 16
"""Bytes of a JPEG that may lie between its segments."""

_SCAN, _END = b"\xff\xda", b"\xff\xd9"
_ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_FRAMES_READ = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}  # ITU-T T.81, table B.1
_FRAMES_NOT_READ = {0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7}  # the last: JPEG-LS, ITU-T T.87
_NOISE = bytes(random.Random(0).choices(range(1, 255), k=4096))
_PNG_SIGNATURE = 8


@dataclass(frozen=True)
class JpegData:
    """A JPEG file: its bytes, where the pixels of its first picture end, and how many scans they are made of."""

    content: bytes
    end: int
    scans: int


def is_jpeg(head: bytes) -> bool:
    """By the first three bytes of a file."""
    return head[:3] == b"\xff\xd8\xff"


def read_jpeg(stream: IO[bytes]) -> JpegData:
    """The whole file. Raises ImageError where the picture's end marker is missing, or for more scans than MAX_SCANS."""
    content = stream.read()
    first = _first_scan(content)
    # In the pixels' data an FF is followed by 00 or a restart; in the headers, which may hold a thumbnail, by anything.
    end = content.find(_END, first)
    if end < 0:
        raise ImageError("the image data is damaged (the end of the JPEG is missing)")
    scans = content.count(_SCAN, first, end)
    if scans > MAX_SCANS:
        raise ImageError(f"the JPEG has {scans:,} scans, more than any program writes; save it again")
    return JpegData(content, end, scans)


def _first_scan(content: bytes) -> int:
    """Where the first scan begins; 0 where the headers lead nowhere, which the decoder then says."""
    at, between, segments = 2, 0, 0
    while at + 4 <= len(content):
        if content[at] != 0xFF:  # what lies between two segments is passed over by decoders, a byte at a time
            marker = content.find(b"\xff", at)
            between += marker - at
            if marker < 0 or between > MAX_BETWEEN:
                raise ImageError("the image data is damaged (the headers of the JPEG lead nowhere)")
            at = marker
        elif content[at + 1] == 0xFF or content[at + 1] in _ALONE:
            at += 1 if content[at + 1] == 0xFF else 2
        elif content[at : at + 2] == _SCAN:
            return at
        else:
            _check_frame(content[at + 1], content[at + 4 : at + 5])
            segments += 1
            if segments > MAX_SEGMENTS:
                raise ImageError(f"the JPEG has more than {MAX_SEGMENTS:,} segments before its pixels; save it again")
            at += 2 + int(struct.unpack_from(">H", content, at + 2)[0])
    return 0


def _check_frame(marker: int, bits: bytes) -> None:
    """Raises ImageError for a segment that begins a frame of a kind that is whole, and not decoded."""
    if marker in _FRAMES_NOT_READ:
        raise ImageError("the JPEG is lossless or hierarchical, which cannot be read; save it as baseline JPEG or PNG")
    if marker in _FRAMES_READ and bits not in (b"", b"\x08"):
        raise ImageError(f"the JPEG has {bits[0]} bits per channel, and 8 can be read; save it with 8 bits")


def check_jpeg_reaches_its_end(data: JpegData, decoded: Image.Image, decode: Callable[[bytes], Image.Image]) -> None:
    """Raises ImageError for a picture whose data ended before it.

    libjpeg fills the rest with one colour. So where the last row has one colour (in skin it hardly ever has), noise is
    put where the data ends: a decoder that was done by then does not look at it. `decode`: a file's content to pixels,
    as `decoded` was made.
    """
    width, height = decoded.size
    last_row = np.asarray(decoded.crop((0, height - 1, width, height)))[0]
    if (last_row != last_row[0]).any():
        return
    disturbed = decode(data.content[: data.end] + _NOISE + data.content[data.end :])
    if disturbed.tobytes() != decoded.tobytes():
        raise ImageError("the image data is damaged (the JPEG ends before its picture does)")


def check_png(stream: IO[bytes]) -> None:
    """Raises ImageError where the pixels' checksums are wrong, which Pillow passes over."""
    stream.seek(_PNG_SIGNATURE)
    while len(head := stream.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            return
        if kind != b"IDAT":
            stream.seek(length + 4, io.SEEK_CUR)
            continue
        checksum = zlib.crc32(kind)
        while length > 0 and (part := stream.read(min(length, 1 << 20))):
            checksum = zlib.crc32(part, checksum)
            length -= len(part)
        if stream.read(4) != struct.pack(">I", checksum):
            raise ImageError("the image data is damaged (a checksum of the PNG is wrong)")
