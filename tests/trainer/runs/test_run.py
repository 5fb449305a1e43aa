"""The run folder is written whole, and read back only when it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from tests.conftest import Done
from trainer.errors import RunError
from trainer.runs.folder import create_run, load_run, newest_run


@pytest.fixture
def run_copy(trained: Done, tmp_path: Path) -> Path:
    """A run folder to break: the trained one without the weight of its weights."""
    ignored = shutil.ignore_patterns("model.keras", "figures")
    target = Path(shutil.copytree(trained.path, tmp_path / "runs" / trained.path.name, ignore=ignored))
    (target / "model.keras").touch()
    return target


def test_a_finished_run_is_read_back(trained: Done) -> None:
    folder, record = load_run(trained.path)
    assert record.status == "finished"
    assert record.recipe.image_size == 64
    assert [c.code for c in record.classes] == ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"]
    assert folder.model.is_file()


@pytest.mark.parametrize(
    "name", ["model.keras", "split.csv", "metrics.json", "calibration.json", "predictions_test.csv"]
)
def test_an_incomplete_run_names_what_is_missing(run_copy: Path, name: str) -> None:
    (run_copy / name).unlink()
    with pytest.raises(RunError, match=f"incomplete: {name}"):
        load_run(run_copy)


def test_a_folder_that_is_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run folder"):
        load_run(tmp_path / "absent")
    with pytest.raises(RunError, match=r"no run\.json"):
        load_run(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [("nonsense", "no record"), ('{"format": 99}', "format 99"), ("{}", "format None"), ('{"format": 2}', "no record")],
)
def test_a_record_of_other_code_is_told(run_copy: Path, content: str, words: str) -> None:
    (run_copy / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=words):
        load_run(run_copy)


def test_an_unfinished_run_is_not_taken(run_copy: Path) -> None:
    record = load_run(run_copy)[1]
    unfinished = msgspec.structs.replace(record, status="training")
    (run_copy / "run.json").write_bytes(msgspec.json.encode(unfinished))
    with pytest.raises(RunError, match="did not finish"):
        load_run(run_copy)
    with pytest.raises(RunError, match="no finished run"):
        newest_run(run_copy.parent)


def test_the_newest_finished_run_is_the_default(run_copy: Path) -> None:
    later = run_copy.parent / "2099-01-01_0000_standard"
    shutil.copytree(run_copy, later)
    assert newest_run(run_copy.parent) == later
    with pytest.raises(RunError, match="no finished run"):
        newest_run(run_copy.parent / "nowhere")


def test_two_runs_of_one_minute_get_two_folders(tmp_path: Path) -> None:
    first, second = (create_run(tmp_path / "runs", "standard").path for _ in range(2))
    assert first != second
    assert first.is_dir()
    assert second.is_dir()


def test_an_output_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").touch()
    with pytest.raises(RunError, match="choose another --output"):
        create_run(tmp_path / "runs", "standard")


def test_answers_that_are_nearly_sure_keep_their_order_in_the_file(tmp_path: Path) -> None:
    table = pd.DataFrame({"image_id": ["a", "b"], "lesion_id": ["a", "b"], "dx": ["nv", "mel"]})
    probabilities = np.array([[1 - 1e-12, 1e-12], [1 - 1e-13, 1e-13]])
    folder = create_run(tmp_path, "tiny")
    folder.write_predictions("test", table, ["nv", "mel"], probabilities)
    read = pd.read_csv(folder.predictions("test"), float_precision="round_trip")
    assert (read[["nv", "mel"]].to_numpy() == probabilities).all()


def test_a_damaged_run_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "2026-01-02_0000_broken").mkdir()
    (tmp_path / "2026-01-02_0000_broken" / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="no finished run"):
        newest_run(tmp_path)
