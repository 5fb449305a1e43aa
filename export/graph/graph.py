"""The trained network as the contract's ONNX graph: four outputs, all with forward operations.

Traced by TensorFlow and converted by tf2onnx's `from_function`; constants are NumPy arrays, since any tensor made
outside the traced function would become another graph input.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop import contract
from export.errors import ExportError
from export.graph.contract_file import check_graph
from trainer.measure.calibration import Calibration
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.network.features import feature_of, map_of
from trainer.network.network import HIDDEN, IMAGENET_MEAN_BGR, INPUT_SCALE, LOGITS, NORM, backbone_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

DEFAULT_OPSET = 17
OPSETS = range(17, 19)
"""The contract begins at 17, and tf2onnx writes none above 18."""


class Head:
    """The trained head with its batch normalisation folded into the hidden layer, as float32 arrays.

    a: [D, H] and b: [H] give the hidden units relu(pooled @ a + b); w: [H, C] and c: [C] give the logits.
    """

    def __init__(self, network: Any) -> None:
        gamma, beta, mean, variance = (np.asarray(v, dtype=np.float64) for v in network.get_layer(NORM).get_weights())
        kernel, bias = (np.asarray(v, dtype=np.float64) for v in network.get_layer(HIDDEN).get_weights())
        w, c = network.get_layer(LOGITS).get_weights()
        scale = gamma / np.sqrt(variance + network.get_layer(NORM).epsilon)
        self.a: NDArray[np.float32] = (scale[:, None] * kernel).astype(np.float32)
        self.b: NDArray[np.float32] = (bias + (beta - mean * scale) @ kernel).astype(np.float32)
        self.w: NDArray[np.float32] = np.asarray(w, dtype=np.float32)
        self.c: NDArray[np.float32] = np.asarray(c, dtype=np.float32)


def contract_function(network: Any, calibration: Calibration, space: UnfamiliaritySpace) -> Any:
    """A tf.function from `images` uint8 [N, S, S, 3] to the contract's outputs in the order of `contract.OUTPUTS`.

    Heat maps are HiResCAM (Draelos & Carin, arXiv:2011.08891): the gradient of a class's logit with respect to the last
    feature map, times that map, summed over channels. With the head pooled -> hidden ReLU -> logits the gradient is
    a @ diag(hidden > 0) @ w / (h * w), so no differentiation is left in the graph.
    """
    import keras
    import tensorflow as tf

    size = int(network.input_shape[1])
    backbone = backbone_of(network)
    wanted = [feature_of(name) for name in space.measured]
    maps = keras.Model(backbone.inputs, [backbone.output, *(map_of(backbone, layer) for layer, _ in wanted)])
    head = Head(network)
    height, width, channels = (int(n) for n in backbone.output_shape[1:])
    area = height * width
    classes = head.w.shape[1]
    mean = np.array(IMAGENET_MEAN_BGR, dtype=np.float32)
    temperature = np.float32(calibration.temperature)
    threshold = np.float32(calibration.unfamiliarity_threshold)
    head_threshold = np.float32(calibration.outlier_threshold)

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[tf.TensorSpec((None, size, size, 3), tf.uint8, name=contract.INPUT)]
    )
    def outputs(images: Any) -> Any:
        bgr = (tf.gather(tf.cast(images, tf.float32), [2, 1, 0], axis=3) - mean) / np.float32(INPUT_SCALE)
        # Channels first from here on: tf2onnx's own layout, so that its transposes cancel against this one.
        features, *others = (tf.transpose(each, [0, 3, 1, 2]) for each in maps(bgr, training=False))
        pooled = tf.reduce_mean(features, axis=[2, 3])
        hidden = tf.nn.relu(tf.matmul(pooled, head.a) + head.b)
        logits = tf.matmul(hidden, head.w) + head.c
        probabilities = tf.nn.softmax(logits / temperature)

        active = tf.cast(hidden > 0, tf.float32)
        rows = tf.expand_dims(active, 1) * head.w.T[None]  # [N, C, H]
        gradient = tf.matmul(rows, head.a.T / np.float32(area))  # [N, C, D]
        flat = tf.reshape(features, [-1, channels, area])
        heatmaps = tf.reshape(tf.matmul(gradient, flat), [-1, classes, height, width])

        told = [_over_the_image(one, kind) for one, (_, kind) in zip(others, wanted, strict=True)]
        unfamiliarity = tf.sqrt(space.in_graph(_side_by_side(told[: len(space.features)])) / threshold)
        if space.head is not None:
            odds = space.head.in_graph(_side_by_side(told)) - head_threshold
            unfamiliarity = tf.maximum(unfamiliarity, 2.0 * tf.sigmoid(odds))
        return logits, probabilities, heatmaps, unfamiliarity

    return outputs


def _side_by_side(features: list[Any]) -> Any:
    """[N, D] of several [N, d]."""
    import tensorflow as tf

    return features[0] if len(features) == 1 else tf.concat(features, axis=1)


def _over_the_image(maps: Any, kind: str) -> Any:
    """Mean or standard deviation of each channel: maps [N, C, h, w] to [N, C]."""
    import tensorflow as tf

    if kind == "mean":
        return tf.reduce_mean(maps, axis=[2, 3])
    around = maps - tf.reduce_mean(maps, axis=[2, 3], keepdims=True)
    return tf.sqrt(tf.reduce_mean(around * around, axis=[2, 3]))


def convert(function: Any, *, opset: int = DEFAULT_OPSET) -> Any:
    """The onnx.ModelProto of a contract function: names of the contract, dynamic batch, full check passed.

    Raises ExportError when the converter fails or leaves anything the contract does not know.
    """
    import tf2onnx

    if opset not in OPSETS:
        raise ExportError(f"opset {opset} is not supported; choose {OPSETS.start} to {OPSETS.stop - 1}")
    try:
        with _cycles_collected_early():
            model, external = tf2onnx.convert.from_function(
                function, input_signature=function.input_signature, opset=opset
            )
    except Exception as error:  # noqa: BLE001 - the converter has no errors of its own
        raise ExportError(f"tf2onnx could not convert the network: {error}") from None
    if external:
        raise ExportError("tf2onnx moved tensors out of the model; a single file is wanted")
    _rename_outputs(model)
    _describe_shapes(model)
    inputs = [i.name for i in model.graph.input]
    if inputs != [contract.INPUT]:
        raise ExportError(f"the converted graph has inputs {', '.join(inputs)}; only {contract.INPUT} is expected")
    check_graph(model)
    return model


@contextmanager
def _cycles_collected_early() -> Iterator[None]:
    """Every full copy of the graph that the converter drops goes at once: 3 GB at the peak instead of 10.

    Each of its optimisers works on a deep copy, weights included, that only the cycle collector can free; and that one
    waits until the new objects are a quarter of all, which the frameworks' own millions put far off. Frozen, those do
    not count, and a full collection is cheap enough to be had at every turn.
    """
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.collect()  # counts what is left: nothing
    gc.set_threshold(thresholds[0], 1, 1)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        gc.collect()


def _rename_outputs(model: Any) -> None:
    """Give the outputs, which tf2onnx leaves in order but with TensorFlow's names, those of the contract."""
    names = dict(zip((o.name for o in model.graph.output), contract.OUTPUTS, strict=True))
    for output in model.graph.output:
        output.name = names[output.name]
    for node in model.graph.node:
        for slots in (node.input, node.output):
            slots[:] = [names.get(name, name) for name in slots]


def _describe_shapes(model: Any) -> None:
    """Call the batch dimension N on every input and output."""
    for tensor in (*model.graph.input, *model.graph.output):
        first = tensor.type.tensor_type.shape.dim[0]
        first.ClearField("dim_value")
        first.dim_param = "N"
