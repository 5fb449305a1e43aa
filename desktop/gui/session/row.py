"""One line of the window: where an image lies, and its row in the words of the results table. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.translation import marked
from desktop.results.prevalence import Prevalence
from desktop.results.rows import FAILED, UNFAMILIAR, Row, at_point, at_prevalence
from desktop.study.naming import Naming


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

    ALL = marked("All")
    REFER = marked("Refer")
    UNFAMILIAR = marked("Unfamiliar")
    UNCERTAIN = marked("Uncertain")
    POOR = marked("Quality")
    FAILED = marked("Failed")
    TO_REVIEW = marked("To review")
    REVIEWED = marked("Reviewed")
    DIFFERS = marked("Differs from you")
    WRONG = marked("Differs from known")
    YOURSELF = marked("Yourself")


KINDS: tuple[frozenset[Filter], ...] = (
    frozenset({Filter.REFER}),
    frozenset({Filter.UNFAMILIAR, Filter.UNCERTAIN, Filter.POOR, Filter.FAILED}),
    frozenset({Filter.TO_REVIEW, Filter.REVIEWED}),
    frozenset({Filter.DIFFERS}),
    frozenset({Filter.WRONG}),
    frozenset({Filter.YOURSELF}),
)
"""Filters of one kind admit what any of them admits; those of different kinds what all of them do."""


def to_save(
    result: Result,
    naming: Naming,
    info: ModelInfo,
    point: OperatingPoint | None,
    prevalence: Prevalence | None = None,
) -> Row:
    """The row to save: its file named as in the table, and referred or not at the operating point that is set now, with
    the numbers at the prevalence given."""
    row = at_prevalence(at_point(result.row, info, point), info, prevalence)
    return replace(row, file=naming.name(result.path))
