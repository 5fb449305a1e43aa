"""Static 8-bit quantisation of the residual network: calibration methods compared on validation, the best one kept.

QDQ format, weights signed per output channel, activations unsigned; the head stays in float32. Ranges come from
training images alone.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop import contract
from export.graph.passes import feature_nodes
from export.int8.rounding import CHUNK, Rounded, round_convolutions

if TYPE_CHECKING:
    from numpy.typing import NDArray

METHODS = ("MinMax", "Entropy", "Percentile")
QUANTISED = ("Conv", "Add", "MaxPool", "Relu")
"""With Relu among them a convolution's answers are rounded after it, not before and after: no step is spent on what it
would cut away, and none of the time between. Without, the divergence was 2.5 times as large and the speed 0.7."""
IMAGES_PER_CLASS = 48
HURTS = 0.1
"""Share of the loss that leaving a group of nodes in float must take away: less is not worth its arithmetic."""
ENOUGH = 0.002
"""Divergence in nats below which nothing is left in float, which costs up to a third of the speed: at 0.0011 one answer
in a hundred was another, and no figure of a part of 1,500 images shows it."""


def quantise(
    model: Any,
    images: NDArray[np.uint8],
    method: str,
    *,
    in_float: tuple[str, ...] = (),
    rounded: dict[str, Rounded] | None = None,
) -> Any:
    """An int8 copy of a folded float32 model. images: uint8 [N, S, S, 3] of training lesions; method: of METHODS;
    in_float: names of nodes to leave as they are; rounded: the weights of `round_all`, where they are there already."""
    import onnx
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

    rounded = round_all(model, images, in_float=in_float) if rounded is None else rounded
    copy = _with_weights(model, rounded)
    nodes = [n.name for n in feature_nodes(copy) if n.op_type in QUANTISED and n.name not in in_float]
    if not nodes:  # an empty list would mean every node to the quantiser
        return copy
    chunk = min(CHUNK, len(images))
    usable = len(images) - len(images) % chunk
    with _quiet(), tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(None):  # it prints its steps
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
            extra_options={"CalibStridedMinMax": chunk},
        )
        quantised = onnx.load(target)
    del quantised.graph.value_info[:]
    _set_codes(quantised, rounded)
    return quantised


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The quantiser logs advice meant for its own authors, to the root logger."""
    logger = logging.getLogger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def round_all(model: Any, images: NDArray[np.uint8], *, in_float: tuple[str, ...] = ()) -> dict[str, Rounded]:
    """The weights in 8 bits of every convolution of the residual network but those left in float."""
    convolutions = [n for n in feature_nodes(model) if n.op_type == "Conv" and n.name not in in_float]
    return round_convolutions(model, convolutions, images) if convolutions else {}


def _with_weights(model: Any, rounded: dict[str, Rounded]) -> Any:
    """A float32 copy that computes with the rounded weights and their biases: ranges are measured on it."""
    import onnx
    from onnx import numpy_helper

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    tensors = {tensor.name: tensor for tensor in copy.graph.initializer}
    for node in copy.graph.node:
        if node.name not in rounded:
            continue
        new = rounded[node.name]
        _replace(tensors[node.input[1]], new.weights)
        if len(node.input) == 2:  # folding drops a bias that is zero
            copy.graph.initializer.append(numpy_helper.from_array(new.bias, f"{node.name}_bias"))
            node.input.append(f"{node.name}_bias")
        else:
            _replace(tensors[node.input[2]], new.bias)
    return copy


def _set_codes(quantised: Any, rounded: dict[str, Rounded]) -> None:
    """Put our codes and scales in place of the quantiser's own rounding, and biases in the steps that go with them.

    The quantiser takes the largest weight of a channel for its range; here the range was fixed before the rounding.
    It also gives a channel without weights the scale 1, which would round its bias to whole steps of the input.
    """
    from onnx import numpy_helper

    tensors = {tensor.name: tensor for tensor in quantised.graph.initializer}
    producers = {name: node for node in quantised.graph.node for name in node.output}
    for node in quantised.graph.node:
        if node.op_type != "Conv" or node.name not in rounded:
            continue
        new = rounded[node.name]
        weight, bias = producers[node.input[1]], producers[node.input[2]]
        step = numpy_helper.to_array(tensors[producers[node.input[0]].input[1]])
        bias_scales = (new.scales * step).astype(np.float32)
        _replace(tensors[weight.input[0]], new.codes)
        _replace(tensors[weight.input[1]], new.scales)
        _replace(tensors[bias.input[1]], bias_scales)
        levels = np.rint(new.bias.astype(np.float64) / bias_scales)
        _replace(tensors[bias.input[0]], np.clip(levels, -(2**31), 2**31 - 1).astype(np.int32))


def _replace(tensor: Any, values: NDArray[Any]) -> None:
    from onnx import numpy_helper

    tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))


def _second_stage(nodes: Sequence[Any]) -> tuple[str, ...]:
    """The convolutions between the first and the next that halves the map."""
    convolutions = [node for node in nodes if node.op_type == "Conv"][1:]

    def halves(node: Any) -> bool:
        return any(attribute.name == "strides" and max(attribute.ints) > 1 for attribute in node.attribute)

    return tuple(node.name for node in itertools.takewhile(lambda node: not halves(node), convolutions))


def best_method(
    model: Any, images: NDArray[np.uint8], loss: Callable[[Any], float], told: Callable[[str, float], None]
) -> tuple[str, Any]:
    """Quantise by every method, keep the one whose model has the lowest `loss`, and leave in float what then hurts.

    What is tried in float while the loss is above ENOUGH, one after the other and each kept where it falls by HURTS:
    the first convolution, whose inputs are pixels; the sums of the branches, through which every error travels to the
    end; and the second stage, which has few weights and comes before everything. Each result is `told`. Returns
    the choice in words, and the model.
    """
    rounded = round_all(model, images)
    found: list[tuple[float, str, Any]] = []

    def attempt(method: str, in_float: dict[str, tuple[str, ...]]) -> tuple[float, str, Any]:
        nodes = tuple(node for group in in_float.values() for node in group)
        kept = {name: weights for name, weights in rounded.items() if name not in nodes}
        candidate = quantise(model, images, method, in_float=nodes, rounded=kept)
        words = ", ".join([method, *(f"{name} in float" for name in in_float)])
        value = loss(candidate)
        told(words, value)
        return value, words, candidate

    for method in METHODS:
        found.append(attempt(method, {}))
    best = min(found, key=lambda one: one[0])
    method = best[1]
    in_float: dict[str, tuple[str, ...]] = {}
    nodes = feature_nodes(model)
    groups = {
        "first convolution": tuple(n.name for n in nodes if n.op_type == "Conv")[:1],
        "sums": tuple(n.name for n in nodes if n.op_type == "Add"),
        "second stage": _second_stage(nodes),
    }
    for name, group in groups.items():
        if best[0] <= ENOUGH:
            break
        more = attempt(method, {**in_float, name: group})
        if more[0] < best[0] * (1 - HURTS):
            best, in_float = more, {**in_float, name: group}
    return best[1], best[2]


def set_scales(
    model: Any, *, temperature: float, unfamiliarity_threshold: float, outlier_threshold: float = 0.0
) -> None:
    """Put a newly fitted temperature and thresholds into the constants before softmax, square root and sigmoid."""
    import onnx

    producers = {name: node for node in model.graph.node for name in node.output}
    (softmax,) = (n for n in model.graph.node if contract.PROBABILITIES in n.output)
    root, sigmoid = _unfamiliarity_nodes(model)
    scaled = [(softmax, "Mul", 1.0 / temperature), (root, "Mul", 1.0 / unfamiliarity_threshold)]
    scaled += [(sigmoid, "Sub", outlier_threshold)] if sigmoid is not None else []
    for node, kind, value in scaled:
        before = producers[node.input[0]]
        (tensor,) = (t for t in model.graph.initializer if t.name in before.input)
        assert before.op_type == kind
        shape = onnx.numpy_helper.to_array(tensor).shape
        tensor.CopyFrom(onnx.numpy_helper.from_array(np.full(shape, value, dtype=np.float32), tensor.name))


def _unfamiliarity_nodes(model: Any) -> tuple[Any, Any | None]:
    """The square root that ends the distance, and the sigmoid that ends the head for images of another kind, None in a
    model without it."""
    producers = {name: node for node in model.graph.node for name in node.output}
    (last,) = (n for n in model.graph.node if contract.UNFAMILIARITY in n.output)
    if last.op_type == "Sqrt":
        return last, None
    assert last.op_type == "Max"
    ends = {node.op_type: node for node in (producers[name] for name in last.input)}
    (sigmoid,) = (producers[name] for name in ends["Mul"].input if name in producers)
    return ends["Sqrt"], sigmoid


def with_parts_of_unfamiliarity(model: Any) -> tuple[Any, tuple[str, str]]:
    """A copy of a model with such a head that gives the two parts as well, and their names: the distance, 1 at its
    threshold, and the head's log odds less their threshold, each [N]."""
    import onnx

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    root, sigmoid = _unfamiliarity_nodes(copy)
    assert sigmoid is not None
    names = (root.output[0], sigmoid.input[0])
    copy.graph.output.extend(onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, ["N"]) for n in names)
    return copy, names


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
