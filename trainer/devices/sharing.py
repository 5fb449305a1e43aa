"""Several devices that share every batch: what the network learns is what it would have learned on one.

TensorFlow runs the step once per device on a part of the batch (`tf.distribute`), so whatever looks across the batch
(normalisation, mixtures, random draws) has to be told; JAX runs one step on a batch that is spread out, and nothing
has.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from trainer.devices.devices import Device
from trainer.errors import DeviceError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@contextmanager
def shared_by_devices(device: Device) -> Iterator[None]:
    """Networks built and trained within the block use `device.used` devices, each with its part of every batch."""
    if device.used < 2:
        yield
    elif keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        names = [d.name for d in tf.config.list_logical_devices(device.kind.upper())[: device.used]]
        with tf.distribute.MirroredStrategy(names).scope():
            yield
    else:
        names = keras.distribution.list_devices(device.kind)[: device.used]
        # Not split among processes by Keras, which wants a tf.data.Dataset for that: each feeds its own part.
        everywhere = keras.distribution.DataParallel(devices=names, auto_shard_dataset=False)
        keras.distribution.set_distribution(everywhere)
        try:
            yield
        finally:
            keras.distribution.set_distribution(None)
            _spread.cache_clear()


def sharers() -> int:
    """How many devices share a batch here and now."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return int(tf.distribute.get_strategy().num_replicas_in_sync)
    distribution = keras.distribution.distribution()
    return 1 if distribution is None else int(distribution.device_mesh.devices.size)


def in_parts() -> int:
    """How many parts the step sees a batch in: TensorFlow's one per device, JAX's never more than one."""
    return sharers() if keras.backend.backend() == "tensorflow" else 1


def batch_unit(batch_size: int, *, mixup: bool, devices: int) -> int:
    """What a batch's length must be a multiple of: equal parts for all devices, and with mixup both of a pair in one
    part. Raises DeviceError where `batch_size` is none."""
    several, pairs = devices, mixup and devices > 1 and keras.backend.backend() == "tensorflow"
    unit = several * (2 if pairs else 1)
    if batch_size % unit:
        raise DeviceError(
            f"a batch of {batch_size} cannot be shared evenly by {several} devices{' with mixup' if pairs else ''}; "
            f"use --batch-size {-(-batch_size // unit) * unit}, or another number of --devices"
        )
    return unit


def pairs_together(count: int, parts: int) -> NDArray[np.int64]:
    """An order of range(count) for equal parts: each of a pair (i, count - 1 - i) at mirror places of the same part."""
    if parts == 1:
        return np.arange(count)
    first = np.arange(count // 2).reshape(parts, -1)
    return np.concatenate([first, count - 1 - first[:, ::-1]], axis=1).ravel()


def draw_own(draw: Callable[[Any], Any], count: Any) -> Any:
    """draw(n): n random rows. Those of this device's `count` images, out of a draw for the whole batch: every device
    has the same generator and would otherwise draw the same for its part."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        here = tf.distribute.get_replica_context()
        if here is not None and here.num_replicas_in_sync > 1:
            start = here.replica_id_in_sync_group * count
            return draw(count * here.num_replicas_in_sync)[start : start + count]
    return draw(count)


def synchronise(network: Any) -> None:
    """Let batch normalisation follow the mean and variance of the whole batch, not those of one device's part."""
    for layer in network._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.synchronized = in_parts() > 1


def predict_shared(network: Any, images: NDArray[Any]) -> list[NDArray[np.float32]]:
    """All outputs of `network` for a batch [N, ...] of any length, float32, computed by all devices."""
    count, several = len(images), sharers()
    batch: Any = images
    if several > 1:  # fill up to equal parts; what is answered for the filling is cut off again
        batch = images[np.minimum(np.arange(-(-count // several) * several), count - 1)]
    if several > 1 and in_parts() == 1:
        network = _spread(network, len(network.trainable_variables))
    elif several > 1:
        import tensorflow as tf

        parts = np.split(batch, several)
        batch = tf.distribute.get_strategy().experimental_distribute_values_from_function(
            lambda here: tf.convert_to_tensor(parts[here.replica_id_in_sync_group])
        )
    outputs = network.predict_on_batch(batch)
    outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
    return [np.asarray(o, dtype=np.float32)[:count] for o in outputs]


@functools.lru_cache(maxsize=4)
def _spread(network: Any, _learning: int) -> Any:
    """A model that takes a batch whole, the same in every process, computes each device's part there, and has all of
    the answers everywhere. Keras spreads what it fits, not what it predicts. Another one for another
    number of variables that learn: Keras compiles a model for those it first had."""
    inputs = keras.Input(network.input_shape[1:], dtype=network.inputs[0].dtype)
    outputs = network(_Laid(split=True, autocast=False)(inputs))
    outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
    return keras.Model(inputs, [_Laid(split=False, autocast=False)(output) for output in outputs])


class _Laid(keras.layers.Layer):  # type: ignore[misc]
    """The same values, laid out over the devices: `split` along the batch, or whole on each."""

    def __init__(self, *, split: bool, **options: Any) -> None:
        super().__init__(**options)
        self._split = split

    def call(self, values: Any) -> Any:
        everywhere = keras.distribution.distribution()
        axes = [everywhere.batch_dim_name if self._split else None, *[None] * (len(values.shape) - 1)]
        layout = keras.distribution.TensorLayout(axes, everywhere.device_mesh)
        return keras.distribution.distribute_tensor(values, layout)
