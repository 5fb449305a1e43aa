"""Image files as a strange disk may hold them: cut, flipped, mislabelled, built to exhaust. Drawn, the same every time.

`cases()` names each with what may come of it. `python -m tests.hostile_images FOLDER` writes every one of them, reads
it as the product does, and prints a line of JSON for it: what came, how long it took, how far memory rose.
"""

from __future__ import annotations

import json
import struct
import sys
import time
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from desktop.errors import ImageError
from desktop.images import read_image
from tests.desktop.helpers import PROJECT, srgb_profile, swapped_profile
from tests.hostile_bombs import EXIF, bombs, stored
from tests.hostile_cases import SIZE, Case, Expect, Format, formats, picture


def cases() -> Iterator[Case]:
    """All of them."""
    for make in (whole, cut, flipped, zeroed, mislabelled, modes, orientations, broken_metadata, exhausting, oddities):
        yield from make()


def _bytes(name: str, content: bytes, expect: Expect, like: Format | None = None) -> Case:
    reference, tolerance = (like.image, like.tolerance) if like else (None, 0.0)
    return Case(name, lambda path: path.write_bytes(content), expect, reference, tolerance)


def whole() -> Iterator[Case]:
    for one in formats():
        yield _bytes(f"whole-{one.name}{one.ending}", one.content, Expect.RIGHT, one)


def cut() -> Iterator[Case]:
    """Cut at thirteen places: in the header, in the pixels, close to the end."""
    for one in formats():
        content = one.content
        for length in (1, 3, 9, 20, 40, *(len(content) * part // 100 for part in (5, 15, 30, 50, 70, 85, 95, 99))):
            yield _bytes(f"cut-{one.name}-{length}{one.ending}", content[:length], Expect.REFUSED)
        if one.slack:
            yield _bytes(f"cut-{one.name}-end{one.ending}", content[: -one.slack], Expect.RIGHT_OR_REFUSED, one)


def flipped() -> Iterator[Case]:
    """One bit at a time: eight in the first bytes, eight anywhere."""
    for one in formats():
        content = one.content
        random = np.random.default_rng(zlib.crc32(one.name.encode()))
        header = min(len(content) // 4, 128)
        places = [*random.choice(header * 8, 8, replace=False), *random.integers(header * 8, len(content) * 8, 8)]
        expect = Expect.RIGHT_OR_REFUSED if one.checked else Expect.ANYTHING
        for bit in map(int, places):
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << (bit % 8)
            yield _bytes(f"flipped-{one.name}-{bit}{one.ending}", bytes(changed), expect, one)


def zeroed() -> Iterator[Case]:
    """A copy that was broken off: the file has its length, and its second half was never written."""
    for one in formats():
        content, half = one.content, len(one.content) // 2
        damaged = content[:half] + bytes(len(content) - half)
        # Pixels stored as they are may be zero, and WebP's coder makes a picture of any bytes.
        unseen = one.name in ("bmp", "tiff", "webp", "webp-lossless")
        expect = Expect.ANYTHING if unseen else Expect.REFUSED
        yield _bytes(f"zeroed-{one.name}{one.ending}", damaged, expect)
        yield _bytes(f"zeros-{one.name}{one.ending}", bytes(len(content)), Expect.REFUSED)
        yield _bytes(f"empty-{one.name}{one.ending}", b"", Expect.REFUSED)
    jpeg = formats()[0].content
    for part in (30, 60, 90):
        ended = jpeg[: len(jpeg) * part // 100] + b"\xff\xd9"
        yield _bytes(f"ended-early-{part}.jpg", ended, Expect.REFUSED)


def mislabelled() -> Iterator[Case]:
    """The content decides, whatever the name says."""
    endings = (".jpg", ".png", ".tif", ".bmp", ".webp", ".dcm")
    for at, one in enumerate(formats()):
        ending = next(e for e in endings[at % len(endings) :] + endings if e != one.ending)
        yield _bytes(f"mislabelled-{one.name}{ending}", one.content, Expect.RIGHT, one)
    others = {
        "gif": stored(picture().quantize(64), "GIF"),
        "ico": stored(picture().resize((32, 32)), "ICO"),
        "ppm": stored(picture(), "PPM"),
        "text": "Befund: unauffällig\n".encode() * 50,
        "html": b"<!doctype html><title>Not found</title>",
        "zip": b"PK\x03\x04" + bytes(200),
        "pdf": b"%PDF-1.7\n" + bytes(200),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        "elf": b"\x7fELF" + bytes(200),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    }
    for name, content in others.items():
        yield _bytes(f"really-{name}.jpg", content, Expect.REFUSED)


def modes() -> Iterator[Case]:
    """What cameras, scanners and office programs write: each has one right reading."""
    rgb, grey = picture(), picture().convert("L")
    wide = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    clear = rgb.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(rgb.size))
    on_white = Image.alpha_composite(Image.new("RGBA", rgb.size, "white"), clear).convert("RGB")
    palette = rgb.quantize(64)
    holed = palette.convert("RGBA")
    holed.putalpha(Image.fromarray(np.where(np.asarray(palette) == 5, 0, 255).astype(np.uint8)))
    holed_on_white = Image.alpha_composite(Image.new("RGBA", rgb.size, "white"), holed).convert("RGB")
    ink = rgb.convert("CMYK")
    two = grey.point(lambda v: 255 * (v > 128)).convert("1")
    made = [
        ("grey.png", grey, "PNG", {}, grey, 0),
        ("grey16.png", wide, "PNG", {}, grey, 0.5),
        ("grey16.tif", wide, "TIFF", {}, grey, 0.5),
        ("grey16-lzw.tif", wide, "TIFF", {"compression": "tiff_lzw"}, grey, 0.5),
        ("two.png", two, "PNG", {}, two.convert("RGB"), 0),
        ("two.tif", two, "TIFF", {"compression": "group4"}, two.convert("RGB"), 0),
        ("cmyk.jpg", ink, "JPEG", {"quality": 95}, ink.convert("RGB"), 3),
        ("cmyk.tif", ink, "TIFF", {}, ink.convert("RGB"), 1),
        ("alpha.png", clear, "PNG", {}, on_white, 0),
        ("alpha.webp", clear, "WEBP", {"lossless": True, "exact": True}, on_white, 0),
        ("alpha.tif", clear, "TIFF", {}, on_white, 0),
        ("grey-alpha.png", Image.merge("LA", (grey, clear.getchannel("A"))), "PNG", {}, None, 0),
        ("palette-holed.png", palette, "PNG", {"transparency": 5}, holed_on_white, 0),
        ("palette.bmp", palette, "BMP", {}, palette.convert("RGB"), 0),
        ("palette.tif", palette, "TIFF", {}, palette.convert("RGB"), 0),
        ("interlaced-like.jpg", rgb, "JPEG", {"progressive": True, "optimize": True, "quality": 95}, rgb, 3),
        ("subsampled.jpg", rgb, "JPEG", {"subsampling": 2, "quality": 95}, rgb, 3),
        ("restarts.jpg", rgb, "JPEG", {"restart_marker_blocks": 3, "quality": 95}, rgb, 3),
        ("tiled-like.tif", rgb, "TIFF", {"compression": "jpeg", "quality": 95}, rgb, 5),
        ("packbits.tif", rgb, "TIFF", {"compression": "packbits"}, rgb, 0),
        ("big.tif", rgb, "TIFF", {"big_tiff": True}, rgb, 0),
    ]
    for name, image, how, options, expected, tolerance in made:
        if expected is None:
            rgba = image.convert("RGBA")
            expected = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
        content = stored(image, how, **options)
        yield Case(f"mode-{name}", lambda path, c=content: path.write_bytes(c), Expect.RIGHT, expected, tolerance)


# What turns an upright picture into one stored with that orientation (EXIF 2.3, table 6).
_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def orientations() -> Iterator[Case]:
    """EXIF 1 to 8, and three values that are none of them."""
    upright = picture()
    for how, ending, options, tolerance in (
        ("JPEG", ".jpg", {"quality": 95}, 3.0),
        ("PNG", ".png", {}, 1.0),
        ("TIFF", ".tif", {}, 1.0),
        ("WEBP", ".webp", {"lossless": True}, 1.0),
    ):
        for orientation in (*range(1, 9), 0, 9, 65535):
            exif = Image.Exif()
            exif[0x0112] = orientation
            lying = upright.transpose(_STORED[orientation]) if orientation in _STORED else upright
            content = stored(lying, how, exif=exif, **options)
            yield Case(
                f"turned-{orientation}{ending}",
                lambda path, c=content: path.write_bytes(c),
                Expect.RIGHT,
                upright,
                tolerance,
            )


def broken_metadata() -> Iterator[Case]:
    """EXIF and colour profiles that are cut, endless, or nonsense say nothing about the pixels."""
    rgb = picture()
    exif = Image.Exif()
    exif[0x0112] = 1
    good, random = exif.tobytes(), np.random.default_rng(3)
    blocks = {
        "cut": good[:12],
        "text": b"Exif\x00\x00This is no EXIF at all",
        "noise": b"Exif\x00\x00" + random.bytes(400),
        "endless": EXIF + b"\x01\x00" + struct.pack("<HHIII", 0x8769, 4, 1, 8, 8),
        "counts": EXIF + b"\xff\xff" + struct.pack("<HHII", 0x0112, 3, 0xFFFFFFFF, 8) * 40,
        "float": EXIF + b"\x01\x00" + struct.pack("<HHIII", 0x0112, 12, 1, 8, 0),
    }
    profiles = {
        "cut": srgb_profile()[:100],
        "noise": random.bytes(3000),
        "header": srgb_profile()[:128] + random.bytes(2000),
        "sizes": srgb_profile()[:128] + b"\xff\xff\xff\xff" * 100,
        "empty-tags": srgb_profile()[:128] + bytes(400),
    }
    for how, ending, tolerance in (("JPEG", ".jpg", 3.0), ("PNG", ".png", 0.0), ("WEBP", ".webp", 5.0)):
        options = {"quality": 95} if how == "JPEG" else {}
        for name, block in blocks.items():
            content = stored(rgb, how, exif=block, **options)
            # The noise may, by chance, be an orientation; the others are not.
            yield Case(f"exif-{name}{ending}", lambda p, c=content: p.write_bytes(c), Expect.RIGHT, rgb, tolerance)
        for name, profile in profiles.items():
            content = stored(rgb, how, icc_profile=profile, **options)
            yield Case(f"icc-{name}{ending}", lambda p, c=content: p.write_bytes(c), Expect.RIGHT, rgb, tolerance)
    ink = stored(rgb, "JPEG", quality=95, icc_profile=swapped_profile())
    red, green, blue = rgb.split()
    swapped = Image.merge("RGB", (green, red, blue))
    yield Case("icc-swapped.jpg", lambda p: p.write_bytes(ink), Expect.RIGHT, swapped, 8.0)
    wrong_mode = stored(rgb.convert("CMYK"), "JPEG", quality=95, icc_profile=srgb_profile())
    yield Case(
        "icc-of-another-mode.jpg",
        lambda p: p.write_bytes(wrong_mode),
        Expect.RIGHT,
        rgb.convert("CMYK").convert("RGB"),
        3.0,
    )
    repeated = formats()[0].content
    app = b"\xff\xe1" + struct.pack(">H", 65000) + b"Exif\x00\x00" + bytes(65000 - 8)
    content = repeated[:2] + app * 300 + repeated[2:]
    yield Case("exif-300-times.jpg", lambda p: p.write_bytes(content), Expect.RIGHT_OR_REFUSED, rgb, 3.0)


def exhausting() -> Iterator[Case]:
    """Those of `tests.hostile_bombs`. Of many frames the first is the picture, and it is black."""
    black = Image.new("RGB", (32, 32))
    for bomb in bombs():
        if bomb.refused:
            yield Case(bomb.name, bomb.write, Expect.REFUSED)
        elif bomb.name.startswith("frames"):
            yield Case(bomb.name, bomb.write, Expect.RIGHT, black, 1.0)
        else:
            yield Case(bomb.name, bomb.write, Expect.ANYTHING)


def oddities() -> Iterator[Case]:
    """Whole files that few programs write."""
    rgb = picture()
    thumbnail = stored(rgb.rotate(180).resize((40, 30)), "JPEG")
    for name, image, expected in (
        ("one-pixel.png", Image.new("RGB", (1, 1), (9, 8, 7)), Image.new("RGB", (1, 1), (9, 8, 7))),
        ("one-row.png", rgb.crop((0, 5, 160, 6)), rgb.crop((0, 5, 160, 6))),
        ("one-column.jpg", Image.new("RGB", (1, 120), (200, 100, 50)), Image.new("RGB", (1, 120), (200, 100, 50))),
        ("five-bits-deep.bmp", ImageOps.posterize(rgb, 3), ImageOps.posterize(rgb, 3)),
    ):
        how = {"png": "PNG", "jpg": "JPEG", "bmp": "BMP"}[name.rsplit(".", 1)[1]]
        content = stored(image, how)
        yield Case(f"odd-{name}", lambda p, c=content: p.write_bytes(c), Expect.RIGHT, expected, 3.0)
    after = formats()[0].content + b"\x00" * 5_000 + b"trailing words" + thumbnail
    yield Case("odd-words-after-the-end.jpg", lambda p: p.write_bytes(after), Expect.RIGHT, rgb, 3.0)
    before = b"\x00\x00" + formats()[0].content
    yield _bytes("odd-words-before.jpg", before, Expect.REFUSED)
    more = stored(rgb, "MPO", save_all=True, append_images=[rgb.rotate(180)], quality=90)
    yield Case("odd-two-pictures.jpg", lambda p: p.write_bytes(more), Expect.RIGHT, rgb, 3.0)
    for path in (
        sorted((PROJECT / "tests" / "desktop" / "found").glob("*"))
        if (PROJECT / "tests" / "desktop" / "found").is_dir()
        else []
    ):
        content = path.read_bytes()
        yield Case(f"found-{path.name}", lambda p, c=content: p.write_bytes(c), Expect.ANYTHING)


# --- reading them ----------------------------------------------------------------------------------------------------


def judge(case: Case, path: Path) -> tuple[str, str]:
    """("right" | "some" | "refused" | "WRONG", why)."""
    try:
        pixels = read_image(path, SIZE).pixels
    except ImageError as error:
        words = str(error)
        if case.expect is Expect.RIGHT:
            return "WRONG", f"refused: {words}"
        if not words or "\n" in words or len(words) > 200 or str(path.parent) in words:
            return "WRONG", f"no sentence for a table: {words}"
        return "refused", words
    if pixels.shape != (SIZE, SIZE, 3) or pixels.dtype != np.uint8:
        return "WRONG", f"{pixels.dtype} {pixels.shape}"
    if case.expect is Expect.REFUSED:
        return "WRONG", "read as a picture"
    if case.expect is Expect.ANYTHING or case.reference is None:
        return "some", ""
    rgb = case.reference.convert("RGB")
    expected = np.asarray(rgb.resize((SIZE, SIZE), Image.Resampling.BILINEAR), dtype=np.float64)
    off = float(np.abs(pixels - expected).mean())
    return ("right", "") if off <= case.tolerance else ("WRONG", f"another picture, {off:.1f} off in the mean")


def _status(name: str) -> float:
    """A figure of /proc/self/status in MB, else 0."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass
    return 0.0


def main(folder: Path, part: str = "") -> None:
    warnings.simplefilter("ignore")
    for case in cases():
        if part not in case.name:
            continue
        path = folder / case.name
        case.write(path)
        before = _status("VmRSS")
        peaks = Path("/proc/self/clear_refs")
        if peaks.exists():
            peaks.write_text("5", encoding="ascii")  # the peak starts again at what is in use now
        began, used = time.perf_counter(), time.process_time()
        result, why = judge(case, path)
        line = {
            "name": case.name,
            "result": result,
            "why": why,
            "seconds": round(time.perf_counter() - began, 4),
            "cpu_seconds": round(time.process_time() - used, 4),
            "megabytes": round(_status("VmHWM") - before, 1),
        }
        path.unlink()
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
