"""Static 8-bit quantisation of the ResNet50: calibration methods compared on validation, the best one kept.

QDQ format, weights signed per output channel, activations unsigned; the head stays in float32. Ranges come from
training images alone.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop import contract
from export.passes import feature_nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

METHODS = ("MinMax", "Entropy", "Percentile")
QUANTISED = ("Conv", "Add", "MaxPool")
IMAGES_PER_CLASS = 24
CHUNK = 8
"""Images whose activations are held at once while ranges are measured; about 100 MB each at 224 pixels."""


def quantise(model: Any, images: NDArray[np.uint8], method: str, *, in_float: tuple[str, ...] = ()) -> Any:
    """An int8 copy of a folded float32 model. images: uint8 [N, S, S, 3] of training lesions; method: of METHODS;
    in_float: names of nodes to leave as they are."""
    import onnx
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

    corrected = correct_biases(model, images, in_float=in_float)
    copy = onnx.ModelProto()
    copy.CopyFrom(corrected)  # the quantiser moves the tensors of what it is given out into a file
    nodes = [n.name for n in feature_nodes(copy) if n.op_type in QUANTISED and n.name not in in_float]
    if not nodes:  # an empty list would mean every node to the quantiser
        return copy
    usable = len(images) - len(images) % CHUNK
    logging.getLogger().setLevel(logging.ERROR)  # the quantiser logs advice meant for its own authors
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(None):  # it prints its steps
        target = Path(folder) / "int8.onnx"
        quantize_static(
            copy,
            target,
            _Reader(images[:usable]),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(QUANTISED),
            nodes_to_quantize=nodes,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod[method],
            extra_options={"CalibStridedMinMax": CHUNK},
        )
        quantised = onnx.load(target)
    del quantised.graph.value_info[:]
    rescale_dead_channels(quantised, corrected)
    return quantised


def correct_biases(model: Any, images: NDArray[np.uint8], *, in_float: tuple[str, ...] = ()) -> Any:
    """A copy whose convolutions' biases make up for what rounding their weights to 8 bits shifts on average.

    Rounding changes a channel's mean by the weights' error times the mean of its inputs, which are all positive after
    a ReLU (Nagel et al., arXiv:1906.04721, section 4.2). The means are taken on `images`, uint8 [N, S, S, 3].
    """
    import onnx
    from onnx import numpy_helper

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    convolutions = [n for n in feature_nodes(copy) if n.op_type == "Conv" and n.name not in in_float]
    if not convolutions:
        return copy
    means = _channel_means(model, list(dict.fromkeys(n.input[0] for n in convolutions)), images)
    tensors = {tensor.name: tensor for tensor in copy.graph.initializer}
    for node in convolutions:
        weights = numpy_helper.to_array(tensors[node.input[1]])
        scales = np.abs(weights).reshape(len(weights), -1).max(axis=1).reshape(-1, 1, 1, 1) / 127.0
        live = scales > 0
        rounded = np.where(live, np.rint(weights / np.where(live, scales, 1.0)) * scales, 0.0)
        shift = (rounded - weights).sum(axis=(2, 3)) @ means[node.input[0]]
        if len(node.input) == 2:  # folding drops a bias that is zero
            name = f"{node.name}_bias"
            copy.graph.initializer.append(numpy_helper.from_array((-shift).astype(np.float32), name))
            node.input.append(name)
            continue
        bias = tensors[node.input[2]]
        _replace(bias, (numpy_helper.to_array(bias) - shift).astype(np.float32))
    return copy


def _channel_means(model: Any, names: list[str], images: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    """The mean of each named tensor [N, C, h, w] over images and places: float64 [C]."""
    import onnx

    from desktop.providers import by_name, open_session

    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    del probe.graph.output[:]
    for name in names:
        probe.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = open_session(probe.SerializeToString(), by_name("cpu"))
    sums: dict[str, NDArray[np.float64]] = {}
    for start in range(0, len(images), CHUNK):
        for name, values in zip(
            names, session.run(names, {contract.INPUT: images[start : start + CHUNK]}), strict=True
        ):
            sums[name] = sums.get(name, 0.0) + values.mean(axis=(2, 3), dtype=np.float64).sum(axis=0)
    return {name: total / len(images) for name, total in sums.items()}


def rescale_dead_channels(quantised: Any, model: Any) -> int:
    """Give output channels whose weights are all zero the scale of their neighbours; returns how many there were.

    The quantiser gives them the weight scale 1, and the scale of a bias is that times the input's: a constant channel's
    bias would be rounded to whole steps of the input. A pruned network has hundreds of such channels. model: the
    float32 model that was quantised, for the biases' exact values.
    """
    from onnx import numpy_helper

    tensors = {tensor.name: tensor for tensor in quantised.graph.initializer}
    producers = {name: node for node in quantised.graph.node for name in node.output}
    exact = {tensor.name: tensor for tensor in model.graph.initializer}
    biases = {
        node.name: exact[node.input[2]] for node in model.graph.node if node.op_type == "Conv" and len(node.input) == 3
    }
    count = 0
    for node in quantised.graph.node:
        weight = producers.get(node.input[1]) if node.op_type == "Conv" else None
        if weight is None or weight.op_type != "DequantizeLinear":
            continue
        values, scales = (numpy_helper.to_array(tensors[name]) for name in weight.input[:2])
        dead = ~values.reshape(len(values), -1).any(axis=1)
        if not dead.any() or dead.all():
            continue
        count += int(dead.sum())
        step = numpy_helper.to_array(tensors[producers[node.input[0]].input[1]])
        bias = producers[node.input[2]]
        scales = np.where(dead, np.median(scales[~dead]), scales).astype(np.float32)
        bias_scales = (scales * step).astype(np.float32)
        levels = np.rint(numpy_helper.to_array(biases[node.name]) / bias_scales)
        _replace(tensors[weight.input[1]], scales)
        _replace(tensors[bias.input[1]], bias_scales)
        _replace(tensors[bias.input[0]], np.clip(levels, -(2**31), 2**31 - 1).astype(np.int32))
    return count


def _replace(tensor: Any, values: NDArray[Any]) -> None:
    from onnx import numpy_helper

    tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))


def best_method(
    model: Any, images: NDArray[np.uint8], loss: Callable[[Any], float], told: Callable[[str, float], None]
) -> tuple[str, Any]:
    """Quantise by every method and keep the one whose model has the lowest `loss`; each result is `told`."""
    best: tuple[float, str, Any] | None = None
    for method in METHODS:
        candidate = quantise(model, images, method)
        value = loss(candidate)
        told(method, value)
        if best is None or value < best[0]:
            best = (value, method, candidate)
    assert best is not None
    return best[1], best[2]


def set_scales(model: Any, *, temperature: float, unfamiliarity_threshold: float) -> None:
    """Put a newly fitted temperature and threshold into the constants before the softmax and the square root."""
    import onnx

    producers = {name: node for node in model.graph.node for name in node.output}
    (softmax,) = (n for n in model.graph.node if contract.PROBABILITIES in n.output)
    (root,) = (n for n in model.graph.node if contract.UNFAMILIARITY in n.output)
    for node, value in ((softmax, 1.0 / temperature), (root, 1.0 / unfamiliarity_threshold)):
        scale = producers[node.input[0]]
        (tensor,) = (t for t in model.graph.initializer if t.name in scale.input)
        assert scale.op_type == "Mul"
        shape = onnx.numpy_helper.to_array(tensor).shape
        tensor.CopyFrom(onnx.numpy_helper.from_array(np.full(shape, value, dtype=np.float32), tensor.name))


class _Reader:
    """ONNX Runtime's `CalibrationDataReader` protocol over an array, one image at a time, in ranges."""

    def __init__(self, images: NDArray[np.uint8]) -> None:
        self._images = images
        self.set_range(0, len(images))

    def __len__(self) -> int:
        return len(self._images)

    def set_range(self, start_index: int, end_index: int) -> None:
        self._rows = iter(range(start_index, end_index))

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        row = next(self._rows, None)
        return None if row is None else {contract.INPUT: self._images[row : row + 1]}
