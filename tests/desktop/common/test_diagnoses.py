"""Tables of diagnoses are read in every form that data sets and spreadsheets give them, by one reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.common.diagnoses import read_diagnoses
from desktop.common.tables import TableError, read_table


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "labels.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def said(path: Path) -> dict[str, str]:
    return {entry.image: entry.diagnosis for entry in read_diagnoses(path).entries}


@pytest.mark.parametrize(
    "text",
    [
        "image_id,dx\nx,nv\ny,mel\n",
        "image_id,dx\r\nx,nv\r\ny,mel\r\n",
        "image_id,dx\rx,nv\ry,mel\r",
        "\ufeffimage_id;dx\nx;nv\ny;mel\n",
        "image_id\tdx\nx\tnv\ny\tmel\n",
        "sep=;\nimage_id;dx\nx;nv\ny;mel\n",
        "image_id,dx\nx,nv\ny,mel\n,\n,,,\n\n   \n",  # a spreadsheet's leavings
        "image_id,dx,,\nx,nv,,\ny,mel,,\n",
        "\nimage_id,dx\nx,nv\n\ny,mel",
        "Image_ID, DX \n x , nv \ny,mel\n",
        "image_name,patient_id,sex,diagnosis,benign_malignant,target\nx,1,f,nv,benign,0\ny,2,m,mel,malignant,1\n",
        "isic_id,age_approx,diagnosis\nx,50,nv\ny,60,mel\n",
        'image_id,note,dx\nx,"one\x0btwo\x0cthree\u2028four",nv\ny,"a\nb",mel\n',
        "image_id,note,dx\nx,one\x0btwo,nv\ny,,mel\n",
    ],
)
def test_every_form_says_the_same(tmp_path, text):
    assert said(written(tmp_path, text)) == {"x": "nv", "y": "mel"}


def test_what_a_spreadsheet_calls_unicode_text(tmp_path):
    text = "image_id\tdx\nx\tnv\nä\tmel\n"
    assert said(written(tmp_path, text.encode("utf-16"))) == {"x": "nv", "ä": "mel"}


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("image,MEL,NV,BCC", ["x,0,1,0", "y,1,0,0"]),
        (
            "image,MEL,NV,UNK,score_weight,validation_weight",
            ["x,0,1,0,1,0", "y,1.0,0.0,0,1,1"],
        ),
        ("image,MEL,NV,BCC,score_weight", ["x,0,1,0,0", "y,1,0,0,0"]),
        ("image,biopsied,MEL,NV,BCC", ["x,1,0,1,0", "y,1,1,0,0"]),
        ("image,male,female,MEL,NV", ["x,1,0,0,1", "y,0,1,1,0"]),
        ("image,MEL,NV,age,biopsied", ["x,0,1,50,1", "y,1,0,60,1"]),
        ("image,MEL,biopsied,NV", ["x,0,1,1", "y,1,1,0"]),
        ("image,dermoscopic,a,b,MEL,NV,w", ["x,1,1,0,0,1,1", "y,1,1,0,1,0,0"]),
    ],
)
def test_the_classes_are_found_beside_other_columns_of_0_and_1(tmp_path, columns, rows):
    assert said(written(tmp_path, "\n".join([columns, *rows, ""]))) == {"x": "NV", "y": "MEL"}


def test_classes_of_any_name_are_found_and_where_they_cannot_be_told_that_is_said(tmp_path):
    own = "image,naevus,keratosis,weight\nx,1,0,1\ny,0,1,1\n"
    assert said(written(tmp_path, own)) == {"x": "naevus", "y": "keratosis"}
    two = "image,naevus,keratosis,age,male,female\nx,1,0,50,1,0\ny,0,1,60,1,0\n"
    with pytest.raises(TableError, match="do not tell which columns are the classes: naevus to keratosis or male to"):
        read_diagnoses(written(tmp_path, two))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image,MEL,NV,BCC\nx,0,1,0\ny,1,1,0\nz,1,0,0\n", "mark 2 classes in line 3, and an image has one (MEL, NV)"),
        ("image,NV,BCC,BKL,MEL\nx,0,1,0,1\ny,1,0,0,0\n", "mark 2 classes in line 2, and an image has one (BCC, MEL)"),
        ("image,mel,age,male,female\nx,1,50,0,1\ny,0,60,1,0\n", "do not tell which columns are the classes beside mel"),
        ("image,a,b,c\nx,1,1,0\ny,1,0,0\nz,0,0,1\n", "mark none of b, c in line 3 and others"),
    ],
)
def test_no_class_is_passed_over_because_a_row_marks_two(tmp_path, text, words):
    with pytest.raises(TableError) as caught:
        read_diagnoses(written(tmp_path, text))
    assert words in str(caught.value)


def test_images_without_a_diagnosis_are_told_apart(tmp_path):
    for text in ("image,dx\nx,nv\nu,\n", "image,MEL,NV\nx,0,1\nu,0,0\n"):
        known = read_diagnoses(written(tmp_path, text))
        assert ([entry.image for entry in known.entries], known.undiagnosed) == (["x"], ("u",))


def test_a_row_keeps_its_line_and_all_its_cells(tmp_path):
    (entry,) = read_diagnoses(written(tmp_path, 'image,note,dx,age\n\nx,"a\nb",nv,50\n')).entries
    assert (entry.line, entry.cells["age"], entry.cells["note"]) == (4, "50", "a\nb")


def test_a_cell_too_many_is_told_and_shifts_nothing(tmp_path):
    with pytest.raises(TableError, match="more cells in line 2 than columns"):
        read_table(written(tmp_path, "image,note,dx\nx,one, two,nv\n"))
