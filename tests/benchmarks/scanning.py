"""How soon a large folder gives its first image: `python -m tests.benchmarks.scanning`.

100,000 files in a tree, and all of them in one folder, which is the harder case. To hold: the first image within 0.2 s,
and memory that does not hold every name (in a tree; the names of one folder are sorted, so they are held at once).
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from pathlib import Path

import click

from desktop.engine.discovery import find_images


@click.command()
@click.option("--files", default=100_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(files: int, rounds: int) -> None:
    """Seconds until the first image and until the last, the fastest of the rounds; the scan's own memory."""
    print(f"{'layout':<34} {'files':>8} {'first':>8} {'all':>8} {'per s':>9} {'MB held':>8}")
    for layout, per_folder in (("tree, 100 a folder, 10 folders each", 100), ("one folder", files)):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            _fill(root, files, per_folder)
            runs = [_scan(root) for _ in range(rounds)]
            tracemalloc.start()
            count = sum(1 for _ in find_images([root]))
            held = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
        assert count == files
        first, whole = min(r[0] for r in runs), min(r[1] for r in runs)
        print(f"{layout:<34} {count:>8,} {first:>8.3f} {whole:>8.2f} {count / whole:>9,.0f} {held:>8.1f}")


def _fill(root: Path, files: int, per_folder: int) -> None:
    for start in range(0, files, per_folder):
        number = start // per_folder
        folder = root / f"{number // 10:04}" / f"{number % 10}" if per_folder < files else root
        folder.mkdir(parents=True, exist_ok=True)
        for index in range(start, min(start + per_folder, files)):
            (folder / f"IMG_{index:06}.jpg").touch()


def _scan(root: Path) -> tuple[float, float]:
    began = time.perf_counter()
    found = find_images([root])
    next(found)
    first = time.perf_counter() - began
    for _ in found:
        pass
    return first, time.perf_counter() - began


if __name__ == "__main__":
    main()
