"""Folders of drawn lesions as JPEGs, and how fast `ham-classify` gets through one beside what the machine could do."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from desktop.common.machine import usable_cores
from desktop.images import load_image
from tests.benchmarks.images import make_images
from tests.gpu.device import finished
from tests.phantoms import CODES, draw_phantom

SHAPES = {"600 x 450": (600, 450), "12 megapixels": (4000, 3000)}
DRAWINGS = 7
"""Different pictures of a folder; the other files are further names of them, which decoding does not know."""


def drawn_folder(folder: Path, count: int, shape: tuple[int, int]) -> Path:
    """`count` JPEGs of width and height `shape`, drawn once and kept: of 600 x 450 they weigh what HAM10000's do."""
    if folder.is_dir():
        return folder
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        drawings, made = Path(name) / "drawings", Path(name) / "made"
        drawings.mkdir()
        for number in range(min(DRAWINGS, count)):
            draw_phantom(CODES[number % len(CODES)], rng, SHAPES["600 x 450"]).save(drawings / f"{number}.png")
        make_images(drawings, made, count)
        if shape != SHAPES["600 x 450"]:
            for path in sorted(made.iterdir())[:DRAWINGS]:
                with Image.open(path) as image:
                    larger = image.resize(shape, Image.Resampling.BICUBIC)
                with path.open("r+b") as stream:  # in place: the other names are links to it
                    larger.save(stream, "JPEG", quality=90)
                    stream.truncate()
        made.rename(folder)
    return folder


def classified(folder: Path, *, model: str, provider: str, size: int) -> dict[str, Any]:
    """A run of `ham-classify` over a folder: images per second, the provider that its record names, and how many images
    of `size` all cores could decode in a second if they did nothing else. Raises TaskError."""
    decoded = sorted(folder.iterdir())[:DRAWINGS]
    load_image(decoded[0], size)
    began = time.process_time()
    for path in decoded:
        load_image(path, size)
    each = (time.process_time() - began) / len(decoded)
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / "results.csv"
        command = [sys.executable, "-m", "desktop.cli.ham_classify", str(folder), "-o", str(output)]
        finished([*command, "--provider", provider, *(["--model", model] if model else [])])
        with output.open(encoding="utf-8", newline="") as stream:
            count = sum(1 for _ in csv.DictReader(stream))
        record = json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))
    return {
        "images": count,
        "images_per_second": count / record["seconds"],
        "decode_per_second": usable_cores() / each,
        "provider": record["provider"],
    }
