"""The passes beside ONNX Runtime's quantiser: constant channels keep their value, averages are not shifted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from desktop.model.providers import by_name, open_session
from export.int8 import quantize
from export.int8.quantize import quantise

SIZE, CHANNELS = 16, 8


def _model(weights: np.ndarray, bias: np.ndarray) -> Any:
    """images -> float, channels first -> a 1 x 1 convolution of positive inputs -> its ReLU."""
    nodes = [
        helper.make_node("Cast", ["images"], ["pixels"], "cast", to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["pixels"], ["planes"], "planes", perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "w", "b"], ["maps"], "conv"),
        helper.make_node("Relu", ["maps"], ["out"], "relu"),
    ]
    graph = helper.make_graph(
        nodes,
        "one convolution",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["N", SIZE, SIZE, 3])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["N", CHANNELS, SIZE, SIZE])],
        [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(bias, "b")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _run(model: Any, images: np.ndarray) -> np.ndarray:
    return np.asarray(open_session(model.SerializeToString(), by_name("cpu")).run(["out"], {"images": images})[0])


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(100, 256, (16, SIZE, SIZE, 3), dtype=np.uint8)


def test_a_channel_without_weights_keeps_its_constant(images: np.ndarray) -> None:
    weights = np.random.default_rng(1).normal(size=(CHANNELS, 3, 1, 1)).astype(np.float32) / 50
    weights[3] = 0.0
    bias = np.full(CHANNELS, 0.37, dtype=np.float32)  # less than half a step of the input, which is 1
    out = _run(quantise(_model(weights, bias), images, "MinMax"), images)
    assert np.abs(out[:, 3] - 0.37).max() < 0.05


def test_rounded_weights_do_not_shift_the_average(images: np.ndarray) -> None:
    weights = np.full((CHANNELS, 3, 1, 1), 0.0037, dtype=np.float32)
    weights[:, 0] = 1.0  # makes the step 1/127, so that the two small weights are rounded to nothing
    model = _model(weights, np.zeros(CHANNELS, dtype=np.float32))
    lost = 2 * 0.0037 * images[..., 1:].mean()
    assert lost > 1.0
    assert abs(_run(quantise(model, images, "MinMax"), images).mean() - _run(model, images).mean()) < 0.3 * lost


def test_a_convolution_without_a_bias_gets_one(images: np.ndarray) -> None:
    weights = np.full((CHANNELS, 3, 1, 1), 0.0037, dtype=np.float32)
    weights[:, 0] = 1.0
    model = _model(weights, np.zeros(CHANNELS, dtype=np.float32))
    (convolution,) = (node for node in model.graph.node if node.op_type == "Conv")
    del convolution.input[2]
    lost = 2 * 0.0037 * images[..., 1:].mean()
    assert abs(_run(quantise(model, images, "MinMax"), images).mean() - _run(model, images).mean()) < 0.3 * lost


def test_no_step_is_spent_on_what_the_relu_cuts_away(images: np.ndarray) -> None:
    """Answers from -1000 to about 10 before the ReLU: steps of 4 if they were rounded before it."""
    weights = np.full((CHANNELS, 3, 1, 1), 2.5, dtype=np.float32)
    model = _model(weights, np.full(CHANNELS, -1600.0, dtype=np.float32))
    quantised = quantise(model, images, "MinMax")
    expected, found = _run(model, images), _run(quantised, images)
    assert 0 < (expected > 0).mean() < 0.5
    assert np.abs(found - expected).mean() < 1.0
    kinds = [node.op_type for node in quantised.graph.node]
    assert "Relu" not in kinds  # the unsigned rounding cuts below zero by itself
    assert kinds.count("QuantizeLinear") == 2  # the inputs, the answers


def test_layers_left_in_float_are_not_touched(images: np.ndarray) -> None:
    weights = np.random.default_rng(1).normal(size=(CHANNELS, 3, 1, 1)).astype(np.float32)
    model = _model(weights, np.zeros(CHANNELS, dtype=np.float32))
    kept = quantise(model, images, "MinMax", in_float=("conv",))
    assert np.array_equal(_run(kept, images), _run(model, images))


def test_what_hurts_is_left_in_float_and_what_does_not_is_not(
    images: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = np.random.default_rng(1).normal(size=(CHANNELS, 3, 1, 1)).astype(np.float32)
    model = _model(weights, np.zeros(CHANNELS, dtype=np.float32))
    monkeypatch.setattr(quantize, "METHODS", ("MinMax",))
    monkeypatch.setattr(quantize, "ENOUGH", -1.0)  # go through all of them
    reference = _run(model, images)
    told: list[str] = []

    def loss(candidate: Any) -> float:
        return float(np.abs(_run(candidate, images) - reference).mean())

    words, best = quantize.best_method(model, images, loss, lambda name, value: told.append(name))
    first = "MinMax, first convolution in float"
    assert told == ["MinMax", first, f"{first}, sums in float", f"{first}, second stage in float"]
    assert words == "MinMax, first convolution in float"  # there are no sums whose rounding could hurt
    assert loss(best) == 0.0
    assert quantize.best_method(model, images, lambda _: 1.0, lambda *_: None)[0] == "MinMax"
    monkeypatch.undo()
    monkeypatch.setattr(quantize, "METHODS", ("MinMax",))
    told.clear()
    quantize.best_method(model, images, lambda _: quantize.ENOUGH, lambda name, value: told.append(name))
    assert told == ["MinMax"]  # good enough: nothing is tried in float
