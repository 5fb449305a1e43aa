"""ham-train explore: the numbers are right, damage is told, and the page is whole in itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.conftest import SHARED, run_command, run_here
from tests.phantoms import write_phantoms
from trainer.data.dataset import load_dataset
from trainer.pipeline.explore import leakage, survey, told

REAL_DATA = SHARED / "ham10000"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_phantoms(tmp_path / "data", per_class=12, seed=4, size=(40, 30))


def _failed(folder: Path) -> list[str]:
    return [check.words for check in survey(load_dataset(folder), progress=False).checks if not check.passed]


def test_the_command_prints_the_counts_and_writes_a_page_with_its_figures(phantoms: Path, tmp_path: Path) -> None:
    done = run_command("ham-train", "explore", "--data", phantoms, "--output", tmp_path / "out")
    metadata = pd.read_csv(phantoms / "metadata.csv")
    lesions = metadata.groupby("dx")["lesion_id"].nunique()
    for code, images in metadata["dx"].value_counts().items():
        assert re.search(rf"^{code} +{images} +14\.3% +{lesions[code]} ", done.stdout, re.MULTILINE)
    assert re.search(r"split by lesion +0 of \d+", done.stdout)
    assert "all 280 images can be decoded" in done.stdout
    assert done.stderr == f"written: {tmp_path / 'out' / 'explore.html'}\n"
    page = (tmp_path / "out" / "explore.html").read_text(encoding="utf-8")
    assert page.count('src="data:image/') == page.count("<img") == 3
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!data:|#)', page) == []
    assert sorted(path.name for path in (tmp_path / "out" / "figures").glob("*.png")) == [
        "classes.png",
        "people.png",
        "samples.png",
    ]


def test_what_was_decided_about_the_data_is_told(small: Path, tmp_path: Path) -> None:
    table = pd.read_csv(small / "metadata.csv", dtype=str, keep_default_na=False)
    table["dx"] = table["dx"].replace({"nv": "nevus", "mel": "MEL"}).mask(table.index == 0, "")
    table.drop(columns="lesion_id").to_csv(small / "metadata.csv", index=False)
    (small / "masks").mkdir()
    (small / "masks" / f"{table['image_id'][1]}.png").write_bytes(bytes(100_000))
    said = run_here("ham-train", "explore", "--data", small, "--output", tmp_path / "out").stdout
    page = (tmp_path / "out" / "explore.html").read_text(encoding="utf-8")
    assert all(line[6:] in page for line in said.splitlines() if line.startswith("note: "))
    assert "1 image without a diagnosis left out" in said
    assert "not known, and so counted as benign: nevus" in said
    assert "diagnoses read by their known codes: MEL as mel" in said
    assert f"1 image has several files of the name ({table['image_id'][1]})" in said


def test_leakage_is_counted_from_the_split_itself() -> None:
    # One class, 60 lesions of two images each: by image most test images meet their twin, by lesion none does.
    names = [f"IMG_{number:03d}" for number in range(120)]
    table = pd.DataFrame({"image_id": names, "lesion_id": [f"L{number // 2}" for number in range(120)], "dx": "nv"})
    found = leakage(table, seed=0)
    assert (found.test, found.test_by_lesion, found.by_lesion) == (18, 18, 0)
    assert found.by_image == pytest.approx(0.7 * 18, abs=5)


def test_a_damaged_image_is_named_and_ends_with_three(small: Path, tmp_path: Path) -> None:
    image = next(small.rglob("PHANTOM_000005.jpg"))
    image.write_bytes(image.read_bytes()[:300])
    done = run_here("ham-train", "explore", "--data", small, "--output", tmp_path / "out", check=False)
    assert done.returncode == 3
    assert re.search(r"! +images that cannot be decoded: 1 \(.*PHANTOM_000005\.jpg", done.stdout)
    assert (tmp_path / "out" / "explore.html").is_file()


def test_one_picture_under_two_lesions_is_a_failed_check(small: Path) -> None:
    assert _failed(small) == []
    table = load_dataset(small).table
    first = table.iloc[0]
    other = table[(table["dx"] == first["dx"]) & (table["lesion_id"] != first["lesion_id"])].iloc[0]
    shutil.copy(first["path"], other["path"])
    assert _failed(small) == ["pictures under several lesions that are not known as duplicates: 1"]


def test_too_few_lesions_to_split_are_told_instead_of_measured(tmp_path: Path) -> None:
    data = write_phantoms(tmp_path, per_class=2, size=(40, 30))
    dataset = load_dataset(data)
    overview = survey(dataset, progress=False)
    assert overview.leakage is None
    assert "not measured: Every class needs at least three" in told(dataset, overview)


def test_a_folder_without_data_is_one_sentence(tmp_path: Path) -> None:
    done = run_here("ham-train", "explore", "--data", tmp_path, "--output", tmp_path / "out", check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"ham-train explore: .*holds no metadata.*\n", done.stderr)
    assert not (tmp_path / "out").exists()


def test_names_cannot_break_out_of_the_page(small: Path, tmp_path: Path) -> None:
    lines = ["code,name,malignant", *(f"{code},<script>alert(1)</script> & {code},no" for code in
             ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"))]  # fmt: skip
    (small / "classes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run_here("ham-train", "explore", "--data", small, "--output", tmp_path / "out")
    page = (tmp_path / "out" / "explore.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; mel" in page


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason=f"the real HAM10000 does not lie at {REAL_DATA}")
def test_an_image_level_split_of_ham10000_leaks_a_third_of_the_test_images() -> None:
    found = leakage(load_dataset(REAL_DATA).table, seed=0)
    assert found.by_lesion == 0
    assert 0.3 < found.by_image / found.test < 0.4
    assert np.isclose(found.test, 1502, atol=3)


def test_a_missing_image_is_shown_and_the_rest_is_looked_at(small: Path, tmp_path: Path) -> None:
    gone = sorted(small.rglob("*.jpg"))[:4]
    for path in gone:
        path.unlink()
    done = run_here("ham-train", "explore", "--data", small, "--output", tmp_path / "out", check=False)
    assert done.returncode == 3
    assert (
        f"images that are listed and not there: 4 ({gone[0].stem}, {gone[1].stem}, {gone[2].stem}; and 1 more)"
        in done.stdout
    )
    assert "80 images of" in done.stdout
    assert (tmp_path / "out" / "explore.html").is_file()


def test_of_no_image_at_all_there_is_nothing_to_show(small: Path, tmp_path: Path) -> None:
    for path in small.rglob("*.jpg"):
        path.unlink()
    done = run_here("ham-train", "explore", "--data", small, "--output", tmp_path / "out", check=False)
    assert done.returncode == 1
    assert "84 of the 84 images" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_class_too_small_to_train_on_is_no_success(small: Path, tmp_path: Path) -> None:
    table = pd.read_csv(small / "metadata.csv")
    rare = table.index[table["dx"] == "df"][1:]
    table.drop(rare).to_csv(small / "metadata.csv", index=False)
    done = run_here("ham-train", "explore", "--data", small, "--output", tmp_path / "out", check=False)
    assert done.returncode == 3
    assert "this cannot be trained on" in done.stdout
    assert "df" in done.stdout.split("this cannot be trained on")[1]


def test_data_of_one_class_cannot_be_trained_on_and_that_is_told(tmp_path: Path) -> None:
    folder = write_phantoms(tmp_path / "one", per_class=12, size=(40, 30), codes=("nv",))
    done = run_command("ham-train", "explore", "--data", folder, "--output", tmp_path / "out", check=False)
    assert done.returncode == 3
    assert "this cannot be trained on: all images are of one class" in done.stdout


def test_lesions_of_one_patient_are_not_called_duplicates(small: Path) -> None:
    table = pd.read_csv(small / "metadata.csv", dtype=str, keep_default_na=False)
    lesions = sorted(set(table["lesion_id"]))
    table["patient_id"] = [f"P{lesions.index(lesion) // 2}" for lesion in table["lesion_id"]]
    table.to_csv(small / "metadata.csv", index=False)
    words = [check.words for check in survey(load_dataset(small), progress=False).checks]
    assert any("lesions of one patient, and those that are known to show the same skin" in own for own in words)


def test_several_sources_are_looked_at_as_they_would_be_trained_on(small: Path, tmp_path: Path) -> None:
    """A `data.toml` in the folder, or given: its labels, its sources, and what of them is missing."""
    other = write_phantoms(tmp_path / "other", per_class=4, seed=5, size=(40, 30), codes=("mel", "nv", "df"))
    for path in other.rglob("*.jpg"):
        path.rename(path.with_name(f"B{path.name}"))
    table = pd.read_csv(other / "metadata.csv", dtype=str, keep_default_na=False)
    table = table.assign(image_id="B" + table["image_id"], dx=table["dx"].replace({"nv": "dots", "mel": "MM"}))
    table.to_csv(other / "metadata.csv", index=False)
    next(other.rglob("*.jpg")).unlink()
    (small / "data.toml").write_text(
        '[[source]]\nfolder = "."\nname = "own"\n[[source]]\nfolder = "../other"\n'
        '[source.labels]\nMM = "mel"\ndots = ["nv", "bkl"]\n',
        encoding="utf-8",
    )
    for number, given in enumerate((small, small / "data.toml")):
        done = run_here("ham-train", "explore", "--data", given, "--output", tmp_path / f"out{number}", check=False)
        assert done.returncode == 3  # an image is missing
        assert "source own: 84 images" in done.stdout
        assert re.search(r"source other: 11 images, none of akiec, bcc, bkl, nv, vasc", done.stdout)
        assert re.search(r"dots \(\d images\) stands for bkl or nv", done.stdout)
        assert "images that are listed and not there: 1" in done.stdout
        assert "MM" not in re.sub(r"note: .*", "", done.stdout)
