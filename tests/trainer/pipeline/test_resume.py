"""A training that is killed outright goes on from its last finished epoch; one that cannot says why."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import PHANTOM_RECIPE, SCRIPTS, Done, run_here
from trainer.recipe import load_recipe


def _begin(phantoms: Path, output: Path) -> subprocess.Popen[str]:
    command = [
        SCRIPTS / "ham-train", "--data", phantoms, "--output", output, "--weights", "none", "--recipe", PHANTOM_RECIPE,
        "--image-size", 32, "--limit", 80, "--epochs-head", 4,
    ]  # fmt: skip
    return subprocess.Popen([str(c) for c in command], stderr=subprocess.PIPE, text=True, encoding="utf-8")


def _lines_until(process: subprocess.Popen[str], start: str) -> list[str]:
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if line.startswith(start):
            break
    return lines


def _run_folder(output: Path) -> Path:
    (folder,) = (path for path in output.iterdir() if (path / "run.json").is_file())
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to kill and interrupt with")
@pytest.mark.usefixtures("undrawn")
def test_a_run_that_was_killed_and_then_interrupted_repeats_no_epoch_and_ends_whole(
    phantoms: Path, tmp_path: Path
) -> None:
    process = _begin(phantoms, tmp_path)
    _lines_until(process, "head 2:")
    time.sleep(0.3)  # into the third epoch, or into writing what the second left
    process.send_signal(signal.SIGKILL)
    process.wait()
    folder = _run_folder(tmp_path)
    assert json.loads((folder / "run.json").read_bytes())["status"] == "training"

    refused = run_here("ham-export", folder, "--onnx", tmp_path / "no.onnx", check=False)
    assert refused.returncode == 1
    assert f"ham-train --resume {folder}" in refused.stderr

    split = (folder / "split.csv").read_text(encoding="utf-8")
    (folder / "split.csv").write_text(split.replace(",test", ",train", 1), encoding="utf-8")
    refused = run_here("ham-train", "--resume", folder, check=False)
    assert refused.returncode == 1
    assert "is not the split" in refused.stderr
    (folder / "split.csv").write_text(split, encoding="utf-8")

    command = [str(SCRIPTS / "ham-train"), "--resume", str(folder), "--batch-size", "8"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    seen = _lines_until(process, "head 3:")
    assert not any(line.startswith(("head 1:", "head 2:")) for line in seen)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said
    assert f"ham-train --resume {folder}" in said
    assert "Traceback" not in said

    # Killed while it is evaluated, when nothing is left to train.
    process = subprocess.Popen([str(SCRIPTS / "ham-train"), "--resume", str(folder)], stderr=subprocess.DEVNULL)
    while not (folder / "model.keras").is_file() and process.poll() is None:
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert json.loads((folder / "run.json").read_bytes())["status"] == "training"
    learned = pd.read_csv(folder / "history.csv")

    run_here("ham-train", "--resume", folder)
    history = pd.read_csv(folder / "history.csv")
    assert list(zip(history["stage"], history["epoch"], strict=True)) == [
        *(("head", epoch) for epoch in (1, 2, 3, 4)),
        (history["stage"].iloc[-1], 1),
    ]
    pd.testing.assert_frame_equal(history, learned)
    record = json.loads((folder / "run.json").read_bytes())
    assert record["status"] == "finished"
    assert load_recipe(str(folder / "recipe.toml")).batch_size == 8
    assert record["recipe"]["batch_size"] == 8  # asked for half-way, and kept by the session after
    assert record["seconds"]["fit"] > history["seconds"].iloc[2:].sum()  # of all sessions
    assert record["command"].startswith("ham-train --data ")
    assert (folder / "metrics.json").is_file()
    assert not (folder / "checkpoint").exists()


def test_a_finished_run_needs_no_resuming(trained: Done) -> None:
    before = (trained.path / "run.json").read_bytes()
    done = run_here("ham-train", "--resume", trained.path)
    assert "finished already" in done.stderr
    assert (trained.path / "run.json").read_bytes() == before


def test_what_cannot_be_resumed_is_told(tmp_path: Path) -> None:
    done = run_here("ham-train", "--resume", tmp_path / "absent", check=False)
    assert done.returncode == 1
    assert "there is no run folder" in done.stderr
    done = run_here("ham-train", "--resume", tmp_path, "--seed", 3, "--precision", "float32", check=False)
    assert done.returncode == 2
    assert "leave out --precision, --seed" in done.stderr


def test_a_run_killed_between_its_end_and_its_report_gets_it_when_it_is_resumed(trained: Done, tmp_path: Path) -> None:
    run = Path(shutil.copytree(trained.path, tmp_path / "runs" / trained.path.name))
    (run / "report.html").unlink()
    (run / "checkpoint").mkdir()
    (run / "checkpoint" / "state.json").write_text("{}", encoding="utf-8")
    done = run_here("ham-train", "--resume", run)
    assert "finished already" in done.stderr
    assert (run / "report.html").is_file()
    assert not (run / "checkpoint").exists()
    stamp = (run / "report.html").stat().st_mtime_ns
    run_here("ham-train", "--resume", run)
    assert (run / "report.html").stat().st_mtime_ns == stamp  # nothing is left to do
