"""Whether a running network answers the file's own patterns as the file says, in every output results are made of.

All four outputs are compared with those in the document, as far as it has them: a file of version 1 has logits alone.
The probabilities must besides be the softmax of the logits given, at the file's temperature: a graph that turns them
round would otherwise load, and every answer be its opposite. Unfamiliarity must be a distance.
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

MOST_UNFAMILIARITY_DIFFERENCE = 0.05
"""Of what the document says, and of a fifth of the threshold where it says less. bfloat16 was measured to move it by
0.4 % (8 bits, 224 x 224), the gates of the export hold float16 to 0.5 %; a square for a root, or no distance at all, is
far outside."""
MOST_HEATMAP_DIFFERENCE = 0.6
"""Root mean square of the difference from the document's map, in units of that map's own relief (the standard deviation
over its places): a map without relief is then 1 away, that of another class or image 1 and more. 8 bits in bfloat16
were measured at 0.28, where single cells are off by a fifth of the map's range and the picture is the same; float16 is
a hundredth of that."""
FLATTEST_HEATMAP = 0.1
"""Relief, as a share of its largest value, below which a map counts as flat: rounding is in units of the values, not of
what little they differ by."""
DARKEST_HEATMAP = 1e-3
"""Relief in logits of a map that says nothing, as the zeros of a model without heat maps."""


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
    _check_probabilities(answer, info)
    _check_unfamiliarity(answer, info)
    _check_heatmaps(answer, info)
    return difference


def _check_probabilities(answer: Prediction, info: ModelInfo) -> None:
    if not info.self_test.probabilities:
        return
    off = float(np.abs(answer.probabilities - np.array(info.self_test.probabilities)).max())
    # What logits that are all within their tolerance can do to a probability at most: one up, all others down.
    moved = np.tanh(info.self_test.tolerance / info.temperature / 2.0)
    allowed = float(moved) + MOST_PROBABILITY_DIFFERENCE
    if off > allowed:
        raise SelfTestError(f"its probabilities differ by {off:.3g} and {allowed:.3g} is allowed")


def _check_unfamiliarity(answer: Prediction, info: ModelInfo) -> None:
    if not info.self_test.unfamiliarity:
        return
    expected = np.array(info.self_test.unfamiliarity)
    off = np.abs(answer.unfamiliarity - expected)
    allowed = MOST_UNFAMILIARITY_DIFFERENCE * np.maximum(np.abs(expected), 0.2)
    worst = int((off / allowed).argmax())
    if off[worst] > allowed[worst]:
        raise SelfTestError(
            f"its unfamiliarity is {float(answer.unfamiliarity[worst]):.3g} where the file says {expected[worst]:.3g}"
        )


def _check_heatmaps(answer: Prediction, info: ModelInfo) -> None:
    """Of the class that the document's logits find likeliest, for every pattern."""
    test = info.self_test
    if not test.heatmaps:
        return
    assert answer.heatmaps is not None  # asked for
    likeliest = np.asarray(test.logits).argmax(axis=1)
    found = answer.heatmaps[np.arange(len(likeliest)), likeliest].reshape(len(likeliest), -1).astype(np.float64)
    expected = np.array(test.heatmaps)
    if found.shape != expected.shape:
        raise SelfTestError(f"its heat maps have {found.shape[1]} places and the file says {expected.shape[1]}")
    relief = np.maximum(expected.std(axis=1), FLATTEST_HEATMAP * np.abs(expected).max(axis=1))
    off = np.sqrt(((found - expected) ** 2).mean(axis=1)) / np.maximum(relief, DARKEST_HEATMAP)
    if off.max() > MOST_HEATMAP_DIFFERENCE:
        raise SelfTestError(
            f"its heat maps are not those that the file says (they differ by {off.max():.2g} of what they show and "
            f"{MOST_HEATMAP_DIFFERENCE:g} is allowed)"
        )
