"""The table for spreadsheets: known to Excel by its first bytes, in its country's signs, and free of formulas."""

from __future__ import annotations

import csv
import io
import json

import pytest

from desktop.common.formula_guard import as_text
from desktop.outputs.spreadsheet import SpreadsheetWriter
from desktop.outputs.tables import CsvWriter, JsonLinesWriter
from desktop.results.rows import OK, Row
from tests.tiny_model import tiny_info

ROW = Row(
    "=HYPERLINK(1).png", OK, "", "red", 0.75, (0.75, 0.2, 0.05), 0.75, "point", True, ("blurred",), 0.1, 640, 480
)  # fmt: skip


def _written(comma: bool) -> str:
    stream = io.StringIO(newline="")
    writer = SpreadsheetWriter(stream, tiny_info(), ("note",), comma=comma)
    writer.write(ROW, ("+1 look",))
    return stream.getvalue()


def test_it_begins_with_the_mark_and_ends_rows_as_windows_does() -> None:
    text = _written(comma=False)
    assert text.startswith("\ufefffile,diagnosis,probability,red,green,blue,")
    assert text.count("\r\n") == 2


@pytest.mark.parametrize(("comma", "separator", "number"), [(False, ",", "0.750000"), (True, ";", "0,750000")])
def test_numbers_and_separators_are_those_of_the_country(comma: bool, separator: str, number: str) -> None:
    (row,) = csv.DictReader(io.StringIO(_written(comma).removeprefix("\ufeff"), newline=""), delimiter=separator)
    assert row["probability"] == row["red"] == number
    assert row["width"] == "640"


def test_nothing_that_a_stranger_named_runs_as_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(_written(comma=False).removeprefix("\ufeff"), newline=""))
    assert row["file"] == "./=HYPERLINK(1).png"
    assert row["note"] == "'+1 look"
    assert [as_text(t) for t in ("@a", "-1", "\tx", "plain", "")] == ["'@a", "'-1", "'\tx", "plain", ""]


def test_added_columns_stand_in_csv_and_json_lines_and_never_hide_another() -> None:
    plain, lines = io.StringIO(newline=""), io.StringIO(newline="")
    CsvWriter(plain, tiny_info(), ("note", "red")).write(ROW, ("fine", 0.5))
    (row,) = csv.DictReader(io.StringIO(plain.getvalue(), newline=""))
    assert (row["note"], row["red_"], row["red"]) == ("fine", "0.500000", "0.750000")
    JsonLinesWriter(lines, tiny_info(), ("note", "red")).write(ROW, ("", 0.5))
    document = json.loads(lines.getvalue())
    assert (document["note"], document["red_"], document["red"]) == (None, 0.5, 0.75)
