"""Known diagnoses: how they are read, how images find theirs, and how a file that makes no sense is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.common.tables import TableError
from desktop.evaluation.labels import Labels, read_labels
from desktop.results.rows import columns
from tests.tiny_model import tiny_info


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "labels.csv"
    path.write_bytes(text.encode(encoding))
    return path


def found(labels: Labels, name: str) -> str | None:
    label = labels.find(name)
    return None if label is None else label.diagnosis


def test_hams_own_columns(tmp_path):
    text = "lesion_id,image_id,dx,dx_type,age\nHAM_1,ISIC_1,bkl,histo,80.0\nHAM_2,ISIC_2,nv,,\n"
    labels = read_labels(written(tmp_path, text))
    assert len(labels) == 2
    assert [(label.image, label.diagnosis, label.lesion) for label in labels] == [
        ("ISIC_1", "bkl", "HAM_1"),
        ("ISIC_2", "nv", "HAM_2"),
    ]


def test_one_column_per_class_as_isic_gives_it(tmp_path):
    text = "image,MEL,NV,BCC\nISIC_1,0.0,1.0,0.0\nISIC_2,1,0,0\n"
    labels = read_labels(written(tmp_path, text))
    assert (found(labels, "ISIC_1.jpg"), found(labels, "ISIC_2.jpg")) == ("NV", "MEL")


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (", ", "utf-8")])
def test_what_spreadsheets_make_of_it(tmp_path, delimiter, encoding):
    text = "image_id,dx\r\nä b,nv\r\n".replace(",", delimiter)
    assert found(read_labels(written(tmp_path, text, encoding)), "ä b.png") == "nv"


@pytest.mark.parametrize("identity", ["a/x.1.jpg", "a\\x.1.jpg", "a/x.1", "x.1.jpg", "x.1"])
def test_an_image_is_found_by_its_relative_name_or_its_file_name_with_or_without_ending(tmp_path, identity):
    labels = read_labels(written(tmp_path, f"image,dx\n{identity},nv\nother,mel\n"))
    assert found(labels, "a/x.1.jpg") == "nv"
    assert found(labels, "a/x.2.jpg") is None


def test_the_relative_name_goes_before_the_file_name(tmp_path):
    labels = read_labels(written(tmp_path, "image,dx\nx,bkl\na/x,mel\nb/x.jpg,nv\n"))
    assert [found(labels, name) for name in ("a/x.jpg", "b/x.jpg", "c/x.jpg")] == ["mel", "nv", "bkl"]


def test_an_ending_fits_another_one_only_where_it_is_the_only_candidate(tmp_path):
    assert found(read_labels(written(tmp_path, "image,dx\nx.png,nv\n")), "x.jpg") == "nv"
    assert found(read_labels(written(tmp_path, "image,dx\na/x.png,nv\nb/x.png,mel\n")), "x.jpg") is None


def test_a_folder_that_is_told_is_compared(tmp_path):
    labels = read_labels(written(tmp_path, "image,dx\nclinicA/001.jpg,mel\n"))
    assert found(labels, "clinicA/001.jpg") == found(labels, "study/clinicA/001.png") == "mel"
    assert found(labels, "clinicB/001.jpg") is None
    # The folder that was searched has its name too.
    assert labels.find("001.jpg", tmp_path / "clinicA" / "001.jpg") is not None
    assert labels.find("001.jpg", tmp_path / "clinicB" / "001.jpg") is None


def test_a_dot_in_a_name_is_no_ending(tmp_path):
    labels = read_labels(written(tmp_path, "image,dx\n1.2,mel\n1.2.840.113,nv\n"))
    assert found(labels, "1.jpg") is None
    assert found(labels, "1.2.jpg") == "mel"
    assert found(labels, "1.2.840.113.dcm") == found(labels, "1.2.840.113") == "nv"
    assert found(labels, "1.2.840.114") is None


def test_an_image_without_a_diagnosis_is_left_out_and_counted(tmp_path):
    labels = read_labels(written(tmp_path, "image,dx\nx,nv\ny,\n"))
    assert (len(labels), labels.undiagnosed, found(labels, "y.jpg")) == (1, ("y",), None)


def test_the_same_line_twice_is_one_label(tmp_path):
    assert len(read_labels(written(tmp_path, "image,dx\nx,nv\nx,nv\n"))) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"cannot be read \(the file is empty\)"),
        ("picture,dx\nx,nv\n", "must hold 'image_id' or 'image', and it is 'picture,dx'"),
        ("image,dx\n", "hold no line below the first"),
        ("image,dx\nx,\ny,\n", "name no diagnosis in any line"),
        ("image,dx,note\nx,nv,a,b\n", "more cells in line 2 than columns"),
        ("image,dx\n,nv\n", "name no image in line 2"),
        ("image,dx\nx,nv\nx,mel\n", "give 'x' two diagnoses, the second in line 3"),
        ("image,age\nx,80\n", "neither a column 'dx' with a diagnosis nor one column per class"),
        ("image,MEL,NV\nx,1,0\ny,1,1\n", r"mark 2 classes in line 3, and an image has one \(MEL, NV\)"),
        ("image,MEL,NV\nx,0,0\n", "name no diagnosis in any line"),
        (f"{','.join(columns(tiny_info()))}\n", "is a results table of ham-classify, not known diagnoses"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(tmp_path, text, why):
    path = written(tmp_path, text)
    with pytest.raises(TableError, match=why) as caught:
        read_labels(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_or_is_not_there_is_refused(tmp_path):
    with pytest.raises(TableError, match="no UTF-8 text"):
        read_labels(written(tmp_path, "image,dx\nä,nv\n", "latin-1"))
    with pytest.raises(TableError, match="No such file"):
        read_labels(tmp_path / "missing.csv")
