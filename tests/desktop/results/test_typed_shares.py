"""Shares as people write them, on one line or in a file: understood alike, or refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.results.prevalence import read_prevalence
from tests.promising_model import promising_info

INFO = promising_info()  # trained on red .2, green .5, blue .3
WANTED = read_prevalence("red=0.2,green=0.75", INFO)


@pytest.mark.parametrize(
    "text",
    [
        " red = 0.2 , green = 0.75 ",
        "red=0.2;green=0.75;",
        "red=0,2;green=0,75",
        "red=0,2,green=0,75",
        "RED=.2, Green Spot=7.5e-1",
    ],
)
def test_a_line_may_be_written_as_one_writes(text: str) -> None:
    assert read_prevalence(text, INFO) == WANTED


@pytest.mark.parametrize(
    "content",
    [
        "class,prevalence\nred,0.2\ngreen,0.75\n",
        "# of the registry, 2025\r\n# all ages\r\nclass,prevalence\r\nred,0.2\r\n# not seen: blue\r\ngreen,0.75\r\n",
        "Class;Prevalence;n\nred;0,2;20\ngreen;0,75;75\n",
        "red=0.2\ngreen=0.75\n",
        '# shares\n\nred = 0.2  # of the registry\n"green" = 0.75\n',
        "red=0.2,green=0.75\n",
        '{"red": 0.2, "green": 0.75}\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_be_a_table_or_lines_or_json(tmp_path: Path, content: str, encoding: str) -> None:
    file = tmp_path / "clinic.txt"
    file.write_bytes(content.encode(encoding))
    assert read_prevalence(str(file), INFO) == WANTED


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", r"clinic.txt cannot be read \(the file is empty\)"),
        (" \n\n", r"clinic.txt cannot be read \(the file is empty\)"),
        ("class,prevalence\n", "tell no class in the columns class and prevalence"),
        ("red,0.2\ngreen,0.8\n", "the first line is 'red,0.2'"),
        ('{"red": 0.2, "red": 0.3}', "names red twice"),
        ('{"red": {"share": 0.2}}', r"the share '\[\[\"share\", 0.2\]\]'; a share is a number"),
        ('{"red": null}', "the share 'null'; a share is a number"),
        ('{"red": true}', "the share 'true'; a share is a number"),
        ('{"red": 0.2', "are no JSON"),
        ("[shares]\nred = 0.2\n", "tell no class"),
        ("red = 0.2\n[more]\n", r"has '\[more\]'; write it as CLASS=SHARE"),
        ("class,prevalence\nred,20%\n", "as 0.02 for 2 %"),
        ("# a\n\nclass,prevalence\nred,0,2\n", "the shares in .* have more cells in line 4 than columns"),
    ],
)
def test_a_file_that_tells_no_shares_is_refused_with_the_reason(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "clinic.txt"
    file.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=words):
        read_prevalence(str(file), INFO)


def test_what_is_left_goes_to_the_classes_not_named_however_little_it_is() -> None:
    """Of a practice with 999 nevi in 1,000 images the one left is no rounding."""
    assert read_prevalence("green=0.9995", INFO).shares == pytest.approx((0.0002, 0.9995, 0.0003))
    every = read_prevalence("red=0.333,green=0.333,blue=0.333", INFO)
    assert every.shares == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert read_prevalence("red=0.3334,green=0.667", INFO).shares[2] == 0  # rounded up, and whole


def test_a_share_of_minus_nothing_is_none() -> None:
    assert read_prevalence("red=-0,green=0.5,blue=0.5", INFO).words == "red=0;green=0.5;blue=0.5"


@pytest.mark.parametrize("text", ["red=1_0e-2", "red=0.2.1", "red=0,2,5", "red=0x1p-3", "red=1/5"])
def test_numbers_that_only_a_program_would_write_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="a share is a number"):
        read_prevalence(text, INFO)
