"""A hundred thousand images: how soon the first is found, what the results cost: `python -m tests.benchmarks.study`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import numpy as np

from desktop.engine.discovery import find_images
from desktop.engine.events import Classified
from desktop.images.quality import Quality
from desktop.study.setup import ListedImage, Setup
from desktop.study.store import Study
from tests.tiny_model import tiny_info

CLASSES = 7


def answers(files: Iterable[ListedImage]) -> Iterator[Classified]:
    rng = np.random.default_rng(0)
    for index, file in enumerate(files):
        values = rng.dirichlet(np.ones(CLASSES)).astype(np.float32)
        quality = Quality(*rng.random(len(Quality.__dataclass_fields__)).tolist())
        yield Classified(index, file, 600, 450, values, float(rng.random()), None, quality)


@click.command()
@click.option("--images", default=100_000, show_default=True)
def main(images: int) -> None:
    """Empty files in a tree of folders and in one flat folder; random answers to them."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        for number in range(images):
            folder = base / "tree" / f"patient {number // 1000:03}" / f"visit {number // 100 % 10}"
            if number % 100 == 0:
                folder.mkdir(parents=True)
            (folder / f"ISIC_{number:07}.jpg").touch()
        (base / "flat").mkdir()
        for number in range(images):
            (base / "flat" / f"ISIC_{number:07}.jpg").touch()
        for kind in ("tree", "flat"):
            began = time.perf_counter()
            found = find_images([base / kind])
            next(found)
            first = time.perf_counter() - began
            count = 1 + sum(1 for _ in found)
            print(f"{kind}: first image after {first:.3f} s, all {count:,} after {time.perf_counter() - began:.2f} s")

        path = base / "results.hamstudy"
        with Study.open(path) as study:
            study.select(Setup("a" * 64, "CPU"), tiny_info())
            began = time.perf_counter()
            study.begin_listing()
            study.add(find_images([base / "tree"]))
            print(f"listed in {time.perf_counter() - began:.2f} s")
            began = time.perf_counter()
            for event in answers(study.pending(base / "tree")):
                study.save(event)
            study.flush()
            print(f"answered and kept in {time.perf_counter() - began:.2f} s")
            began = time.perf_counter()
            rows = sum(1 for _ in study.answers(base / "tree"))
            print(f"{rows:,} read back in {time.perf_counter() - began:.2f} s")
        print(f"study: {path.stat().st_size / 1e6:.1f} MB for {rows:,} results")


if __name__ == "__main__":
    main()
