"""One line of the window: where an image lies, and its row in the words of the results table. Knows no Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from desktop.contract import ModelInfo, OperatingPoint
from desktop.images.image_file import relative_name
from desktop.results.prevalence import Prevalence
from desktop.results.rows import FAILED, UNFAMILIAR, Row, at_point, at_prevalence


@dataclass(frozen=True)
class Result:
    """`path` is absolute; `row`: with the model's own numbers, its `file` the name within its own drop, see `to_save`;
    `key`: of the image in the open study, by which its review is found (`desktop.gui.session.reviews`)."""

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
    POOR = "Quality"
    FAILED = "Failed"
    TO_REVIEW = "To review"
    REVIEWED = "Reviewed"
    DIFFERS = "Differs from you"
    WRONG = "Differs from known"
    YOURSELF = "Yourself"


KINDS: tuple[frozenset[Filter], ...] = (
    frozenset({Filter.REFER}),
    frozenset({Filter.UNFAMILIAR, Filter.UNCERTAIN, Filter.POOR, Filter.FAILED}),
    frozenset({Filter.TO_REVIEW, Filter.REVIEWED}),
    frozenset({Filter.DIFFERS}),
    frozenset({Filter.WRONG}),
    frozenset({Filter.YOURSELF}),
)
"""Filters of one kind admit what any of them admits; those of different kinds what all of them do."""


def name_below(path: str, root: str | None) -> str:
    """The name of an absolute path in results, relative to `root`: `desktop.images.image_file.relative_name`, fast
    enough to be called for every row that is painted."""
    if root is not None:
        prefix = root if root.endswith(os.sep) else root + os.sep
        if path.startswith(prefix):
            return path[len(prefix) :].replace(os.sep, "/")
    return relative_name(Path(path), None)


def to_save(
    result: Result,
    root: str | None,
    info: ModelInfo,
    point: OperatingPoint | None,
    prevalence: Prevalence | None = None,
) -> Row:
    """The row to save: its file named relative to `root`, what everything in the table has in common, and referred or
    not at the operating point that is set now, with the numbers at the prevalence given."""
    row = at_prevalence(at_point(result.row, info, point), info, prevalence)
    return replace(row, file=name_below(result.path, root))
