"""The held-out part of every source has figures of its own, images of coarse labels included."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest

from tests.phantoms import SMALL, write_phantoms
from trainer.data.dataset import Dataset
from trainer.data.merged_sources import load_sources
from trainer.data.pixels import decode_all
from trainer.data.sources import Source
from trainer.data.split import split_images
from trainer.errors import RunError
from trainer.fit.batches import predict_rows
from trainer.measure.answers import read_answers, read_coarse
from trainer.measure.calibration import load_calibration
from trainer.measure.elsewhere import load_by_source
from trainer.measure.operating_points import achieved
from trainer.measure.scores import load_scores
from trainer.measure.subgroups import load_subgroups
from trainer.network.network import build_network, feature_network
from trainer.pipeline.after_training import calibrate_and_evaluate
from trainer.pipeline.by_source import judge_sources
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import RunFolder

RECIPE = Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation(), image_size=32, blocks=SMALL)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("undrawn")
def test_every_source_is_judged_by_itself_and_benign_counts_as_no_melanoma(tmp_path: Path) -> None:
    write_phantoms(tmp_path / "first", per_class=24, seed=3, size=(40, 30))
    write_phantoms(tmp_path / "second", per_class=24, seed=5, size=(40, 30))
    table = pd.read_csv(tmp_path / "second" / "metadata.csv", dtype=str, keep_default_na=False)
    benign = table["dx"].isin(["nv", "bkl", "df", "vasc"])
    table = table.assign(dx=table["dx"].where(~benign, "benign"), lesion_id="B" + table["lesion_id"])
    table.assign(image_id="B" + table["image_id"]).to_csv(tmp_path / "second" / "metadata.csv", index=False)
    for path in sorted((tmp_path / "second").rglob("*.jpg")):
        path.rename(path.with_name(f"B{path.name}"))
    dataset = load_sources([Source(str(tmp_path / name), name) for name in ("first", "second")])
    pixels = np.array(decode_all(list(dataset.table["path"]), size=32, cache=tmp_path / "pixels", fingerprint="f"))
    parts = split_images(dataset.table, by="lesion", seed=0)
    rows = {part: np.flatnonzero((parts == part) & (dataset.labels >= 0)) for part in ("train", "val", "test")}
    rows |= {f"{part}_coarse": np.flatnonzero((parts == part) & (dataset.labels < 0)) for part in ("val", "test")}
    keras.utils.set_random_seed(0)
    network, folder = build_network(classes=7, size=32, blocks=SMALL), RunFolder(tmp_path / "run")
    folder.path.mkdir()
    calibrate_and_evaluate(network, folder, RECIPE, dataset=dataset, pixels=pixels, rows=rows)
    judge_sources(network, folder, RECIPE, dataset, pixels, parts, test=True)

    found = load_by_source(folder.path, "test")
    source = dataset.table["source"].to_numpy(dtype=str)
    calibration, space = load_calibration(folder.path)
    features, _ = predict_rows(feature_network(network, space.measured), pixels, np.arange(len(pixels)), batch_size=32)
    unfamiliar = calibration.unfamiliarity(space, features)
    assert 0 < (unfamiliar > 1.0).sum() < len(pixels)  # else nothing is seen here
    for name in ("first", "second"):
        assert found[name].images == int(((parts == "test") & (source == name)).sum())
        assert found[name].judged == found[name].images  # benign says: not malignant
        assert 0.0 <= found[name].figures["malignant_auc"].value <= 1.0
        shown = np.flatnonzero((parts == "test") & (source == name))
        assert found[name].figures["unfamiliar"].value == pytest.approx((unfamiliar[shown] > 1.0).mean())
    answers = pd.concat(
        [pd.read_csv(folder.path / f"predictions_{part}.csv") for part in ("test", "test_coarse")], ignore_index=True
    )
    own = answers[answers["image_id"].isin(dataset.table["image_id"][source == "second"])]
    melanoma = (own["label"] == "mel").to_numpy()
    pairs = own["mel"].to_numpy()[melanoma][:, None] - own["mel"].to_numpy()[~melanoma][None]
    assert (~melanoma).sum() > melanoma.sum() * 3
    assert found["second"].figures["mel/auc"].value == pytest.approx(((pairs > 0) + (pairs == 0) / 2).mean(), abs=1e-6)
    assert load_by_source(folder.path, "validation")["first"].images == int(
        ((parts == "val") & (source == "first")).sum()
    )
    assert load_by_source(tmp_path, "test") == {}
    _check_pooled(folder, dataset)


def _check_pooled(folder: RunFolder, dataset: Dataset) -> None:
    """The malignant figures of all sources together count every image that says malignant or not, threshold by
    threshold, and so do those that are made again of the run's own files."""
    malignant = [info.code for info in dataset.classes if info.malignant]
    calibration, _ = load_calibration(folder.path)
    scores = load_scores(folder.metrics)
    tables = load_subgroups(folder.subgroups)
    assert scores.test is not None
    assert tables is not None
    for part, found in (("val", scores.validation), ("test", scores.test)):
        answers = pd.concat(
            [pd.read_csv(folder.path / f"predictions_{name}.csv") for name in (part, f"{part}_coarse")],
            ignore_index=True,
        )
        positive, score = answers["label"].isin(malignant).to_numpy(), answers[malignant].sum(axis=1).to_numpy()
        benign = int((answers["label"] == "benign").sum())
        own = tables.validation if part == "val" else tables.test
        assert {sum(group.n for group in groups) for groups in own.values()} == {len(answers)}
        assert found.coarse == benign > 0
        assert found.malignant_auc is not None
        pairs = score[positive][:, None] - score[~positive][None]
        assert found.malignant_auc.value == pytest.approx(((pairs > 0) + (pairs == 0) / 2).mean(), abs=1e-6)
        point = calibration.operating_points[0]
        assert point.name.startswith("malignant")
        told = point.validation if part == "val" else point.test
        assert told["specificity"].value == pytest.approx((score[~positive] < point.threshold).mean(), abs=1e-9)
        if part == "val":
            threshold, _, specificity = point.curve[len(point.curve) // 3]
            assert specificity == pytest.approx((score[~positive] < threshold).mean(), abs=1e-4)

    codes = [info.code for info in dataset.classes]
    coarse = read_coarse(folder, "test_coarse", codes, dataset.sets)
    answers_of_test = read_answers(folder, "test", codes, calibration)
    point = calibration.operating_points[0]
    again = achieved(
        point, dataset.classes, answers_of_test.labels, answers_of_test.after, lesions=answers_of_test.lesions,
        coarse=coarse,
    )  # fmt: skip
    assert again == point.test
    assert read_coarse(folder, "none_coarse", codes, dataset.sets) is None
    (folder.path / "predictions_test_coarse.csv").write_text("image_id,lesion_id,label\nx,y,strange\n", "utf-8")
    with pytest.raises(RunError, match="cannot be read"):
        read_coarse(folder, "test_coarse", codes, dataset.sets)
