"""Shares of the classes as people write them: on one line, or in a file that is a table, a list of lines, or JSON.

mel=0.02,nv=0.9        red = 0,2; green = 0,8        a CSV with the columns class and prevalence
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.common.tables import TableError, names_a_file, read_table, table_text
from desktop.contract import ModelInfo
from desktop.errors import UsageError

_CLASS = ("class", "code", "dx", "diagnosis", "name")
_SHARE = ("prevalence", "share", "proportion", "probability")
_BETWEEN = re.compile(r";|,(?!\s*\d+\s*%?\s*(?:[,;]|$))")
"""What separates entries: a comma before nothing but digits is a decimal one (`mel=0,02`)."""


Typed = str | os.PathLike[str] | Mapping[str, float]
"""CLASS=SHARE,..., the name of a file, or shares by class."""


def typed_shares(typed: Typed, info: ModelInfo) -> dict[str, float]:
    """The shares given, by class code.

    Raises UsageError (TableError of a file) for what is neither, no class of the model, one named twice, or no share.
    """
    codes = {one.name.casefold(): one.code for one in info.classes}
    codes |= {one.code.casefold(): one.code for one in info.classes}
    shares: dict[str, float] = {}
    for name, value in _entries(typed):
        code = codes.get(name.casefold())
        if code is None:
            raise UsageError(no_class(name, info))
        if code in shares:
            raise UsageError(f"--prevalence names {code} twice; give each class one share")
        shares[code] = read_share(name, value)
    if not shares:
        raise UsageError("--prevalence gives a share to no class; give it to one at least, as mel=0.02")
    return shares


def read_share(name: str, value: str) -> float:
    """A share as a person writes it, with a point or a comma. Raises UsageError for what is no number from 0 to 1."""
    try:
        share = float(value.replace(",", "."))
    except ValueError:
        share = -1.0
    if "_" in value or not 0.0 <= share <= 1.0:
        raise UsageError(no_share(name, value))
    return share + 0.0  # of -0 none


def no_class(name: str, info: ModelInfo) -> str:
    """What is said of a class that the model does not have."""
    return f"--prevalence names '{name}', which is no class of the model; it has: {', '.join(info.codes)}"


def no_share(name: str, value: str) -> str:
    """What is said of a share that is none."""
    return f"--prevalence gives {name} the share '{value}'; a share is a number from 0 to 1, as 0.02 for 2 %"


def _entries(typed: Typed) -> Iterator[tuple[str, str]]:
    if isinstance(typed, Mapping):
        yield from ((str(name), str(value)) for name, value in typed.items())
        return
    text = os.fspath(typed)
    if names_a_file(text):
        yield from _of_file(Path(text))
    elif "=" in text:
        yield from _of_line(text)
    else:
        raise UsageError(
            f"--prevalence is '{text}', which is no file; give CLASS=SHARE,... (mel=0.02,nv=0.9), 'uniform', or a CSV "
            "file with the columns class and prevalence"
        )


def _of_line(line: str) -> Iterator[tuple[str, str]]:
    for entry in _BETWEEN.split(line):
        name, equals, value = entry.partition("=")
        if not equals and entry.strip():
            raise UsageError(f"--prevalence has '{entry.strip()}'; write it as CLASS=SHARE,..., as mel=0.02,nv=0.9")
        if equals:
            yield name.strip().strip("\"'"), value.strip().strip("\"'")


def _of_file(path: Path) -> Iterator[tuple[str, str]]:
    text = table_text(path, "shares")
    if text.lstrip().startswith("{"):
        yield from _of_json(path, text)
        return
    lines = [said for line in text.splitlines() if (said := line.partition("#")[0].strip())]
    if lines and "=" in lines[0]:
        for line in lines:
            yield from _of_line(line)
        return
    table = read_table(path, "shares")
    name, share = table.column(*_CLASS), table.column(*_SHARE)
    if name is None or share is None or not table.rows:
        raise TableError(
            f"the shares in {path} tell no class in the columns class and prevalence, nor in lines as mel=0.02; the "
            f"first line is '{','.join(table.columns)[:80]}'"
        )
    for row in table.rows:
        if not row.cells[name].startswith("#"):
            yield row.cells[name], row.cells[share]


def _of_json(path: Path, text: str) -> Iterator[tuple[str, str]]:
    try:
        pairs = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise TableError(f"the shares in {path} are no JSON ({error}); write an object of classes and shares") from None
    for name, value in pairs:
        yield name, value if isinstance(value, str) else json.dumps(value)
