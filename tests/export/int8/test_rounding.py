"""Weights are rounded for the layer's answers, not each to its nearest level."""

from __future__ import annotations

import numpy as np
import onnx
import onnx.reference
from onnx import TensorProto, helper, numpy_helper

from export.int8.rounding import LEVELS, round_convolutions, round_weights


def _answers_error(codes: np.ndarray, weights: np.ndarray, scales: np.ndarray, covariance: np.ndarray) -> float:
    error = codes * scales[:, None] - weights
    return float(np.einsum("ok,kl,ol->", error, covariance, error))


def test_errors_are_made_good_where_inputs_go_together() -> None:
    rng = np.random.default_rng(0)
    mixing = rng.normal(size=(40, 300))  # 300 inputs of 40 causes: much of the error can be made good
    covariance = mixing.T @ mixing / 40 + 0.01 * np.eye(300)
    weights = rng.normal(size=(16, 300))
    scales = np.abs(weights).max(axis=1) / LEVELS
    nearest = np.rint(weights / scales[:, None])
    codes = round_weights(weights, covariance, scales)
    assert (codes == np.rint(codes)).all()
    assert np.abs(codes).max() <= LEVELS
    ours, theirs = (_answers_error(c, weights, scales, covariance) for c in (codes, nearest))
    assert ours < 0.25 * theirs


def test_independent_inputs_leave_every_weight_at_its_nearest_level() -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(4, 20))
    scales = np.abs(weights).max(axis=1) / LEVELS
    codes = round_weights(weights, np.diag(rng.uniform(0.5, 2, 20)), scales)
    assert np.array_equal(codes, np.rint(weights / scales[:, None]))


def test_a_strided_padded_convolution_is_measured_on_the_patches_it_multiplies() -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(8, 3, 3, 3)).astype(np.float32)
    weights[2] = 0.0
    nodes = [
        helper.make_node("Cast", ["images"], ["pixels"], "cast", to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["pixels"], ["planes"], "planes", perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "w"], ["out"], "conv", strides=[2, 2], pads=[1, 1, 0, 0]),
    ]
    graph = helper.make_graph(
        nodes,
        "one convolution",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["N", 14, 14, 3])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["N", 8, 7, 7])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    images = rng.integers(0, 256, (24, 14, 14, 3), dtype=np.uint8)
    images = (images // 4 + images[:, ::-1] // 4 + 100).astype(np.uint8)  # pixels that go together
    rounded = round_convolutions(model, [graph.node[2]], images)["conv"]
    assert rounded.codes.shape == weights.shape
    assert not rounded.codes[2].any()
    assert rounded.scales[2] > 0
    assert np.abs(rounded.weights - weights).max() < 40 * rounded.scales.max()

    def run(values: np.ndarray, bias: np.ndarray) -> np.ndarray:
        changed = onnx.ModelProto()
        changed.CopyFrom(model)
        changed.graph.initializer[0].CopyFrom(numpy_helper.from_array(values.astype(np.float32), "w"))
        changed.graph.initializer.append(numpy_helper.from_array(bias.astype(np.float32), "b"))
        changed.graph.node[2].input.append("b")
        return np.asarray(onnx.reference.ReferenceEvaluator(changed).run(None, {"images": images})[0])

    nothing = np.zeros(8)
    exact = run(weights, nothing)
    nearest = np.rint(weights / rounded.scales[:, None, None, None]) * rounded.scales[:, None, None, None]
    ours, theirs = run(rounded.weights, rounded.bias) - exact, run(nearest, nothing) - exact
    assert np.abs(ours.mean(axis=(0, 2, 3))).max() < 1e-3
    assert (ours**2).mean() < 0.5 * (theirs**2).mean()
