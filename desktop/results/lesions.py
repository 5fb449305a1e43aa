"""Several images of one lesion, answered together: one joint score from the answers to each.

The joint answer is that of the mean of the images' logits, as test-time augmentation averages views
(`desktop.model.views`), and not the mean of their calibrated probabilities: an average of calibrated probabilities that
differ is under-confident by theorem (Ranjan & Gneiting 2010, doi:10.1111/j.1467-9868.2009.00726.x).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from desktop.contract import ModelInfo, OperatingPoint
from desktop.results import rows as results
from desktop.results.prevalence import Prevalence
from desktop.results.rows import OK, UNFAMILIAR, Row

HOW = "from the mean of the images' logits"
_LEAST = 1e-30  # a probability that a float32 no longer holds still counts as a very small one, not as none


@dataclass(frozen=True)
class Joint:
    """One lesion's answer. images: that it was made from; left_out: of its images those that were not counted, because
    they failed or are unfamiliar; probabilities: per class in the model's order, 0..1; malignant: sum over the
    malignant classes; referral: None without an operating point."""

    images: int
    left_out: int
    diagnosis: str
    probability: float
    probabilities: tuple[float, ...]
    malignant: float
    referral: bool | None


def joint_answer(
    rows: Iterable[Row], info: ModelInfo, point: OperatingPoint | None, *, prevalence: Prevalence | None = None
) -> Joint | None:
    """The joint answer to the images of one lesion; None where none of them can be counted. `prevalence`: that the rows
    were made at; the referral is decided without it.

    From probabilities alone, as results keep them: log p differs from logits / T by a number that is the same for all
    classes of an image, so that softmax(mean of log p) is softmax(mean of logits / T) exactly.
    """
    rows = list(rows)
    counted = [row for row in rows if row.status == OK and UNFAMILIAR not in row.flags]
    if not counted:
        return None
    logs = np.log(np.maximum(np.array([row.own for row in counted], dtype=np.float64), _LEAST))
    mean = logs.mean(axis=0)
    powers = np.exp(mean - mean.max())
    own = (powers / powers.sum()).astype(np.float32)
    probabilities = own if prevalence is None else prevalence.adjust(own)
    best = int(np.argmax(probabilities))
    return Joint(
        images=len(counted),
        left_out=len(rows) - len(counted),
        diagnosis=info.codes[best],
        probability=float(probabilities[best]),
        probabilities=tuple(float(p) for p in probabilities),
        malignant=float(sum(p for p, c in zip(probabilities, info.classes, strict=True) if c.malignant)),
        referral=None if point is None else results.score(own, info, point) >= point.threshold,
    )
