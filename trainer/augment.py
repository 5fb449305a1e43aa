"""Augmentation as Keras layers that run on the device: all geometry composed into one resampling.

Several layers in a row would each interpolate and so teach the network blurred images it never meets in use.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

from trainer.recipe import Augmentation


class RandomAffine(keras.layers.Layer):  # type: ignore[misc]
    """Random rotation, shear, zoom, shift and flips of [N, S, S, 3] images in 0..255, in training only.

    Each image gets its own affine map, applied by one bilinear resampling; where the map is a pure flip, pixels are
    moved without interpolation. Output float32 of the same shape and range; outside training the values are unchanged.
    """

    def __init__(self, augmentation: Augmentation, *, seed: int, **kwargs: Any) -> None:
        kwargs.setdefault("dtype", "float32")  # half precision would cost grey levels before anything is learned
        super().__init__(**kwargs)
        self.augmentation = augmentation
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, images: Any, training: bool = False) -> Any:
        images = ops.cast(images, "float32")
        if not training:
            return images
        transforms = self.transforms(ops.shape(images)[0], images.shape[1])
        return ops.image.affine_transform(
            images, transforms, interpolation="bilinear", fill_mode=self.augmentation.fill, data_format="channels_last"
        )

    def transforms(self, count: Any, side: int) -> Any:
        """float32 [count, 8]: for each image the map from output to input pixels, as `affine_transform` wants it."""
        a = self.augmentation

        def draw(limit: float) -> Any:
            return keras.random.uniform((count,), -limit, limit, seed=self.generator, dtype="float32")

        def sign() -> Any:
            if not a.flips:
                return ops.ones((count,), "float32")
            return ops.sign(keras.random.uniform((count,), -1.0, 1.0, seed=self.generator, dtype="float32") + 1e-9)

        angle, shear = draw(math.radians(a.rotation)), draw(math.radians(a.shear))
        scale_x, scale_y = (1.0 + draw(a.zoom)) * sign(), (1.0 + draw(a.zoom)) * sign()
        # Rotation after shear after scale, about the middle of the frame.
        a0 = ops.cos(angle) * scale_x
        a1 = -ops.sin(angle + shear) * scale_y
        b0 = ops.sin(angle) * scale_x
        b1 = ops.cos(angle + shear) * scale_y
        middle = (side - 1) / 2.0
        a2 = middle - (a0 + a1) * middle + draw(a.shift) * side
        b2 = middle - (b0 + b1) * middle + draw(a.shift) * side
        nothing = ops.zeros_like(a0)
        return ops.stack([a0, a1, a2, b0, b1, b2, nothing, nothing], axis=1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape
