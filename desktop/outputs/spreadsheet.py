"""The results table for spreadsheet programs: opened by a double click it shows its columns, and runs nothing.

UTF-8 with the mark by which Excel knows it, rows ended as Windows does. Where decimals have a comma the columns are
separated by semicolons, as spreadsheets of such countries expect.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from desktop.common.formula_guard import OTHER_SEPARATORS, as_text
from desktop.contract import ModelInfo
from desktop.outputs.tables import all_columns, cells
from desktop.results.rows import Row

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header included; Excel leaves out what is beyond without a word in the file."""

_MARK = "\ufeff"


class SpreadsheetWriter:
    """A `desktop.outputs.tables.RowWriter`. `comma`: decimals have a comma."""

    def __init__(self, stream: TextIO, info: ModelInfo, more: Sequence[str] = (), *, comma: bool = False) -> None:
        self._info = info
        self._comma = comma
        stream.write(_MARK)
        delimiter = ";" if comma else ","
        self._writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        self._quoting_writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        # Of the two separators that spreadsheets expect, quotes protect from the table's own alone.
        self._separators = f"{OTHER_SEPARATORS}," if comma else OTHER_SEPARATORS
        self._writer.writerow([self._cell(name) for name in all_columns(info, more)])

    def write(self, row: Row, more: Sequence[object] = ()) -> None:
        file, *others = cells(row, self._info, typed=True)
        # The file's name must be that of the file; `file_name` made its beginning safe, quotes do what they can inside.
        plain = as_text(str(file), separators=self._separators) == file
        writer = self._writer if plain else self._quoting_writer
        writer.writerow([str(file), *(self._cell(value) for value in (*others, *more))])

    def _cell(self, value: object) -> str:
        if isinstance(value, float):
            text = f"{value:.6f}"
            return text.replace(".", ",") if self._comma else text
        return as_text(value, separators=self._separators) if isinstance(value, str) else str(value)
