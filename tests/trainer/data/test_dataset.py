"""What a data set is: a table with its classes, a fingerprint, and a part of it under a limit."""

from __future__ import annotations

import pandas as pd

from tests.phantoms import CODES, write_phantoms
from tests.trainer.data.changed_data import refusal, rewrite
from trainer.data.dataset import HAM10000_CLASSES, describe, load_dataset


def test_a_data_set_is_a_table_sorted_by_image_with_every_image_found(phantoms):
    data = load_dataset(phantoms)
    assert list(data.table.columns[:3]) == ["image_id", "lesion_id", "dx"]
    assert {"dx_type", "age", "sex", "localization", "path"} <= set(data.table.columns)
    assert data.table["image_id"].is_monotonic_increasing
    assert list(data.table.index) == list(range(56))
    assert data.table["age"].dtype == float
    assert [path.stem for path in data.table["path"]] == list(data.table["image_id"])
    assert all(path.is_file() for path in data.table["path"])


def test_labels_and_counts_follow_the_class_order(phantoms):
    data = load_dataset(phantoms)
    assert tuple(info.code for info in data.classes) == CODES
    assert [data.classes[label].code for label in data.labels] == list(data.table["dx"])
    assert data.counts == dict.fromkeys(CODES, 8)
    assert data.lesions == data.table["lesion_id"].nunique()


def test_the_account_names_images_lesions_and_every_class(phantoms):
    data = load_dataset(phantoms)
    text = describe(data)
    assert f"56 images of {data.lesions} lesions in 7 classes" in text
    assert data.fingerprint in text
    for info in HAM10000_CLASSES:
        assert f"{info.name}{', malignant' if info.malignant else ''}" in text.splitlines()[2 + CODES.index(info.code)]
    assert text.count(", malignant") == 3


def test_the_fingerprint_changes_with_a_diagnosis_a_lesion_or_an_image_file(copy):
    seen = {load_dataset(copy).fingerprint, load_dataset(copy).fingerprint}
    assert len(seen) == 1
    lesion = pd.read_csv(copy / "metadata.csv")["lesion_id"][0]
    rewrite(copy, lambda table: table.assign(dx=table["dx"].mask(table["lesion_id"] == lesion, "other")))
    seen.add(load_dataset(copy).fingerprint)
    rewrite(copy, lambda table: table.assign(lesion_id=table["lesion_id"].replace(lesion, "another")))
    seen.add(load_dataset(copy).fingerprint)
    with next(copy.rglob("*.jpg")).open("ab") as image:
        image.write(b"\0")
    seen.add(load_dataset(copy).fingerprint)
    assert len(seen) == 4


def test_the_fingerprint_is_of_what_files_hold_and_not_of_how_long_they_are(copy):
    before, file = load_dataset(copy).fingerprint, next(copy.rglob("*.jpg"))
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)
    assert load_dataset(copy).fingerprint != before


def test_the_fingerprint_does_not_depend_on_the_order_of_the_metadata(copy):
    before = load_dataset(copy).fingerprint
    rewrite(copy, lambda table: table.sample(frac=1, random_state=1))
    after = load_dataset(copy)
    assert after.fingerprint == before
    assert list(after.table.index) == list(range(len(after.table)))


def test_a_limit_keeps_whole_lesions_and_three_of_each_class(phantoms):
    whole = load_dataset(phantoms).table
    part = load_dataset(phantoms, limit=5)
    for lesion, images in part.table.groupby("lesion_id"):
        assert len(images) == (whole["lesion_id"] == lesion).sum()
    assert (part.table.groupby("dx")["lesion_id"].nunique() == 3).all()
    assert list(part.table.index) == list(range(len(part.table)))


def test_a_limit_keeps_the_proportions_of_the_classes(tmp_path):
    write_phantoms(tmp_path / "many", per_class=60, size=(16, 12), codes=("nv",))
    few = write_phantoms(tmp_path / "few", per_class=20, seed=1, size=(16, 12), codes=("mel",))
    rewrite(few, lambda table: table.replace("PHANTOM_", "OTHER_", regex=True))
    for path in few.rglob("*.jpg"):
        path.rename(path.with_name(path.name.replace("PHANTOM", "OTHER")))
    tables = [pd.read_csv(folder / "metadata.csv") for folder in (few, tmp_path / "many")]
    pd.concat(tables).to_csv(tmp_path / "metadata.csv", index=False)
    counts = load_dataset(tmp_path, limit=40).counts
    assert abs(counts["nv"] - 30) <= 2
    assert abs(counts["mel"] - 10) <= 2


def test_the_same_seed_chooses_the_same_images_and_another_seed_others(phantoms):
    first, again, other = (load_dataset(phantoms, limit=25, seed=seed) for seed in (0, 0, 1))
    assert list(first.table["image_id"]) == list(again.table["image_id"])
    assert list(first.table["image_id"]) != list(other.table["image_id"])
    assert first.fingerprint != other.fingerprint


def test_a_limit_is_said_in_the_name_and_one_beyond_the_data_changes_nothing(phantoms):
    part = load_dataset(phantoms, limit=25)
    assert f"{len(part.table)} of 56 images" in part.name
    assert load_dataset(phantoms, limit=56).name == load_dataset(phantoms).name


def test_a_limit_of_no_images_is_refused(phantoms):
    assert "at least 1" in refusal(phantoms, limit=0)
