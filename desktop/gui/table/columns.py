"""Which columns there are, and what a file of known diagnoses says of an image. Knows no Qt."""

from __future__ import annotations

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


CLASSES = len(Column)
"""The number of the first class's column."""
NUMBERS = frozenset(
    {Column.PROBABILITY, Column.MALIGNANT, Column.SCORE, Column.MARGIN, Column.UNFAMILIARITY, Column.AGE}
)


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
