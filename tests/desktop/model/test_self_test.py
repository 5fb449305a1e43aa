"""A file that turns answers round in any output does not load."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from desktop.errors import ProviderError
from desktop.model.network import Network
from tests.tiny_model import build_tiny_model


def _load(model: onnx.ModelProto, path: Path) -> Network:
    onnx.save(model, path)
    return Network.load(path, provider="cpu")


def _node(model: onnx.ModelProto, output: str) -> onnx.NodeProto:
    return next(node for node in model.graph.node if node.output[0] == output)


def test_a_model_as_it_is_exported_loads(tmp_path: Path) -> None:
    assert _load(build_tiny_model(), tmp_path / "a.onnx").self_test() < 1e-4


def test_a_softmax_of_the_wrong_sign_is_refused(tmp_path: Path) -> None:
    model = build_tiny_model()
    softmax = _node(model, "probabilities")
    softmax.input[0] = "turned"
    at = list(model.graph.node).index(softmax)
    model.graph.node.insert(at, helper.make_node("Neg", ["cooled"], ["turned"]))
    with pytest.raises(ProviderError, match="its probabilities are not those of its logits"):
        _load(model, tmp_path / "a.onnx")


@pytest.mark.parametrize("factor", [0.5, 2.0, 10.0])
def test_another_temperature_than_the_documents_is_refused(tmp_path: Path, factor: float) -> None:
    model = build_tiny_model()
    for tensor in model.graph.initializer:
        if tensor.name == "temperature":
            value = numpy_helper.to_array(tensor) * np.float32(factor)
            tensor.CopyFrom(numpy_helper.from_array(value, "temperature"))
    with pytest.raises(ProviderError, match="its probabilities are not those of its logits"):
        _load(model, tmp_path / "a.onnx")


def test_classes_in_another_order_are_refused(tmp_path: Path) -> None:
    model = build_tiny_model()
    softmax = _node(model, "probabilities")
    softmax.output[0] = "unordered"
    model.graph.initializer.append(numpy_helper.from_array(np.array([2, 1, 0]), "order"))
    model.graph.node.append(helper.make_node("Gather", ["unordered", "order"], ["probabilities"], axis=1))
    with pytest.raises(ProviderError, match="its probabilities are not those of its logits"):
        _load(model, tmp_path / "a.onnx")


def test_an_unfamiliarity_that_is_no_distance_is_refused(tmp_path: Path) -> None:
    model = build_tiny_model()
    last = _node(model, "unfamiliarity")
    last.output[0] = "far"
    model.graph.node.append(helper.make_node("Neg", ["far"], ["unfamiliarity"]))
    with pytest.raises(ProviderError, match="its unfamiliarity is negative"):
        _load(model, tmp_path / "a.onnx")


def test_heat_maps_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    model = build_tiny_model()
    for tensor in model.graph.initializer:
        if tensor.name == "kernel":
            tensor.CopyFrom(numpy_helper.from_array(np.full((3, 3, 1, 1), np.nan, np.float32), "kernel"))
    with pytest.raises(ProviderError, match="no numbers"):
        _load(model, tmp_path / "a.onnx")
