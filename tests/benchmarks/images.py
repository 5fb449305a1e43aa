"""The images that speed is measured on: 600 x 450 JPEGs of about 280 kB, as HAM10000 has them.

Made from smaller or softer photographs: shrunk to the size, with as much grain added as it takes to weigh that much.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from PIL import Image

from desktop.engine.discovery import find_images

WIDTH, HEIGHT = 600, 450
BYTES = 280_000
QUALITY = 95


def make_images(source: Path, target: Path, count: int, *, originals: int = 60) -> Path:
    """`count` files in `target`: the first `originals` images of `source` made over, and further names for the same
    files (hard links: they cost no disk, and decoding does not know). Gives `target`."""
    target.mkdir(parents=True, exist_ok=True)
    photographs = [file.path for file in find_images([source])][:originals]
    if not photographs:
        raise SystemExit(f"no photographs in {source}; name a folder of dermatoscopic images with --source")
    made: list[Path] = []
    for number in range(count):
        path = target / f"{number:06}.jpg"
        if number < len(photographs):
            if not path.exists():
                _save(photographs[number], path)
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
