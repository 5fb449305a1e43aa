"""Rows of the results table as Arrow tables: the columns, names and digits of the CSV and JSON Lines tables, typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from desktop.contract import ModelInfo
from desktop.outputs.tables import cells
from desktop.results.rows import FAILED, Row, columns

UNFAMILIARITY, PREVALENCE = "_unfamiliarity", "_prevalence"
"""Columns of a part that are none of the table's own."""

_KINDS = {
    **dict.fromkeys(
        ("file", "diagnosis", "operating_point", "referral", "flags", "status", "error", "possible"), pa.string()
    ),
    **dict.fromkeys(("width", "height"), pa.int32()),
}


def schema(info: ModelInfo, more: Sequence[str] = ()) -> Any:
    """The Arrow schema of a model's table: text, numbers as float64 with the table's digits, sides as int32. `more`:
    names of the text columns that were added."""
    own = [(name, _KINDS.get(name, pa.float64())) for name in columns(info)]
    return pa.schema([*own, *((name, pa.string()) for name in more)])


def parts_schema(info: ModelInfo) -> Any:
    """The schema of what workers send and parts keep: the table's columns, `PREVALENCE` and `UNFAMILIARITY`."""
    return schema(info, (PREVALENCE,)).append(pa.field(UNFAMILIARITY, pa.float64()))


def to_table(rows: Sequence[Row], info: ModelInfo) -> Any:
    """An Arrow table of `rows` with the columns of a part; what is empty in CSV is null."""
    kinds = parts_schema(info)
    values = [[*map(_plain, cells(row, info, typed=True)), _plain(row.prevalence), row.unfamiliarity] for row in rows]
    by_column = zip(*values, strict=True) if values else ((),) * len(kinds)
    return pa.table([pa.array(list(c), k) for c, k in zip(by_column, kinds.types, strict=True)], schema=kinds)


def to_rows(table: Any, info: ModelInfo) -> Iterator[Row]:
    """The rows of an Arrow table, as the writers of the other formats take them."""
    classes = columns(info)[3 : 3 + len(info.classes)]
    for values in table.to_pylist():
        probabilities = tuple(values[name] for name in classes)
        yield Row(
            file=values["file"],
            status=values["status"],
            error=values["error"] or "",
            diagnosis=values["diagnosis"] or "",
            probability=values["probability"],
            probabilities=() if values["status"] == FAILED else probabilities,
            malignant=values["malignant"],
            operating_point=values["operating_point"] or "",
            referral=None if values["referral"] is None else values["referral"] == "yes",
            flags=tuple((values["flags"] or "").split(";")) if values["flags"] else (),
            width=values["width"],
            height=values["height"],
            unfamiliarity=values.get(UNFAMILIARITY),
            possible=tuple(values["possible"].split(";")) if values.get("possible") else (),
            prevalence=values.get(PREVALENCE) or "",
        )


def to_bytes(table: Any) -> bytes:
    """The table as an Arrow stream, for the way from a worker."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def from_bytes(content: bytes) -> Any:
    """The table of `to_bytes`."""
    return pa.ipc.open_stream(content).read_all()


def _plain(value: object) -> object:
    if value == "":
        return None
    if isinstance(value, str):  # a file name that is no text is written as the other tables write it
        return value.encode("utf-8", "backslashreplace").decode()
    return value
