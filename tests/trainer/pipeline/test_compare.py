"""ham-train compare: differences of runs on the images both judged, with intervals that know they are the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from tests.trainer.report.test_report import CODES, RECORD
from trainer.data.dataset import HAM10000_CLASSES
from trainer.errors import RunError
from trainer.measure.calibration import Calibration, save_calibration
from trainer.measure.metrics import softmax
from trainer.measure.scores import Scores, score_answers
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.pipeline.compare import COMPARED, compare_runs, in_words
from trainer.runs.folder import RUN_FORMAT, Final, RunFolder, RunRecord

LABELS = np.repeat(np.arange(7), 60)
LESIONS = np.array([f"L{n // 2}" for n in range(420)])
NOISE = np.random.default_rng(0).normal(size=(420, 7))


def _logits(strength: float, own_noise: float = 0.0, seed: int = 1) -> np.ndarray:
    own = np.random.default_rng(seed).normal(size=(420, 7))
    return NOISE + own_noise * own + strength * np.eye(7)[LABELS]


def _run(path: Path, logits: np.ndarray, *, record: RunRecord = RECORD, rows: slice = slice(None)) -> Path:
    """A finished run folder with the answers to 420 images, and no network."""
    folder = RunFolder(path)
    path.mkdir(parents=True)
    record = msgspec.structs.replace(record, format=RUN_FORMAT)
    folder.write_record(record)
    p = softmax(logits)[rows]
    table = pd.DataFrame(
        {
            "image_id": [f"I{n:03}" for n in range(420)],
            "lesion_id": LESIONS,
            "dx": [CODES[label] for label in LABELS],
        }
    ).iloc[rows]
    parts = ("val", "test") if record.test_read else ("val",)
    for part in parts:
        folder.write_predictions(part, table, CODES, p)
    found = score_answers(LABELS[rows], p, p, lesions=LESIONS[rows], codes=CODES, malignant=["akiec", "bcc", "mel"])
    folder.write_json(folder.metrics, Scores(validation=found, test=found if record.test_read else None))
    space = UnfamiliaritySpace(np.zeros(4, np.float32), np.ones(4, np.float32), np.eye(4, 2, dtype=np.float32))
    save_calibration(path, Calibration(1.0, (), 1.0, "a distance", "a percentile"), space)
    folder.write_table(folder.split, table.assign(part="test"))
    folder.model.touch()
    return path


def test_a_run_differs_from_itself_by_nothing(tmp_path: Path) -> None:
    one, other = (_run(tmp_path / name, _logits(1.5)) for name in ("one", "other"))
    found = compare_runs([one, other])
    assert found.part == "test"
    for figure in found.differences[0].figures.values():
        assert figure is not None
        assert (figure.value, figure.low, figure.high) == (0.0, 0.0, 0.0)
    assert (found.differences[0].images, found.differences[0].lesions) == (420, 210)


def test_two_runs_that_are_right_everywhere_do_not_differ_by_nothing_for_certain(tmp_path: Path) -> None:
    one, other = _run(tmp_path / "one", _logits(30)), _run(tmp_path / "other", _logits(31, own_noise=0.5))
    found = compare_runs([one, other])
    figure = found.differences[0].figures["accuracy"]
    assert figure is not None
    assert (figure.value, figure.low, figure.high) == (0.0, None, None)
    assert "other  1.0000    +0.0000 (too few lesions, or answers that differ, for an interval)" in in_words(found)


def test_a_small_gain_on_the_same_images_is_seen_where_the_intervals_of_the_runs_overlap(tmp_path: Path) -> None:
    one, other = _run(tmp_path / "one", _logits(1.5)), _run(tmp_path / "other", _logits(1.75, own_noise=0.05))
    found = compare_runs([one, other])
    before, after = (scores.macro_auc for scores in found.scores)
    assert before is not None
    assert after is not None
    assert before.high is not None
    assert after.low is not None
    assert after.low < before.high
    gain = found.differences[0].figures["macro_auc"]
    assert gain is not None
    assert gain.value == pytest.approx(after.value - before.value)
    assert gain.low is not None
    assert gain.low > 0
    words = in_words(found)
    assert f"other  {after.value:.4f}    {gain.value:+.4f} [{gain.low:+.4f}, " in words
    assert "420 images of 210 lesions are in both" in words
    assert words.splitlines()[-1] == "*: the 95 % interval leaves 0 out; of many figures some do by chance"
    assert "*" not in in_words(compare_runs([one, one]))


def test_the_interval_of_no_difference_holds_nothing(tmp_path: Path) -> None:
    one = _run(tmp_path / "one", _logits(1.5, own_noise=0.5, seed=1))
    other = _run(tmp_path / "other", _logits(1.5, own_noise=0.5, seed=2))
    found = compare_runs([one, other]).differences[0]
    assert set(found.figures) == set(COMPARED)
    for name in ("accuracy", "macro_auc"):
        figure = found.figures[name]
        assert figure is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < 0 < figure.high


def test_lesions_are_drawn_and_not_their_images(tmp_path: Path) -> None:
    one, other = _run(tmp_path / "one", _logits(1.5)), _run(tmp_path / "other", _logits(1.5, own_noise=0.6))
    widths = []
    for path in (one, other):
        for part in ("val", "test"):
            file = RunFolder(path).predictions(part)
            table = pd.read_csv(file)
            pd.concat([table] * 4).assign(image_id=[f"I{n}" for n in range(1680)]).to_csv(file, index=False)
    many = compare_runs([one, other]).differences[0].figures["accuracy"]
    for path in (one, other):
        for part in ("val", "test"):
            file = RunFolder(path).predictions(part)
            pd.read_csv(file).iloc[:420].to_csv(file, index=False)
    few = compare_runs([one, other]).differences[0].figures["accuracy"]
    for figure in (many, few):
        assert figure is not None
        assert figure.low is not None
        assert figure.high is not None
        widths.append(figure.high - figure.low)
    assert widths[0] == pytest.approx(widths[1], rel=0.05)


def test_validation_is_compared_where_a_run_has_not_read_its_test_part(tmp_path: Path) -> None:
    one = _run(tmp_path / "one", _logits(1.5))
    unread = _run(tmp_path / "unread", _logits(1.6), record=msgspec.structs.replace(RECORD, test_read=False))
    found = compare_runs([one, unread])
    assert found.part == "val"
    assert "validation (chosen there)" in in_words(found)
    with pytest.raises(RunError, match="has not read its test part"):
        compare_runs([one, unread], part="test")


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    one = _run(tmp_path / "one", _logits(1.5), rows=slice(0, 420, 2))
    apart = _run(tmp_path / "apart", _logits(1.5), rows=slice(1, 420, 2))
    with pytest.raises(RunError, match="no image of the test part in common"):
        compare_runs([one, apart])
    six = msgspec.structs.replace(RECORD, classes=HAM10000_CLASSES[:6])
    other = tmp_path / "other"
    shutil.copytree(one, other)
    RunFolder(other).write_record(msgspec.structs.replace(six, format=RUN_FORMAT))
    for part in ("val", "test"):
        file = RunFolder(other).predictions(part)
        table = pd.read_csv(file)
        table[table["label"] != CODES[6]].to_csv(file, index=False)
    with pytest.raises(RunError, match="tells other classes apart"):
        compare_runs([one, other])
    table = pd.read_csv(RunFolder(apart).predictions("test"))
    table.assign(image_id=pd.read_csv(RunFolder(one).predictions("test"))["image_id"], label="nv").to_csv(
        RunFolder(apart).predictions("test"), index=False
    )
    with pytest.raises(RunError, match="other diagnoses of I"):
        compare_runs([one, apart])


def test_patients_are_drawn_where_the_runs_know_them(tmp_path: Path) -> None:
    runs = [_run(tmp_path / name, _logits(1.5, own_noise=0.5, seed=seed)) for seed, name in enumerate(("one", "other"))]
    by_lesion = compare_runs(runs).differences[0]
    for run in runs:
        split = pd.read_csv(run / "split.csv", dtype=str)
        split.assign(patient_id=[f"P{n // 42}" for n in range(420)]).to_csv(run / "split.csv", index=False)
    by_patient = compare_runs(runs).differences[0]
    assert (by_patient.images, by_patient.lesions) == (by_lesion.images, by_lesion.lesions)
    for name in ("accuracy", "brier"):
        one, other = by_lesion.figures[name], by_patient.figures[name]
        assert one is not None
        assert other is not None
        assert one.value == other.value
        assert (one.low, one.high) != (other.low, other.high)


def test_runs_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    runs = [_run(tmp_path / where / "run", _logits(1.5)) for where in ("here", "there")]
    words = in_words(compare_runs(runs))
    assert all(f"  {run}  " in words for run in runs)


def test_a_network_of_all_images_has_no_test_part_to_compare(tmp_path: Path) -> None:
    final = msgspec.structs.replace(RECORD, test_read=False, final=Final("all", 5))
    one, other = _run(tmp_path / "one", _logits(1.5)), _run(tmp_path / "final", _logits(1.5), record=final)
    with pytest.raises(RunError, match="final learned from all images; compare on validation"):
        compare_runs([one, other], part="test")


def test_runs_that_do_not_agree_on_what_is_malignant_are_not_compared(tmp_path: Path) -> None:
    classes = tuple(msgspec.structs.replace(c, malignant=c.code == "df") for c in RECORD.classes)
    one = _run(tmp_path / "one", _logits(1.5))
    other = _run(tmp_path / "other", _logits(1.5), record=msgspec.structs.replace(RECORD, classes=classes))
    with pytest.raises(RunError, match="akiec is malignant in one of"):
        compare_runs([one, other])


def test_runs_are_compared_without_a_training_framework() -> None:
    """They were trained already; loading one takes longer than comparing, and it talks."""
    code = "import sys, trainer.pipeline.compare; print({'tensorflow', 'keras', 'jax'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")
