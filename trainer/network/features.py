"""Names of what a network says of an image beside its logits: by these, unfamiliar images are told."""

from __future__ import annotations

MIDDLE = "conv4_block6_out"
"""The last feature map of ResNet50's fourth stage: [N, S / 16, S / 16, 1024]."""

FEATURES = (f"{MIDDLE}:std",)
"""LAYER:mean or LAYER:std, over the image, of each channel of a feature map. What a picture is made of shows in the
spread of MIDDLE, while the last map knows little but what tells the classes apart."""

DISTANCE_WIDTH = 1024
"""How many numbers FEATURES are."""

LAST = "conv5_block3_out"
"""The last feature map of all: [N, S / 32, S / 32, 2048]."""

HEAD_FEATURES = (*FEATURES, f"{MIDDLE}:mean", f"{LAST}:mean", f"{LAST}:std")
"""What tells images of another kind apart that a network was shown (`trainer.measure.outlier_head`). Not of the maps
before MIDDLE: these know cameras and encoders best, and would flag other clinics' dermatoscopic images."""


def feature_of(name: str) -> tuple[str, str]:
    """The layer of a feature's name, and "mean" or "std". Raises ValueError."""
    layer, _, kind = name.partition(":")
    if kind not in ("mean", "std"):
        raise ValueError(f"'{name}' names no feature; LAYER:mean and LAYER:std do")
    return layer, kind
