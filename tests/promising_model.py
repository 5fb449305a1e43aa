"""The tiny model with the parts of the document that speak of whole folders: what it promises can be checked on paper.

Its held-out images lie evenly between 0.2 and 0.4 of unfamiliarity, those of the set `far` between 0.45 and 0.6.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from desktop.contract import DiagnosisSets, ExternalSet, Figure, HandOver, ModelInfo, Reference, UnfamiliaritySample
from tests.desktop.helpers import one_colour
from tests.tiny_model import SKIN_REACH, tiny_info


def evenly(low: float, high: float, images: int = 400) -> UnfamiliaritySample:
    """A sample whose quantiles lie on a line."""
    return UnfamiliaritySample(images, tuple(float(q) for q in np.linspace(low, high, 101)))


def promising_info(**changes: Any) -> ModelInfo:
    """The metadata; keyword arguments replace fields."""
    promises = {
        "reference": Reference(evenly(0.2, 0.4), {"drawn": evenly(0.2, 0.4)}),
        "prevalence": {"red": 0.2, "green": 0.5, "blue": 0.3},
        "sets": (
            DiagnosisSets(
                0.9,
                {"red": 0.2, "green": 0.3, "blue": 0.25},
                {"red": Figure(0.91, 0.85, 0.95), "all": Figure(0.9)},
                1.4,
            ),
            DiagnosisSets(0.95, {"red": 0.1, "green": 0.2, "blue": 0.0}, {"red": Figure(0.96, 0.9, 0.98)}, 2.1),
        ),
        "handover": (
            HandOver(0.0, 0.0, Figure(0.8, 0.75, 0.85)),
            HandOver(0.5, 0.2, Figure(0.9, 0.85, 0.94)),
            HandOver(0.9, 0.6, Figure(0.97, 0.92, 0.99)),
        ),
        "elsewhere": {
            "far": ExternalSet(300, 280, {"red/auc": Figure(0.75, 0.7, 0.8)}, evenly(0.45, 0.6)),
            "near": ExternalSet(500, 500, {"red/auc": Figure(0.9, 0.87, 0.93)}, evenly(0.2, 0.42)),
        },
    }
    return tiny_info(**{**promises, **changes})


def of_two_sources(**changes: Any) -> ModelInfo:
    """`near` from 0.2 to 0.4, `far` from 0.3 to 0.5 with figures of its own."""
    held_out = UnfamiliaritySample(1800, tuple(np.quantile(both_sources(), np.linspace(0, 1, 101)).tolist()))
    reference = Reference(held_out, {"near": evenly(0.2, 0.4, 1500), "far": evenly(0.3, 0.5, 300)})
    metrics = {"source/far": {"red/auc": Figure(0.81, 0.74, 0.87), "accuracy": Figure(0.7)}, "test": {}}
    return promising_info(**{"reference": reference, "metrics": metrics, "elsewhere": {}, **changes})


def both_sources() -> np.ndarray[Any, Any]:
    """The unfamiliarity of their held-out images."""
    return np.concatenate([np.linspace(0.2, 0.4, 1500), np.linspace(0.3, 0.5, 300)])


def images_at(folder: Path, low: float, high: float, count: int) -> Path:
    """A folder of images whose unfamiliarity goes evenly from low to high (at most 0.63), in a mixed order."""
    values = np.random.default_rng(0).permutation(np.linspace(low, high, count))
    for index, value in enumerate(values):
        one_colour(folder / f"{index:04}.png", (round(128 + SKIN_REACH * value), 128, 128))
    return folder
