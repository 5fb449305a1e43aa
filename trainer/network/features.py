"""Names of what a network says of an image beside its logits: by these, unfamiliar images are told."""

from __future__ import annotations

from typing import Any

from trainer.network.residual import last_map

MIDDLE = "conv4_out"
"""The last feature map of the network's fourth stage: [N, S / 16, S / 16, 1024]."""

LAST = "conv5_out"
"""The last feature map of all: [N, S / 32, S / 32, 2048]."""

FEATURES = (f"{MIDDLE}:std",)
"""LAYER:mean or LAYER:std, over the image, of each channel of a feature map: of a layer, or of a stage's last (MIDDLE,
LAST). What a picture is made of shows in the spread of MIDDLE, while the last map knows little but what tells the
classes apart."""

DISTANCE_WIDTH = 1024
"""How many numbers FEATURES are."""

HEAD_FEATURES = (*FEATURES, f"{MIDDLE}:mean", f"{LAST}:mean", f"{LAST}:std")
"""What tells images of another kind apart that a network was shown (`trainer.measure.outlier_head`). Not of the maps
before MIDDLE: these know cameras and encoders best, and would flag other clinics' dermatoscopic images."""

_BEFORE = {"conv4_block6_out": MIDDLE, "conv5_block3_out": LAST}
"""What they were called while every network was a ResNet50: runs of then are read."""


def todays_name(name: str) -> str:
    """A feature's name as it is written today."""
    layer, colon, kind = name.partition(":")
    return f"{_BEFORE.get(layer, layer)}{colon}{kind}"


def feature_of(name: str) -> tuple[str, str]:
    """The layer or stage of a feature's name, and "mean" or "std". Raises ValueError."""
    layer, _, kind = name.partition(":")
    if kind not in ("mean", "std"):
        raise ValueError(f"'{name}' names no feature; LAYER:mean and LAYER:std do")
    return layer, kind


def map_of(backbone: Any, layer: str) -> Any:
    """The feature map of a backbone that a feature's name speaks of."""
    if layer in (MIDDLE, LAST):
        return last_map(backbone, layer.removesuffix("_out"))
    return backbone.get_layer(layer).output
