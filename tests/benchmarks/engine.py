"""How near ham-classify comes to what the machine can do: `python -m tests.benchmarks.engine model.onnx --source DIR`,
or with `--photographs` in place of the folder.

limit = cores / (CPU seconds to decode one image + CPU seconds to infer one), each measured alone on this machine.
End to end is ham-classify itself in a process of its own, from the first image looked for to the last answer kept.
Peak memory is that process's, for a run and for one of twenty times as many images.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import numpy as np

from desktop.common.machine import usable_cores
from desktop.engine import tuning
from desktop.engine.discovery import find_images
from desktop.images import load_image
from desktop.model.network import Network
from tests.benchmarks.images import draw_photographs, make_images

ROUNDS = 5


def cpu_seconds(work: Callable[[], object], images: int) -> float:
    """CPU seconds of all threads of this process per image, the median of ROUNDS."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) / images)
    return float(np.median(times))


def run(folder: Path, output: Path, model: Path, provider: str, batch_size: str) -> tuple[float, float, int]:
    """ham-classify from nothing: (images per second, peak memory in MB, images)."""
    command = [
        sys.executable,
        "-m",
        "desktop.cli.ham_classify",
        str(folder),
        "-o",
        str(output),
        "--fresh",
        "--model",
        str(model),
    ]
    child = subprocess.Popen(
        [*command, "--provider", provider, "--batch-size", batch_size], stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(said)
    record = json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))
    count = sum(record["counts"].values())
    kilobyte = 1 if sys.platform == "darwin" else 1024
    return count / record["seconds"], usage.ru_maxrss * kilobyte / 1e6, count


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="Dermatoscopic photographs, made 600 x 450.")
@click.option("--photographs", is_flag=True, help="Instead: drawn photographs of 12 megapixels.")
@click.option("--provider", default="cpu", show_default=True)
@click.option("--batch-size", default="auto", show_default=True)
@click.option("--images", default=1000, show_default=True)
@click.option("--times", default=20, show_default=True, help="The larger run for the memory; 0 leaves it out.")
@click.option("--rounds", default=3, show_default=True, help="Runs end to end; the median counts.")
def main(
    model: Path,
    source: Path | None,
    photographs: bool,
    provider: str,
    batch_size: str,
    images: int,
    times: int,
    rounds: int,
) -> None:
    """Print the table."""
    if (source is None) == (not photographs):
        raise click.UsageError("name a folder with --source, or ask for drawn photographs with --photographs")

    def folder_of(target: Path, count: int) -> Path:
        return draw_photographs(target, count) if source is None else make_images(source, target, count)

    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        folder = folder_of(base / "images", images)
        files = [file.path for file in find_images([folder])][:40]
        classifier = Network.load(model, provider=provider)
        size = classifier.info.input.size
        classifier, how = tuning.tuned(
            classifier, count=None, batch_size=None if batch_size == "auto" else int(batch_size), threads=None
        )
        pixels = np.stack([load_image(path, size) for path in files[: how.batch_size]])
        decode = cpu_seconds(lambda: [load_image(path, size) for path in files], len(files))
        infer = cpu_seconds(partial(classifier.predict, pixels), len(pixels))
        limit = usable_cores() / (decode + infer)
        label, precision = classifier.provider.label, classifier.info.precision
        del classifier

        output = base / "results.csv"
        runs = [run(folder, output, model, provider, batch_size) for _ in range(rounds)]
        rate = float(np.median([r[0] for r in runs]))
        print(f"model      {model.name} ({precision}) on {label}, {usable_cores()} cores")
        print(f"plan       batches of {how.batch_size}, {how.workers} at once, {how.threads or 'all'} threads each")
        print(f"decode     {1000 * decode:8.2f} ms of CPU per image")
        print(f"infer      {1000 * infer:8.2f} ms of CPU per image")
        print(f"limit      {limit:8.1f} images/s")
        print(f"end to end {rate:8.1f} images/s  ({images:,} images; median of {rounds})")
        print(f"ratio      {rate / limit:8.3f}")
        peak = max(r[1] for r in runs)
        print(f"memory     {peak:8.0f} MB for {images:,} images")
        if times:
            many = folder_of(base / "many", times * images)
            _, large, count = run(many, base / "many.csv", model, provider, batch_size)
            print(f"memory     {large:8.0f} MB for {count:,} images ({100 * (large / peak - 1):+.1f} %)")


if __name__ == "__main__":
    main()
