"""What a network answers to a batch, looked over before anybody counts with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.errors import ProviderError

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


def looked_over(answers: Sequence[NDArray[np.float32]], count: int, classes: int, where: str) -> Prediction:
    """The answers to a batch of so many images: logits, probabilities, unfamiliarity and, where asked for, heat maps.

    where: what ran them, in words. Raises ProviderError where they have other shapes than the contract's, or a value is
    no number.
    """
    logits, probabilities, unfamiliarity, *maps = answers
    if (
        any(a.shape != (count, classes) for a in (logits, probabilities))
        or unfamiliarity.shape != (count,)
        or any(heatmaps.shape[:2] != (count, classes) for heatmaps in maps)
    ):
        raise ProviderError(f"{where} answered with other shapes than the model contract's")
    if not all(np.isfinite(a).all() for a in answers):
        raise ProviderError(f"{where} answered with values that are no numbers")
    return Prediction(logits, probabilities, unfamiliarity, maps[0] if maps else None)
