"""Tables that people and other programs write, read with one tolerance: CSV in whatever a spreadsheet makes of it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import UsageError
from desktop.language.spoken import kept

_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEADER_BYTES = 1 << 18
_COMMENTS = re.compile(r"\A(?:# [^\r\n]*[\r\n]+)+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class TableError(UsageError):
    """A table that cannot be read or understood."""


@dataclass(frozen=True)
class Row:
    """line: where the row ends in the file, from 1; cells: by the column's name, without blanks around them."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """columns: the names of the first line, in its order, each once; rows: those that hold anything."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, *known: str) -> str | None:
        """The column with the first of these names that one has, as `column_key` compares them."""
        keys = {column_key(name): name for name in reversed(self.columns)}
        return next((keys[key] for key in map(column_key, known) if key in keys), None)


def column_key(name: str) -> str:
    """The name of a column as different programs write it: `Image ID`, `image-id` and `image_id` are the same."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def read_table(path: Path, what: str = "table") -> Table:
    """Read a CSV file with a header; comma, semicolon or tab separate, UTF-8 or what a spreadsheet calls Unicode text.

    Rows without a word (a spreadsheet's leavings), blank lines and columns without a name are passed over; a quoted
    cell may hold line breaks of any kind. `what`: the file's part in the sentences of errors. Raises TableError.
    """
    whole = table_text(path, what)
    if not whole.strip():
        empty = kept("the file is empty")
        raise TableError(f"the {what} in {path} cannot be read ({empty}); name a CSV file")
    delimiter, text, before = _opened(whole)
    # Not `splitlines`, which ends a line at a vertical tab or a form feed within a cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)

    def line() -> int:
        return before + reader.line_num

    try:
        names = [name.strip() for name in next(reader, [])]
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                raise TableError(
                    f"the {what} in {path} have more cells in line {line()} than columns; put the cell with "
                    f"the separator '{delimiter}' in quotes"
                )
            padded = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
            # Of columns with the same name the first counts.
            rows.append(Row(line(), {n: c for n, c in reversed([*zip(names, padded, strict=False)]) if n}))
    except csv.Error as error:
        raise TableError(f"the {what} in {path} are damaged in line {line()} ({error})") from None
    return Table(path, tuple(dict.fromkeys(name for name in names if name)), tuple(rows))


def column_names(path: Path, what: str = "table") -> tuple[str, ...]:
    """The names in the first line of a table, without what follows: pixel tables have gigabytes. Raises TableError."""
    delimiter, text, _ = _opened(table_text(path, what, _HEADER_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return tuple(name.strip() for name in next(reader, []))
    except csv.Error:
        return ()


def _opened(content: str) -> tuple[str, str, int]:
    """What separates the cells, the text from its header on, and how many lines (comments, blank ones, what tells the
    separator) stand before it."""
    text = _COMMENTS.sub("", content.lstrip("\r\n"))
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    told = _SEPARATOR.fullmatch(header)
    if told:
        text = text[len(header) :].lstrip("\r\n")
    before = len(_LINE_END.findall(content[: len(content) - len(text)]))
    return told[1] if told else max(_DELIMITERS, key=header.count), text, before


def table_text(path: Path, what: str = "table", most: int = -1) -> str:
    """The text of a file that may be a table; of its first `most` bytes, where that is told. Raises TableError."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most)
        decoder = codecs.getincrementaldecoder("utf-16" if content.startswith(_UTF16) else "utf-8-sig")()
        text = decoder.decode(content, final=len(content) != most)
        if "\0" in text[:_HEADER_BYTES]:
            raise TableError(
                f"the {what} in {path} cannot be read (it is no UTF-8 text, but perhaps UTF-16 or UTF-32); save it as "
                "a CSV file in UTF-8"
            )
        return text
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise TableError(
                f"the {what} in {path} cannot be read (it is no UTF-8 text, but perhaps Latin-1); save it as a CSV "
                "file in UTF-8"
            ) from None
        raise TableError(f"the {what} in {path} cannot be read ({error.strerror or error}); name a CSV file") from None


def names_a_file(told: str) -> bool:
    """Whether what a person typed, which may be something else, is the name of a file that is there."""
    try:
        return Path(told).is_file()
    except (OSError, ValueError):  # too long for a name, or none
        return False
