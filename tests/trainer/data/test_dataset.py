"""What the trainer accepts as data, and what it says about data that it does not."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from tqdm import tqdm

from tests.phantoms import CODES, draw_phantom, write_phantoms
from trainer.data import dataset as dataset_module
from trainer.data.dataset import HAM10000_CLASSES, describe, find_data, load_dataset
from trainer.data.download import KAGGLE_HANDLE
from trainer.data.split import EXTRA_DUPLICATES, group_ids, split_images
from trainer.errors import DataError

REAL_DATA = Path(__file__).parents[4] / "shared" / "ham10000"


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A phantom data set that no test changes."""
    return write_phantoms(tmp_path_factory.mktemp("phantoms"), per_class=8, size=(40, 30))


@pytest.fixture
def copy(phantoms: Path, tmp_path: Path) -> Path:
    """A phantom data set of one's own, to be damaged."""
    return Path(shutil.copytree(phantoms, tmp_path / "data"))


def rewrite(folder: Path, change, *, name: str = "metadata.csv") -> None:
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    (folder / "metadata.csv").unlink()
    change(table).to_csv(folder / name, index=False)


def refusal(folder: Path, **options) -> str:
    with pytest.raises(DataError) as caught:
        load_dataset(folder, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


# What is read


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


def test_the_malignant_classes_of_ham10000_are_carcinomas_and_melanoma():
    assert [info.code for info in HAM10000_CLASSES if info.malignant] == ["akiec", "bcc", "mel"]
    assert tuple(info.code for info in HAM10000_CLASSES) == CODES


def test_images_lying_there_twice_are_counted_once(copy):
    before = load_dataset(copy)
    shutil.copytree(copy / "images_part_1", copy / "again" / "images_part_1")
    for path in (copy / "again").rglob("*.jpg"):
        path.rename(path.with_suffix(".JPG"))
    after = load_dataset(copy)
    assert len(after.table) == len(before.table) == 56
    assert after.fingerprint == before.fingerprint


@pytest.mark.parametrize("suffix", [".JPG", ".Jpeg"])
def test_the_case_of_a_file_ending_does_not_matter(copy, suffix):
    for path in copy.rglob("*.jpg"):
        path.rename(path.with_suffix(suffix))
    assert {path.suffix for path in load_dataset(copy).table["path"]} == {suffix}


def test_a_thumbnail_of_the_same_name_is_not_taken_for_the_image(copy):
    before = load_dataset(copy)
    (copy / "a_thumbs").mkdir()
    for path in before.table["path"]:
        draw_phantom_file(copy / "a_thumbs" / path.name)
    assert list(load_dataset(copy).table["path"]) == list(before.table["path"])


def draw_phantom_file(path: Path) -> None:
    import numpy as np

    draw_phantom("nv", np.random.default_rng(0), (8, 6)).save(path, quality=20)


def test_images_behind_a_linked_folder_are_found_and_circles_of_links_end(copy, tmp_path):
    shutil.move(copy / "images_part_2", tmp_path / "elsewhere")
    try:
        (copy / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        for circle in ("round", "and", "round again"):
            (copy / circle).symlink_to(copy, target_is_directory=True)
    except OSError:
        pytest.skip("this machine does not allow symbolic links")
    assert len(load_dataset(copy).table) == 56


def test_optional_columns_may_be_absent_and_further_ones_are_kept(copy):
    rewrite(copy, lambda table: table[["dx", "image_id", "lesion_id"]].assign(dataset="rosendahl"))
    table = load_dataset(copy).table
    assert table["age"].isna().all()
    assert table["sex"].isna().all()
    assert set(table["dataset"]) == {"rosendahl"}


def test_the_metadata_may_have_any_name_beside_pixel_tables(copy):
    rewrite(copy, lambda table: table, name="lesions of 2019.csv")
    (copy / "hmnist_8_8_L.csv").write_text("pixel0000,pixel0001,label\n1,2,3\n")
    assert len(load_dataset(copy).table) == 56


def test_the_dataverse_name_without_ending_is_known(copy):
    rewrite(copy, lambda table: table, name="HAM10000_metadata")
    assert len(load_dataset(copy, limit=1000).table) == 56


def test_an_empty_cell_is_a_missing_value(copy):
    rewrite(copy, lambda table: table.assign(sex=table["sex"].where(table.index > 0, ""), age="unknown"))
    table = load_dataset(copy).table
    assert list(table.index[table["sex"].isna()]) == [0]
    assert table["age"].isna().all()


def test_the_table_is_read_however_a_spreadsheet_writes_it_and_whatever_its_columns_are_called(copy):
    before = load_dataset(copy)
    table = pd.read_csv(copy / "metadata.csv", dtype=str, keep_default_na=False)
    renamed = table.rename(columns={"image_id": "Image_Name", "lesion_id": "lesion", "dx": "Diagnosis"})
    renamed["Image_Name"] = renamed["Image_Name"].str.lower() + ".JPG"
    text = renamed.to_csv(index=False, sep=";", lineterminator="\r\n") + ";;;;;;\r\n;;;;;;\r\n"
    (copy / "metadata.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    after = load_dataset(copy)
    assert list(after.table["dx"]) == list(before.table["dx"])
    assert list(after.table["lesion_id"]) == list(before.table["lesion_id"])
    assert list(after.table["path"]) == list(before.table["path"])


@pytest.mark.parametrize(("before", "encoding"), [("", "utf-16"), ("sep=;\n", "utf-8"), ("\r\n\r\n", "utf-8-sig")])
def test_a_table_of_any_name_is_found_whatever_a_spreadsheet_puts_before_it(copy, before, encoding):
    text = before + (copy / "metadata.csv").read_text(encoding="utf-8").replace(",", ";")
    (copy / "metadata.csv").unlink()
    (copy / "lesions.csv").write_text(text, encoding=encoding)
    (copy / "hmnist.csv").write_text("pixel0000,label\n" + "1,2\n" * 70_000, encoding="utf-8")
    assert len(load_dataset(copy).table) == 56


def test_one_column_per_class_is_read_beside_further_columns_of_0_and_1(copy):
    before = load_dataset(copy)
    written = [code.upper() for code in CODES]

    def ground_truth(table):
        marked = pd.DataFrame({w: (table["dx"] == code).astype(float) for w, code in zip(written, CODES, strict=True)})
        marked.insert(0, "image", table["image_id"] + ".jpg")
        marked.iloc[4, 1:] = 0.0
        return marked.assign(score_weight=1.0, validation_weight=0.0)

    rewrite(copy, ground_truth, name="ISIC_2019_Test_GroundTruth.csv")
    (copy / "ISIC_2019_Test_Metadata.csv").write_text("image,age_approx,sex\nPHANTOM_000000,45,male\n")
    data = load_dataset(copy)
    expected = before.table.drop(index=4)
    assert list(data.table["image_id"]) == list(expected["image_id"])
    assert list(data.table["dx"]) == list(expected["dx"])
    assert not set(written) & set(data.table.columns)
    assert "1 image without a diagnosis left out" in data.notes


def test_a_row_that_marks_two_classes_is_named(copy):
    rewrite(copy, lambda table: table[["image_id"]].assign(MEL="1", NV="1", BCC="0"))
    assert "mark 2 classes in line 2" in refusal(copy)


def test_an_image_without_a_diagnosis_is_left_out_and_told(copy):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].where(table.index > 0, "")))
    data = load_dataset(copy)
    assert len(data.table) == 55
    assert "note: 1 image without a diagnosis left out" in describe(data)


def test_the_archives_own_metadata_does_not_stand_before_the_table_that_fits(copy):
    rewrite(copy, lambda table: table, name="truth.csv")
    (copy / "metadata.csv").write_text("isic_id,attribution,sex\nISIC_1,someone,male\n")
    assert len(load_dataset(copy).table) == 56


def test_masks_are_not_taken_for_the_images_however_large_they_are(copy):
    before = load_dataset(copy)
    for folder, ending in (
        ("masks", ".bmp"),
        ("HAM_segmentations", ".png"),
        ("images_part_1", ".bmp"),
        ("a", ".png"),
        ("GT", ".jpg"),
    ):
        (copy / folder).mkdir(exist_ok=True)
        for path in before.table["path"]:
            (copy / folder / f"{path.stem}{ending}").write_bytes(bytes(200_000))
    data = load_dataset(copy)
    assert list(data.table["path"]) == list(before.table["path"])
    assert "note: 56 images have several files of the name" in describe(data)
    assert "left in GT, HAM_segmentations" in describe(data)


def test_another_picture_of_the_same_size_is_told_and_a_copy_is_not(copy):
    path = load_dataset(copy).table["path"].iloc[0]
    for folder, content in (("again", path.read_bytes()), ("drawn", bytes(path.stat().st_size))):
        (copy / folder).mkdir()
        (copy / folder / path.name).write_bytes(content)
        told = [note for note in load_dataset(copy).notes if "several files of the name" in note]
        assert len(told) == (folder == "drawn")


def test_copies_in_bins_and_previews_of_the_system_are_no_images_of_the_data(copy):
    path = load_dataset(copy).table["path"].iloc[0]
    for folder in ("@eaDir", "$RECYCLE.BIN"):
        (copy / folder).mkdir()
        (copy / folder / path.name).write_bytes(path.read_bytes() + bytes(1000))
    assert load_dataset(copy).notes == ()
    path.unlink()
    assert "passed over: 1 .csv, 2 system folders ($RECYCLE.BIN, @eaDir)" in refusal(copy)


def test_folders_in_an_id_are_compared(tmp_path):
    write_phantoms(tmp_path, per_class=3, size=(16, 12), codes=("nv", "mel"))
    table = pd.read_csv(tmp_path / "metadata.csv")
    paths = {path.stem: path for path in tmp_path.rglob("*.jpg")}
    for number, name in enumerate(table["image_id"]):
        target = tmp_path / f"clinic{number}" / "001.jpg"
        target.parent.mkdir()
        paths[name].rename(target)
    table["image_id"] = [f"clinic{number}/001.jpg" for number in range(len(table))]
    table.to_csv(tmp_path / "metadata.csv", index=False)
    data = load_dataset(tmp_path)
    assert [f"{path.parent.name}/001" for path in data.table["path"]] == list(data.table["image_id"])


def test_two_files_of_one_name_that_show_different_things_are_refused_and_a_path_says_which(copy):
    table = load_dataset(copy).table
    path, image_id = table["path"].iloc[0], table["image_id"].iloc[0]
    other = next(p for p, dx in zip(table["path"], table["dx"], strict=True) if dx != table["dx"].iloc[0])
    for folder, picture in (("siteA", path.read_bytes()), ("siteB", other.read_bytes())):
        (copy / folder).mkdir()
        (copy / folder / path.name).write_bytes(picture)
    path.unlink()
    said = refusal(copy)
    assert f"different things ({image_id}: siteA/{path.name}, siteB/{path.name})" in said
    assert f"write the folder before the id (siteA/{image_id})" in said

    rewrite(copy, lambda rows: rows.assign(image_id=rows["image_id"].replace(image_id, f"siteB/{path.name}")))
    found = load_dataset(copy).table.set_index("image_id")["path"]
    assert found[f"siteB/{image_id}"] == copy / "siteB" / path.name


def test_a_smaller_copy_of_the_same_picture_is_no_other_picture(copy):
    from PIL import Image

    before = load_dataset(copy)
    (copy / "z").mkdir()
    for path in before.table["path"]:
        with Image.open(path) as image:
            image.resize((image.width * 4 // 5, image.height * 4 // 5)).save(copy / "z" / path.name, quality=90)
    assert list(load_dataset(copy).table["path"]) == list(before.table["path"])


# Whose classes


def test_known_codes_are_known_however_they_are_written(copy):
    before = load_dataset(copy)
    written = {"mel": "MEL", "bcc": "Bcc", "nv": "Melanocytic nevus"}
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace(written)))
    data = load_dataset(copy)
    assert data.classes == before.classes
    assert list(data.table["dx"]) == list(before.table["dx"])
    assert "Bcc as bcc, MEL as mel, Melanocytic nevus as nv" in describe(data)


def test_codes_that_differ_in_case_alone_are_one_class(copy):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", "own")))
    lesion = load_dataset(copy).table.query("dx == 'own'")["lesion_id"].iloc[0]
    table = pd.read_csv(copy / "metadata.csv", dtype=str, keep_default_na=False)
    table.loc[table["lesion_id"] == lesion, "dx"] = "OWN"
    table.to_csv(copy / "metadata.csv", index=False)
    assert [info.code for info in load_dataset(copy).classes].count("own") == 1
    assert "OWN" not in {info.code for info in load_dataset(copy).classes}


def test_a_class_that_nothing_is_known_of_is_told_and_carcinoma_is_known(copy):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace({"nv": "blue_nevus", "df": "SCC"})))
    data = load_dataset(copy)
    assert "not known, and so counted as benign: blue_nevus; name them in classes.csv" in describe(data)
    assert {info.code: info.malignant for info in data.classes}["scc"]


def test_unknown_codes_stand_for_themselves_and_are_benign(copy):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", "blue_nevus")))
    classes = {info.code: info for info in load_dataset(copy).classes}
    assert list(classes) == sorted(classes)
    assert (classes["blue_nevus"].name, classes["blue_nevus"].malignant) == ("blue_nevus", False)
    assert (classes["mel"].name, classes["mel"].malignant) == ("Melanoma", True)


def test_a_classes_file_is_read_as_every_other_table(copy):
    rows = [f"{code};Kind {code};{'yes' if code == 'df' else 'no'};" for code in CODES]
    text = "\r\n".join(["sep=;", "Code;Name;Malignant;Covers", *rows, ";;;", "Pigmented;Pigmented;;nv+mel", ""])
    (copy / "classes.csv").write_bytes(text.encode("utf-16"))
    rewrite(copy, lambda table: table.assign(dx=table["dx"].mask(table.index == 3, "PIGMENTED"), lesion_id=""))
    data = load_dataset(copy)
    assert [info.name for info in data.classes] == [f"Kind {code}" for code in CODES]
    assert data.sets == {"Pigmented": ("mel", "nv")}


def test_a_classes_file_names_the_classes(copy):
    rows = [f"{code},Kind {code},{'yes' if code == 'df' else 'no'}" for code in reversed(CODES)]
    (copy / "classes.csv").write_text("\n".join(["code,name,malignant", *rows]))
    classes = load_dataset(copy).classes
    assert tuple(info.code for info in classes) == CODES
    assert [info.name for info in classes] == [f"Kind {code}" for code in CODES]
    assert [info.code for info in classes if info.malignant] == ["df"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("code,name,malignant\nmel,Melanoma,yes\n", "does not name the classes akiec"),
        ("code,name,malignant\nmel,Melanoma,perhaps\n", "Line 2"),
        ("code;name;malignant\n\nmel;Melanoma;perhaps\n", "Line 3"),
        (f"code,name,malignant\nmel,{'Melanoma, '.replace(',', '') * 23},yes\n", "a model file holds 200, shorten it"),
    ],
)
def test_a_classes_file_that_does_not_fit_is_refused(copy, text, complaint):
    (copy / "classes.csv").write_text(text)
    message = refusal(copy)
    assert "classes.csv" in message
    assert complaint in message


# The fingerprint


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


def test_the_fingerprint_does_not_depend_on_the_order_of_the_metadata(copy):
    before = load_dataset(copy).fingerprint
    rewrite(copy, lambda table: table.sample(frac=1, random_state=1))
    after = load_dataset(copy)
    assert after.fingerprint == before
    assert list(after.table.index) == list(range(len(after.table)))


# A limit


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


# What is refused


def test_a_missing_folder_is_named(tmp_path):
    assert f"{tmp_path / 'nowhere'} does not exist" in refusal(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_refused(phantoms):
    assert "is a file" in refusal(phantoms / "metadata.csv")


def test_a_folder_without_metadata_is_refused_when_it_is_found(tmp_path):
    with pytest.raises(DataError, match=r"holds no metadata.*HAM10000_metadata\.csv"):
        find_data(tmp_path)


def test_a_folder_with_other_tables_only_says_which_columns_it_needs(tmp_path):
    (tmp_path / "train.csv").write_text("image,target\na,1\n")
    assert "(train.csv lacks the column dx); give the folder" in refusal(tmp_path)
    (tmp_path / "test.csv").write_text("image,target\nb,0\n")
    assert "(test.csv, train.csv lack the column dx)" in refusal(tmp_path)


def test_two_possible_metadata_files_are_not_guessed_between(copy):
    rewrite(copy, lambda table: table, name="one.csv")
    shutil.copy(copy / "one.csv", copy / "two.csv")
    message = refusal(copy)
    assert "several metadata files (one.csv, two.csv)" in message
    assert "rename the one to use to metadata.csv" in message


def test_metadata_with_other_columns_says_which_are_lacking_and_which_are_there(copy):
    rewrite(copy, lambda table: table.rename(columns={"dx": "finding", "lesion_id": "spot"}))
    message = refusal(copy)
    assert "lacks the column dx" in message
    assert "finding" in message


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00\x01", b'image_id,lesion_id,dx\n"a,b,c\n', b"a,b\n1,2,3\n1,2,3,4\n"]
)
def test_metadata_that_is_no_table_is_refused(copy, content):
    (copy / "metadata.csv").write_bytes(content)
    assert "metadata.csv" in refusal(copy)


def test_metadata_without_rows_is_refused(copy):
    rewrite(copy, lambda table: table.head(0))
    assert "lists no images" in refusal(copy)


def test_images_of_unknown_lesions_are_lesions_of_their_own(copy):
    rewrite(copy, lambda table: table.assign(lesion_id=table["lesion_id"].where(table.index > 1, " ")))
    data = load_dataset(copy)
    assert data.table["lesion_id"].str.startswith("image PHANTOM_").sum() == 2
    assert "2 of 56 images is unknown" in data.notes[0]
    rewrite(copy, lambda table: table.drop(columns="lesion_id"))
    assert load_dataset(copy).lesions == 56


@pytest.mark.parametrize("column", ["image_id"])
def test_rows_with_an_empty_cell_are_counted(copy, column):
    rewrite(copy, lambda table: table.assign(**{column: table[column].where(table.index > 1, " ")}))
    assert f"2 rows of {copy / 'metadata.csv'} have no {column}" in refusal(copy)


def test_a_repeated_image_is_named(copy):
    rewrite(copy, lambda table: pd.concat([table, table[table["image_id"] == "PHANTOM_000003"]]))
    message = refusal(copy)
    assert "PHANTOM_000003" in message
    assert "more than once" in message


def test_a_lesion_with_two_diagnoses_is_named(copy):
    rewrite(copy, lambda table: table.assign(lesion_id=table["lesion_id"].where(table.index > 9, "PHANTOM_TORN")))
    message = refusal(copy)
    assert "PHANTOM_TORN" in message
    assert "different diagnoses" in message


def test_missing_images_are_counted_and_the_first_few_named(copy):
    for path in sorted(copy.rglob("*.jpg"))[:5]:
        path.unlink()
    message = refusal(copy)
    assert "5 of the 56 images" in message
    assert "PHANTOM_000001, PHANTOM_000002, PHANTOM_000003 and 2 more" in message


def test_a_broken_link_is_a_missing_image(copy):
    path = sorted(copy.rglob("*.jpg"))[0]
    path.unlink()
    try:
        path.symlink_to(copy / "gone.jpg")
    except OSError:
        pytest.skip("this machine does not allow symbolic links")
    assert "1 of the 56 images" in refusal(copy)


def test_images_still_packed_are_noticed(copy):
    shutil.rmtree(copy / "images_part_1")
    (copy / "images_part_1.zip").write_bytes(b"PK")
    assert "unpack the zip files" in refusal(copy)


# HAM10000, and what only claims to be it


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


# The download


def fake_kagglehub(monkeypatch: pytest.MonkeyPatch, answer) -> None:
    module = ModuleType("kagglehub")
    module.dataset_download = answer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kagglehub", module)


def test_without_a_folder_the_kaggle_copy_is_fetched(phantoms, monkeypatch):
    asked = []
    fake_kagglehub(monkeypatch, lambda handle: asked.append(handle) or str(phantoms))
    assert find_data(None) == phantoms
    assert asked == [KAGGLE_HANDLE] == ["kmader/skin-cancer-mnist-ham10000"]


def test_with_a_folder_nothing_is_fetched(phantoms, monkeypatch):
    fake_kagglehub(monkeypatch, lambda handle: pytest.fail("downloaded although a folder was given"))
    assert find_data(phantoms) == phantoms


def test_a_failed_download_says_why_and_what_to_give_instead(monkeypatch):
    def refused(handle: str) -> str:
        raise ValueError("403 Client Error:\n accept the terms first")

    fake_kagglehub(monkeypatch, refused)
    with pytest.raises(DataError, match=r"403 Client Error: accept the terms first\).*--data DIR") as caught:
        find_data(None)
    assert "\n" not in str(caught.value)


def test_a_download_without_a_network_is_told_in_two_words(monkeypatch):
    def no_network(handle: str) -> str:
        raise ConnectionError("HTTPSConnectionPool(...): Max retries exceeded (Caused by NameResolutionError(...))")

    fake_kagglehub(monkeypatch, no_network)
    with pytest.raises(DataError, match=r"from Kaggle \(no connection\): check the network"):
        find_data(None)


def noisy(handle: str, folder: Path) -> str:
    """What kagglehub does to a terminal: notes on standard output, advice to upgrade, a bar on standard error."""
    logger = logging.getLogger("kagglehub")
    logger.info("Downloading to /home/me/.cache/kagglehub/datasets/1.archive...")
    print("Warning: Looks like you're using an outdated `kagglehub` version")
    with tqdm(total=4, unit="B", unit_scale=True) as bar:
        bar.update(4)
    logging.getLogger("kagglehub.http_resolver").info("Extracting files...")
    return str(folder)


@pytest.fixture
def kaggle_logger():
    """The library's logger as its import sets it up: everything it notes goes to standard output."""
    logger = logging.getLogger("kagglehub")
    before = logger.handlers[:], logger.level, logger.propagate
    logger.handlers[:] = [logging.StreamHandler(sys.stdout)]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    yield logger
    logger.handlers[:], logger.level, logger.propagate = before


def test_of_a_download_only_what_takes_long_is_told(phantoms, monkeypatch, capsys, kaggle_logger):
    fake_kagglehub(monkeypatch, lambda handle: noisy(handle, phantoms))
    handlers = kaggle_logger.handlers[:]
    assert find_data(None) == phantoms
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "downloading HAM10000 from Kaggle (5.2 GB, kept for the next time)\nunpacking HAM10000 (some minutes)\n"
    )
    assert (kaggle_logger.handlers, kaggle_logger.level) == (handlers, logging.WARNING)


def test_a_terminal_sees_the_bar_of_the_download(phantoms, monkeypatch, capsys, kaggle_logger):
    fake_kagglehub(monkeypatch, lambda handle: noisy(handle, phantoms))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    find_data(None)
    told = capsys.readouterr()
    assert told.out == ""
    assert "100%" in told.err
    assert "outdated" not in told.err


def test_a_download_that_left_no_folder_is_an_error(monkeypatch, tmp_path):
    fake_kagglehub(monkeypatch, lambda handle: str(tmp_path / "gone"))
    with pytest.raises(DataError, match="no folder is there"):
        find_data(None)


def test_without_kagglehub_the_folder_option_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(DataError, match=r"not installed.*--data DIR"):
        find_data(None)


# The real thing, where it lies beside the project


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


@pytest.mark.parametrize(("code", "words"), [("label", "is a column's name"), ("x" * 65, "longer than 64 characters")])
def test_a_code_that_cannot_be_a_column_or_travel_in_a_model_is_refused_at_once(copy, code, words):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", code)))
    assert words in refusal(copy)


def test_people_are_read_in_any_case_and_unknown_patients_are_nobody(tmp_path):
    folder = write_phantoms(tmp_path / "data", per_class=4, size=(40, 30))
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    table["Patient"] = ["P 1", "P 1", *["Unknown", "", "n/a"] * 9][: len(table)]
    table = table.rename(columns={"sex": "Sex", "age": "AGE", "dx_type": "Diagnosis_Confirm_Type"})
    table.to_csv(folder / "metadata.csv", index=False)
    data = load_dataset(folder)
    assert set(data.table["sex"]) <= {"male", "female", "unknown"}
    assert data.table["age"].notna().any()
    assert "histo" in set(data.table["dx_type"])
    assert set(data.table["patient_id"]) == {"P 1", ""}
    assert len(set(group_ids(data.table))) >= data.lesions - 1


def test_a_table_in_another_encoding_is_told_as_such(tmp_path):
    folder = write_phantoms(tmp_path / "data", per_class=3, size=(40, 30))
    text = (folder / "metadata.csv").read_text(encoding="utf-8")
    (folder / "metadata.csv").unlink()
    (folder / "labels.csv").write_bytes(text.replace("back", "Rücken").encode("latin-1"))
    with pytest.raises(DataError, match=r"perhaps Latin-1.*save it as a CSV file in UTF-8"):
        load_dataset(folder)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["nv,Naevus,no", "NV,Other,yes"], "Line 3 .* a code of its own"),
        (["nv,Naevus,no", "fold,Fold,yes"], "a diagnosis is called 'fold', which is a column's name"),
    ],
)
def test_codes_that_would_be_taken_for_others_are_refused(tmp_path, rows, words):
    folder = write_phantoms(tmp_path / "data", per_class=3, size=(40, 30), codes=("nv", "mel"))
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    table.assign(dx=table["dx"].replace("mel", "fold")).to_csv(folder / "metadata.csv", index=False)
    (folder / "classes.csv").write_text("\n".join(["code,name,malignant", *rows]), encoding="utf-8")
    with pytest.raises(DataError, match=words):
        load_dataset(folder)


def test_ages_that_are_none_are_told_and_those_of_other_spreadsheets_are_read(tmp_path):
    folder = write_phantoms(tmp_path / "data", per_class=3, size=(40, 30))
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    table["age"] = ["45,5", "85+", "40-45", "999", "-1", *["unknown", "", "0", "60.0"] * 4]
    table.to_csv(folder / "metadata.csv", index=False, sep=";")
    data = load_dataset(folder)
    ages = data.table.set_index("image_id")["age"].reindex(table["image_id"])
    assert ages.iloc[:2].tolist() == [45.5, 85.0]
    assert ages.iloc[2:7].isna().all()
    assert ages.iloc[7:9].tolist() == [0.0, 60.0]
    assert "the age of 3 images is no number of years (-1, 40-45, 999) and left out" in data.notes
