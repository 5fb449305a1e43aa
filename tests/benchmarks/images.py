"""The images that speed is measured on: JPEGs of 600 x 450 and 280 kB, as HAM10000 has them, or such as phones write.

The small ones are made from smaller or softer photographs: shrunk to the size, with as much grain added as it takes to
weigh that much. The large ones are drawn.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from desktop.engine.discovery import find_images
from tests.phantoms import CODES, draw_phantom

WIDTH, HEIGHT = 600, 450
BYTES = 280_000
QUALITY = 95

PHOTOGRAPH = (4000, 3000)
GRAIN = 6.0
"""Standard deviation, of 255, that makes a photograph of PHOTOGRAPH weigh about 4 MB at the quality phones use."""


def draw_photographs(target: Path, count: int, *, originals: int = 6) -> Path:
    """`count` drawn files of 12 megapixels in `target`, JPEGs with grain as a phone writes them: the first `originals`,
    and links to them. Gives `target`."""
    rng = np.random.default_rng(0)

    def draw(number: int, path: Path) -> None:
        drawn = draw_phantom(CODES[number % len(CODES)], rng, (800, 600)).resize(PHOTOGRAPH, Image.Resampling.BICUBIC)
        grain = GRAIN * rng.standard_normal((PHOTOGRAPH[1], PHOTOGRAPH[0], 1), dtype=np.float32)
        pixels = np.clip(np.asarray(drawn, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(path, quality=92, subsampling="4:2:0")

    return _fill(target, count, min(count, originals), draw)


def make_images(source: Path, target: Path, count: int, *, originals: int = 60) -> Path:
    """`count` files in `target`: the first `originals` images of `source` made over, and further names for the same
    files (hard links: they cost no disk, and decoding does not know). Gives `target`."""
    photographs = [file.path for file in find_images([source])][:originals]
    if not photographs:
        raise SystemExit(f"no photographs in {source}; name a folder of dermatoscopic images with --source")
    return _fill(target, count, len(photographs), lambda number, path: _save(photographs[number], path))


def _fill(target: Path, count: int, originals: int, make: Callable[[int, Path], None]) -> Path:
    """`count` names in `target`: `originals` files that are made, and links to them."""
    target.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for number in range(count):
        path = target / f"{number:06}.jpg"
        if number < originals:
            if not path.exists():
                make(number, path)
            made.append(path)
        elif not path.exists():
            os.link(made[number % len(made)], path)
    return target


def _save(photograph: Path, path: Path) -> None:
    with Image.open(photograph) as image:
        pixels = np.asarray(image.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), dtype=np.float32)
    grain = np.random.default_rng(0).normal(size=pixels.shape).astype(np.float32)
    low, high = 0.0, 24.0
    for _ in range(6):
        strength = (low + high) / 2
        noisy = np.clip(pixels + strength * grain, 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(path, quality=QUALITY, subsampling=0)
        if path.stat().st_size < BYTES:
            low = strength
        else:
            high = strength
