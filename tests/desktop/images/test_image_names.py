"""An image's name is found again as other programs write it, and never another image's."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from desktop.images.image_names import NameIndex, natural_key, readable, searchable, without_ending


def index(*names: str) -> NameIndex[str]:
    return NameIndex((name, name) for name in names)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jpg", "a"),
        ("a.JPG", "a"),
        ("x/a.Tiff", "x/a"),
        ("1.2.840", "1.2.840"),
        ("1.2.840.dcm", "1.2.840"),
        ("mole 1.5 mm", "mole 1.5 mm"),
        ("a.jpg.png", "a.jpg"),
        ("a.gz", "a.gz"),
        (".jpg", ".jpg"),
    ],
)
def test_only_the_ending_of_an_image_is_cut(name, expected):
    assert without_ending(name) == expected


@pytest.mark.parametrize(
    ("label", "image", "fits"),
    [
        ("001", "clinicB/001.jpg", True),
        ("clinicA/001", "clinicB/001.jpg", False),
        ("clinicA/001.jpg", "2024/clinicA/001.jpg", True),
        ("clinicA\\001.jpg", "clinicA/001.png", True),
        ("./clinicA/001", "clinicA/001.jpg", True),
        ("A/001", "clinicA/001.jpg", False),  # part by part, not letter by letter
        ("1.2", "1.jpg", False),
        ("1.2", "1.3", False),
        ("001", "1001.jpg", False),
        ("isic_0000001", "ISIC_0000001.JPG", True),
        ("x.png", "x.jpg", True),
        ("x.gz", "x.jpg", False),
    ],
)
def test_names_are_compared_part_by_part(label, image, fits):
    assert index(label).find(image) == (label if fits else None)


def test_both_unicode_forms_are_alike():
    for label, image in ((a, b) for a in ("NFC", "NFD") for b in ("NFC", "NFD")):
        name = unicodedata.normalize(label, "Läsion é")
        assert index(name).find(unicodedata.normalize(image, "Läsion é.jpg")) == name


def test_the_nearest_name_wins():
    names = index("x", "X", "a/x", "a/x.png", "x.jpg")
    assert names.find("x.bmp") == "x"
    assert names.find("X.bmp") == "X"
    assert names.find("x.jpg") == "x.jpg"
    assert names.find("a/x.bmp") == "a/x"
    assert names.find("a/x.png") == "a/x.png"
    assert names.find("b/x.jpg") == "x.jpg"


def test_of_several_that_fit_alike_none_is_guessed():
    assert index("a/x", "b/x").find("x.jpg") is None
    assert index("x.png", "x.tif").find("x.jpg") is None
    assert index("A", "a").find("a.jpg") == "a"
    assert index("Aa", "aA").find("aa.jpg") is None


@pytest.mark.parametrize(
    ("label", "path", "fits"),
    [
        ("clinicA/001", "/data/clinicA/001.jpg", True),
        ("clinicA/001", "/data/clinicB/001.jpg", False),
        ("data/clinicA/001", "/data/clinicA/001.jpg", True),
        ("D:\\study\\clinicA\\001.jpg", "/mnt/clinicA/001.jpg", True),  # moved with the folder that is searched
        ("D:\\study\\clinicA\\001.jpg", "/mnt/clinicB/001.jpg", False),
    ],
)
def test_where_the_image_lies_tells_the_folder_that_was_searched(label, path, fits):
    assert (index(label).find("001.jpg", Path(path)) == label) == fits


def test_numbers_are_sorted_by_their_value_and_folders_first():
    names = ["b/1.jpg", "10.jpg", "a/10.jpg", "2.jpg", "1.jpg", "a/9.jpg", "11.jpg", "A/1.jpg"]
    assert sorted(names, key=natural_key) == [
        *("1.jpg", "2.jpg", "10.jpg", "11.jpg", "A/1.jpg", "a/9.jpg", "a/10.jpg", "b/1.jpg")
    ]


def test_a_search_finds_a_name_in_any_form_and_case():
    assert searchable(unicodedata.normalize("NFD", "LÄSION")) == searchable("läsion")
    assert readable(unicodedata.normalize("NFD", "./ä\\b")) == "ä/b"
