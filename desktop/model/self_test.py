"""Whether a running network answers the file's own patterns as the file says, in every output results are made of.

The logits are compared with those in the document. The probabilities must be the softmax of the logits given,
at the file's temperature: a graph that turns them round would otherwise load, and every answer be its opposite. Heat
maps and unfamiliarity must be numbers, and the latter a distance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import softmax
from desktop.model.prediction import Prediction

if TYPE_CHECKING:
    from desktop.contract import ModelInfo

MOST_PROBABILITY_DIFFERENCE = 0.01
"""Of a probability from the softmax of the same answer's logits: arithmetic in half precision errs by a third of it."""


class SelfTestError(Exception):
    """An answer that is not what the file says. `difference`: of the logits, where these are meant."""

    def __init__(self, message: str, difference: float | None = None) -> None:
        super().__init__(message)
        self.difference = difference


def check_answers(answer: Prediction, info: ModelInfo) -> float:
    """The largest absolute difference of a logit from the document's. Raises SelfTestError when an output is wrong.

    answer: to the file's own patterns, with heat maps.
    """
    expected = np.asarray(info.self_test.logits, dtype=np.float32)
    difference = float(np.abs(answer.logits - expected).max())
    if difference > info.self_test.tolerance:
        raise SelfTestError(
            f"logits differ by {difference:.3g} and {info.self_test.tolerance:.3g} is allowed", difference
        )
    off = float(np.abs(answer.probabilities - softmax(answer.logits, info.temperature)).max())
    if off > MOST_PROBABILITY_DIFFERENCE:
        raise SelfTestError(
            f"its probabilities are not those of its logits (they differ by {off:.3g} and "
            f"{MOST_PROBABILITY_DIFFERENCE:.3g} is allowed)"
        )
    if float(answer.unfamiliarity.min()) < 0.0:
        raise SelfTestError("its unfamiliarity is negative, which no distance is")
    return difference
