"""Test-time augmentation: every image is seen flipped and turned as well, and the answers are averaged.

A lesion has no up or down, so what changes when the image is turned is the network's noise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import softmax
from desktop.model.prediction import Prediction

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.model.network import Network

VIEWS = (1, 2, 4, 8)
"""Numbers of views that can be asked for: each is a subgroup of the symmetries of the square."""

# (mirrored left to right, then quarter turns counter-clockwise). The first four keep the frame's proportions as the
# squash to a square left them; only the last four show it squashed the other way, so they come last.
SYMMETRIES = ((False, 0), (True, 0), (False, 2), (True, 2), (False, 1), (False, 3), (True, 1), (True, 3))


def predict_views(
    classifier: Network, images: NDArray[np.uint8], *, views: int = 1, heatmaps: bool = False
) -> Prediction:
    """Like `Classifier.predict` of uint8 [N, S, S, 3], averaged over the first `views` symmetries.

    2: and mirrored; 4: and upside down; 8: and quarter turns. Averaged are the logits, before the file's temperature,
    and not the calibrated probabilities: an average of calibrated probabilities that differ is under-confident by
    theorem (Ranjan & Gneiting 2010, doi:10.1111/j.1467-9868.2009.00726.x), and the mean of the heat maps, turned back,
    explains exactly the mean of the logits. Unfamiliarity is averaged too. Raises ValueError for another number of
    views, and what `predict` raises.
    """
    if views not in VIEWS:
        raise ValueError(f"views must be one of {VIEWS}, not {views}")
    if views == 1:
        return classifier.predict(images, heatmaps=heatmaps)
    logits, unfamiliarity, maps = [], [], []
    for mirrored, turns in SYMMETRIES[:views]:
        answer = classifier.predict(seen(images, mirrored=mirrored, turns=turns), heatmaps=heatmaps)
        logits.append(answer.logits)
        unfamiliarity.append(answer.unfamiliarity)
        if answer.heatmaps is not None:
            maps.append(_turned_back(answer.heatmaps, mirrored=mirrored, turns=turns))
    mean: NDArray[np.float64] = np.stack(logits).mean(axis=0, dtype=np.float64)
    return Prediction(
        logits=mean.astype(np.float32),
        probabilities=softmax(mean, classifier.info.temperature).astype(np.float32),
        unfamiliarity=np.stack(unfamiliarity).mean(axis=0),
        heatmaps=np.stack(maps).mean(axis=0) if maps else None,
    )


def seen(images: NDArray[np.uint8], *, mirrored: bool, turns: int) -> NDArray[np.uint8]:
    """The view of [N, S, S, 3] images that the network is shown."""
    flipped = images[:, :, ::-1] if mirrored else images
    return np.ascontiguousarray(np.rot90(flipped, turns, axes=(1, 2)))


def _turned_back(heatmaps: NDArray[np.float32], *, mirrored: bool, turns: int) -> NDArray[np.float32]:
    """Maps [N, C, h, w] of a view, laid over the image as it is."""
    upright = np.rot90(heatmaps, -turns, axes=(2, 3))
    return upright[:, :, :, ::-1] if mirrored else upright
