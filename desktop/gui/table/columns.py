"""Which columns there are, and what a file of known diagnoses says of an image. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Column(IntEnum):
    """The table's columns, in their order; the model's classes come after them, a column each."""

    FILE = 0
    DIAGNOSIS = 1
    PROBABILITY = 2
    MALIGNANT = 3
    REFER = 4
    FLAGS = 5
    REVIEW = 6
    SCORE = 7
    MARGIN = 8
    UNFAMILIARITY = 9
    AGREES = 10
    NOTE = 11
    LESION = 12
    TRUTH = 13
    RIGHT = 14
    PATIENT = 15
    AGE = 16
    SITE = 17
    OWN_DIAGNOSIS = 18
    OWN_PROBABILITY = 19
    OWN_MALIGNANT = 20
    YOURSELF = 21


BESIDE = {Column.YOURSELF: 5, Column.OWN_DIAGNOSIS: 7, Column.OWN_PROBABILITY: 8, Column.OWN_MALIGNANT: 9}
"""Where columns are seen that stand beside what they belong to, counted from the left: behind the referral who is
looked at by a person, behind the flags the model's own numbers. What decides stays in sight in a narrow table."""


CLASSES = len(Column)
"""The number of the first class's column."""
NUMBERS = frozenset(
    {
        *(Column.PROBABILITY, Column.MALIGNANT, Column.SCORE, Column.MARGIN, Column.UNFAMILIARITY, Column.AGE),
        *(Column.OWN_PROBABILITY, Column.OWN_MALIGNANT),
    }
)


_CLASS = "class "
_NUMBERED = 18
"""Columns that had their number for a name once, and have it still."""


def column_name(column: int, codes: Sequence[str]) -> str:
    """What a column is remembered by: its number hangs on the model's classes and on this program's version."""
    return f"{_CLASS}{codes[column - CLASSES]}" if column >= CLASSES else Column(column).name.lower()


def column_called(name: object, codes: Sequence[str]) -> int | None:
    """Where a column stands now; None where there is none of that name. Numbers are read as they were kept once."""
    if isinstance(name, str) and name.startswith(_CLASS):
        code = name.removeprefix(_CLASS)
        return CLASSES + list(codes).index(code) if code in codes else None
    if isinstance(name, str) and name.upper() in Column.__members__:
        return Column[name.upper()]
    number = str(name)
    return int(number) if number.isdecimal() and int(number) < _NUMBERED else None


NONE, STRANGE = -1, -2
"""No diagnosis; one that the model has no class for."""


@dataclass(frozen=True)
class Known:
    """What a file of known diagnoses says of an image; empty where it is silent."""

    diagnosis: str
    lesion: str = ""
    patient: str = ""
    age: str = ""
    site: str = ""
