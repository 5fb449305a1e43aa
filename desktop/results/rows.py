"""The results table: the columns a model gives, and an event's row in it. Every output format is written from this."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from desktop.contract import ModelInfo, OperatingPoint
from desktop.engine.events import Classified, Failed
from desktop.images.quality import Quality, quality_flags

UNFAMILIAR = "unfamiliar"
UNCERTAIN = "uncertain"
UNCERTAIN_MARGIN = 0.2
"""An answer is uncertain when the two likeliest classes lie closer than this in probability. A convention, not a fit:
it only draws the eye, the numbers stand in the row either way."""

OK = "ok"
FAILED = "failed"

_BEFORE = ("file", "diagnosis", "probability")
_AFTER = ("malignant", "operating_point", "referral", "flags", "status", "error", "width", "height")


@dataclass(frozen=True)
class Row:
    """One image's result in the words of the table. Of a failed image only `file`, `status` and `error` say something.

    probabilities: per class in the model's order, 0..1; malignant: sum over the malignant classes; referral: True when
    the operating point's score reaches its threshold, None where the model has no operating point.
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


def columns(info: ModelInfo) -> tuple[str, ...]:
    """The table's column names for a model, one column per class code in the middle.

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
    return (*_BEFORE, *names, *_AFTER)


def to_row(event: Classified | Failed, info: ModelInfo, point: OperatingPoint | None) -> Row:
    """The row of one image's event at an operating point."""
    if isinstance(event, Failed):
        return Row(event.file.name, FAILED, event.reason)
    p = event.probabilities
    best = int(np.argmax(p))
    return Row(
        file=event.file.name,
        status=OK,
        diagnosis=info.codes[best],
        probability=float(p[best]),
        probabilities=tuple(float(v) for v in p),
        malignant=float(sum(p[i] for i, c in enumerate(info.classes) if c.malignant)),
        operating_point=point.name if point else "",
        referral=None if point is None else score(p, info, point) >= point.threshold,
        flags=_flags(event, info),
        unfamiliarity=event.unfamiliarity,
        width=event.width,
        height=event.height,
        quality=event.quality,
    )


def at_point(row: Row, info: ModelInfo, point: OperatingPoint | None) -> Row:
    """The same row at another operating point, as `to_row` would have made it."""
    if row.status == FAILED:
        return row
    if point is None:
        return replace(row, operating_point="", referral=None)
    values = np.array(row.probabilities, np.float32)
    return replace(row, operating_point=point.name, referral=score(values, info, point) >= point.threshold)


def score(probabilities: np.ndarray[tuple[int], np.dtype[np.float32]], info: ModelInfo, point: OperatingPoint) -> float:
    """The operating point's score, 0..1: the summed probability of its classes."""
    return float(sum(probabilities[info.codes.index(code)] for code in point.classes))


def _flags(event: Classified, info: ModelInfo) -> tuple[str, ...]:
    flags = []
    if event.unfamiliarity >= 1.0:
        flags.append(UNFAMILIAR)
    second, first = np.sort(event.probabilities)[-2:]
    if first - second < UNCERTAIN_MARGIN:
        flags.append(UNCERTAIN)
    if event.quality is not None:
        flags += quality_flags(event.quality, info.input.size)
    return tuple(flags)
