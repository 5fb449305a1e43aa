"""Augmentation as Keras layers that run on the device: geometry in one resampling, colour in one linear map.

Several layers in a row would each interpolate and so teach the network blurred images it never meets in use. What a
camera or a hand adds is in `trainer.fit.artefacts`.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
from keras import ops

from trainer.fit import artefacts
from trainer.fit.draws import Draws
from trainer.recipe import OWN, Augmentation

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
_GREY = np.array([1.0, 1.0, 1.0], dtype=np.float32) / math.sqrt(3.0)


class Augment(keras.layers.Layer):  # type: ignore[misc]
    """Random geometry, colour, sharpness and artefacts of [N, S, S, 3] images in 0..255, in training only.

    Each image gets its own, in the order in which a picture gets them: what is on the skin, the lens, the file.
    aspects: float32 [N], width over height of each before it was squashed, for an augmentation with aspect OWN; without
    them its images are squares.

    Output float32 of the same shape and range; outside training the values are unchanged.
    """

    def __init__(self, augmentation: Augmentation, *, seed: int, **kwargs: Any) -> None:
        kwargs.setdefault("dtype", "float32")  # half precision would cost grey levels before anything is learned
        super().__init__(**kwargs)
        self.augmentation = augmentation
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, images: Any, aspects: Any = None, training: bool = False) -> Any:
        images = ops.cast(images, "float32")
        if not training:
            return images
        count, side = ops.shape(images)[0], images.shape[1]
        images = ops.image.affine_transform(
            images,
            self.transforms(count, side, aspects),
            interpolation="bilinear",
            fill_mode=self.augmentation.fill,
            data_format="channels_last",
        )
        a, proportions = self.augmentation, self._proportions(count, aspects)
        if a.hair:
            images = artefacts.with_hair(images, self._draws(count), a, proportions)
        if a.ruler:
            images = artefacts.with_ruler(images, self._draws(count), a, proportions)
        if a.blur or a.sharpen:
            images = artefacts.with_sharpness(images, self._draws(count), a)
        if self._changes_colour():
            matrix, offset = self.colours(count, ops.mean(ops.matmul(images, _LUMA[:, None]), axis=(1, 2, 3)))
            flat = ops.reshape(images, (-1, side * side, 3))
            mapped = ops.matmul(flat, ops.transpose(matrix, (0, 2, 1))) + offset[:, None, None]
            images = ops.reshape(mapped, (-1, side, side, 3))
        if a.vignette or a.corners:
            images = artefacts.with_light(images, self._draws(count), a, proportions)
        if a.gamma > 1.0:
            images = artefacts.with_gamma(images, self._draws(count), a)
        if a.jpeg:
            images = artefacts.with_jpeg(images, self._draws(count), a)
        return ops.clip(images, 0.0, 255.0)

    def transforms(self, count: Any, side: int, aspects: Any = None) -> Any:
        """float32 [count, 8]: for each image the map from output to input pixels, as `affine_transform` wants it.

        Rotation after shear after scale, about the middle of the frame, in the picture's true proportions: the square
        is widened to its aspect, turned and squashed again, in the one matrix. A pure flip moves pixels and blurs none.
        """
        a, draws, aspects = self.augmentation, self._draws(count), self._proportions(count, aspects)
        angle, shear = draws.about_zero(math.radians(a.rotation)), draws.about_zero(math.radians(a.shear))
        zoom = 1.0 + draws.about_zero(a.zoom)
        scale_x = zoom * (1.0 + draws.about_zero(a.stretch)) * self._sign(draws)
        scale_y = zoom * (1.0 + draws.about_zero(a.stretch)) * self._sign(draws)
        a0 = ops.cos(angle) * scale_x
        a1 = -ops.sin(angle + shear) * scale_y / aspects
        b0 = ops.sin(angle) * scale_x * aspects
        b1 = ops.cos(angle + shear) * scale_y
        middle = (side - 1) / 2.0
        a2 = middle - (a0 + a1) * middle + draws.about_zero(a.shift) * side
        b2 = middle - (b0 + b1) * middle + draws.about_zero(a.shift) * side
        nothing = ops.zeros_like(a0)
        return ops.stack([a0, a1, a2, b0, b1, b2, nothing, nothing], axis=1)

    def colours(self, count: Any, luma: Any) -> tuple[Any, Any]:
        """For each image a map of its RGB values: matrix float32 [count, 3, 3] and offset [count], in grey levels.

        luma: each image's mean brightness [count], the point its contrast turns about. The matrix is illuminant gains,
        then a turn about the grey axis (Rodrigues' formula), then saturation, then contrast and brightness.
        """
        a, draws = self.augmentation, self._draws(count)
        gains = 1.0 + ops.stack([draws.about_zero(a.illuminant) for _ in range(3)], axis=1)
        angle = draws.about_zero(math.radians(a.hue))[:, None, None]
        saturation = 1.0 + draws.about_zero(a.saturation)
        if a.grey:
            saturation = ops.where(draws.chance(a.grey), 0.0, saturation)
        saturation = saturation[:, None, None]
        contrast, brightness = 1.0 + draws.about_zero(a.contrast), 1.0 + draws.about_zero(a.brightness)
        one = np.eye(3, dtype=np.float32)[None]
        cross = np.cross(np.eye(3), _GREY).astype(np.float32)[None]
        around = np.outer(_GREY, _GREY)[None]
        turn = ops.cos(angle) * one + ops.sin(angle) * cross + (1.0 - ops.cos(angle)) * around
        mix = saturation * one + (1.0 - saturation) * np.tile(_LUMA, (3, 1))[None]
        matrix = ops.matmul(mix, turn) * gains[:, None, :]
        return matrix * (contrast * brightness)[:, None, None], (1.0 - contrast) * brightness * luma

    def _changes_colour(self) -> bool:
        a = self.augmentation
        return any((a.brightness, a.contrast, a.saturation, a.hue, a.illuminant, a.grey))

    def _proportions(self, count: Any, aspects: Any) -> Any:
        """Width over height of each image, float32 [count]: those given, where the augmentation asks for its own."""
        if self.augmentation.aspect != OWN:
            return ops.full((count,), self.augmentation.aspect, dtype="float32")
        return ops.ones((count,), "float32") if aspects is None else ops.cast(aspects, "float32")

    def _draws(self, count: Any) -> Draws:
        return Draws(count, self.generator)

    def _sign(self, draws: Draws) -> Any:
        if not self.augmentation.flips:
            return ops.ones((draws.count,), "float32")
        return ops.sign(draws.about_zero(1.0) + 1e-9)

    def compute_output_shape(self, images_shape: Any, aspects_shape: Any = None) -> Any:
        return images_shape


class Mixup(keras.layers.Layer):  # type: ignore[misc]
    """Each image blended with its mirror place in the batch: share * image + (1 - share) * batch[::-1].

    call(images float32 [N, S, S, 3], share float32 [N] in 0..1); the labels are mixed alike by `trainer.fit.batches`.
    """

    def call(self, images: Any, share: Any) -> Any:
        share = ops.cast(share, images.dtype)[:, None, None, None]
        return share * images + (1.0 - share) * ops.flip(images, axis=0)

    def compute_output_shape(self, images_shape: Any, share_shape: Any = None) -> Any:
        return images_shape
