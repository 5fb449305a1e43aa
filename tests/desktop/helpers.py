"""Drawn images, damaged on purpose, and the command line run as a person would run it."""

from __future__ import annotations

import csv
import io
import os
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click.testing
import numpy as np
import pytest
from PIL import Image, ImageCms

from desktop.errors import ImageError
from desktop.images import read_image
from desktop.images.image_file import ImageFile
from desktop.model.network import Network

PROJECT = Path(__file__).resolve().parents[2]
EARLIER_TABLE = "file,diagnosis,probability,kept from an earlier run\n"
"""What a results table begins with; anything else is not replaced by one."""
COLOURS = {"red": (230, 20, 20), "green": (20, 230, 20), "blue": (20, 20, 230)}

IS_ROOT = not hasattr(os, "geteuid") or os.geteuid() == 0
needs_permissions = pytest.mark.skipif(IS_ROOT, reason="permissions do not bind this user (root, or Windows)")
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals, pipes and file names")


def smooth_image(width: int = 600, height: int = 450) -> Image.Image:
    """Red grows to the right, green downwards, blue makes slow waves: every place has its own colour."""
    y, x = np.mgrid[0:height, 0:width]
    waves = 128 + 100 * np.sin(8 * x / width) * np.cos(6 * y / height)
    planes = (x * 255 / max(1, width - 1), y * 255 / max(1, height - 1), waves)
    return Image.fromarray(np.stack(planes, axis=2).round().astype(np.uint8))


def quarters(width: int = 40, height: int = 30) -> Image.Image:
    """Red, green over blue, white: tells every orientation from every other."""
    pixels = np.full((height, width, 3), 255, dtype=np.uint8)
    pixels[: height // 2, : width // 2] = (255, 0, 0)
    pixels[: height // 2, width // 2 :] = (0, 255, 0)
    pixels[height // 2 :, : width // 2] = (0, 0, 255)
    return Image.fromarray(pixels)


def one_colour(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (60, 45)) -> Path:
    """An image file of one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def coloured_files(folder: Path, count: int) -> list[ImageFile]:
    """`count` images, no two alike, in a known order."""
    files = []
    for index in range(count):
        colour = ((37 * index) % 256, (91 * index + 40) % 256, (153 * index + 80) % 256)
        path = one_colour(folder / f"{index:04}.png", colour)
        files.append(ImageFile(path, path.name))
    return files


def broken_file(path: Path) -> ImageFile:
    """A text that calls itself a JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("no image at all", encoding="utf-8")
    return ImageFile(path, path.name)


def swapped_profile() -> bytes:
    """An ICC profile in which red means green and green means red: whoever honours it sees the colours swapped."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


def srgb_profile() -> bytes:
    """The everyday profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def png_file(
    path: Path, *, width: int, height: int, bit_depth: int, colour_type: int, rows: bytes, extra: bytes = b""
) -> Path:
    """A PNG put together by hand, for what Pillow does not write. `rows`: filter byte and samples, row by row."""
    header = struct.pack(">IIBBBBB", width, height, bit_depth, colour_type, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + extra + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG file, with its checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def run_python(*arguments: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, finding the project whatever the folder."""
    command: Sequence[str] = (sys.executable, *arguments)
    defaults: dict[str, object] = {"capture_output": True, "timeout": 120, "text": True, "encoding": "utf-8"}
    defaults["env"] = environment()
    return subprocess.run(command, cwd=cwd, **{**defaults, **options})  # type: ignore[call-overload,no-any-return]


def ham_classify(*arguments: str | Path, cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """`ham-classify` in a process of its own."""
    return run_python("-m", "desktop", *map(str, arguments), cwd=cwd, **options)


def environment() -> dict[str, str]:
    """This process's environment, with the project on Python's path and UTF-8 not switched on from outside."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "0"}


def listing(folder: Path) -> set[str]:
    """The names of everything below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def run_by(session: object, network: Network) -> Network:
    """The same model, but that another session answers."""
    return Network(network.path, network.sha256, network.info, network.provider, session)


def engine_threads() -> list[str]:
    """The names of the engine's threads that are alive."""
    return [t.name for t in threading.enumerate() if t.name.startswith(("decode", "feed", "infer", "listing"))]


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for another thread or process to get there; that it never does is a failure."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def names(files: Iterable[ImageFile]) -> list[str]:
    """The names as results show them."""
    return [file.name for file in files]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sentence(result: click.testing.Result) -> str:
    """The one line that says why nothing came of it; nothing may be on standard output."""
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    last: str = result.stderr.strip().splitlines()[-1]
    assert last.startswith("ham-classify: ")
    return last


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


def reason(path: Path) -> str:
    """Why the file cannot be read: one line, a sentence for a table's cell."""
    with pytest.raises(ImageError) as caught:
        read_image(path, 32)
    text = str(caught.value)
    assert text
    assert "\n" not in text
    assert len(text) < 200
    return text
