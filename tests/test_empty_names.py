"""An empty name, as from a script's variable that was never set, does not mean the folder one happens to be in."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from desktop.cli import ham_classify
from export import cli as ham_export
from trainer.cli import train as ham_train

CASES = [
    (ham_classify.command, [""]),
    (ham_classify.command, [".", "-o", ""]),
    (ham_classify.command, [".", "--model", ""]),
    (ham_classify.command, [".", "--labels", ""]),
    (ham_classify.command, [".", "--report", ""]),
    (ham_classify.command, [".", "--heatmaps", ""]),
    (ham_train.command, ["--data", ""]),
    (ham_train.command, ["--output", ""]),
    (ham_train.command, ["--resume", ""]),
    (ham_train.command, ["explore", "--data", ""]),
    (ham_train.command, ["evaluate", "", "--data", "."]),
    (ham_train.command, ["report", ""]),
    (ham_export.command, [""]),
    (ham_export.command, ["--check", ""]),
]


@pytest.mark.parametrize(("command", "arguments"), CASES)
def test_it_is_refused_and_nothing_is_written(
    command: click.Command, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2, result.output
    assert "the name is empty; name a file or a folder (. is the folder you are in)" in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []
