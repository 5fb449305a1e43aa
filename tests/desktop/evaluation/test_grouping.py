"""Which lesion an image shows: a column of a file, the image's folder, or a pattern on its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.evaluation.grouping import read_grouping
from desktop.images.image_file import ImageFile


def lesions(text: str, *names: str) -> list[str | None]:
    grouping = read_grouping(text)
    return [grouping.lesion(name, Path("/data/photos") / name) for name in names]


def test_the_column_of_a_file_whatever_else_it_holds(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("image_id,dx,lesion_id\nA1,mel,L1\na2,mel,L1\nA3,nv,\n", encoding="utf-8")
    assert lesions(str(path), "x/A1.jpg", "A2.png", "A3.jpg", "A4.jpg") == ["L1", "L1", None, None]


def test_the_folder_of_the_image():
    assert lesions("folder", "one/a.jpg", "one/b.jpg", "two/three/c.jpg", "d.jpg") == [
        "one",
        "one",
        "two/three",
        "photos",
    ]


def test_a_pattern_on_the_name_by_its_group_or_as_a_whole():
    assert lesions(r"^(L\d+)_", "L7_a.jpg", "L7_b.jpg", "M1_a.jpg") == ["L7", "L7", None]
    assert lesions(r"L\d+", "x/L7-1.jpg", "x/L7-2.jpg") == ["L7", "L7"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(L", "is neither a file, 'folder', nor a regular expression"),
        ("", "--lesions is empty"),
        ("nowhere.csv", "there is no such file"),
    ],
)
def test_what_is_no_rule_is_refused(text, words):
    with pytest.raises(UsageError) as caught:
        read_grouping(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(("header", "missing"), [("image_id,dx", "lesion_id"), ("lesion_id,dx", "image_id")])
def test_a_file_without_the_column_is_refused(tmp_path, header, missing):
    path = tmp_path / "labels.csv"
    path.write_text(f"{header}\na,b\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"no column {missing}"):
        read_grouping(str(path))


def test_a_rule_that_fits_no_image_is_refused():
    files = [ImageFile(Path("a.jpg"), "a.jpg")]
    with pytest.raises(UsageError, match="the pattern 'L[0-9]' fits none of the images".replace("[", r"\[")):
        read_grouping("L[0-9]").check(files)
    read_grouping("a").check(files)
