"""What a network answers to a batch, and the softmax that makes probabilities of logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Prediction:
    """Answers to a batch of N images, C classes.

    logits, probabilities: float32 [N, C] (probabilities are calibrated and sum to 1); unfamiliarity: float32 [N], 1.0
    is the flagging threshold; heatmaps: float32 [N, C, h, w] in logit units, or None when not asked for.
    """

    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    unfamiliarity: NDArray[np.float32]
    heatmaps: NDArray[np.float32] | None


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Probabilities [N, C] of logits [N, C], each row summing to 1; shifted by its maximum, so that none overflows."""
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return result
