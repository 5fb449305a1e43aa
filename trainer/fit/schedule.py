"""When a stage ends and how fast it learns, from its history alone: a resumed run decides as the first did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from trainer.recipe import Stage

History = Sequence[dict[str, Any]]


PLATEAU_DELTA = 1e-4
"""What Keras's ReduceLROnPlateau asks for as a gain by default; its EarlyStopping asks for none."""


def better(value: float, than: float | None, monitor: str, *, by: float = 0.0) -> bool:
    """Whether a monitored figure beats the best so far, by more than `by`: losses fall, everything else rises."""
    if than is None or math.isnan(than):
        return True
    return value < than - by if monitor.endswith("loss") else value > than + by


def stale_epochs(history: History, monitor: str) -> int:
    """Epochs of this stage since its best one."""
    best: float | None = None
    since = 0
    for row in history:
        if better(row[monitor], best, monitor):
            best, since = row[monitor], 0
        else:
            since += 1
    return since


def stops(stage: Stage, history: History, monitor: str) -> bool:
    """Whether the stage is over before its epochs are, after `stop_patience` epochs without gain."""
    return stage.schedule == "plateau" and not stage.rates and stale_epochs(history, monitor) >= stage.stop_patience


def plateau_rate(stage: Stage, history: History, monitor: str) -> float:
    """The learning rate of the next epoch: times `plateau_factor` after each `plateau_patience` epochs without gain."""
    rate, since = stage.learning_rate, 0
    best: float | None = None
    for row in history:
        if better(row[monitor], best, monitor, by=PLATEAU_DELTA):
            best, since = row[monitor], 0
        else:
            since += 1
            if since >= stage.plateau_patience:
                rate, since = rate * stage.plateau_factor, 0
    return rate
