"""ham-desktop --self-check, as tests of an installation start it; that it works at all, tests/test_wheel.py shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def _self_check(report: Path, *arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "desktop.gui.app",
            "--provider",
            "cpu",
            "--self-check",
            str(report),
            *map(str, arguments),
        ],
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_what_the_window_shows_is_written_down_and_nothing_else_stays(
    tmp_path: Path, tiny_model: Path, coloured_images: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    report = tmp_path / "report.json"
    done = _self_check(report, "--model", tiny_model, coloured_images, home=home)
    assert done.returncode == 0, done.stderr
    seen = json.loads(report.read_bytes())
    assert seen["problem"] is None
    assert (seen["model"], seen["provider"], seen["frozen"]) == ("tiny", "CPU", False)
    assert seen["painted"] <= seen["ready"] <= seen["answered"]
    rows = [" ".join(cells) for cells in seen["rows"]]
    assert [any(name in row for row in rows) for name in ("red", "green", "blue", "self-check")] == [True] * 4
    assert len(rows) == 4
    assert [path.name for path in home.rglob("*") if path.is_file()] == []


def test_a_window_without_its_model_fails_the_check_and_says_why(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = _self_check(report, "--model", tmp_path / "missing.onnx", home=tmp_path)
    assert done.returncode == 1, done.stderr
    seen = json.loads(report.read_bytes())
    assert "missing.onnx" in seen["problem"]
    assert (seen["rows"], seen["answered"]) == ([], None)
