"""`ham-train` killed in the middle and resumed, beside the same run left alone."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.gpu.device import LIMIT_S, TaskError


def killed_and_resumed(
    folder: Path, *, data: Path, recipe: Path, precision: str, images: int, environment: dict[str, str]
) -> dict[str, Any]:
    """Both runs' histories, and the run folder of the whole one. Raises TaskError for a run that does not end well."""
    options = ["--data", data, "--weights", "none", "--recipe", recipe, "--precision", precision, "--limit", images]
    command = [sys.executable, "-m", "trainer.cli.train", *map(str, options)]
    whole, killed = folder / "whole", folder / "killed"
    _finish([*command, "--output", str(whole)], environment)
    process = subprocess.Popen(
        [*command, "--output", str(killed)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    began = time.monotonic()
    while not list(killed.glob("*/history.csv")) and process.poll() is None and time.monotonic() - began < LIMIT_S:
        time.sleep(0.05)
    process.kill()
    said = process.communicate()[1]
    stopped = [path.parent for path in killed.glob("*/history.csv")]
    if not stopped:
        raise TaskError((said.strip().splitlines() or ["it ended before an epoch did"])[-1])
    before = len(_history(stopped[0]))
    resume = [sys.executable, "-m", "trainer.cli.train", "--resume", str(stopped[0]), "--data", str(data)]
    _finish(resume, environment)
    (run,) = (path.parent for path in whole.glob("*/run.json"))
    return {"whole": _history(run), "resumed": _history(stopped[0]), "epochs_before": before, "run": str(run)}


def _finish(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode:
        raise TaskError((done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1])


def _history(run: Path) -> list[float]:
    """The training loss of every epoch."""
    with (run / "history.csv").open(encoding="utf-8", newline="") as stream:
        return [float(row["loss"]) for row in csv.DictReader(stream) if row["loss"]]
