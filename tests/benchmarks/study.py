"""A hundred thousand images: how soon the first is found, what the results cost: `python -m tests.benchmarks.study`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import numpy as np

from desktop.common.interrupts import RunToken
from desktop.engine.discovery import find_images
from desktop.engine.events import Classified
from desktop.engine.lookahead import Listing
from desktop.images.image_file import ImageFile
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


def nothing_to_do(count: int) -> float:
    """Seconds that the study takes of a repeated run: listing in portions as a search finds them, and finding nothing
    to do. Of files that are not there, so that the disk's time for a million of them is not counted."""
    with tempfile.TemporaryDirectory() as name, Study.open(Path(name) / "results.hamstudy") as study:
        study.select(Setup("a" * 64, "CPU"), tiny_info())
        root = Path(name) / "images"
        study.begin_listing()
        study.add(ImageFile(root / f"{n:07}.jpg", f"{n:07}.jpg") for n in range(count))
        values = np.full(CLASSES, 1 / CLASSES, np.float32)
        for file in study.pending(root):
            study.save(Classified(0, file, 600, 450, values, 0.1, None, None))
        study.flush()
        began = time.perf_counter()
        study.begin_listing()
        files = (ImageFile(root / f"{n:07}.jpg", f"{n:07}.jpg") for n in range(count))
        listing = Listing(files, study.add, RunToken())
        assert not list(study.pending(root, listing.more))
        listing.join()
        assert study.counts().classified == count
        return time.perf_counter() - began


@click.command()
@click.option("--images", default=100_000, show_default=True)
@click.option("--known", default=0, help="Instead: a run over so many images that are all answered already.")
def main(images: int, known: int) -> None:
    """Empty files in a tree of folders and in one flat folder; random answers to them."""
    if known:
        for count in (known // 4, known):
            print(f"{count:,} known images, nothing to do: {nothing_to_do(count):.1f} s of the study")
        return
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
