"""What is done to the converted graph: fold it, let it read colours in their own order, store it in 16 bits. Each pass
takes a model and gives a new one.

The folding is ONNX Runtime's own offline optimisation at its basic level, which stays within the ONNX standard: batch
normalisation goes into the convolutions, padding into the pooling, constant branches into constants.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from desktop.model.providers import load_onnxruntime
from export.errors import ExportError


def fold(model: Any) -> Any:
    """The same function with fewer operators. Raises ExportError when ONNX Runtime cannot load the model."""
    import onnx

    ort = load_onnxruntime()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "folded.onnx"
        options = ort.SessionOptions()
        options.log_severity_level = 4
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(target)
        try:
            ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 - ONNX Runtime raises a class per status code, without a common root
            raise ExportError(f"ONNX Runtime cannot load the converted graph: {error}") from None
        folded = onnx.load(target)
    _drop_unused_domains(folded)
    return folded


def _drop_unused_domains(model: Any) -> None:
    """ONNX Runtime lists every domain it knows; a reader should see only those the graph needs."""
    used = {node.domain for node in model.graph.node}
    kept = [entry for entry in model.opset_import if entry.domain in used or entry.domain == ""]
    del model.opset_import[:]
    model.opset_import.extend(kept)


def in_colour_order(model: Any) -> Any:
    """The same function without the reversal of the colours that ImageNet's weights expect: the first convolution's
    weights, and the constants on the way to it, are reversed instead. A graph that does not begin so is given back as
    it is.

    Reversing costs a copy of every image in float32; in 8 bits that is a twentieth of the whole inference.
    """
    import onnx
    from onnx import numpy_helper

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    tensors = {tensor.name: tensor for tensor in copy.graph.initializer}
    readers: dict[str, list[Any]] = {}
    for node in copy.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    gather = next((n for n in copy.graph.node if n.op_type == "Gather" and n.input[1] in tensors), None)
    if gather is None or [a.i for a in gather.attribute if a.name == "axis"] != [3]:
        return model
    order = numpy_helper.to_array(tensors[gather.input[1]])
    reordered: list[tuple[Any, Any]] = []
    node = gather
    while node.op_type != "Conv":
        following = readers.get(node.output[0], [])
        if len(following) != 1:
            return model
        node = following[0]
        constants = [tensors[name] for name in node.input if name in tensors]
        if node.op_type in ("Sub", "Mul"):
            values = numpy_helper.to_array(constants[0]) if len(constants) == 1 else np.empty(0)
            if values.size == len(order):
                reordered.append((constants[0], values[..., np.argsort(order)]))
            elif values.size != 1:
                return model
        elif node.op_type == "Conv":
            weights = numpy_helper.to_array(tensors[node.input[1]])
            reordered.append((tensors[node.input[1]], weights[:, np.argsort(order)]))
        elif node.op_type != "Transpose":
            return model
    for tensor, values in reordered:
        tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values), tensor.name))
    for reader in readers[gather.output[0]]:
        reader.input[:] = [gather.input[0] if name == gather.output[0] else name for name in reader.input]
    copy.graph.node.remove(gather)
    if len(readers[gather.input[1]]) == 1:
        copy.graph.initializer.remove(tensors[gather.input[1]])
    return copy


def to_fp16(model: Any) -> Any:
    """The backbone's weights and arithmetic in float16, head, inputs and outputs unchanged; about half the size.

    The head's squared distances could overflow float16, and its few operators cost nothing.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    half = onnx.ModelProto()
    half.CopyFrom(model)
    features = feature_nodes(half)
    weights = {name for node in features for name in node.input}
    for tensor in half.graph.initializer:
        if tensor.name in weights and tensor.data_type == TensorProto.FLOAT:  # shapes and axes stay whole numbers
            values = numpy_helper.to_array(tensor).astype(np.float16)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    constants = {tensor.name for tensor in half.graph.initializer}
    inside = {name for node in features for name in node.output}
    (entry,) = weights - constants - inside
    own = {node.name for node in features}
    leaving = {name for node in half.graph.node if node.name not in own for name in node.input} & inside
    nodes: list[Any] = []
    for node in half.graph.node:
        if node.name not in own:
            nodes.append(node)
            continue
        if node.name == features[0].name:
            nodes.append(helper.make_node("Cast", [entry], ["features_in"], "to_fp16", to=TensorProto.FLOAT16))
        renamed = {name: f"{name}_fp16" for name in leaving} | {entry: "features_in"}
        node.input[:] = [renamed.get(name, name) for name in node.input]
        node.output[:] = [renamed.get(name, name) for name in node.output]
        nodes.append(node)
        for name in leaving & {name.removesuffix("_fp16") for name in node.output}:
            cast = helper.make_node("Cast", [f"{name}_fp16"], [name], f"{name}_to_fp32", to=TensorProto.FLOAT)
            nodes.append(cast)
    del half.graph.node[:]
    half.graph.node.extend(nodes)
    del half.graph.value_info[:]  # it speaks of float32
    return half


def feature_nodes(model: Any) -> list[Any]:
    """The nodes of the backbone itself, from its first convolution to the Relu that closes its last feature map.

    What reads a map on the way, as the unfamiliarity does, is none of them.
    """
    nodes = list(model.graph.node)
    kinds = [node.op_type for node in nodes]
    first = kinds.index("Conv")
    closing = nodes[len(kinds) - 1 - kinds[::-1].index("Conv")]
    while True:
        readers = (n for n in nodes if n.op_type in ("Add", "Relu") and set(n.input) & set(closing.output))
        following = next(readers, None)
        if following is None:
            break
        closing = following
    needed, features = set(closing.output), []
    for node in reversed(nodes[first:]):
        if needed & set(node.output):
            features.append(node)
            needed |= set(node.input)
    return features[::-1]
