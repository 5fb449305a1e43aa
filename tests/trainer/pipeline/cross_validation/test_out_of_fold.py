"""What folds answered is pooled as it was answered, and what cannot be is refused."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from desktop.contract import ClassInfo
from trainer.errors import RunError
from trainer.measure.calibration import Calibration, save_calibration
from trainer.measure.metrics import softmax
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.pipeline.cross_validation.out_of_fold import calibrate_on_all, pooled_scores, read_out_of_fold
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import FINISHED, RUN_FORMAT, DataRecord, RunFolder, RunRecord

CLASSES = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False), ClassInfo("bkl", "Keratosis", False))
CODES = [info.code for info in CLASSES]
IMAGES = 300
"""Of each of two folds."""


def _logits(number: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(number)
    labels = rng.integers(0, 3, IMAGES)
    return labels, 3.0 * (np.eye(3)[labels] + rng.normal(0, 1, (IMAGES, 3)))  # three times too sure


def _fold(folder: Path, number: int, *, threshold: float = 4.0) -> Path:
    """The finished run of a fold as `ham-train --folds 2` would leave it, without its network."""
    run = RunFolder(folder / f"fold{number}")
    run.path.mkdir(parents=True)
    recipe = Recipe("r", (Stage("head", 1, 0.1),), Augmentation())
    data = DataRecord("d", "l", "f", "p", 2 * IMAGES, 2 * IMAGES, {}, sets={"benign": ("nv", "bkl")})
    run.write_record(
        RunRecord(RUN_FORMAT, FINISHED, "", recipe, "none", CLASSES, data, "s", "cpu", "float32", "tensorflow", {},
                  fold=(number, 2))
    )  # fmt: skip
    own, other = ([f"{n}-{i:03}" for i in range(IMAGES)] for n in (number, 1 - number))
    ids = [*own, *other, f"{number}-benign", f"{1 - number}-benign"]
    parts = ["test"] * IMAGES + ["train"] * IMAGES + ["test_coarse", "train"]
    run.write_table(run.split, pd.DataFrame({"image_id": ids, "lesion_id": ids, "label": "nv", "part": parts}))
    labels, logits = _logits(number)
    temperature = 1.0 + number  # of its own validation part
    answers = pd.DataFrame(softmax(logits, temperature), columns=CODES)
    answers.insert(0, "label", [CODES[label] for label in labels])
    answers.insert(0, "lesion_id", own)
    answers.insert(0, "image_id", own)
    run.write_table(run.predictions("test"), answers, float_format=None)
    coarse = pd.DataFrame(
        [[f"{number}-benign", f"{number}-benign", "benign", 0.9, 0.05, 0.05]], columns=answers.columns
    )
    run.write_table(run.predictions("test_coarse"), coarse, float_format=None)
    distance = np.linspace(0.1, 1.0 + number, IMAGES)
    run.write_table(run.unfamiliarity("test"), pd.DataFrame({"image_id": own, "unfamiliarity": distance}))
    space = UnfamiliaritySpace(np.zeros(2, np.float32), np.ones(2, np.float32), np.zeros((2, 1), np.float32))
    save_calibration(run.path, Calibration(temperature, (), threshold, "distance", "validation"), space)
    for name in ("model.keras", "metrics.json", "predictions_val.csv"):
        (run.path / name).touch()
    return run.path


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    """Two folds."""
    return [_fold(tmp_path, 0), _fold(tmp_path, 1)]


def test_all_images_are_pooled_with_the_probabilities_of_their_own_fold(runs: list[Path]) -> None:
    found = read_out_of_fold(runs)
    assert len(found.table) == 2 * IMAGES
    assert found.table["fold"].value_counts().to_dict() == {1: IMAGES, 2: IMAGES}
    told = np.concatenate([softmax(_logits(number)[1], 1.0 + number) for number in (0, 1)])
    assert np.allclose(found.after, told, atol=1e-9)
    assert np.allclose(found.before, np.concatenate([softmax(_logits(number)[1]) for number in (0, 1)]), atol=1e-6)
    scores = pooled_scores(found)
    labels = np.concatenate([_logits(number)[0] for number in (0, 1)])
    assert scores.accuracy is not None
    assert scores.accuracy.value == pytest.approx((told.argmax(axis=1) == labels).mean())
    assert scores.accuracy.low < scores.accuracy.value < scores.accuracy.high  # type: ignore[operator]
    assert (scores.images, scores.coarse) == (2 * IMAGES, 2)


def test_images_that_are_only_known_to_be_benign_move_the_malignant_area(runs: list[Path]) -> None:
    with_them = pooled_scores(read_out_of_fold(runs)).malignant_auc
    for path in runs:
        (path / "predictions_test_coarse.csv").unlink()
    without = pooled_scores(read_out_of_fold(runs)).malignant_auc
    assert with_them is not None
    assert without is not None
    assert with_them.value < without.value  # both were called melanoma


def test_what_is_set_on_held_out_answers_is_set_on_all(runs: list[Path]) -> None:
    found = read_out_of_fold(runs)
    calibration = calibrate_on_all(found)
    assert calibration.temperature == pytest.approx(3.0, rel=0.2)  # that of neither fold
    squared = np.concatenate([np.linspace(0.1, 1.0 + number, IMAGES) ** 2 * 4.0 for number in (0, 1)])
    assert calibration.unfamiliarity_threshold == pytest.approx(1.3**2 * np.percentile(squared, 99))
    point = calibration.operating_points[0]
    assert point.name == "melanoma-sensitivity-0.95"
    assert point.validation["sensitivity"].value == pytest.approx(0.95, abs=0.01)


def test_what_is_set_on_all_is_set_on_images_of_coarse_diagnoses_too_each_without_the_calibration_of_its_fold(
    runs: list[Path],
) -> None:
    found = read_out_of_fold(runs)
    told = np.log([[0.9, 0.05, 0.05]] * 2) * [[1.0], [2.0]]  # the second fold's temperature is 2
    assert np.allclose(softmax(found.coarse_logits), softmax(told), atol=1e-9)
    calibration = calibrate_on_all(found)
    point = calibration.operating_points[0]
    scores = np.concatenate([calibration.probabilities(found.logits)[:, 0], calibration.probabilities(told)[:, 0]])
    benign = np.concatenate([found.labels != 0, [True, True]])
    assert point.validation["specificity"].value == pytest.approx((scores[benign] < point.threshold).mean(), abs=1e-9)


def test_an_image_that_taught_the_fold_that_judges_it_is_refused(runs: list[Path]) -> None:
    split = runs[1] / "split.csv"
    split.write_text(split.read_text(encoding="utf-8").replace("1-007,1-007,nv,test", "1-007,1-007,nv,train"), "utf-8")
    with pytest.raises(RunError, match="answers images that taught it"):
        read_out_of_fold(runs)


def test_an_image_that_two_folds_judge_is_refused(runs: list[Path], tmp_path: Path) -> None:
    with pytest.raises(RunError, match="0-000 is judged by two folds"):
        read_out_of_fold([*runs, _fold(tmp_path / "again", 0)])


def test_a_fold_that_is_not_finished_is_told(runs: list[Path]) -> None:
    record = msgspec.json.decode((runs[0] / "run.json").read_bytes()) | {"status": "training"}
    (runs[0] / "run.json").write_bytes(msgspec.json.encode(record))
    with pytest.raises(RunError, match="did not finish"):
        read_out_of_fold(runs)
