"""What a TIFF says of its pages, before it is decoded: which page is the picture, and whether it can be read right.

Pillow decodes the first page whatever it is, and gives samples of 12 or 32 bits and signed ones as if they were of 16.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from desktop.errors import ImageError
from desktop.images import limits
from desktop.language.spoken import kept

MAX_PAGES = 100
"""Pages that are looked at where the first is none of the picture."""

_MOST_SEEK = (1 << 62) - 1
_MOST_VALUES = 3 * 256  # of a palette

# TIFF 6.0, section 8, and Adobe's TIFF Technical Note 1 (SubIFDs).
_KIND, _OLD_KIND, _BITS, _COMPRESSION, _SCHEME, _SAMPLES, _PLANES = 254, 255, 258, 259, 262, 277, 284
_COLOUR_MAP, _SUBPAGES, _INKS, _FORMAT, _HIGHEST, _SUBSAMPLING = 320, 330, 332, 339, 281, 530
_BIT_ORDER, _EXTRA = 266, 338
_WANTED = {
    *(_KIND, _OLD_KIND, _BITS, _COMPRESSION, _SCHEME, _SAMPLES, _PLANES, _COLOUR_MAP, _SUBPAGES, _INKS, _FORMAT),
    *(_HIGHEST, _SUBSAMPLING, _BIT_ORDER, _EXTRA),
}
# BYTE, SHORT, LONG, IFD, LONG8, IFD8, and the signed ones, which decoders take for these as well.
_SIZES = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q", 6: "b", 8: "h", 9: "i", 17: "q"}

_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _TRANSPARENCY, _INK, _YCBCR = range(7)
_SCHEMES = (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _INK, _YCBCR)
_FAX = (2, 3, 4, 32771)  # compressions of one bit per pixel, whose readers take 0 for white where nothing is said
_NOT_COMPRESSED = 1
_UNSIGNED, _UNDEFINED = 1, 4
_NUMBERS = {
    2: kept("signed numbers"),
    3: kept("floating-point numbers"),
    5: kept("complex numbers"),
    6: kept("complex numbers"),
}

SAVE_IT = kept("save the image with 8 or 16 bits per channel")


@dataclass(frozen=True)
class Page:
    """Where a page's directory lies, and those of its tags that decide how it is read. strange: whether one of these is
    no whole number, by which decoders go all the same."""

    offset: int
    tags: Mapping[int, tuple[int, ...]]
    strange: bool = False

    def first(self, tag: int, default: int) -> int:
        """The first value of a tag."""
        return (self.tags.get(tag) or (default,))[0]

    @property
    def is_picture(self) -> bool:
        """Not a smaller version of another page, and no mask."""
        if _KIND in self.tags:
            kind = self.first(_KIND, 0)
            return not kind & (_REDUCED | _MASK) and self.first(_SCHEME, 0) != _TRANSPARENCY
        return self.first(_OLD_KIND, 0) != _OLD_REDUCED and self.first(_SCHEME, 0) != _TRANSPARENCY


def is_tiff(head: bytes) -> bool:
    """By the first four bytes of a file; with the two byte orders mixed up as well, which decoders let pass."""
    return head[:2] in (b"II", b"MM") and head[2:4] in (b"*\0", b"\0*", b"+\0", b"\0+")


def head_of_the_picture(file: io.BufferedReader[Any]) -> bytes | None:
    """The first bytes of the file as they would be if the picture were its first page; None where it is.

    The picture is the first page that is neither a reduced preview nor a mask, those within a page included. Raises
    ImageError where there is none, where its pixels would be read as others, and for more tags than any program writes.
    The file is left at its beginning.
    """
    reader = _Reader(file)
    first = None
    try:
        for page in reader.pages():
            first = first or page
            if page.is_picture:
                _check(page)
                return None if page is first else reader.head_with(page.offset)
    finally:
        file.seek(0)
    if first is not None:
        raise ImageError("this TIFF holds nothing but reduced previews or masks of another picture")
    return None  # damaged, as the decoder will say


class _Reader:
    """Directories of a TIFF or BigTIFF in either byte order."""

    def __init__(self, file: io.BufferedReader[Any]) -> None:
        self._file = file
        file.seek(0)
        head = file.read(16)
        self._order = "<" if head[:1] == b"I" else ">"
        self._big = b"+" in head[2:4]
        if self._big and self._order == ">":
            raise ImageError("this BigTIFF is stored with the highest byte first, which is not read; save it as PNG")
        self._start = head[:8] if self._big else head[:4]
        self._pointer = "Q" if self._big else "I"
        self._first = self._number(self._pointer, head[8:16] if self._big else head[4:8])

    def head_with(self, offset: int) -> bytes:
        return self._start + struct.pack(self._order + self._pointer, offset)

    def pages(self) -> Iterator[Page]:
        """One by one as they are asked for, each followed by those within it; none where they cannot be read."""
        waiting, seen = [self._first], set[int]()
        while waiting and len(seen) < MAX_PAGES:
            offset = waiting.pop(0)
            if offset == 0 or offset in seen:
                continue
            seen.add(offset)
            try:
                page, following = self._page(offset)
            except struct.error:
                continue
            yield page
            waiting[:0] = [*page.tags.get(_SUBPAGES, ()), following]

    def _page(self, offset: int) -> tuple[Page, int]:
        self._file.seek(offset & _MOST_SEEK)
        count = self._number("Q" if self._big else "H", self._file.read(8 if self._big else 2))
        if count > limits.MAX_TAGS:
            raise ImageError(f"the TIFF has more than {limits.MAX_TAGS:,} tags; save it again")
        width = 20 if self._big else 12
        entries = self._file.read(width * count)
        following = self._file.read(8 if self._big else 4)
        tags, strange = {}, False
        for start in range(0, len(entries) - width + 1, width):
            tag, kind = struct.unpack_from(self._order + "HH", entries, start)
            strange |= tag in _WANTED and kind not in _SIZES
            if tag in _WANTED and kind in _SIZES:
                with suppress(struct.error):  # beyond the end of the file; the decoder judges what is needed
                    tags[tag] = self._values(kind, entries[start + 4 : start + width])
        page = Page(offset, tags, strange)
        return page, self._number(self._pointer, following) if len(following) >= 4 else 0

    def _values(self, kind: int, entry: bytes) -> tuple[int, ...]:
        half = len(entry) // 2
        count = self._number(self._pointer, entry[:half])
        form = f"{self._order}{min(count, _MOST_VALUES)}{_SIZES[kind]}"
        stored = entry[half:]
        if count * struct.calcsize(_SIZES[kind]) > half:
            self._file.seek(self._number(self._pointer, stored) & _MOST_SEEK)
            stored = self._file.read(struct.calcsize(form))
        return struct.unpack_from(form, stored)

    def _number(self, form: str, data: bytes) -> int:
        return int(struct.unpack_from(self._order + form, data)[0])


def _has_readable_planes(page: Page, depth: int, samples: int) -> bool:
    """Whether Pillow 13 gives each plane its channel: it takes others for them without a word."""
    scheme = page.first(_SCHEME, 0)
    colours = {_RGB: 3, _YCBCR: 3, _INK: 4}.get(scheme, 1)
    if samples != colours + len(page.tags.get(_EXTRA, ())) or (colours == 1 and samples > 1):
        return False
    if page.first(_COMPRESSION, _NOT_COMPRESSED) != _NOT_COMPRESSED:
        return True
    return depth == 8 and page.first(_BIT_ORDER, 1) == 1 and scheme not in (_WHITE_IS_ZERO, _YCBCR)


def _check(page: Page) -> None:
    """Raises ImageError for a page that Pillow reads as other pixels, or not at all, with the reason."""
    if page.strange:
        raise ImageError("this TIFF describes its pixels by what are no whole numbers; save it again")
    samples = page.first(_SAMPLES, 1)
    formats = set(page.tags.get(_FORMAT, (_UNSIGNED,))) - {_UNSIGNED, _UNDEFINED}
    if formats:
        what = _NUMBERS.get(min(formats), "numbers of an unknown kind")
        raise ImageError(f"its pixels are {what}, of which no value is white by definition; {SAVE_IT}")
    bits = page.tags.get(_BITS, (1,))
    bits = bits[:samples] if len(bits) >= samples else bits[:1] * samples
    if len(set(bits)) > 1:
        raise ImageError(f"its channels differ in depth ({', '.join(map(str, bits[:6]))} bits); {SAVE_IT}")
    depth = bits[0] if bits else 1
    if depth not in (1, 2, 4, 8, 16):
        raise ImageError(f"{depth}-bit pixels are not read, as they would be scaled wrongly; {SAVE_IT}")
    highest = page.first(_HIGHEST, 0)
    if depth == 16 and 0xFF <= highest < 0xFFFF and highest & (highest + 1) == 0:
        raise ImageError(
            f"of its 16 bits only {highest.bit_length()} are used, so that white would be dark; scale the values up"
        )
    compression = page.first(_COMPRESSION, _NOT_COMPRESSED)
    if _SCHEME not in page.tags and not (depth == 1 and compression in _FAX):
        raise ImageError("this TIFF does not say whether 0 is black or white; save it again")
    scheme = page.first(_SCHEME, 0)
    if scheme not in _SCHEMES:
        raise ImageError("the colours of this TIFF (Lab, raw sensor data or the like) cannot be read; save it as RGB")
    if scheme == _INK and page.first(_INKS, 1) != 1:
        raise ImageError("the inks of this TIFF are not cyan, magenta, yellow and black; save it as RGB")
    if page.first(_PLANES, 1) == 2 and not _has_readable_planes(page, depth, samples):
        raise ImageError(
            f"its {depth}-bit channels are stored plane by plane in a way that would be mixed up; save it as PNG"
        )
    halved = set(page.tags.get(_SUBSAMPLING, (2, 2))) != {1}
    if compression == _NOT_COMPRESSED and scheme == _YCBCR and samples > 1 and halved:
        raise ImageError("the colours of this TIFF are stored at half their size, uncompressed; save it as RGB")
    if scheme == _PALETTE and 0 < max(page.tags.get(_COLOUR_MAP, (0,))) < 256:
        raise ImageError("the palette of this TIFF has 8 bits where the format has 16; save it as RGB")
