"""An empty name, as from a script's variable that was never set, does not mean the folder one happens to be in."""

from __future__ import annotations

from pathlib import Path

import click
import desktop.cli.ham_classify.ham_classify
import pytest
import trainer.cli.train.train
from click.testing import CliRunner

import export.cli

CASES = [
    (desktop.cli.ham_classify.ham_classify.command, [""]),
    (desktop.cli.ham_classify.ham_classify.command, [".", "-o", ""]),
    (desktop.cli.ham_classify.ham_classify.command, [".", "--model", ""]),
    (desktop.cli.ham_classify.ham_classify.command, [".", "--labels", ""]),
    (desktop.cli.ham_classify.ham_classify.command, [".", "--report", ""]),
    (desktop.cli.ham_classify.ham_classify.command, [".", "--heatmaps", ""]),
    (trainer.cli.train.train.command, ["--data", ""]),
    (trainer.cli.train.train.command, ["--output", ""]),
    (trainer.cli.train.train.command, ["--resume", ""]),
    (trainer.cli.train.train.command, ["explore", "--data", ""]),
    (trainer.cli.train.train.command, ["evaluate", "", "--data", "."]),
    (trainer.cli.train.train.command, ["report", ""]),
    (export.cli.command, [""]),
    (export.cli.command, ["--check", ""]),
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
