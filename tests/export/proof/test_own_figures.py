"""An 8-bit file's figures are of its own answers, those of images of coarse labels included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from desktop.contract import SOURCE, ClassInfo, OperatingPoint
from export.inputs import Inputs
from export.proof.answers import Answers
from export.proof.gates import refit, with_test_figures
from export.proof.own_figures import own_figures, own_figures_by_source, own_parity, own_subgroups
from export.proof.parity import Check
from trainer.data.dataset import Dataset
from trainer.measure.calibration import Calibration
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.recipe import load_recipe

CLASSES = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False), ClassInfo("bkl", "Keratosis", False))
SAID = {"a": ["mel", "nv", "bkl", "nv", "mel", "nv"] * 10, "b": ["benign", "mel", "nv", "benign", "benign", "mel"] * 10}


def _inputs(dataset: Dataset) -> Inputs:
    """All images in the test part."""
    nothing = cast("Any", None)
    labels, lesions = dataset.labels, dataset.table["lesion_id"].to_numpy(dtype=str)
    record = SimpleNamespace(recipe=load_recipe("standard"), classes=CLASSES, test_read=True, final=None)
    return Inputs(
        folder=nothing,
        record=cast("Any", record),
        calibration=nothing,
        promises=nothing,
        space=nothing,
        dataset=dataset,
        pixels=nothing,
        lesions=lesions,
        groups=nothing,
        rows={"test": np.flatnonzero(labels >= 0), "test_coarse": np.flatnonzero(labels < 0)},
    )


@pytest.fixture
def dataset() -> Dataset:
    dx = [label for labels in SAID.values() for label in labels]
    table = pd.DataFrame({"dx": dx, "source": np.repeat(list(SAID), 60), "patient_id": ""})
    table["image_id"] = table["lesion_id"] = [f"I{number}" for number in range(len(table))]
    return Dataset("two", "none", Path(), table, CLASSES, "f", sets={"benign": ("nv", "bkl")})


def test_every_source_is_judged_by_what_the_file_itself_says_of_its_images(dataset: Dataset) -> None:
    inputs, rng = _inputs(dataset), np.random.default_rng(0)
    logits, unfamiliarity = rng.normal(size=(120, 3)).astype(np.float32), rng.uniform(0, 2, 120).astype(np.float32)
    point = OperatingPoint("p", ("mel",), 0.3)
    calibration = Calibration(2.0, (point,), 1.0, "", "")
    exact, covering = inputs.rows["test"], inputs.rows["test_coarse"]
    judged, more = (Answers(logits[rows], unfamiliarity[rows]) for rows in (exact, covering))

    found = own_figures_by_source(inputs, judged, more, calibration)

    warm = np.exp(logits / 2.0)
    melanoma = warm[:, 0] / warm.sum(axis=1)
    is_melanoma = (dataset.table["dx"] == "mel").to_numpy()
    assert set(found) == {SOURCE + "a", SOURCE + "b"}
    for name in SAID:
        here, own = (dataset.table["source"] == name).to_numpy(), found[SOURCE + name]
        pairs = melanoma[here & is_melanoma][:, None] - melanoma[here & ~is_melanoma][None]
        assert own["malignant_auc"].value == pytest.approx((pairs > 0).mean(), abs=1e-6)
        assert own["p/sensitivity"].value == pytest.approx((melanoma[here & is_melanoma] >= 0.3).mean())
        assert own["p/specificity"].value == pytest.approx((melanoma[here & ~is_melanoma] < 0.3).mean())
        assert own["unfamiliar"].value == pytest.approx((unfamiliarity[here] > 1.0).mean())
        known = here & np.isin(np.arange(120), exact)
        right = logits[known].argmax(axis=1) == dataset.labels[known]
        assert own["accuracy"].value == pytest.approx(right.mean())


def test_all_sources_together_are_judged_by_every_image_that_says_malignant_or_not(dataset: Dataset) -> None:
    inputs, rng = _inputs(dataset), np.random.default_rng(0)
    inputs = replace(inputs, rows=inputs.rows | {"val": inputs.rows["test"], "val_coarse": inputs.rows["test_coarse"]})
    logits, unfamiliarity = rng.normal(size=(120, 3)).astype(np.float32), rng.uniform(0, 2, 120).astype(np.float32)
    judged, more = (
        Answers(logits[inputs.rows[part]], unfamiliarity[inputs.rows[part]]) for part in ("test", "test_coarse")
    )
    space = UnfamiliaritySpace(np.zeros(2, np.float32), np.ones(2, np.float32), np.eye(2, 1, dtype=np.float32))
    inputs = replace(inputs, calibration=Calibration(1.0, (), 1.0, "", ""), space=space)

    calibration = with_test_figures(inputs, refit(inputs, judged, covering=more), judged, more)
    found = own_figures(inputs, {"val": judged, "test": judged}, {"val": more, "test": more}, calibration)
    assert found["validation"]["malignant_auc"] == found["test"]["malignant_auc"]

    warm = np.exp(logits / calibration.temperature)
    melanoma = warm[:, 0] / warm.sum(axis=1)
    positive = (dataset.table["dx"] == "mel").to_numpy()
    pairs = melanoma[positive][:, None] - melanoma[~positive][None]
    assert found["test"]["malignant_auc"].value == pytest.approx((pairs > 0).mean(), abs=1e-6)
    point = calibration.operating_points[0]
    for figures in (point.validation, point.test):
        assert figures["specificity"].value == pytest.approx((melanoma[~positive] < point.threshold).mean())
    without = own_figures(inputs, {"val": judged, "test": judged}, {}, calibration)["test"]
    assert without["malignant_auc"].value != found["test"]["malignant_auc"].value
    assert without["accuracy"] == found["test"]["accuracy"]


def test_the_proof_of_a_file_has_the_macro_auc_that_its_document_has(dataset: Dataset) -> None:
    """Each at the temperature it is used with: ranks of one class over images change with it."""
    inputs, rng = _inputs(dataset), np.random.default_rng(3)
    rows = inputs.rows["test"]
    network, file = (rng.normal(size=(len(rows), 3)).astype(np.float32) * (1.0, 4.0, 9.0) for _ in range(2))
    reference, answers = (Answers(logits, np.ones(len(rows), np.float32)) for logits in (network, file))
    inputs = replace(inputs, calibration=Calibration(3.0, (), 1.0, "", ""))
    own = Calibration(0.5, (), 1.0, "", "")

    proof = own_parity(inputs, reference, answers, (Check("a loss", 0.0, 0.1),), own.temperature)

    def told(said: Answers, calibration: Calibration) -> float:
        found = own_figures(inputs, {"val": said, "test": said}, {}, calibration)
        return found["test"]["macro_auc"].value

    inputs = replace(inputs, rows=inputs.rows | {"val": rows})
    assert proof.keras_auc == pytest.approx(told(reference, inputs.calibration), abs=1e-9)
    assert proof.onnx_auc == pytest.approx(told(answers, own), abs=1e-9)
    assert abs(told(answers, own) - told(answers, inputs.calibration)) > 1e-5  # else nothing is seen here
    assert f"Keras {proof.keras_auc:.6f}, ONNX {proof.onnx_auc:.6f}" in proof.table()
    assert proof.passed


def test_the_tables_of_a_file_count_images_that_are_only_known_to_be_benign(dataset: Dataset) -> None:
    inputs, rng = _inputs(dataset), np.random.default_rng(0)
    table = dataset.table.assign(sex=np.resize(["male", "female"], 120), age=np.nan, localization="", dx_type="")
    inputs = replace(inputs, dataset=replace(dataset, table=table))
    exact, covering = inputs.rows["test"], inputs.rows["test_coarse"]
    logits = rng.normal(size=(120, 3)).astype(np.float32)
    judged, more = (Answers(logits[rows], np.ones(len(rows), np.float32)) for rows in (exact, covering))
    calibration = Calibration(2.0, (OperatingPoint("malignant-sensitivity-0.95", ("mel",), 0.3),), 1.0, "", "")

    (groups,) = own_subgroups(inputs, judged, more, calibration).test.values()

    warm = np.exp(logits / 2.0)
    melanoma = warm[:, 0] / warm.sum(axis=1)
    for group in groups:
        benign = ((table["sex"] == group.group) & (table["dx"] != "mel")).to_numpy()
        assert group.n == 60
        assert group.figures["malignant_specificity"].value == pytest.approx((melanoma[benign] < 0.3).mean())
