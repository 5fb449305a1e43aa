"""A graph in 16 bits: weights are stored in half of the space, and what is no weight stays what it was."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from export.graph.passes import to_fp16

# Of small images the converter reshapes the last maps between two convolutions, by a shape of whole numbers.
SHAPE = np.array([0, 8, 1, 4], dtype=np.int64)


@pytest.fixture
def model() -> onnx.ModelProto:
    """Two convolutions with a reshape between them, and a mean as the head."""
    rng = np.random.default_rng(0)
    tensors = {
        "first": rng.normal(size=(8, 3, 1, 1)).astype(np.float32),
        "second": rng.normal(size=(5, 8, 1, 1)).astype(np.float32),
        "shape": SHAPE,
    }
    nodes = [
        helper.make_node("Conv", ["images", "first"], ["one"], "conv_one"),
        helper.make_node("Reshape", ["one", "shape"], ["flat"], "reshape"),
        helper.make_node("Conv", ["flat", "second"], ["two"], "conv_two"),
        helper.make_node("Relu", ["two"], ["map"], "relu"),
        helper.make_node("ReduceMean", ["map"], ["pooled"], "head", axes=[2, 3], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", 3, 2, 2])],
        [helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["N", 5])],
        [numpy_helper.from_array(values, name) for name, values in tensors.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _answer(model: onnx.ModelProto, images: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"images": images})[0])


def test_shapes_between_convolutions_stay_whole_numbers_and_the_answers_the_same(model: onnx.ModelProto) -> None:
    small = to_fp16(model)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in small.graph.initializer}
    assert stored["first"].dtype == stored["second"].dtype == np.float16
    assert stored["shape"].dtype == np.int64
    assert stored["shape"].tolist() == SHAPE.tolist()
    images = np.random.default_rng(1).normal(size=(4, 3, 2, 2)).astype(np.float32)
    assert _answer(small, images) == pytest.approx(_answer(model, images), abs=0.02)
