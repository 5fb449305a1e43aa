"""Test-time augmentation: every image is seen flipped and turned as well, and the answers are averaged.

A lesion has no up or down, so what changes when the image is turned is the network's noise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import softmax
from desktop.model.prediction import Prediction
from desktop.model.proportions import in_proportion, laid_back

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.model.network import Network

VIEWS = (1, 2, 4, 8)
"""Numbers of views that can be asked for: each is a subgroup of the symmetries of the square."""

_IN_PROPORTION = "turned-in-proportion-1"
"""Name of the rule by which quarter turns show a picture; another when answers by it change."""

# (mirrored left to right, then quarter turns counter-clockwise). The first four keep the frame's proportions as the
# squash to a square left them; the last four need them, and lose what turns out of the frame, so they come last.
SYMMETRIES = ((False, 0), (True, 0), (False, 2), (True, 2), (False, 1), (False, 3), (True, 1), (True, 3))


def predict_views(
    classifier: Network,
    images: NDArray[np.uint8],
    *,
    views: int = 1,
    heatmaps: bool = False,
    aspects: NDArray[np.floating] | None = None,
) -> Prediction:
    """Like `Classifier.predict` of uint8 [N, S, S, 3], averaged over the first `views` symmetries.

    2: and mirrored; 4: and upside down; 8: and quarter turns. Averaged are the logits, before the file's temperature,
    and not the calibrated probabilities: an average of calibrated probabilities that differ is under-confident by
    theorem (Ranjan & Gneiting 2010, doi:10.1111/j.1467-9868.2009.00726.x), and the mean of the heat maps, turned back,
    explains exactly the mean of the logits; beside a quarter turn, but for what lies beyond a frame that is no square.
    Unfamiliarity is averaged too. aspects: width over height of the pictures [N] before they were squashed, in which
    quarter turns show them; None for squares. Raises ValueError for another number of views, and what `predict` raises.
    """
    if views not in VIEWS:
        raise ValueError(f"views must be one of {VIEWS}, not {views}")
    if views == 1:
        return classifier.predict(images, heatmaps=heatmaps)
    logits, unfamiliarity, maps, weights = [], [], [], []
    for mirrored, turns in SYMMETRIES[:views]:
        answer = classifier.predict(seen(images, mirrored=mirrored, turns=turns, aspects=aspects), heatmaps=heatmaps)
        logits.append(answer.logits)
        unfamiliarity.append(answer.unfamiliarity)
        if answer.heatmaps is not None:
            own, there = answer.heatmaps, np.ones((len(images), *answer.heatmaps.shape[2:]), dtype=np.bool_)
            if turns % 2 and aspects is not None:
                own, there = laid_back(own, aspects)
            maps.append(_turned_back(own * there[:, None], mirrored=mirrored, turns=turns))
            weights.append(_turned_back(there[:, None].astype(np.float32), mirrored=mirrored, turns=turns))
    mean: NDArray[np.float64] = np.stack(logits).mean(axis=0, dtype=np.float64)
    return Prediction(
        logits=mean.astype(np.float32),
        probabilities=softmax(mean, classifier.info.temperature).astype(np.float32),
        unfamiliarity=np.stack(unfamiliarity).mean(axis=0),
        heatmaps=np.sum(maps, axis=0) / np.sum(weights, axis=0) if maps else None,  # the first view shows every place
    )


def rule_of(resize: str, views: int) -> str:
    """The name of all that is done to a picture before the network sees it: how it becomes a square, which `resize`
    names, and how that is turned where views are. Answers under two names are never mixed."""
    return f"{resize}, {_IN_PROPORTION}" if any(turns % 2 for _, turns in SYMMETRIES[:views]) else resize


def seen(
    images: NDArray[np.uint8], *, mirrored: bool, turns: int, aspects: NDArray[np.floating] | None = None
) -> NDArray[np.uint8]:
    """The view of [N, S, S, 3] images that the network is shown. aspects: as `predict_views`."""
    flipped = images[:, :, ::-1] if mirrored else images
    turned = np.rot90(flipped, turns, axes=(1, 2))
    if turns % 2 and aspects is not None and (np.asarray(aspects) != 1.0).any():
        turned = in_proportion(turned, aspects)
    return np.ascontiguousarray(turned)


def _turned_back(heatmaps: NDArray[np.float32], *, mirrored: bool, turns: int) -> NDArray[np.float32]:
    """Maps [N, C, h, w] of a view, laid over the image as it is."""
    upright = np.rot90(heatmaps, -turns, axes=(2, 3))
    return upright[:, :, :, ::-1] if mirrored else upright
