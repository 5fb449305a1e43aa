"""Where the quality flags' thresholds come from and what they cost: `python -m tests.benchmarks.quality DIR`.

DIR holds HAM10000's images, at any depth. Percentiles of each measure at 224 x 224 pixels; the cost beside decoding.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import numpy as np

from desktop.engine.discovery import find_images
from desktop.images import read_image
from desktop.images.quality import MEASURED_AT, Quality, measure, quality_flags

PERCENTILES = (0, 0.1, 1, 5, 50, 95, 99, 99.9, 100)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--limit", type=int, help="Only so many images, evenly spread.")
def main(folder: Path, limit: int | None) -> None:
    """A table of percentiles, the share of images flagged, and the CPU time a measurement takes."""
    files = [file.path for file in find_images([folder])]
    files = files[:: max(1, len(files) // limit)] if limit else files

    def one(path: Path) -> tuple[Quality, float, float]:
        began = time.thread_time()
        image = read_image(path, MEASURED_AT)
        decoded = time.thread_time()
        quality = measure(image.pixels, width=image.width, height=image.height)
        return quality, decoded - began, time.thread_time() - decoded

    timed = [one(path) for path in files[: min(200, len(files))]]
    with ThreadPoolExecutor() as pool:
        measured = [quality for quality, _, _ in pool.map(one, files)]
    print(f"{len(measured):,} images\n{'percentile':<14}" + "".join(f"{p:>10}" for p in PERCENTILES))
    for name in ("sharpness", "dark", "bright", "smallest_side"):
        values = np.percentile([getattr(q, name) for q in measured], PERCENTILES)
        print(f"{name:<14}" + "".join(f"{v:>10.4g}" for v in values))
    flags = [flag for quality in measured for flag in quality_flags(quality, MEASURED_AT)]
    for flag in sorted(set(flags)):
        print(f"flagged {flag}: {flags.count(flag):,} ({flags.count(flag) / len(measured):.2%})")
    decode, cost = (float(np.median([t[i] for t in timed])) for i in (1, 2))
    print(
        f"decoding {decode * 1e3:.2f} ms, measuring {cost * 1e6:.0f} us: {cost / decode:.1%} of it (median, CPU time)"
    )


if __name__ == "__main__":
    main()
