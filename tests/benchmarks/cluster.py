"""One worker against several: `python -m tests.benchmarks.cluster MODEL --source DIR`, on an otherwise idle machine.

Workers are `--cluster local`'s, each held to one core (on Linux alone), or a single one would use both. Timed from
the first task to the last part on disk, after a run that warmed them up. efficiency = rate of N workers / (N * rate of
one). CPU per image counts every process, that which hands out the work included, and says how much of a loss is work
and how much is waiting or a shared core.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil
from distributed import WorkerPlugin

from desktop.cluster.engine import LOCAL, connected
from desktop.cluster.partitions import PartFolder
from desktop.cluster.run import answer_all, equip, job_key
from desktop.cluster.sources import Item, open_source
from desktop.cluster.worker import Job
from desktop.common.interrupts import RunToken
from desktop.model.file import ModelFile, open_model
from tests.benchmarks.images import make_images


class OneCore(WorkerPlugin):
    """Each worker, with all of its threads, on a core of its own; those begun later inherit it."""

    def setup(self, worker: Any) -> None:
        cores = sorted(os.sched_getaffinity(0))
        for thread in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(thread.name), {cores[int(worker.name) % len(cores)]})


def cpu_seconds() -> float:
    """Of this process and those it started."""
    here = psutil.Process()
    return sum(sum(process.cpu_times()[:2]) for process in (here, *here.children(recursive=True)))


def measure(workers: int, items: list[Item], file: ModelFile, provider: str, base: Path) -> tuple[float, float, int]:
    """(images per second, CPU seconds per image, bytes of the parts)."""
    job = Job(f"benchmark-{workers}", file.content, provider, None)
    with (
        connected(LOCAL, workers, print) as client,
        closing(PartFolder(base / "x.parquet", job_key(job, file))) as folder,
    ):
        client.register_plugin(OneCore())
        equip(client, job, items[0])
        answer_all(client, job, folder, iter(items[: 64 * workers]), file, RunToken())
        folder.forget()
        began, used = time.monotonic(), cpu_seconds()
        done = answer_all(client, job, folder, iter(items), file, RunToken())
        took, used = time.monotonic() - began, cpu_seconds() - used
        assert done.classified == len(items)
        size = sum(path.stat().st_size for path in folder.path.rglob("*.parquet"))
        folder.forget()
    return len(items) / took, used / len(items), size


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--source", required=True, type=click.Path(path_type=Path), help="Dermatoscopic photographs.")
@click.option("--provider", default="cpu", show_default=True)
@click.option("--images", default=2000, show_default=True)
@click.option("--workers", default=(1, 2), multiple=True, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Of each, in turns; the median counts.")
def main(model: Path, source: Path, provider: str, images: int, workers: tuple[int, ...], rounds: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        items = list(open_source([str(make_images(source, base / "images", images))]))
        file = open_model(model)
        found = [[measure(count, items, file, provider, base) for count in workers] for _ in range(rounds)]
        read = sum(Path(item.location).stat().st_size for item in items) / len(items)
        print(f"model {file.info.name} ({file.info.precision}), {len(items):,} images of {read / 1e3:.0f} kB")
        rates = np.median([[rate for rate, _, _ in row] for row in found], axis=0)
        used = np.median([[cpu for _, cpu, _ in row] for row in found], axis=0)
        for count, rate, cpu in zip(workers, rates, used, strict=True):
            efficiency = rate / (rates[0] * count / workers[0])
            print(
                f"{count} workers {rate:8.1f} images/s  {1000 * cpu:6.2f} ms of CPU each  efficiency {efficiency:.3f}"
            )
        print(f"parts: {found[-1][-1][2] / len(items):.0f} bytes per row")


if __name__ == "__main__":
    main()
