"""Several images of one lesion, answered together: one joint score from the answers to each.

The joint answer is that of the mean of the images' logits, as test-time augmentation averages views
(`desktop.model.views`), and not the mean of their calibrated probabilities: an average of calibrated probabilities that
differ is under-confident by theorem (Ranjan & Gneiting 2010, doi:10.1111/j.1467-9868.2009.00726.x).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import ModelInfo, OperatingPoint
from desktop.language.spoken import marked
from desktop.results import rows as results
from desktop.results.prevalence import Prevalence
from desktop.results.rows import OK, UNFAMILIAR, Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOW = marked("from the mean of the images' logits")
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


class Gathered:
    """The images of one lesion, a few numbers whatever their number. images: all of them."""

    def __init__(self) -> None:
        self.images = self._counted = 0
        self._logs: NDArray[np.float64] | float = 0.0

    def add(self, row: Row) -> None:
        """An image; one that failed or is unfamiliar is left out of the answer."""
        self.images += 1
        if row.status == OK and UNFAMILIAR not in row.flags:
            self._counted += 1
            self._logs = self._logs + np.log(np.maximum(np.array(row.own, dtype=np.float64), _LEAST))

    def answer(
        self, info: ModelInfo, point: OperatingPoint | None, *, prevalence: Prevalence | None = None
    ) -> Joint | None:
        """The joint answer; None where no image can be counted. `prevalence`: that it is wanted at; the referral is
        decided without it.

        From probabilities alone, as results keep them: log p differs from logits / T by a number that is the same for
        all classes of an image, so that softmax(mean of log p) is softmax(mean of logits / T) exactly.
        """
        if not self._counted:
            return None
        mean = np.asarray(self._logs) / self._counted
        powers = np.exp(mean - mean.max())
        own = (powers / powers.sum()).astype(np.float32)
        probabilities = own if prevalence is None else prevalence.adjust(own)
        best = int(np.argmax(probabilities))
        return Joint(
            images=self._counted,
            left_out=self.images - self._counted,
            diagnosis=info.codes[best],
            probability=float(probabilities[best]),
            probabilities=tuple(float(p) for p in probabilities),
            malignant=float(sum(p for p, c in zip(probabilities, info.classes, strict=True) if c.malignant)),
            referral=None if point is None else results.score(own, info, point) >= point.threshold,
        )


def joint_answer(
    rows: Iterable[Row], info: ModelInfo, point: OperatingPoint | None, *, prevalence: Prevalence | None = None
) -> Joint | None:
    """The joint answer to the images of one lesion (`Gathered.answer`)."""
    gathered = Gathered()
    for row in rows:
        gathered.add(row)
    return gathered.answer(info, point, prevalence=prevalence)
