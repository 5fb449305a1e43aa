"""The loss of labels that stand for several classes: what is learned is that the image is one of them.

-log of the summed probability of the set (Jin & Ghahramani, Learning with Multiple Labels, NIPS 2002; Cour, Sapp &
Taskar, Learning from Partial Labels, JMLR 12, 2011; consistent as shown by Feng et al., NeurIPS 2020). For a set of one
class it is the cross-entropy.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

_NEVER = -1e9
"""A logit of a class outside the set: no probability in any arithmetic that trains."""


class PartialLabelLoss(keras.losses.Loss):  # type: ignore[misc]
    """Targets float32 [N, J, C]: J sets of classes, each with its part of the image's loss at its members and 0 beside
    them (J is 2 with mixup, the parts sum to 1); logits [N, C]. label_smoothing: share of the loss that asks for all
    classes alike, as of `keras.losses.CategoricalCrossentropy`."""

    def __init__(self, label_smoothing: float = 0.0, **options: Any) -> None:
        super().__init__(**options)
        self.label_smoothing = label_smoothing

    def call(self, y_true: Any, y_pred: Any) -> Any:
        log = ops.log_softmax(ops.cast(y_pred, "float32"), axis=-1)
        y_true = ops.cast(y_true, "float32")
        within = ops.logsumexp(ops.where(y_true > 0.0, log[:, None, :], _NEVER), axis=-1)
        loss = -ops.sum(ops.max(y_true, axis=-1) * within, axis=-1)
        smoothing = self.label_smoothing
        return (1.0 - smoothing) * loss - smoothing * ops.mean(log, axis=-1)


def within_the_set(y_true: Any, y_pred: Any) -> Any:
    """Whether the likeliest class [N] is in the set with the larger part: accuracy, where labels cover several."""
    parts = ops.max(y_true, axis=-1)
    larger = ops.take_along_axis(y_true, ops.argmax(parts, axis=1)[:, None, None], axis=1)[:, 0, :]
    chosen = ops.take_along_axis(larger, ops.argmax(y_pred, axis=-1)[:, None], axis=1)
    return ops.cast(chosen[:, 0] > 0.0, "float32")
