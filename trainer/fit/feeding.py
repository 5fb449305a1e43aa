"""An epoch in which the device does not wait for the host: batches are read ahead, and no step's figures are read
before the next is handed over.

A device takes its steps by itself and the host only hands them over, as long as nobody asks for a result. Keras reads
every step's loss for its callbacks; on a fast GPU that alone costs a quarter (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import keras

READ_AHEAD = 2
"""Batches that are read while the device is busy: one is being copied to it, one lies ready."""
HANDED_OVER = 8
"""Steps at least that are handed over before an earlier one is waited for; at most twice as many lie on the device."""


def fit_epoch(model: Any, batches: Any, callbacks: Sequence[Any], *, epoch: int) -> dict[str, float]:
    """Train `model` (compiled) on all of `batches` once, in their order; the epoch's figures by name.

    batches: a `trainer.fit.batches.Batches` or another PyDataset with a length; epoch: counted from 0. The callbacks'
    `on_train_batch_end` gets figures that still lie on the device: `float` of one waits for its step.
    """
    unread = _Unread(list(callbacks), model=model, add_history=True, verbose=0, epochs=epoch + 1, steps=len(batches))
    done = model.fit(
        _read_ahead(batches), initial_epoch=epoch, epochs=epoch + 1, shuffle=False, verbose=0, callbacks=unread
    )
    return {name: float(values[-1]) for name, values in done.history.items()}


class _Unread(keras.callbacks.CallbackList):  # type: ignore[misc]
    """Keras's callbacks without its reading of every step's figures."""

    def __init__(self, callbacks: list[Any], **options: Any) -> None:
        super().__init__(callbacks, **options)
        self._handed_over: deque[Any] = deque()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        for callback in self.callbacks:
            callback.on_train_batch_end(batch, logs)
        if logs:
            self._handed_over.append(logs["loss"])
        if len(self._handed_over) >= 2 * HANDED_OVER:
            # Now and then, and one of long ago: otherwise the batches of a whole epoch could come to lie on the device.
            float(self._handed_over[0])
            for _ in range(HANDED_OVER):
                self._handed_over.popleft()


def _read_ahead(batches: Any) -> Any:
    """What `fit` is to be given. JAX's own way hands a step over and reads the next batch meanwhile; what TensorFlow
    makes of a PyDataset passes each batch through several copies on one thread."""
    if keras.backend.backend() != "tensorflow":
        return batches
    import tensorflow as tf

    sample = batches[0]
    parts = tf.nest.flatten(sample)

    def read(index: Any) -> list[Any]:
        return tf.nest.flatten(batches[int(index)])  # type: ignore[no-any-return]

    def batch(index: Any) -> Any:
        flat = tf.numpy_function(read, [index], [part.dtype for part in parts])
        for tensor, part in zip(flat, parts, strict=True):
            tensor.set_shape((None, *part.shape[1:]))  # the last batch may be a smaller one
        return tf.nest.pack_sequence_as(sample, flat)

    return tf.data.Dataset.range(len(batches)).map(batch).prefetch(READ_AHEAD)
