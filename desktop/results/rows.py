"""The results table: the columns a model gives, and an event's row in it. Every output format is written from this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import DiagnosisSets, ModelInfo, OperatingPoint
from desktop.engine.events import Classified, Failed
from desktop.images.quality import Quality, quality_flags
from desktop.results.prediction_sets import possible, sets_at
from desktop.results.prevalence import Prevalence

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNFAMILIAR = "unfamiliar"
UNCERTAIN = "uncertain"
UNCERTAIN_MARGIN = 0.2
"""An answer is uncertain when the two likeliest classes lie closer than this in probability. A convention, not a fit:
it only draws the eye, the numbers stand in the row either way."""

OK = "ok"
FAILED = "failed"

_BEFORE = ("file", "diagnosis", "probability")
_POSSIBLE = "possible"
_AFTER = ("malignant", _POSSIBLE, "operating_point", "referral", "flags", "status", "error", "width", "height")


@dataclass(frozen=True)
class Row:
    """One image's result in the words of the table. Of a failed image only `file`, `status` and `error` say something.

    probabilities: per class in the model's order, 0..1; malignant: sum over the malignant classes; referral: True when
    the operating point's score reaches its threshold, None where the model has no operating point; possible: codes of
    the set of possible diagnoses, likeliest first; prevalence: in words, where one was given: diagnosis, probabilities
    and malignant are then at it, and `trained` holds the model's own probabilities, of which referral and possible are
    made.
    """

    file: str
    status: str
    error: str = ""
    diagnosis: str = ""
    probability: float | None = None
    probabilities: tuple[float, ...] = ()
    malignant: float | None = None
    operating_point: str = ""
    referral: bool | None = None
    flags: tuple[str, ...] = ()
    unfamiliarity: float | None = None
    width: int | None = None
    height: int | None = None
    quality: Quality | None = None
    possible: tuple[str, ...] = ()
    prevalence: str = ""
    trained: tuple[float, ...] = ()

    @property
    def own(self) -> tuple[float, ...]:
        """The model's own probabilities, whatever prevalence was given."""
        return self.trained or self.probabilities


def columns(info: ModelInfo) -> tuple[str, ...]:
    """The table's column names for a model, one column per class code in the middle, `possible` where it has sets.

    A class code that is a column's name already (`malignant` is one in many data sets) becomes `class_malignant`, or
    where another class is called so `class_class_malignant`.
    """
    taken = {*_BEFORE, *_AFTER}
    names = []
    for code in info.codes:
        name = code
        while name in taken or (name != code and name in info.codes):
            name = f"class_{name}"
        names.append(name)
    return (*_BEFORE, *names, *(name for name in _AFTER if name != _POSSIBLE or info.sets))


def to_row(
    event: Classified | Failed,
    info: ModelInfo,
    point: OperatingPoint | None,
    *,
    prevalence: Prevalence | None = None,
    sets: DiagnosisSets | None = None,
) -> Row:
    """The row of one image's event at an operating point and a prevalence, of None that of the training images. sets:
    that `possible` is made by, of None the model's own default."""
    if isinstance(event, Failed):
        return Row(event.file.name, FAILED, event.reason)
    own = tuple(float(v) for v in event.probabilities)
    p = event.probabilities if prevalence is None else prevalence.adjust(own)
    best = int(np.argmax(p))
    sets = sets or sets_at(info)
    return Row(
        file=event.file.name,
        status=OK,
        diagnosis=info.codes[best],
        probability=float(p[best]),
        probabilities=tuple(float(v) for v in p),
        malignant=float(sum(p[i] for i, c in enumerate(info.classes) if c.malignant)),
        operating_point=point.name if point else "",
        referral=None if point is None else score(event.probabilities, info, point) >= point.threshold,
        flags=_flags(event, p, info),
        unfamiliarity=event.unfamiliarity,
        width=event.width,
        height=event.height,
        quality=event.quality,
        possible=possible(own, sets, info) if sets else (),
        prevalence="" if prevalence is None else prevalence.words,
        trained=() if prevalence is None else own,
    )


def at_point(row: Row, info: ModelInfo, point: OperatingPoint | None) -> Row:
    """The same row at another operating point, as `to_row` would have made it."""
    if row.status == FAILED:
        return row
    if point is None:
        return replace(row, operating_point="", referral=None)
    values = np.array(row.own, np.float32)
    return replace(row, operating_point=point.name, referral=score(values, info, point) >= point.threshold)


def at_prevalence(row: Row, info: ModelInfo, prevalence: Prevalence | None) -> Row:
    """The same row at another prevalence, of None the model's own numbers, as `to_row` would have made it."""
    if row.status == FAILED or (prevalence is None and not row.prevalence):
        return row
    own = row.own
    p = np.array(own, np.float32) if prevalence is None else prevalence.adjust(own)
    best = int(np.argmax(p))
    others = tuple(flag for flag in row.flags if flag != UNCERTAIN)
    first = int(others[:1] == (UNFAMILIAR,))
    return replace(
        row,
        diagnosis=info.codes[best],
        probability=float(p[best]),
        probabilities=tuple(float(v) for v in p),
        malignant=float(sum(p[i] for i, c in enumerate(info.classes) if c.malignant)),
        flags=(*others[:first], *((UNCERTAIN,) if _is_uncertain(p) else ()), *others[first:]),
        prevalence="" if prevalence is None else prevalence.words,
        trained=() if prevalence is None else own,
    )


def score(probabilities: np.ndarray[tuple[int], np.dtype[np.float32]], info: ModelInfo, point: OperatingPoint) -> float:
    """The operating point's score, 0..1: the summed probability of its classes."""
    return float(sum(probabilities[info.codes.index(code)] for code in point.classes))


def _flags(event: Classified, probabilities: NDArray[np.float32], info: ModelInfo) -> tuple[str, ...]:
    flags = []
    if event.unfamiliarity >= 1.0:
        flags.append(UNFAMILIAR)
    if _is_uncertain(probabilities):
        flags.append(UNCERTAIN)
    if event.quality is not None:
        flags += quality_flags(event.quality, info.input.size)
    return tuple(flags)


def _is_uncertain(probabilities: NDArray[np.float32]) -> bool:
    second, first = np.sort(probabilities)[-2:]
    return bool(first - second < UNCERTAIN_MARGIN)
