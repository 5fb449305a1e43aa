"""`ham-train` left alone, and killed in the middle and resumed: two tasks whose histories have to agree."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.gpu.device import LIMIT_S, TaskError, complaint, finished

TRAINER = (sys.executable, "-m", "trainer.cli.train")


def train(options: dict[str, Any], *, trainer: Sequence[str] = TRAINER) -> dict[str, Any]:
    """A run left alone: its folder and the training loss of every epoch. The test part of its split stays unread.

    options: data, recipe (a file), images, folder (for the runs). Raises TaskError for one that does not end well.
    """
    output = Path(options["folder"]) / "whole"
    finished(_command(trainer, options, output))
    (run,) = (path.parent for path in output.glob("*/history.csv"))
    return {"run": str(run), "losses": _history(run)}


def kill(options: dict[str, Any], *, trainer: Sequence[str] = TRAINER) -> dict[str, Any]:
    """The same run, killed outright (SIGKILL) as soon as an epoch is done, and resumed to its end.

    options as for `train`. `epochs_before`: that were done when it was killed. Raises TaskError.
    """
    output = Path(options["folder"]) / "killed"
    process = subprocess.Popen(
        _command(trainer, options, output), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    began = time.monotonic()
    while not _epochs(output) and process.poll() is None and time.monotonic() - began < LIMIT_S:
        time.sleep(0.05)
    process.kill()
    said = process.communicate()[1]
    before = _epochs(output)
    if not before:
        raise TaskError(f"it ended before an epoch did: {complaint(process.returncode, said)}")
    (run,) = (path.parent for path in output.glob("*/history.csv"))
    finished([*trainer, "--resume", str(run), "--data", str(options["data"])])
    return {"run": str(run), "losses": _history(run), "epochs_before": before}


def _command(trainer: Sequence[str], options: dict[str, Any], output: Path) -> list[str]:
    words = ["--data", options["data"], "--weights", "none", "--recipe", options["recipe"], "--precision", "float32"]
    return [*trainer, *map(str, words), "--limit", str(options["images"]), "--no-test", "--output", str(output)]


def _epochs(output: Path) -> int:
    """That the run below `output` has kept."""
    return sum(len(_history(path.parent)) for path in output.glob("*/history.csv"))


def _history(run: Path) -> list[float]:
    """The training loss of every epoch."""
    with (run / "history.csv").open(encoding="utf-8", newline="") as stream:
        return [float(row["loss"]) for row in csv.DictReader(stream) if row["loss"]]
