"""No cell of any table is computed by the spreadsheet that opens it, whatever it takes for a separator."""

from __future__ import annotations

import csv
import io
import re

import pytest

from desktop.common.formula_guard import as_text, begins_formula
from desktop.contract import ClassInfo
from desktop.outputs.spreadsheet import SpreadsheetWriter
from desktop.outputs.tables import CsvWriter
from desktop.results.rows import Row
from tests.tiny_model import tiny_info

STARTERS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b"]
HIDDEN_BEFORE = [
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u202e",
    "\x00",
    "\u3000",
    "\ufe0f",
    "\u034f",
    "\u3164",
    "\u2800",
]
SEPARATORS = [";", "\t", "\n", "\r", "\r\n", "\u2028", "\x1e"]


@pytest.mark.parametrize("starter", STARTERS)
@pytest.mark.parametrize("before", HIDDEN_BEFORE)
def test_a_starter_is_seen_in_every_form_and_behind_what_is_not_seen(starter: str, before: str) -> None:
    assert begins_formula(f"{before}{starter}1+1")
    assert as_text(f"{before}{starter}1+1") == f"'{before}{starter}1+1"


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("starter", STARTERS)
def test_a_formula_behind_a_separator_is_text_as_well(separator: str, starter: str) -> None:
    assert as_text(f"x{separator}{starter}1+1{separator}") == f"x{separator}'{starter}1+1{separator}"


@pytest.mark.parametrize("text", ["", "nv", "a;b", "3.5 mm", "note: fine, - so so", "x = 1", "e-mail@me", "Läsion\t2"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


def _tables(text: str) -> list[str]:
    """Everything a stranger can name, in every table that can be opened with a double click."""
    info = tiny_info(classes=tuple(ClassInfo(f"{text}{n}", text, False) for n in range(3)), operating_points=())
    row = Row("a.jpg", "ok", text, text, 0.5, (0.5, 0.3, 0.2), 0.0, text, None, (), 0.1, 640, 480)
    written = []
    for make in (
        CsvWriter,
        SpreadsheetWriter,
        lambda stream, info, more: SpreadsheetWriter(stream, info, more, comma=True),
    ):
        stream = io.StringIO(newline="")
        make(stream, info, ("note", text)).write(row, (text, text))
        written.append(stream.getvalue().removeprefix("\ufeff"))
    return written


@pytest.mark.parametrize("text", ["x;=1+1;", "x\t@SUM(1)\t", "x\n+1+1", "\uff1d1+1", "a; \uff0b1", "=a;=b", "-1;-2"])
def test_no_cell_begins_like_a_formula_however_the_file_is_cut(text: str) -> None:
    for table in _tables(text):
        for cell in re.split(r"[;\t\r\n]", table):
            assert not begins_formula(cell.strip('"') or "x"), (table, cell)
        for separator in ",;":
            for line in csv.reader(io.StringIO(table, newline=""), delimiter=separator):
                assert not any(map(begins_formula, line)), (table, line)


def test_numbers_are_numbers_and_no_text() -> None:
    stream = io.StringIO(newline="")
    CsvWriter(stream, tiny_info(), ("margin",)).write(Row("a.jpg", "failed", "why"), (-0.25,))
    assert stream.getvalue().splitlines()[-1].endswith(",-0.250000")


@pytest.mark.parametrize(("comma", "separator"), [(True, ","), (False, ";"), (True, "\t")])
def test_a_files_name_stays_whole_and_is_quoted_where_another_separator_would_begin_a_formula(comma, separator) -> None:
    name = f"x{separator}=1+1{separator}.jpg"
    row = Row(name, "ok", "", "red", 0.5, (0.5, 0.3, 0.2), 0.0, "", None, (), 0.1, 640, 480)
    stream = io.StringIO(newline="")
    SpreadsheetWriter(stream, tiny_info(), comma=comma).write(row)
    assert stream.getvalue().splitlines()[-1].startswith(f'"{name}"')
