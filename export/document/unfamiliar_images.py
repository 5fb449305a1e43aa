"""What a model card says of unfamiliar images: what is flagged of images of another kind, and how far others lie."""

from __future__ import annotations

import numpy as np

from desktop.contract import ModelInfo, UnfamiliaritySample
from export.document.markdown import table_of
from trainer.measure.scores import told


def flagged_images(info: ModelInfo) -> str:
    """What is flagged of images of another kind, and of validation images."""
    found = info.unfamiliarity
    if not found.negatives:
        return ""
    named = [(f"{name} (another kind)", one) for name, one in found.negatives.items()]
    named += [(f"{name} (validation, set there)", one) for name, one in found.held_out.items()]
    rows = [(name, f"{one.images:,}", told(one.share)) for name, one in named]
    return (
        "\n\nThe share flagged as unfamiliar: of images of another kind, half of which were shown to it and the other "
        "half judged here, and of the validation images that set its thresholds. Wilson's intervals, over patients or "
        "files and over lesions.\n\n" + table_of(("images of", "images", "flagged"), rows)
    )


def distances(info: ModelInfo) -> str:
    """How unfamiliar the images are that taught nothing, of the training sources and of sets from elsewhere."""
    if info.reference is None:
        return ""
    samples = [("validation", info.reference.held_out), *info.reference.by_source.items()]
    samples += [(name, one.unfamiliarity) for name, one in info.elsewhere.items() if one.unfamiliarity is not None]
    rows = (
        (name, f"{sample.images:,}", *(f"{_quantile(sample, at):.2f}" for at in (0.5, 0.95, 1.0)))
        for name, sample in samples
    )
    return "\n\nHow unfamiliar images are that the network learned nothing from:\n\n" + table_of(
        ("images of", "images", "median", "95 of 100 below", "largest"), rows
    )


def _quantile(sample: UnfamiliaritySample, at: float) -> float:
    return float(np.interp(at, np.linspace(0.0, 1.0, len(sample.quantiles)), sample.quantiles))
