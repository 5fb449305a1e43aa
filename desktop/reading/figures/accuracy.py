"""How often readers are right: accuracy, and per class and for malignant sensitivity and specificity, over lesions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.common.figure import Figure
from desktop.common.statistics import proportion
from desktop.reading.design import NOT_ASSESSABLE, Choice
from desktop.reading.records import Record

MALIGNANT = "malignant"


@dataclass(frozen=True)
class Accuracy:
    """Figures of some answers. answers: with truth, that count; lesions: how many they show; sensitivity, specificity:
    by class code and for `malignant`, None where no image has the class, or all have; seconds: median per answer."""

    answers: int
    lesions: int
    accuracy: Figure | None
    sensitivity: dict[str, Figure | None]
    specificity: dict[str, Figure | None]
    not_assessable: int
    seconds: float | None


def accuracy(rows: Sequence[Record], classes: Sequence[Choice]) -> Accuracy:
    """Figures of `rows`, which all count. Those without truth are left out of all but the seconds.

    An answer is right where it is the truth; `other` and `not assessable` are never right, and not malignant. The
    intervals are Wilson's over lesions: an image of an unknown lesion is one by itself. Answers of several readers to
    one lesion count as one cluster, so pooled intervals speak of other lesions, not of other readers.
    """
    known = [row for row in rows if row.truth]
    lesions = np.array([row.lesion or row.sha256 for row in known], dtype=np.str_)
    truth, said = (np.array(column, dtype=np.str_) for column in ([r.truth for r in known], [r.answer for r in known]))
    bad = [choice.code for choice in classes if choice.malignant]
    sensitivity: dict[str, Figure | None] = {}
    specificity: dict[str, Figure | None] = {}
    for name, codes in (*((c.code, [c.code]) for c in classes), (MALIGNANT, bad)):
        member, named = np.isin(truth, codes), np.isin(said, codes)
        sensitivity[name] = proportion(named[member], lesions[member])
        specificity[name] = proportion(~named[~member], lesions[~member])
    return Accuracy(
        len(known),
        len(set(lesions)),
        proportion(truth == said, lesions),
        sensitivity,
        specificity,
        sum(row.answer == NOT_ASSESSABLE for row in rows),
        float(np.median([row.seconds_shown for row in rows])) if rows else None,
    )
