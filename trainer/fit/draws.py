"""Random numbers for a batch, one of each kind for every image, the same whether one device or several share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
from keras import ops

from trainer.devices.sharing import draw_own


@dataclass(frozen=True)
class Draws:
    """Draws for `count` images from one generator. Every method gives [count] values and moves the generator on."""

    count: Any
    generator: keras.random.SeedGenerator

    def between(self, low: float, high: float) -> Any:
        """float32, uniform from low to high."""
        return draw_own(
            lambda n: keras.random.uniform((n,), low, high, seed=self.generator, dtype="float32"), self.count
        )

    def about_zero(self, limit: float) -> Any:
        """float32, uniform from -limit to limit."""
        return self.between(-limit, limit)

    def chance(self, probability: float) -> Any:
        """bool: true with that probability."""
        return self.between(0.0, 1.0) < probability


def changed_where(chosen: Any, images: Any, change: Callable[..., Any], *drawn: Any) -> Any:
    """`images` [N, ...] with change(images, *drawn) in place of those that are `chosen`, bool [N]; drawn: [N] each.

    What few images get is computed for these alone, but not on JAX: it compiles for a fixed number.
    """
    if keras.backend.backend() != "tensorflow":
        inside = ops.reshape(chosen, (-1, *[1] * (len(images.shape) - 1)))
        return ops.where(inside, change(images, *drawn), images)
    import tensorflow as tf

    rows = tf.where(chosen)

    def some() -> Any:
        own = [tf.gather_nd(values, rows) for values in (images, *drawn)]
        return tf.tensor_scatter_nd_update(images, rows, change(*own))

    return tf.cond(tf.size(rows) > 0, some, lambda: images)  # Keras has no maximum of nothing
