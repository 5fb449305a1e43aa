"""What a run tells whoever consumes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.images.image_file import ImageFile
from desktop.images.quality import Quality

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
