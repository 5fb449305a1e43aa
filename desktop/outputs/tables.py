"""The results table as CSV (RFC 4180, UTF-8, one line feed per row) and as JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import Protocol, TextIO

from desktop.common.formula_guard import as_text, begins_formula
from desktop.contract import ModelInfo
from desktop.results.rows import Row, columns

DECIMALS = 6
"""Digits after the point of every probability: below a float32's noise on different processors, above any use."""


class RowWriter(Protocol):
    """Writes rows one by one to an open text stream."""

    def write(self, row: Row, more: Sequence[object] = ()) -> None:
        """`more`: the values of the columns that were added to the table's own."""


class CsvWriter:
    """The header at once, then a line per row."""

    def __init__(self, stream: TextIO, info: ModelInfo, more: Sequence[str] = ()) -> None:
        self._info = info
        self._writer = csv.writer(stream, lineterminator="\n")
        self._quoting_writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        self._put(all_columns(info, more))

    def write(self, row: Row, more: Sequence[object] = ()) -> None:
        self._put((*cells(row, self._info), *more))

    @staticmethod
    def wrote(head: bytes, foot: bytes) -> bool:
        """Whether a file that begins and ends so is such a table, which may be replaced by another."""
        return head.removeprefix(b"\xef\xbb\xbf").replace(b'"', b"").startswith(b"file,diagnosis,probability,")

    def _put(self, values: Sequence[object]) -> None:
        # The first is the file's name, which must be that of the file: it is made safe by `file_name`, and by quotes.
        safe = [values[0], *(as_text(value) if isinstance(value, str) else _text(value) for value in values[1:])]
        # Python 3.11 leaves a carriage return bare when lines end in a line feed, and readers end the row there.
        quote = as_text(str(values[0])) != values[0] or any(isinstance(v, str) and "\r" in v for v in safe)
        (self._quoting_writer if quote else self._writer).writerow(safe)


class JsonLinesWriter:
    """A JSON object per row with the table's column names as keys; what is empty in CSV is null."""

    def __init__(self, stream: TextIO, info: ModelInfo, more: Sequence[str] = ()) -> None:
        self._stream = stream
        self._names = all_columns(info, more)
        self._info = info

    def write(self, row: Row, more: Sequence[object] = ()) -> None:
        values = [None if value == "" else value for value in (*cells(row, self._info, typed=True), *more)]
        self._stream.write(json.dumps(dict(zip(self._names, values, strict=True)), ensure_ascii=False) + "\n")

    @staticmethod
    def wrote(head: bytes, foot: bytes) -> bool:
        """As `CsvWriter.wrote`."""
        return head.startswith(b'{"file": ') and b'"diagnosis": ' in foot


def all_columns(info: ModelInfo, more: Sequence[str] = ()) -> tuple[str, ...]:
    """The table's columns and those added to it; an added name that is taken gets a line below it (`note_`)."""
    names = columns(info)
    for name in more:
        while name in names:
            name += "_"
        names = (*names, name)
    return names


def _text(value: object) -> object:
    return f"{value:.{DECIMALS}f}" if isinstance(value, float) else value


WRITERS: dict[str, type[CsvWriter] | type[JsonLinesWriter]] = {".csv": CsvWriter, ".jsonl": JsonLinesWriter}


def file_name(name: str) -> str:
    """An image's name as the table has it: one that a spreadsheet would compute becomes `./=1+1.jpg`, the same file."""
    return f"./{name}" if begins_formula(name) else name


def cells(row: Row, info: ModelInfo, *, typed: bool = False) -> Sequence[object]:
    """The row's values in column order; numbers as numbers when `typed`, else as text with DECIMALS digits."""

    def number(value: float | None) -> object:
        if value is None:
            return ""
        return round(value, DECIMALS) if typed else f"{value:.{DECIMALS}f}"

    probabilities = row.probabilities or (None,) * len(info.classes)
    referral = "" if row.referral is None else ("yes" if row.referral else "no")
    return (
        file_name(row.file),
        row.diagnosis,
        number(row.probability),
        *(number(p) for p in probabilities),
        number(row.malignant),
        *((";".join(row.possible),) if info.sets else ()),
        row.operating_point,
        referral,
        ";".join(row.flags),
        row.status,
        row.error,
        "" if row.width is None else row.width,
        "" if row.height is None else row.height,
    )
