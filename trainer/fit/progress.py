"""A stage's progress on standard error: a bar over the batches of each epoch and one over the images of its validation,
gone when the epoch's line is printed."""

from __future__ import annotations

import sys
from typing import Any

import keras
from tqdm import tqdm

from trainer.recipe import Stage


class StageProgress(keras.callbacks.Callback):  # type: ignore[misc]
    """A bar per epoch with rate and time left; nothing where standard error is no terminal."""

    def __init__(self, stage: Stage, batches: int) -> None:
        super().__init__()
        self._stage, self._batches = stage, batches
        self._bar: tqdm[Any] | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._bar = _bar(self._batches, f"{self._stage.name} {epoch + 1}/{self._stage.epochs}", "batch")

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        # Only when it is drawn: to read a step's loss is to wait for the step.
        if self._bar is not None and self._bar.update() and logs:
            self._bar.set_postfix(loss=f"{float(logs['loss']):.3f}", refresh=False)

    def validating(self, images: int) -> None:
        """The epoch's batches are done, and `images` are to be predicted; told of by `update`, over with `close`."""
        self.close()
        self._bar = _bar(images, "validation", "img")

    def update(self, images: int) -> None:
        """So many more are predicted."""
        if self._bar is not None:
            self._bar.update(images)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.close()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _bar(total: int, words: str, unit: str) -> tqdm[Any]:
    return tqdm(total=total, desc=words, unit=unit, file=sys.stderr, leave=False, disable=None, dynamic_ncols=True)
