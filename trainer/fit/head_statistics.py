"""The statistics of the head's normalisation, estimated anew for the weights that are kept.

While a stage trains they follow the features with some delay, and of few steps, or of averaged weights, they are those
of no network that ever was; stochastic weight averaging asks for another pass (Izmailov et al., arXiv:1803.05407).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from trainer.fit.batches import predict_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

IMAGES = 3000
"""Training images looked at: mean and variance are then known to 2 and 3 % of a deviation."""


def estimate_anew(
    network: Any, pixels: NDArray[np.uint8], rows: NDArray[np.int64], *, batch_size: int, seed: int
) -> None:
    """Set mean and variance of every batch normalisation outside the backbone from training images as they are.

    pixels: uint8 [N, S, S, 3] of the network's size; rows: of the training part, of which up to IMAGES are drawn.
    """
    drawn = np.sort(np.random.default_rng(seed).permutation(rows)[:IMAGES])
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            before = keras.Model(network.inputs, layer.input)
            (features,) = predict_rows(before, pixels, drawn, batch_size=batch_size)
            values = features.astype(np.float64).reshape(-1, features.shape[-1])
            layer.moving_mean.assign(values.mean(axis=0).astype(np.float32))
            layer.moving_variance.assign(values.var(axis=0).astype(np.float32))
