"""A report that is made again of a run's own files counts what the run itself would count."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from desktop.contract import OperatingPoint
from tests.trainer.pipeline.cross_validation.test_pooled_folds import CODES, write_fold
from trainer.measure.calibration import load_calibration, save_calibration
from trainer.measure.metrics import softmax
from trainer.measure.scores import load_scores
from trainer.pipeline.remake_report import report_again
from trainer.runs.folder import load_run

MALIGNANT = ["akiec", "bcc", "mel"]


@pytest.mark.usefixtures("undrawn")
def test_images_that_only_say_malignant_or_not_count_in_figures_and_points_of_all(tmp_path: Path) -> None:
    write_fold(tmp_path / "run", 0)
    folder, record = load_run(tmp_path / "run")
    calibration, space = load_calibration(folder.path)
    point = OperatingPoint("malignant-sensitivity-0.95", tuple(MALIGNANT), 0.3)
    save_calibration(folder.path, msgspec.structs.replace(calibration, operating_points=(point,)), space)
    sets = {"benign": ("bkl", "df", "nv", "vasc"), "pigmented": ("mel", "nv")}
    data = msgspec.structs.replace(record.data, sets=sets)
    folder.write_record(msgspec.structs.replace(record, data=data, fold=None))
    ids = [f"c{n}" for n in range(90)]
    labels = ["benign"] * 60 + ["pigmented"] * 30  # of which nobody can say whether they are malignant
    table = pd.DataFrame({"image_id": ids, "lesion_id": ids, "dx": labels, "source": "there"})
    for part in ("val_coarse", "test_coarse"):
        answers = softmax(np.random.default_rng(len(part)).normal(size=(90, 7)))
        folder.write_predictions(part, table, CODES, answers, sources=True)

    split = pd.read_csv(folder.predictions("test"))[["image_id", "lesion_id", "label", "source"]].assign(part="test")
    folder.write_table(folder.split, split)

    report_again(folder.path)

    scores, (again, _) = load_scores(folder.metrics), load_calibration(folder.path)
    assert scores.test is not None
    for part, found in (("val", scores.validation), ("test", scores.test)):
        files = [pd.read_csv(folder.predictions(name)) for name in (part, f"{part}_coarse")]
        judged = pd.concat(files, ignore_index=True).query("label != 'pigmented'")
        positive, score = judged["label"].isin(MALIGNANT).to_numpy(), judged[MALIGNANT].sum(axis=1).to_numpy()
        pairs = score[positive][:, None] - score[~positive][None]
        assert found.coarse == 60
        assert found.malignant_auc is not None
        assert found.malignant_auc.value == pytest.approx(((pairs > 0) + (pairs == 0) / 2).mean(), abs=1e-6)
        reached = again.operating_points[0].validation if part == "val" else again.operating_points[0].test
        assert reached["specificity"].value == pytest.approx((score[~positive] < 0.3).mean(), abs=1e-3)
        assert reached["sensitivity"].value == pytest.approx((score[positive] >= 0.3).mean(), abs=1e-3)
    assert again.operating_points[0].threshold == 0.3
