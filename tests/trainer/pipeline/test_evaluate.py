"""ham-train evaluate: right figures on images from elsewhere, and never on what the run has learned from."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Done, run_command
from tests.phantoms import write_phantoms

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Other phantoms of three classes, with labels as ISIC 2018 publishes them."""
    folder = write_phantoms(
        tmp_path_factory.mktemp("data") / "elsewhere", per_class=8, seed=9, codes=("mel", "nv", "df")
    )
    table = pd.read_csv(folder / "metadata.csv")
    for image in folder.rglob("*.jpg"):
        image.rename(image.with_name(image.name.replace("PHANTOM", "OTHER")))
    wide = pd.get_dummies(table["dx"].str.upper()).astype(float)
    wide.insert(0, "image", table["image_id"].str.replace("PHANTOM", "OTHER"))
    wide.to_csv(folder / "GroundTruth.csv", index=False)
    (folder / "metadata.csv").unlink()
    return folder


def test_images_from_elsewhere_are_measured(trained: Done, elsewhere: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_command("ham-train", "evaluate", trained.path, "--data", elsewhere, "--output", out)
    measured = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    table = pd.read_csv(out / "predictions_data.csv")
    codes = list(table.columns[3:])
    right = (table[codes].idxmax(axis=1) == table["label"]).mean()
    assert len(table) == 24
    assert measured["scores"]["accuracy"]["value"] == pytest.approx(right)
    assert re.search(rf"^accuracy +{right:.3f} \(", done.stdout, re.MULTILINE)
    assert measured["scores"]["classes"]["vasc"]["images"] == 0
    assert measured["scores"]["classes"]["vasc"]["auc"] is None
    assert set(measured["points"]) == {
        f"{score}-sensitivity-{target}" for score in ("melanoma", "malignant") for target in ("0.95", "0.90")
    }
    page = (out / "evaluation.html").read_text(encoding="utf-8")
    assert f"{right:.3f}" in page
    assert re.findall(r'(?:src|href)="(?!data:|#)', page) == []
    assert "left out" not in done.stderr


def test_of_the_runs_own_images_only_the_test_part_counts(trained: Done, phantoms: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(trained.path, run)
    done = run_command("ham-train", "evaluate", run, "--data", phantoms)
    measured = json.loads((run / "evaluations" / phantoms.name / "metrics.json").read_text(encoding="utf-8"))
    own = json.loads((run / "metrics.json").read_text(encoding="utf-8"))["test"]
    assert measured["scores"]["images"] == own["images"]
    for name in ("accuracy", "macro_auc", "ece"):
        assert measured["scores"][name]["value"] == pytest.approx(own[name]["value"], abs=1e-4)
    assert f"left out: {280 - own['images']} images, seen in training or validation" in done.stderr


def test_the_figures_of_a_run_are_never_written_over(trained: Done, elsewhere: Path) -> None:
    before = (trained.path / "metrics.json").read_bytes()
    done = run_command(
        "ham-train", "evaluate", trained.path, "--data", elsewhere, "--output", trained.path, check=False
    )
    assert done.returncode == 1
    assert "is a run folder" in done.stderr
    assert (trained.path / "metrics.json").read_bytes() == before


def test_images_that_were_all_learned_from_are_refused(trained: Done, phantoms: Path, tmp_path: Path) -> None:
    split = pd.read_csv(trained.path / "split.csv")
    names = set(split["image_id"][split["part"] == "train"].iloc[:5])
    folder = tmp_path / "seen"
    folder.mkdir()
    for name in names:
        shutil.copy(next(phantoms.rglob(f"{name}.jpg")), folder)
    table = pd.read_csv(phantoms / "metadata.csv")
    table[table["image_id"].isin(names)].to_csv(folder / "metadata.csv", index=False)
    done = run_command("ham-train", "evaluate", trained.path, "--data", folder, check=False)
    assert done.returncode == 1
    assert "give images that the run has not seen" in done.stderr
