"""The held-out part of every source has figures of its own, images of coarse labels included."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest

from tests.phantoms import write_phantoms
from trainer.data.merged_sources import load_sources
from trainer.data.pixels import decode_all
from trainer.data.sources import Source
from trainer.data.split import split_images
from trainer.fit.batches import predict_rows
from trainer.measure.calibration import load_calibration
from trainer.measure.elsewhere import load_by_source
from trainer.network.network import build_network, feature_network
from trainer.pipeline.after_training import calibrate_and_evaluate
from trainer.pipeline.by_source import judge_sources
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import RunFolder

RECIPE = Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation(), image_size=32)


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
    keras.utils.set_random_seed(0)
    network, folder = build_network(classes=7, size=32), RunFolder(tmp_path / "run")
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
