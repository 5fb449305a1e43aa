"""ham-train evaluate: right figures on images from elsewhere, and never on what the run has learned from."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from tests.conftest import Done, run_here
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
    done = run_here("ham-train", "evaluate", trained.path, "--data", elsewhere, "--output", out)
    measured = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    table = pd.read_csv(out / "predictions_data.csv")
    codes = list(table.columns[3:])
    right = (table[codes].idxmax(axis=1) == table["label"]).mean()
    assert len(table) == 24
    assert measured["scores"]["accuracy"]["value"] == pytest.approx(right)
    assert re.search(rf"^accuracy +{right:.3f} \(", done.stdout, re.MULTILINE)
    assert measured["scores"]["classes"]["vasc"]["images"] == 0
    assert measured["scores"]["classes"]["vasc"]["auc"] is None
    points = json.loads((trained.path / "calibration.json").read_bytes())["operating_points"]
    assert set(measured["points"]) == {point["name"] for point in points}
    assert "malignant" in {name.split("-")[0] for name in measured["points"]}
    page = (out / "evaluation.html").read_text(encoding="utf-8")
    assert f"{right:.3f}" in page
    assert re.findall(r'(?:src|href)="(?!data:|#)', page) == []
    assert "left out" not in done.stderr


@pytest.mark.usefixtures("undrawn")
def test_of_the_runs_own_images_only_the_test_part_counts(trained: Done, phantoms: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(trained.path, run)
    done = run_here("ham-train", "evaluate", run, "--data", phantoms)
    measured = json.loads((run / "evaluations" / phantoms.name / "metrics.json").read_text(encoding="utf-8"))
    own = json.loads((run / "metrics.json").read_text(encoding="utf-8"))["test"]
    assert measured["scores"]["images"] == own["images"]
    for name in ("accuracy", "macro_auc", "ece"):
        assert measured["scores"][name]["value"] == pytest.approx(own[name]["value"], abs=1e-4)
    assert f"left out: {280 - own['images']} images, seen in training or validation" in done.stderr


def test_the_figures_of_a_run_are_never_written_over(trained: Done, elsewhere: Path) -> None:
    before = (trained.path / "metrics.json").read_bytes()
    done = run_here("ham-train", "evaluate", trained.path, "--data", elsewhere, "--output", trained.path, check=False)
    assert done.returncode == 1
    assert "is a run folder" in done.stderr
    assert "are measured" not in done.stderr  # told before the work
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
    done = run_here("ham-train", "evaluate", trained.path, "--data", folder, check=False)
    assert done.returncode == 1
    assert "give images that the run has not seen" in done.stderr


@pytest.fixture
def run(trained: Done, tmp_path: Path) -> Path:
    """A copy of the trained run to keep figures in."""
    return Path(shutil.copytree(trained.path, tmp_path / "runs" / trained.path.name))


@pytest.mark.usefixtures("undrawn")
def test_what_is_kept_stands_in_the_report_beside_the_run_s_own(run: Path, elsewhere: Path, phantoms: Path) -> None:
    done = run_here("ham-train", "evaluate", run, "--data", elsewhere, "--keep", "clinic-b")
    file = run / "elsewhere" / "clinic-b" / "metrics.json"
    measured = json.loads(file.read_text(encoding="utf-8"))
    assert measured["scores"]["images"] == 24
    assert 0 <= measured["scores"]["unfamiliar"]["value"] <= 1
    assert measured["unfamiliarity"]["images"] == 24
    assert len(measured["unfamiliarity"]["quantiles"]) == 101
    beyond = sum(value > 1.0 for value in measured["unfamiliarity"]["quantiles"]) / 101
    assert beyond == pytest.approx(measured["scores"]["unfamiliar"]["value"], abs=1 / 24)
    assert measured["scores"]["malignant_auc"]["low"] < measured["scores"]["malignant_auc"]["high"]
    assert f"written: {file.with_name('evaluation.html')}" in done.stderr
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "clinic-b" in page
    assert f"{measured['scores']['malignant_auc']['value']:.3f}" in page
    assert "measured nowhere else" not in page

    again = run_here("ham-train", "evaluate", run, "--data", elsewhere, "--keep", "clinic-b")
    assert again.returncode == 0
    before = file.read_bytes()
    refused = run_here("ham-train", "evaluate", run, "--data", phantoms, "--keep", "clinic-b", check=False)
    assert refused.returncode == 1
    assert "holds the figures of other images; choose another name for --keep" in refused.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["../there", "a/b", "", "x" * 61, ".hidden"])
def test_a_name_that_leads_elsewhere_keeps_nothing(run: Path, elsewhere: Path, name: str) -> None:
    done = run_here("ham-train", "evaluate", run, "--data", elsewhere, "--keep", name, check=False)
    assert done.returncode == 1
    assert "cannot name what is kept" in done.stderr
    assert not (run / "elsewhere").exists()


def test_keep_and_output_do_not_go_together(run: Path, elsewhere: Path, tmp_path: Path) -> None:
    done = run_here(
        "ham-train", "evaluate", run, "--data", elsewhere, "--keep", "x", "--output", tmp_path / "o", check=False
    )
    assert done.returncode == 2
    assert "leave out --output" in done.stderr


@pytest.mark.usefixtures("undrawn")
def test_two_folders_of_one_name_keep_their_figures_apart(run: Path, elsewhere: Path, tmp_path: Path) -> None:
    places = []
    for site, codes in (("siteA", ("mel", "nv")), ("siteB", ("df", "nv"))):
        folder = tmp_path / site / "images"
        write_phantoms(folder, per_class=6, seed=len(codes[0]), codes=codes)
        for image in folder.rglob("*.jpg"):
            image.rename(image.with_name(image.name.replace("PHANTOM", site)))
        table = folder / "metadata.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("PHANTOM", site), encoding="utf-8")
        done = run_here("ham-train", "evaluate", run, "--data", folder)
        places.append(Path(re.search(r"written: (.+)", done.stderr)[1]).parent)  # type: ignore[index]
    assert places[0] != places[1]
    classes = [json.loads((place / "metrics.json").read_bytes())["scores"]["classes"] for place in places]
    assert [(own["mel"]["images"], own["df"]["images"]) for own in classes] == [(6, 0), (0, 6)]


@pytest.mark.usefixtures("undrawn")
def test_what_labels_stand_for_is_read_from_a_data_toml(run: Path, tmp_path: Path) -> None:
    folder = write_phantoms(tmp_path / "hospital", per_class=8, seed=9, codes=("mel", "nv", "df"))
    for image in folder.rglob("*.jpg"):
        image.rename(image.with_name(image.name.replace("PHANTOM", "HOSPITAL")))
    text = (folder / "metadata.csv").read_text(encoding="utf-8").replace("PHANTOM", "HOSPITAL")
    words = text.replace(",mel,", ",MM,").replace(",nv,", ",mole,").replace(",df,", ",benign,")
    (folder / "metadata.csv").write_text(words, encoding="utf-8")
    (tmp_path / "data.toml").write_text(
        '[[source]]\nname = "hospital"\nfolder = "hospital"\nrole = "external"\n[source.labels]\n'
        'MM = "mel"\nmole = ["nv", "bkl"]\n',
        encoding="utf-8",
    )
    done = run_here("ham-train", "evaluate", run, "--data", tmp_path / "data.toml", "--keep", "hospital")
    measured = json.loads((run / "elsewhere" / "hospital" / "metrics.json").read_bytes())
    assert "of 16 of them the diagnosis covers several classes: malignant or not is judged" in done.stderr
    assert (measured["scores"]["images"], measured["scores"]["coarse"]) == (8, 16)
    assert measured["data"] == "hospital"
    assert 0.0 <= measured["scores"]["malignant_auc"]["value"] <= 1.0
    points = {name: own for name, own in measured["points"].items() if name.startswith("malignant")}
    assert all("specificity" in own for own in points.values())  # of images that are only known to be benign
    table = pd.read_csv(run / "elsewhere" / "hospital" / "predictions_data.csv")
    assert sorted(table["label"].value_counts().items()) == [("benign", 8), ("mel", 8), ("mole", 8)]


@pytest.mark.usefixtures("undrawn")
def test_copies_of_what_was_learned_from_are_seen_under_any_name_and_near_copies_are_told(
    run: Path, phantoms: Path, tmp_path: Path
) -> None:
    split = pd.read_csv(run / "split.csv", dtype=str)
    taught = split[split["part"] == "train"].iloc[0]
    file = next(phantoms.rglob(f"{taught['image_id']}.jpg"))
    folder = write_phantoms(tmp_path / "other", per_class=3, seed=11, codes=(taught["label"], "vasc"))
    for image in folder.rglob("*.jpg"):
        image.rename(image.with_name(image.name.replace("PHANTOM", "OTHER")))
    shutil.copy(file, folder / "copy.jpg")
    with Image.open(file) as image:
        image.save(folder / "near.jpg", quality=92)
    table = pd.read_csv(folder / "metadata.csv")
    table["image_id"] = table["image_id"].str.replace("PHANTOM", "OTHER")
    more = pd.DataFrame({"image_id": ["copy", "near"], "lesion_id": ["c", "n"], "dx": taught["label"]})
    pd.concat([table, more]).to_csv(folder / "metadata.csv", index=False)
    done = run_here("ham-train", "evaluate", run, "--data", folder)
    assert "left out: 1 image, seen in training or validation" in done.stderr
    assert re.search(r"look nearly like one that was learned from \(.*\bnear\b", done.stderr)
    measured = json.loads((run / "evaluations" / "other" / "metrics.json").read_bytes())
    assert measured["scores"]["images"] == 7


def test_names_that_are_kept_are_other_folders_on_every_file_system() -> None:
    from trainer.pipeline.evaluate import names_to_keep

    assert names_to_keep(["a b", "a-b", "A B", "诊所", "..", "?"]) == ["a-b", "a-b-2", "A-B-3", "诊所", "data", "-"]
    assert all(len(name) <= 60 for name in names_to_keep(["x" * 60, "x" * 60, "x" * 60]))
