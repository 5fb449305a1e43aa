"""One line of the window: where an image lies, and its row in the words of the results table. Knows no Qt."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from desktop.results import FAILED, UNCERTAIN, UNFAMILIAR, Row


@dataclass(frozen=True)
class Result:
    """`path` is absolute; `row.file` is the name within its own drop, see `named_from`; `key`: of the image in the open
    study, by which its review is found (`desktop.gui.reviews`)."""

    path: str
    row: Row
    key: int = 0

    @property
    def failed(self) -> bool:
        return self.row.status == FAILED

    @property
    def unfamiliar(self) -> bool:
        return UNFAMILIAR in self.row.flags


class Filter(Enum):
    """What the table can be narrowed to; the value is the word on the button."""

    ALL = "All"
    REFER = "Refer"
    UNFAMILIAR = "Unfamiliar"
    UNCERTAIN = "Uncertain"
    FAILED = "Failed"


ADMITS: dict[Filter, Callable[[Result], bool]] = {
    Filter.ALL: lambda result: True,
    Filter.REFER: lambda result: bool(result.row.referral),
    Filter.UNFAMILIAR: lambda result: result.unfamiliar,
    Filter.UNCERTAIN: lambda result: UNCERTAIN in result.row.flags,
    Filter.FAILED: lambda result: result.failed,
}


def name_below(path: str, root: str | None) -> str:
    """The name of an absolute path in results, relative to `root`: `desktop.scan.relative_name`, fast enough to be
    called for every row that is painted."""
    if root is not None:
        prefix = root if root.endswith(os.sep) else root + os.sep
        if path.startswith(prefix):
            return path[len(prefix) :].replace(os.sep, "/")
    anchor = Path(path).anchor
    return path[len(anchor) :].replace(os.sep, "/")


def named_from(result: Result, root: str | None) -> Row:
    """The row to save: its file named relative to `root`, what everything in the table has in common."""
    return replace(result.row, file=name_below(result.path, root))
