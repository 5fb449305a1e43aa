"""HAM10000, and what only claims to be it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.phantoms import CODES
from tests.trainer.data.changed_data import draw_phantom_file, rewrite
from trainer.data import dataset as dataset_module
from trainer.data.dataset import HAM10000_CLASSES, load_dataset
from trainer.data.split import EXTRA_DUPLICATES, group_ids, split_images
from trainer.pipeline.provenance import data_record

REAL_DATA = Path(__file__).parents[4] / "shared" / "ham10000"


def test_the_malignant_classes_of_ham10000_are_carcinomas_and_melanoma():
    assert [info.code for info in HAM10000_CLASSES if info.malignant] == ["akiec", "bcc", "mel"]
    assert tuple(info.code for info in HAM10000_CLASSES) == CODES


def test_a_table_called_ham10000_without_its_counts_is_told_from_it(copy):
    rewrite(copy, lambda table: table, name="HAM10000_metadata.csv")
    data = load_dataset(copy)
    (message,) = (note for note in data.notes if "not the HAM10000" in note)
    assert data.name == "data (not HAM10000 as published)"
    assert "56 images instead of 10,015" in message
    assert "lesions instead of 7,470" in message
    assert "classes instead" not in message


def test_a_part_of_ham10000_is_accepted_when_a_limit_asks_for_it(copy):
    rewrite(copy, lambda table: table, name="HAM10000_metadata.csv")
    assert len(load_dataset(copy, limit=20).classes) == 7


def test_a_copy_of_ham10000_with_another_diagnosis_is_told_from_it_under_any_name(copy):
    ids = [f"ISIC_{number:07d}" for number in range(24_306, 34_321)] + [f"healthy_{number}" for number in range(109)]
    table = pd.DataFrame({"image_id": ids, "lesion_id": ids, "dx": ["nv"] * 9_000 + ["healthy"] * 1_124})
    table.to_csv(copy / "metadata.csv", index=False)
    for path in copy.rglob("*.jpg"):
        path.unlink()
    draw_phantom_file(copy / f"{ids[0]}.jpg")
    draw_phantom_file(copy / f"{ids[-1]}.jpg")
    data = load_dataset(copy, incomplete=True)
    assert "not HAM10000" in data.name
    for part in ("2 classes instead of 7", "10,015 lesions instead of 7,470", "unknown diagnoses (healthy)"):
        assert any(part in note for note in data.notes)


def test_isic_2019_by_itself_is_a_data_set_and_no_trial(copy):
    """It holds the images of HAM10000 under other diagnoses, in a table of a column for each class."""
    codes = ("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK")
    ids = [f"ISIC_{number:07d}" for number in range(24_306, 34_321)] + [f"ISIC_{n:07d}_downsampled" for n in range(900)]
    marks = np.eye(len(codes))[np.arange(len(ids)) % 8]
    for path in copy.rglob("*.jpg"):
        path.unlink()
    draw_phantom_file(copy / "drawn.jpg")
    for image_id in [*ids[:16], *ids[-16:]]:
        (copy / f"{image_id}.jpg").write_bytes((copy / "drawn.jpg").read_bytes())
    (copy / "metadata.csv").unlink()
    truth = pd.DataFrame(marks, columns=codes).assign(image=ids)
    truth[["image", *codes]].to_csv(copy / "ISIC_2019_Training_GroundTruth.csv", index=False)
    data = load_dataset(copy, incomplete=True)
    assert [info.code for info in data.classes] == ["ak", "bcc", "bkl", "df", "mel", "nv", "scc", "vasc"]
    assert [info.code for info in data.classes if info.malignant] == ["ak", "bcc", "mel", "scc"]
    assert "not HAM10000 as published" in data.name
    assert "CC BY-NC 4.0" in data.licence
    assert data_record(data, None, ()).limit is None


def test_a_limit_that_leaves_nothing_out_makes_no_trial_of_a_run(copy):
    """The report of a run says that it was a trial where its record has a limit."""
    whole, cut = load_dataset(copy, limit=99_999), load_dataset(copy, limit=30)
    assert whole.fingerprint == load_dataset(copy).fingerprint
    assert data_record(whole, 99_999, ()).limit is None
    assert data_record(cut, 30, ()).limit == 30


def test_the_right_counts_with_a_strange_class_are_still_not_ham10000(copy, monkeypatch):
    table = pd.read_csv(copy / "metadata.csv")
    monkeypatch.setattr(dataset_module, "HAM10000_IMAGES", len(table))
    monkeypatch.setattr(dataset_module, "HAM10000_LESIONS", table["lesion_id"].nunique())
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", "naevi")), name="HAM10000_metadata.csv")
    notes = load_dataset(copy).notes
    assert any("not the HAM10000 that was published" in note for note in notes)


def test_a_few_images_of_ham10000_under_another_name_are_a_data_set_with_its_licence(copy):
    for number, path in enumerate(sorted(copy.rglob("*.jpg"))):
        path.rename(path.with_name(f"ISIC_{24_306 + number:07d}.jpg"))
    rewrite(
        copy,
        lambda table: table.sort_values("image_id").assign(
            image_id=[f"ISIC_{24_306 + number:07d}" for number in range(len(table))]
        ),
    )
    data = load_dataset(copy)
    assert "CC BY-NC 4.0" in data.licence
    assert data.name == "data"


def test_phantoms_do_not_claim_the_licence_of_ham10000(phantoms):
    assert load_dataset(phantoms).licence == "not stated"


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason=f"the real HAM10000 does not lie at {REAL_DATA}")
def test_the_real_ham10000_is_accepted_and_split_without_leaks():
    data = load_dataset(REAL_DATA)
    assert (data.name, len(data.table), data.lesions) == ("HAM10000", 10_015, 7_470)
    assert data.classes == HAM10000_CLASSES
    groups = group_ids(data.table)
    assert len(set(groups)) == 7_470 - len(EXTRA_DUPLICATES)
    parts = split_images(data.table, by="lesion", seed=0)
    split = pd.DataFrame({"dx": data.table["dx"], "group": groups, "part": parts})
    assert (split.groupby("group")["part"].nunique() == 1).all()
    shares = pd.crosstab(split["dx"], split["part"]) - pd.crosstab(split["dx"], "all").to_numpy() * [0.15, 0.70, 0.15]
    assert shares.abs().to_numpy().max() < 1


def test_images_of_ham10000_are_known_with_folders_before_their_ids_and_in_any_case(copy):
    (copy / "images").mkdir()
    for number, path in enumerate(sorted(copy.rglob("*.jpg"))):
        path.rename(copy / "images" / f"isic_{24_306 + number:07d}.jpg")
    listed = [f"images/isic_{24_306 + number:07d}" for number in range(56)]
    rewrite(copy, lambda table: table.sort_values("image_id").assign(image_id=listed))
    assert "CC BY-NC 4.0" in load_dataset(copy).licence
