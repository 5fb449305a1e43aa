"""Metadata are read however people and programs write them, and refused in one sentence where they say nothing."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from tests.phantoms import CODES, write_phantoms
from tests.trainer.data.changed_data import refusal, rewrite
from trainer.data.dataset import describe, find_data, load_dataset
from trainer.data.labelled import load_labelled
from trainer.data.split import group_ids
from trainer.errors import DataError


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


def marked(table: pd.DataFrame) -> pd.DataFrame:
    """One column per class in place of the diagnoses."""
    wide = pd.get_dummies(table["dx"].str.upper()).astype(int).astype(str)
    wide.insert(0, "image", table["image_id"])
    return wide


@pytest.mark.parametrize(
    ("yes", "no", "separator"), [("True", "False", ","), ("1,0", "0,0", ";"), ("yes", "no", "\t"), ("1", "", ",")]
)
def test_one_column_per_class_is_read_in_the_words_of_every_program(copy, yes, no, separator):
    before = load_dataset(copy)
    rewrite(copy, marked)
    wide = pd.read_csv(copy / "metadata.csv", dtype=str)
    wide[wide.columns[1:]] = wide[wide.columns[1:]].replace({"1": yes, "0": no})
    wide.iloc[4, 1:] = ""
    wide.to_csv(copy / "metadata.csv", index=False, sep=separator)
    if no == "":  # where nothing marks the others, nothing tells these columns from remarks
        wide.loc[0, wide.columns[1:]] = wide.loc[0, wide.columns[1:]].fillna("").replace("", "0")
        wide.to_csv(copy / "metadata.csv", index=False, sep=separator)
    data = load_dataset(copy)
    assert list(data.table["dx"]) == list(before.table["dx"].drop(index=4))
    assert "1 image without a diagnosis left out" in data.notes
    assert load_labelled(copy, before.classes).dataset.labels.tolist() == data.labels.tolist()


def test_a_table_may_be_divided_by_tabs_and_end_so_and_its_names_be_written_for_people(copy):
    rewrite(
        copy,
        lambda table: table.rename(columns={"image_id": " Image ID", "lesion_id": "Lesion-Id", "age": "Age approx"}),
    )
    table = pd.read_csv(copy / "metadata.csv", dtype=str)
    (copy / "metadata.csv").unlink()
    table.to_csv(copy / "Cases.TSV", index=False, sep="\t")
    data = load_dataset(copy)
    assert data.lesions < 56
    assert data.table["age"].notna().any()
    assert load_labelled(copy, data.classes).dataset.lesions == data.lesions


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32"])
def test_text_of_other_widths_is_told_as_such(copy, encoding):
    text = (copy / "metadata.csv").read_text(encoding="utf-8")
    (copy / "metadata.csv").write_bytes(text.encode(encoding))
    assert "perhaps UTF-16 or UTF-32" in refusal(copy)


def test_a_diagnosis_with_a_line_break_stays_on_one_line(copy):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace({"nv": "blue\n nevus", "df": "a\tb"})))
    data = load_dataset(copy)
    assert {"blue nevus", "a b"} <= set(data.counts)
    assert not any("\n" in note for note in data.notes)
