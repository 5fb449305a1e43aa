"""Whose classes a data set has: known codes, strange ones, and those that `classes.csv` names."""

from __future__ import annotations

import msgspec
import pandas as pd
import pytest

from desktop.contract import ClassInfo
from tests.phantoms import CODES, write_phantoms
from tests.trainer.data.changed_data import refusal, rewrite
from trainer.data.dataset import describe, load_dataset
from trainer.errors import DataError


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


@pytest.mark.parametrize("letter", ["n", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{MICROSCOPE}"])
def test_the_longest_name_of_a_class_is_the_longest_that_a_model_file_holds(copy, letter):
    """One that is longer is refused here, and not after hours of training."""
    for length, fits in ((200, True), (201, False)):
        rows = [f"{code},{letter * length if code == 'nv' else code},no" for code in CODES]
        (copy / "classes.csv").write_text("\n".join(["code,name,malignant", *rows]), encoding="utf-8")
        document = msgspec.json.encode({"code": "nv", "name": letter * length, "malignant": False})
        if fits:
            (nv,) = (info for info in load_dataset(copy).classes if info.code == "nv")
            assert msgspec.json.decode(document, type=ClassInfo) == nv
        else:
            assert "a model file holds 200, shorten it" in refusal(copy)
            with pytest.raises(msgspec.ValidationError):
                msgspec.json.decode(document, type=ClassInfo)


@pytest.mark.parametrize(("code", "words"), [("label", "is a column's name"), ("x" * 65, "longer than 64 characters")])
def test_a_code_that_cannot_be_a_column_or_travel_in_a_model_is_refused_at_once(copy, code, words):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", code)))
    assert words in refusal(copy)


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


@pytest.mark.parametrize("code", ["Label", "PATIENT_ID", "image_id", "Source", "fold"])
def test_no_class_is_called_as_a_column_of_the_answers_in_any_case(copy, code):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", code)))
    assert "is a column's name" in refusal(copy)


def test_no_class_is_called_as_all_classes_are_together(copy):
    rewrite(copy, lambda table: table.assign(dx=table["dx"].replace("nv", "all")))
    assert "as figures of all classes are" in refusal(copy)
