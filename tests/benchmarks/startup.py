"""From starting the process to the answer: `python -m tests.benchmarks.startup model.onnx model.int8.onnx ...`.

The installed `ham-classify` as a user types it. To hold: `--version` within 0.1 s; one image on the CPU provider,
with the model loaded, checked and proven by its self-test, within 1.0 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np
from PIL import Image

SCRIPT = Path(sys.executable).with_name("ham-classify")


@click.command()
@click.argument("models", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--provider", default="cpu", show_default=True)
@click.option("--rounds", default=7, show_default=True)
def main(models: tuple[Path, ...], provider: str, rounds: int) -> None:
    """Seconds of wall time, the first round (cold caches) left out; the fastest says what the program needs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = as_installed(Path(folder) / "compiled")
        image = _photograph(Path(folder) / "a.jpg")
        commands = {"--version": ["--version"], "--help": ["--help"]}
        for model in models:
            name = f"one image, {model.name} ({model.stat().st_size / 1e6:.0f} MB)"
            commands[name] = [str(image), "--model", str(model.absolute()), "--provider", provider]
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds + 1):
            for name, arguments in commands.items():
                began = time.perf_counter()
                subprocess.run([SCRIPT, *arguments], check=True, capture_output=True, cwd=folder, env=environment)
                times[name].append(time.perf_counter() - began)
    width = max(map(len, times))
    print(f"{'ham-classify':<{width}} {'fastest':>8} {'median':>8}  ({rounds} rounds, seconds, {provider} provider)")
    for name, all_times in times.items():
        print(f"{name:<{width}} {min(all_times[1:]):>8.3f} {statistics.median(all_times[1:]):>8.3f}")


def as_installed(folder: Path) -> dict[str, str]:
    """The environment of a process whose modules are compiled once, in its first round, as an installer compiles them,
    whether or not this shell lets Python write what it compiled."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPYCACHEPREFIX": str(folder)}


def _photograph(path: Path) -> Path:
    """600 x 450 with the grain of a photograph, about 280 kB as HAM10000's are."""
    rng = np.random.default_rng(0)
    grain = rng.normal(0, 14, (450, 600, 3)) + np.array([200, 150, 140])
    Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).save(path, quality=95)
    return path


if __name__ == "__main__":
    main()
