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
    OWN_DIAGNOSIS = 18
    OWN_PROBABILITY = 19
    OWN_MALIGNANT = 20
    YOURSELF = 21


BESIDE = {Column.OWN_DIAGNOSIS: 2, Column.OWN_PROBABILITY: 4, Column.OWN_MALIGNANT: 6, Column.YOURSELF: 8}
"""Where columns are seen that stand beside what they belong to, counted from the left: the model's own numbers behind
those at the prevalence given, and behind the referral who is looked at by a person."""


CLASSES = len(Column)
"""The number of the first class's column."""
NUMBERS = frozenset(
    {
        *(Column.PROBABILITY, Column.MALIGNANT, Column.SCORE, Column.MARGIN, Column.UNFAMILIARITY, Column.AGE),
        *(Column.OWN_PROBABILITY, Column.OWN_MALIGNANT),
    }
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
