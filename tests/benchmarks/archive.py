"""A million rows through the whole of `--cluster`, with nothing to decode: `python -m tests.benchmarks.archive`.

The manifest, the parts, the tasks, the engine's threads, the results file and its record are the product's own; the
decoder gives a grey picture without reading anything, and the model is the tests' own (32 x 32, a mean). What is left
is what Dask and this program cost for an image, and whether memory grows with their number: of the process that starts
the run (Dask's scheduler is in it here) and of the workers, at every tenth of the way.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil
from distributed import Client, WorkerPlugin

import desktop.engine.pipeline
from desktop.cluster import tasks
from desktop.cluster.engine import local_cluster
from desktop.cluster.run import run_on_cluster
from desktop.images import DecodedImage
from desktop.request import Mode, Request
from tests.tiny_model import write_tiny_model


class NothingToDecode(WorkerPlugin):
    """While it is registered, every image is grey and no file is read."""

    def setup(self, worker: Any) -> None:
        self._read = desktop.engine.pipeline.read_image
        desktop.engine.pipeline.read_image = lambda path, size: DecodedImage(
            np.full((size, size, 3), 128, np.uint8), 600, 450
        )

    def teardown(self, worker: Any) -> None:
        desktop.engine.pipeline.read_image = self._read


class Watch:
    """Memory of this process and of its workers, at every tenth of `total` images."""

    def __init__(self, total: int) -> None:
        self.samples: list[tuple[int, float, float, float]] = []
        self._total, self._count, self._began = total, 0, time.monotonic()
        self._keep = tasks.Tasks._keep
        self._lock = threading.Lock()

    def __enter__(self) -> Watch:
        watch, keep = self, self._keep

        def counted(self: tasks.Tasks, task: Any, table: Any, providers: set[str]) -> Any:
            watch.count(len(task.places))
            return keep(self, task, table, providers)

        tasks.Tasks._keep = counted  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        tasks.Tasks._keep = self._keep  # type: ignore[method-assign]

    def count(self, images: int) -> None:
        self._count += images
        if self._count * 10 >= self._total * (len(self.samples) + 1):
            here = psutil.Process()
            workers = [child.memory_info().rss for child in here.children(recursive=True)]
            seconds = time.monotonic() - self._began
            self.samples.append((self._count, here.memory_info().rss / 1e6, max(workers) / 1e6, self._count / seconds))
            print("{:>10,} images  {:6.0f} MB here  {:6.0f} MB in a worker  {:8.0f} images/s".format(*self.samples[-1]))


@click.command()
@click.option("--rows", default=1_000_000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def main(rows: int, workers: int) -> None:
    """Print a line for each tenth, and the sizes of what was written."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        model = write_tiny_model(base / "tiny.onnx")
        with (base / "archive.csv").open("w", encoding="utf-8") as stream:
            stream.write("path\n")
            stream.writelines(f"/archive/{n // 1000:06}/{n:09}.jpg\n" for n in range(rows))
        with local_cluster(workers) as cluster, Client(cluster, set_as_default=False) as client:
            client.register_plugin(NothingToDecode())
            output = base / "results.parquet"
            before = sum(psutil.Process().cpu_times()[:2])
            began = time.monotonic()
            with Watch(rows) as watch:
                request = Request(
                    sources=(str(base / "archive.csv"),),
                    mode=Mode.CLUSTER,
                    cluster=cluster.scheduler_address,
                    output=output,
                    model=model,
                    provider="cpu",
                )
                done = run_on_cluster(request)
            took = time.monotonic() - began
            here = sum(psutil.Process().cpu_times()[:2]) - before
        assert done.classified == rows, done.summary()
        parts = [path.stat().st_size for path in output.with_suffix(".parts").rglob("*.parquet")]
        first, last = watch.samples[0], watch.samples[-1]
        print(f"{rows:,} rows in {took:.0f} s on {workers} workers, {os.cpu_count()} cores")
        print(f"this process: {1e6 * here / rows:.0f} us of CPU per row, so at most {rows / here:,.0f} rows/s")
        print(
            f"memory from the first to the last tenth: {last[1] - first[1]:+.0f} MB here, {last[2] - first[2]:+.0f} MB"
        )
        print(f"{len(parts):,} parts of {sum(parts) / len(parts) / 1e3:.0f} kB ({sum(parts) / rows:.0f} bytes per row)")
        print(f"results.parquet: {output.stat().st_size / rows:.0f} bytes per row")


if __name__ == "__main__":
    main()
