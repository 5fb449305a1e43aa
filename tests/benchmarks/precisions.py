"""How much faster fewer bits are: `python -m tests.benchmarks.precisions model.onnx model.int8.onnx ...`.

The files take turns, round after round, on one provider, so that a machine that changes speed changes it for all.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import click
import numpy as np

from desktop.model.network import Network


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--provider", default="cpu", show_default=True)
@click.option("--batch-size", default=8, show_default=True)
@click.option("--rounds", default=15, show_default=True)
def main(files: tuple[Path, ...], provider: str, batch_size: int, rounds: int) -> None:
    """Images per second of each file, and the ratio to the first, round by round."""
    classifiers = [Network.load(file, provider=provider) for file in files]
    rng = np.random.default_rng(0)
    size = classifiers[0].info.input.size
    images = rng.integers(0, 256, (batch_size, size, size, 3), dtype=np.uint8)
    for classifier in classifiers:
        classifier.predict(images)
    rates: list[list[float]] = [[] for _ in files]
    for _ in range(rounds):
        for rate, classifier in zip(rates, classifiers, strict=True):
            began = time.perf_counter()
            classifier.predict(images)
            rate.append(batch_size / (time.perf_counter() - began))
    print(f"{'file':<28} {'precision':<9} {'MB':>6} {'images/s':>9} {'ratio':>6}  (median of {rounds} rounds)")
    for file, classifier, rate in zip(files, classifiers, rates, strict=True):
        ratio = statistics.median(a / b for a, b in zip(rate, rates[0], strict=True))
        megabytes = file.stat().st_size / 1e6
        print(
            f"{file.name:<28} {classifier.info.precision:<9} {megabytes:>6.1f} {statistics.median(rate):>9.1f} "
            f"{ratio:>6.2f}"
        )


if __name__ == "__main__":
    main()
