"""--log: the figures lie in the tool's own form as well, and a run never fails of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from desktop.contract import Figure
from tests.trainer.report.test_report import RECORD
from trainer.measure.scores import PartScores, Scores
from trainer.pipeline.logs import log_results, open_log
from trainer.runs.folder import RunFolder

ROW = {"stage": "head", "epoch": 1, "size": 64, "loss": 1.5, "val_auc": 0.75, "best": True}


def _logged(tmp_path: Path, log: str) -> RunFolder:
    folder = RunFolder(tmp_path / "2026-11-24_2130_tiny")
    folder.path.mkdir()
    record = msgspec.structs.replace(RECORD, log=log)
    part = PartScores(images=1, lesions=1, classes={}, macro_auc=Figure(0.625))
    folder.write_json(folder.metrics, Scores(validation=part, test=part))
    for steps in ((1, 2), (3,)):  # stopped and resumed
        opened = open_log(folder, record)
        for step in steps:
            opened.epoch(step, ROW | {"loss": 1.5 / step})
        opened.close()
    log_results(folder, record)
    return folder


def test_tensorboard_gets_an_event_file_beside_the_runs(tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX", reason="the extra tensorboard is not installed")
    folder = _logged(tmp_path, "tensorboard")
    files = sorted((tmp_path / "tensorboard" / folder.path.name).iterdir())
    content = b"".join(file.read_bytes() for file in files)
    for words in (b"loss", b"val_auc", b"test/macro_auc", b"head.learning_rate"):
        assert words in content
    assert {path.name for path in tmp_path.iterdir()} == {folder.path.name, "tensorboard"}


def test_mlflow_gets_one_run_in_a_file_beside_the_runs(tmp_path: Path) -> None:
    pytest.importorskip("mlflow", reason="the extra mlflow is not installed")
    folder = _logged(tmp_path, "mlflow")
    base = sqlite3.connect(tmp_path / "mlflow.db")
    assert base.execute("select name, status from runs").fetchall() == [(folder.path.name, "FINISHED")]
    losses = base.execute("select step, value from metrics where key = 'loss' order by step").fetchall()
    assert losses == [(1, 1.5), (2, 0.75), (3, 0.5)]
    assert base.execute("select value from metrics where key = 'test/macro_auc'").fetchall() == [(0.625,)]
    assert ("stages.head.epochs", "2") in base.execute("select key, value from params").fetchall()


def test_nothing_is_written_where_nothing_is_asked_for(tmp_path: Path) -> None:
    folder = _logged(tmp_path, "")
    assert list(tmp_path.iterdir()) == [folder.path]


def test_a_log_that_cannot_be_written_is_told_once_and_costs_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tensorboardX", reason="the extra tensorboard is not installed")
    (tmp_path / "tensorboard").write_text("in the way", encoding="utf-8")
    _logged(tmp_path, "tensorboard")
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3  # each time the log is opened
    assert all(line.startswith("tensorboard log left out: ") for line in told)
