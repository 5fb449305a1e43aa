"""A cross-validation says what its network promises from the answers of all folds, none of which set a threshold."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from tests.phantoms import write_phantoms
from trainer.data.dataset import HAM10000_CLASSES
from trainer.data.sources import Source
from trainer.errors import DataError
from trainer.measure.calibration import Calibration, save_calibration
from trainer.measure.metrics import softmax
from trainer.measure.promises import load_promises
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.pipeline.cross_validation.folds import FILE, FoldsRecord, resume_folds, train_folds
from trainer.pipeline.train import Options
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import FINISHED, RUN_FORMAT, DataRecord, RunFolder, RunRecord

CODES = [info.code for info in HAM10000_CLASSES]
FOLDS, IMAGES = 4, 420
SOURCES = (Source("/data", "drawn"), Source("/other", "another clinic", role="external"))
RECIPE = Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation())


def write_fold(path: Path, number: int, *, patients: int = IMAGES) -> None:
    """A finished run as training leaves it, of made-up answers to its own fold, to the images of so many patients."""
    folder = RunFolder(path)
    path.mkdir()
    rng = np.random.default_rng(number)
    labels = np.repeat(np.arange(7), IMAGES // 7)
    table = pd.DataFrame(
        {
            "image_id": [f"{number}-{n}" for n in range(IMAGES)],
            "lesion_id": [f"{number}-L{n}" for n in range(IMAGES)],
            "dx": [CODES[label] for label in labels],
            "source": ["here", "there"] * (IMAGES // 2),
        }
    )
    after = softmax(rng.normal(size=(IMAGES, 7)) + 2.0 * np.eye(7)[labels])
    for part in ("val", "test"):
        folder.write_predictions(part, table, CODES, after, sources=True)
        far = table[["image_id"]].assign(unfamiliarity=rng.random(IMAGES) / 2)
        folder.write_table(folder.unfamiliarity(part), far, float_format=None)
    space = UnfamiliaritySpace(np.zeros(4, np.float32), np.ones(4, np.float32), np.eye(4, 2, dtype=np.float32))
    save_calibration(path, Calibration(1.0, (), 1.0, "how", "who", biases=(0.0,) * 7), space)
    whose = [f"{number}-P{n % patients}" for n in range(IMAGES)]
    folder.write_table(folder.split, table[["image_id"]].assign(part="test", patient_id=whose))
    for file in (folder.model, folder.metrics):
        file.touch()
    folder.write_record(
        RunRecord(
            format=RUN_FORMAT,
            status=FINISHED,
            created="2026-11-24T21:30:00+00:00",
            recipe=RECIPE,
            weights="none",
            classes=HAM10000_CLASSES,
            data=DataRecord("drawn", "none", "/data", "0" * 16, IMAGES, IMAGES, {}, sources=SOURCES),
            split_fingerprint="f",
            device="a CPU",
            precision="float32",
            backend="tensorflow",
            versions={},
            fold=(number, FOLDS),
        )
    )


def _folds(path: Path, **told: int) -> Path:
    path.mkdir(exist_ok=True)
    record = FoldsRecord(1, FOLDS, RECIPE, (), "none", "float32", None, "")
    (path / FILE).write_bytes(msgspec.json.encode(record))
    for number in range(FOLDS):
        write_fold(path / f"fold-{number}", number, **told)
    return path


@pytest.fixture
def folds(tmp_path: Path) -> Path:
    return _folds(tmp_path)


def test_all_images_say_what_sets_and_handing_over_are_worth(folds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resume_folds(folds)
    found = load_promises(folds)
    assert found is not None
    assert found.missing == ()
    assert found.reference is not None
    assert found.reference.held_out.images == FOLDS * IMAGES
    assert {name: one.images for name, one in found.reference.by_source.items()} == dict.fromkeys(
        ("here", "there"), FOLDS * IMAGES // 2
    )
    for sets in found.sets:
        assert all(figure.value == pytest.approx(sets.level, abs=0.04) for figure in sets.coverage.values())
    assert sum(found.prevalence.values()) == pytest.approx(1.0)
    told = capsys.readouterr().err
    assert f"sets of 90%, {found.sets[0].size:.2f} diagnoses each, hold the right one: all 0." in told
    assert "another clinic (external) is measured on a final network; --resume" in told


def test_promises_are_over_patients_where_they_are_known(tmp_path: Path) -> None:
    """Forty images of one patient are no forty witnesses."""

    def width(**told: int) -> float:
        folder = _folds(tmp_path / f"of {told}", **told)
        resume_folds(folder)
        found = load_promises(folder)
        assert found is not None
        whole = found.sets[0].coverage["all"]
        assert whole.low is not None
        assert whole.high is not None
        return whole.high - whole.low

    assert width(patients=10) > width(patients=IMAGES)


def test_a_fold_that_was_killed_right_after_its_end_is_cleared_up(folds: Path) -> None:
    left = folds / "fold-1" / "checkpoint"
    left.mkdir()
    (left / "state.json").write_text("{}", encoding="utf-8")
    resume_folds(folds)
    assert not left.exists()


@pytest.mark.parametrize("few", [2, 4])
def test_folds_that_are_refused_leave_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], few: int
) -> None:
    """No fold can be judged on a class that it has no lesion of."""
    data = write_phantoms(tmp_path / "data", per_class=12, size=(40, 30), codes=("mel", "nv", "bkl"))
    table = pd.read_csv(data / "metadata.csv", dtype=str)
    kept = table["lesion_id"][table["dx"] == "bkl"].unique()[:few]
    table[(table["dx"] != "bkl") | table["lesion_id"].isin(kept)].to_csv(data / "metadata.csv", index=False)
    output = tmp_path / "runs"
    with pytest.raises(DataError, match=f"at least 5 lesions, one for each fold, but bkl has {few}"):
        train_folds(Options(msgspec.structs.replace(RECIPE, image_size=32), data, output, "none"), folds=5)
    assert list(output.iterdir()) == []
    assert "--resume" not in capsys.readouterr().err
