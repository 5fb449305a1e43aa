"""Image files that are small, or whole and huge, and ask for much memory or time. Made only when they are asked for."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.desktop.helpers import png_chunk, smooth_image

Make = Callable[[], bytes]
EXIF = b"Exif\x00\x00II*\x00\x08\x00\x00\x00"


@dataclass(frozen=True)
class Bomb:
    """`write`: puts the file there; `refused`: whether a reason is the only right answer."""

    name: str
    write: Callable[[Path], object]
    refused: bool = True


def stored(image: Image.Image, how: str, **options: object) -> bytes:
    """The image as a file's content."""
    stream = io.BytesIO()
    image.save(stream, how, **options)
    return stream.getvalue()


def of(make: Make) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(make())


def sparse(make: Make, length: int) -> Callable[[Path], object]:
    """Zeros after the content, which take no room on the disk."""

    def write(path: Path) -> None:
        with path.open("wb") as stream:
            stream.write(make())
            stream.truncate(length)

    return write


def bombs() -> Iterator[Bomb]:
    """All of them."""
    yield from of_png()
    yield from of_tiff()
    yield from of_jpeg()
    yield from of_the_others()


# --- PNG -------------------------------------------------------------------------------------------------------------


def png_header(width: int, height: int, depth: int, colour: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def black_png(width: int, height: int, depth: int, colour: int) -> bytes:
    """A PNG of zeros: a few hundred kilobytes that unpack to everything its header promises."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = bytes(1 + (width * samples * depth + 7) // 8)
    packer, parts = zlib.compressobj(1), []
    for _ in range(height):
        parts.append(packer.compress(line))
    parts.append(packer.flush())
    pixels = png_chunk(b"IDAT", b"".join(parts))
    return png_header(width, height, depth, colour) + pixels + png_chunk(b"IEND", b"")


def small_png(added: bytes) -> bytes:
    """A whole picture with something added before its pixels."""
    content = stored(smooth_image(160, 120), "PNG")
    return content[:33] + added + content[33:]


def promise(width: int, height: int, depth: int, colour: int) -> bytes:
    """A header, and a megabyte of pixels that do not keep what it says."""
    return png_header(width, height, depth, colour) + png_chunk(b"IDAT", zlib.compress(bytes(10**6)))


def packed_text(kind: bytes) -> bytes:
    packed = zlib.compress(bytes(70_000_000), 1)
    return small_png(png_chunk(kind, b"note\x00" + (b"\x01\x00en\x00\x00" if kind == b"iTXt" else b"\x00") + packed))


def of_png() -> Iterator[Bomb]:
    for width, height, depth, colour in (
        (50_000, 50_000, 8, 2),
        (2**31 - 1, 2**31 - 1, 8, 6),
        (8_200, 8_200, 8, 0),
        (30_000_000, 1, 8, 0),
        (1, 1_000_000, 8, 2),
        (60_000, 60_000, 1, 0),
    ):
        name = f"bomb-{width}x{height}x{depth}.png"
        yield Bomb(name, of(lambda w=width, h=height, d=depth, c=colour: promise(w, h, d, c)))
    # Whole, and nearly as large as is allowed.
    for name, depth, colour in (("rgba16", 16, 6), ("grey16", 16, 0), ("grey-alpha", 8, 4)):
        yield Bomb(f"bomb-8000-{name}.png", of(lambda d=depth, c=colour: black_png(8_000, 8_000, d, c)), refused=False)
    for kind in (b"zTXt", b"iTXt", b"iCCP"):
        yield Bomb(f"bomb-{kind.decode()}.png", of(lambda k=kind: packed_text(k)), refused=False)
    texts = lambda: small_png(png_chunk(b"tEXt", b"note\x00" + b"x" * 900_000) * 60)  # noqa: E731
    yield Bomb("bomb-texts.png", of(texts), refused=False)
    yield Bomb("bomb-chunks.png", of(lambda: small_png(png_chunk(b"abCd", b"") * 1_000_000)))
    yield Bomb("bomb-idats.png", of(lambda: small_png(png_chunk(b"IDAT", b"") * 1_000_000)))
    yield Bomb("bomb-header-twice.png", of(lambda: small_png(png_header(50_000, 50_000, 8, 2)[8:])), refused=False)
    claim = struct.pack(">I", 0x7FFFFFFF) + b"tEXt"
    yield Bomb("bomb-sparse-chunk.png", sparse(lambda: png_header(16, 16, 8, 2) + claim, 1 << 31))


# --- TIFF ------------------------------------------------------------------------------------------------------------

Entry = tuple[int, int, int, int]
"""Tag, type (2 text, 3 short, 4 long), count, value or offset."""


def tiff(entries: list[Entry], *, after: bytes = b"", next_ifd: int = 0) -> bytes:
    """A little-endian TIFF of one directory."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\x00\x08\x00\x00\x00" + directory + struct.pack("<I", next_ifd) + after


def grey(width: int, height: int, *, offset: int = 200, compression: int = 1) -> list[Entry]:
    """Tags of an 8-bit grey image of one strip, whose pixels lie at `offset`."""
    length = min(width * height, 0xFFFFFFFF)
    values = {256: width, 257: height, 258: 8, 259: compression, 262: 1, 273: offset, 277: 1, 278: height, 279: length}
    return [(tag, 4, 1, value) for tag, value in values.items()]


def without(entries: list[Entry], *tags: int) -> list[Entry]:
    return [entry for entry in entries if entry[0] not in tags]


def chained(count: int) -> bytes:
    """A picture, and a long chain of directories after it."""
    content = bytearray(tiff(grey(16, 16, offset=150), next_ifd=1000, after=bytes(870)))
    for at in range(count):
        content += struct.pack("<HHHIII", 1, 254, 4, 1, 0, 1000 + 18 * (at + 1))
    return bytes(content)


def many_tags() -> bytes:
    """65,000 texts of 60 kB each, all of them the same bytes."""
    texts = [(tag, 2, 60_000, 800_000) for tag in range(400, 65_400)]
    return tiff([*grey(16, 16), *texts], after=bytes(100_000))


def many_big_tags() -> bytes:
    head = b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 1_000_000)
    return head + struct.pack("<HHQQ", 65_000, 1, 1, 1) * 1_000_000


def huge_tile() -> bytes:
    tiles = [(322, 4, 1, 20_000), (323, 4, 1, 20_000), (324, 4, 1, 200), (325, 4, 1, 100)]
    return tiff([*without(grey(16, 16, compression=5), 273, 278, 279), *tiles], after=bytes(400))


def of_tiff() -> Iterator[Bomb]:
    room = bytes(500)
    nested = [*grey(16, 16, offset=250), (330, 4, 1, 8), (34665, 4, 1, 8)]
    strips = [*without(grey(16, 16), 273), (273, 4, 5_000_000, 400)]
    yield Bomb("bomb-2-31.tif", of(lambda: tiff(grey(2**31 - 1, 2**31 - 1))))
    yield Bomb("bomb-50000.tif", of(lambda: tiff(grey(50_000, 50_000), after=room)))
    yield Bomb("bomb-no-size.tif", of(lambda: tiff(grey(0, 0), after=room)))
    yield Bomb("bomb-sparse-50000.tif", sparse(lambda: tiff(grey(50_000, 50_000)), 2_500_000_400))
    yield Bomb("bomb-sparse-8000.tif", sparse(lambda: tiff(grey(8_000, 8_000)), 64_000_400), refused=False)
    yield Bomb("bomb-tags.tif", of(many_tags))
    yield Bomb("bomb-tags-big.tif", of(many_big_tags))
    yield Bomb(
        "bomb-count.tif", of(lambda: tiff([*grey(16, 16), (270, 2, 0xFFFFFFFF, 300)], after=room)), refused=False
    )
    long = [*grey(16, 16), (270, 2, 1_500_000_000, 400)]
    yield Bomb("bomb-sparse-count.tif", sparse(lambda: tiff(long), 1_600_000_000))
    yield Bomb("bomb-strips.tif", of(lambda: tiff(strips, after=room)))
    yield Bomb("bomb-tile.tif", of(huge_tile))
    endless = tiff(grey(16, 16, offset=150), next_ifd=8, after=room)
    yield Bomb("endless-ifds.tif", of(lambda: endless), refused=False)
    yield Bomb("nested-ifds.tif", of(lambda: tiff(nested, next_ifd=8, after=room)), refused=False)
    yield Bomb("ifds-20000.tif", of(lambda: chained(20_000)), refused=False)
    one_strip = lambda: stored(  # noqa: E731
        Image.new("RGB", (8_000, 8_000)), "TIFF", compression="tiff_adobe_deflate", strip_size=1 << 30
    )
    yield Bomb("bomb-one-strip.tif", of(one_strip))


# --- JPEG ------------------------------------------------------------------------------------------------------------


def plain_jpeg(**options: object) -> tuple[bytes, int]:
    """A black picture of 16 million pixels, and where its last scan begins."""
    content = stored(Image.new("L", (4_096, 4_096)), "JPEG", **options)
    return content, content.rindex(b"\xff\xda")


def scans(count: int, **options: object) -> bytes:
    """The last scan again and again."""
    content, last = plain_jpeg(**options)
    return content[:-2] + content[last:-2] * count + content[-2:]


def empty_scans(count: int) -> bytes:
    content, last = plain_jpeg()
    return content[:-2] + content[last : last + 10] * count + content[-2:]


def largest_frame() -> bytes:
    content, _ = plain_jpeg()
    size = content.index(b"\xff\xc0") + 5
    return content[:size] + b"\xff\xff\xff\xff" + content[size + 4 :]


def segments(count: int) -> bytes:
    content, _ = plain_jpeg()
    return content[:2] + b"\xff\xfe\0\x02" * count + content[2:]


def headless() -> bytes:
    content, last = plain_jpeg()
    return content[:last]


def of_jpeg() -> Iterator[Bomb]:
    yield Bomb("bomb-8000.jpg", of(lambda: stored(Image.new("RGB", (8_000, 8_000)), "JPEG")), refused=False)
    progressive = lambda: stored(  # noqa: E731
        Image.new("RGB", (8_000, 8_000)), "JPEG", progressive=True, subsampling=0
    )
    yield Bomb("bomb-8000-progressive.jpg", of(progressive))
    yield Bomb("bomb-65500x1000.jpg", of(lambda: stored(Image.new("L", (65_500, 1_000)), "JPEG")), refused=False)
    yield Bomb("bomb-65535x65535.jpg", of(largest_frame))
    yield Bomb("bomb-scans.jpg", of(lambda: scans(5_000, progressive=True)))
    yield Bomb("bomb-scans-baseline.jpg", of(lambda: scans(200)))
    yield Bomb("bomb-empty-scans.jpg", of(lambda: empty_scans(20_000)))
    yield Bomb("bomb-segments.jpg", of(lambda: segments(3_000_000)))
    yield Bomb("bomb-sparse.jpg", sparse(headless, 1 << 30))


# --- BMP, GIF, WebP --------------------------------------------------------------------------------------------------


def bmp(width: int, height: int, *, depth: int = 24, compression: int = 0) -> bytes:
    """A bitmap's header, with a palette where the depth asks for one."""
    colours = 256 if depth == 8 else 0
    offset = 54 + 4 * colours
    head = struct.pack(
        "<IHHIIiiHHIIiiII", 0, 0, 0, offset, 40, width, height, 1, depth, compression, 0, 0, 0, colours, 0
    )
    return b"BM" + head + bytes(4 * colours)


def frames(how: str, count: int) -> bytes:
    """The first one is black, and none is like another."""
    some = [Image.new("RGB", (32, 32), (n % 256, n // 256, 0)) for n in range(count)]
    options = {"method": 0, "quality": 50} if how == "WEBP" else {}
    return stored(some[0], how, save_all=True, append_images=some[1:], **options)


def huge_canvas() -> bytes:
    """An animated WebP of small frames on a canvas of 2^24 x 2^24."""
    red, blue = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    content = bytearray(stored(red, "WEBP", save_all=True, append_images=[blue]))
    at = content.index(b"VP8X") + 12
    content[at : at + 6] = b"\xfe\xff\xff\xfe\xff\xff"
    return bytes(content)


def of_the_others() -> Iterator[Bomb]:
    runs = bmp(8_000, 8_000, depth=8, compression=1)
    row = b"\xff\x00" * 31 + b"\x5f\x00\x00\x00"
    yield Bomb("bomb-50000.bmp", of(lambda: bmp(50_000, 50_000)))
    yield Bomb("bomb-negative.bmp", of(lambda: bmp(-5, -(2**31))))
    yield Bomb("bomb-runs.bmp", of(lambda: runs + row * 8_000 + b"\x00\x01"), refused=False)
    yield Bomb("bomb-single-runs.bmp", of(lambda: runs + b"\x01\x00" * 30_000_000 + b"\x00\x01"))
    yield Bomb("frames-2000.gif", of(lambda: frames("GIF", 2_000)))
    yield Bomb("frames-2000.webp", of(lambda: frames("WEBP", 2_000)), refused=False)
    yield Bomb("frames-2000.png", of(lambda: frames("PNG", 2_000)), refused=False)
    yield Bomb("frames-300.tif", of(lambda: frames("TIFF", 300)), refused=False)
    wide = lambda: stored(Image.new("RGB", (16_383, 2_500)), "WEBP", method=0, quality=1)  # noqa: E731
    yield Bomb("bomb-16383.webp", of(wide))
    yield Bomb("bomb-canvas.webp", of(huge_canvas))
