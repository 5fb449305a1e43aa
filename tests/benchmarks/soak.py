"""Many images through all of ham-classify: flat memory, constant rate, every row: `python -m tests.benchmarks.soak`.

A hundred small images under many names (hard links), the tiny model on the CPU. Printed for every tenth of the run:
images a second, and the process's memory.
"""

from __future__ import annotations

import csv
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import click

from desktop.cli.run import run_once
from desktop.engine.events import Classified, Failed
from desktop.request import Request
from desktop.study.store import Study
from tests.desktop.helpers import coloured_files
from tests.tiny_model import write_tiny_model

DISTINCT = 100
PER_FOLDER = 1000


@dataclass(frozen=True)
class Sample:
    """How far the run was after so many seconds, and what the process held then, in MB."""

    seconds: float
    answered: int
    megabytes: float


def make(folder: Path, count: int) -> Path:
    """`count` names of DISTINCT images, a thousand to a folder."""
    originals = [file.path for file in coloured_files(folder / "originals", DISTINCT)]
    for number in range(count):
        parent = folder / "images" / f"{number // PER_FOLDER:04}"
        if number % PER_FOLDER == 0:
            parent.mkdir(parents=True)
        os.link(originals[number % DISTINCT], parent / f"{number:07}.png")
    return folder / "images"


def soak(images: Path, model: Path, output: Path, *, every_s: float = 0.05) -> list[Sample]:
    """One run, looked at all the while."""
    save, answered = Study.save, 0

    def counted(self: Study, event: Classified | Failed) -> None:
        nonlocal answered
        save(self, event)
        answered += 1

    samples: list[Sample] = []
    done = threading.Event()
    began = time.monotonic()

    def look() -> None:
        while not done.wait(every_s):
            samples.append(Sample(time.monotonic() - began, answered, memory()))

    looking = threading.Thread(target=look, daemon=True)
    Study.save = counted  # type: ignore[method-assign]
    looking.start()
    try:
        run_once(Request(sources=(str(images),), output=output, model=model, provider="cpu"))
    finally:
        Study.save = save  # type: ignore[method-assign]
        done.set()
        looking.join()
    samples.append(Sample(time.monotonic() - began, answered, memory()))
    return samples


def memory() -> float:
    """Of this process, in MB; 0 where the system does not tell it this way."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def names(output: Path) -> list[str]:
    with output.open(encoding="utf-8", newline="") as stream:
        return [row["file"] for row in csv.DictReader(stream)]


@click.command()
@click.option("--images", "count", default=100_000, show_default=True)
def main(count: int) -> None:
    """Make the images, classify them, print the tenths."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = make(folder, count)
        samples = soak(images, write_tiny_model(folder / "tiny.onnx"), folder / "results.csv")
        last = Sample(next(s.seconds for s in samples if s.answered), 0, 0.0)
        for tenth in range(1, 11):
            here = next(s for s in samples if s.answered >= count * tenth // 10)
            rate = (here.answered - last.answered) / max(1e-9, here.seconds - last.seconds)
            print(f"{here.answered:8,} images {here.seconds:8.1f} s {rate:8.0f} images/s {here.megabytes:7.1f} MB")
            last = here
        found = names(folder / "results.csv")
        print(f"{len(found):,} rows, {len(set(found)):,} names, peak {max(s.megabytes for s in samples):.1f} MB")


if __name__ == "__main__":
    main()
