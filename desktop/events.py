"""What a run tells whoever consumes it, and the token by which it is paused and ended."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.quality import Quality
from desktop.scan import ImageFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Started:
    """The first event. `total`: number of images, or None while it is not known."""

    total: int | None


@dataclass(frozen=True)
class Classified:
    """One image's answer.

    probabilities: float32 [classes], calibrated, in the model's class order; unfamiliarity: 1.0 is the flagging
    threshold; heatmaps: float32 [classes, h, w] or None when not asked for; width, height: of the frame, in pixels;
    quality: how well the image was taken.
    """

    index: int
    file: ImageFile
    width: int
    height: int
    probabilities: NDArray[np.float32]
    unfamiliarity: float
    heatmaps: NDArray[np.float32] | None
    quality: Quality | None = None


@dataclass(frozen=True)
class Failed:
    """One image that could not be read, with the reason in words."""

    index: int
    file: ImageFile
    reason: str


@dataclass(frozen=True)
class Note:
    """Something about the run that a person should know; said once."""

    message: str


@dataclass(frozen=True)
class Finished:
    """The last event. `cancelled`: stopped before all images were done; seconds: wall time of the whole run."""

    classified: int
    failed: int
    cancelled: bool
    seconds: float


Event = Started | Classified | Failed | Note | Finished


class RunToken:
    """Pauses, resumes and ends a run, from any thread, between two batches."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cancelled = self._paused = False

    def cancel(self) -> None:
        """End the run; what is in work is still answered. A paused run ends too."""
        self._set(cancelled=True)

    def pause(self) -> None:
        """Take no further batch until `resume`; what was decoded ahead waits in memory."""
        self._set(paused=True)

    def resume(self) -> None:
        self._set(paused=False)

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    @property
    def paused(self) -> bool:
        return self._paused

    def wait_while_paused(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled or not self._paused)

    def _set(self, *, cancelled: bool | None = None, paused: bool | None = None) -> None:
        with self._changed:
            self._cancelled = self._cancelled if cancelled is None else cancelled
            self._paused = self._paused if paused is None else paused
            self._changed.notify_all()
