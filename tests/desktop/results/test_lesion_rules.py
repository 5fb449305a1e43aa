"""Which lesion an image shows, by its folder, a table or a pattern on its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.results.lesion_rules import lesion_rule


@pytest.mark.parametrize(
    ("told", "name", "lesion"),
    [
        ("folder", "L01/a.jpg", "L01"),
        ("Folder", "clinic/L01/a.jpg", "clinic/L01"),
        ("folder", "a.jpg", ""),
        ("^[^_]+", "L01_2.jpg", "L01"),
        (r"(\d+)_", "clinic/L017_2.jpg", "017"),
        (r"(clinic)/(?P<lesion>L\d+)", "clinic/L017_2.jpg", "L017"),
        (r"^(L\d+)_", "clinic/2024/L017_2.jpg", "L017"),
        (r"_(x)?", "a_b.jpg", ""),
        ("L[0-9]+", "other.jpg", ""),
    ],
)
def test_folders_and_patterns_name_lesions(told: str, name: str, lesion: str) -> None:
    assert lesion_rule(told)(name) == lesion


def test_a_table_names_lesions_of_images_by_their_names_with_or_without_ending(tmp_path: Path) -> None:
    table = tmp_path / "lesions.csv"
    table.write_text("lesion_id;image_id\nHAM_1;ISIC_1\nHAM_1;ISIC_2\n;ISIC_3\nHAM_2;deeper\\ISIC_4.jpg\n", "utf-8")
    rule = lesion_rule(str(table))
    names = ("x/ISIC_1.jpg", "ISIC_2.png", "ISIC_3.jpg", "deeper/ISIC_4.jpg", "ISIC_9.jpg")
    assert [rule(name) for name in names] == ["HAM_1", "HAM_1", "", "HAM_2", ""]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("image_id,dx\na,nv\n", "need a column 'image_id'"),
        ("image_id,lesion_id\na,1\na,2\n", "two lesions, the second in line 3"),
        ("image_id,lesion_id\na,\n", "name no lesion"),
    ],
)
def test_a_table_that_tells_no_lesions_is_refused_in_a_sentence(tmp_path: Path, content: str, why: str) -> None:
    table = tmp_path / "lesions.csv"
    table.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=why):
        lesion_rule(str(table))
    with pytest.raises(UsageError, match="cannot be read"):
        lesion_rule(str(tmp_path / "missing.csv"))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("book.xlsx", b"PK\x03\x04\xff", "save it as a CSV file"), ("list.json", b"[]", "need a column 'image_id'")],
)
def test_a_file_that_is_no_table_is_no_pattern_either(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=why):
        lesion_rule(str(tmp_path / name))


def test_a_table_may_have_any_ending_and_columns_as_a_spreadsheet_heads_them(tmp_path: Path) -> None:
    (tmp_path / "lesions").write_text("Image ID,Lesion-ID\na,1\n", "utf-8")
    assert lesion_rule(str(tmp_path / "lesions"))("a.png") == "1"


def test_a_pattern_may_be_longer_than_a_file_name() -> None:
    assert lesion_rule("a.b|" * 200 + "L[0-9]")("L1_2.png") == "L1"


@pytest.mark.parametrize("pattern", ["(", " ", ""])
def test_what_is_no_pattern_is_refused_in_a_sentence(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"regular expression|no pattern"):
        lesion_rule(pattern)
