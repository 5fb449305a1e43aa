"""A stage's progress on standard error: a bar over the batches of each epoch, gone when the epoch's line is printed."""

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
        self._bar = tqdm(
            total=self._batches,
            desc=f"{self._stage.name} {epoch + 1}/{self._stage.epochs}",
            unit="batch",
            file=sys.stderr,
            leave=False,
            disable=None,
            dynamic_ncols=True,
        )

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self._bar is not None:
            if logs:
                self._bar.set_postfix(loss=f"{logs['loss']:.3f}", refresh=False)
            self._bar.update()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._close()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
