"""What is kept of images from elsewhere, and what a model file carries of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from desktop.contract import Figure
from trainer.measure.elsewhere import Measured, load_measured
from trainer.measure.metrics import softmax
from trainer.measure.promises import unfamiliarity_sample
from trainer.measure.scores import score_answers

CODES = ["mel", "nv"]


def _measured() -> Measured:
    labels = np.arange(60) % 2
    p = softmax(np.random.default_rng(0).normal(size=(60, 2)) + np.eye(2)[labels])
    lesions = (np.arange(60) // 2).astype(str)
    scores = score_answers(labels, p, p, lesions=lesions, codes=CODES, malignant=["mel"])
    points = {"melanoma-sensitivity-0.95": {"sensitivity": Figure(0.7, 0.6, 0.8)}}
    return Measured("run", "PH2", "f", scores, points, {}, {}, unfamiliarity=unfamiliarity_sample(np.ones(60)))


def test_a_model_file_carries_the_figures_of_all_and_of_every_class() -> None:
    measured = _measured()
    told = measured.external()
    assert (told.images, told.lesions) == (60, 30)
    assert told.figures["mel/auc"] == measured.scores.classes["mel"].auc
    assert told.figures["melanoma-sensitivity-0.95/sensitivity"].value == 0.7
    assert told.figures["malignant_auc"] == measured.scores.malignant_auc
    assert told.unfamiliarity == measured.unfamiliarity


def test_an_evaluation_of_an_earlier_version_is_read_without_its_unfamiliarity(tmp_path: Path) -> None:
    before = msgspec.to_builtins(_measured())
    del before["unfamiliarity"]
    (tmp_path / "metrics.json").write_bytes(msgspec.json.encode(before))
    found = load_measured(tmp_path / "metrics.json")
    assert found.unfamiliarity is None
    assert found.external().unfamiliarity is None
    assert found.external().figures == _measured().external().figures
