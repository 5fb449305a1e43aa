"""A file that turns answers round in any output does not load."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from desktop import contract
from desktop.common.statistics import softmax
from desktop.contract import ModelInfo
from desktop.errors import ProviderError
from desktop.model.network import Network
from tests.tiny_model import SKIN, SKIN_REACH, TEMPERATURE, WEIGHTS, build_tiny_model, tiny_info

Step = tuple[str, Sequence[str], dict[str, object]]
"""An ONNX node: operator, inputs, attributes."""


def _load(model: onnx.ModelProto, path: Path) -> Network:
    onnx.save(model, path)
    return Network.load(path, provider="cpu")


def _whole(**changes: object) -> ModelInfo:
    """The tiny model's document with all four outputs of its self-test, computed on paper. Its pattern is alike in no
    two corners."""
    info = tiny_info(**changes)
    corners = np.array([[40, 220], [90, 130]]).repeat(2, axis=0).repeat(2, axis=1)
    pattern = (corners[..., None] * [1.0, 0.6, 0.3]).astype(np.uint8).tobytes()
    info = msgspec.structs.replace(
        info, self_test=msgspec.structs.replace(info.self_test, patterns=(pattern,), logits=((0.0, 0.0, 0.0),))
    )
    images = contract.self_test_images(info).astype(np.float64)
    colour = images.mean(axis=(1, 2))
    logits = colour @ WEIGHTS
    cells = images.reshape(len(images), 2, 16, 2, 16, 3).mean(axis=(2, 4))  # 16 x 16 pixels each
    maps = np.einsum("nhwc,ck->nkhw", cells, WEIGHTS / 4.0)
    test = msgspec.structs.replace(
        info.self_test,
        logits=_rows(logits),
        probabilities=_rows(softmax(logits / TEMPERATURE)),
        unfamiliarity=tuple((np.linalg.norm(colour - SKIN, axis=1) / SKIN_REACH).tolist()),
        heatmaps=_rows(maps[np.arange(len(images)), logits.argmax(axis=1)].reshape(len(images), -1)),
    )
    return msgspec.structs.replace(info, self_test=test)


def _rows(values: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())


def _instead(output: str, nodes: Sequence[Step], **constants: object) -> onnx.ModelProto:
    """The tiny model whose `output` is made by other nodes, one after the other: `it` is what the output was, `last`
    the node before."""
    model = build_tiny_model(_whole())
    _node(model, output).output[0] = "it"
    for name, value in constants.items():
        model.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
    for number, (operator, inputs, attributes) in enumerate(nodes):
        named = [f"step{number - 1}" if name == "last" else name for name in inputs]
        made = output if number == len(nodes) - 1 else f"step{number}"
        model.graph.node.append(helper.make_node(operator, named, [made], **attributes))
    return model


def _node(model: onnx.ModelProto, output: str) -> onnx.NodeProto:
    return next(node for node in model.graph.node if node.output[0] == output)


def test_a_model_as_it_is_exported_loads(tmp_path: Path) -> None:
    assert _load(build_tiny_model(), tmp_path / "a.onnx").self_test() < 1e-4


def test_a_file_that_answers_as_it_says_in_every_output_loads(tmp_path: Path) -> None:
    assert _load(build_tiny_model(_whole()), tmp_path / "a.onnx").self_test() < 1e-4


def test_a_file_of_version_1_is_held_to_its_logits_alone(tmp_path: Path) -> None:
    info = tiny_info(contract=1)
    assert info.self_test.heatmaps == info.self_test.unfamiliarity == ()
    assert _load(build_tiny_model(info), tmp_path / "a.onnx").self_test() < 1e-4


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


@pytest.mark.parametrize(
    "nodes",
    [
        pytest.param([("ReduceMean", ["it", "places"], {}), ("Expand", ["last", "shape"], {})], id="constant"),
        pytest.param([("Mul", ["it", "nothing"], {})], id="no heat at all"),
        pytest.param([("Neg", ["it"], {})], id="turned round"),
        pytest.param([("Mul", ["it", "two"], {})], id="twice as hot"),
        pytest.param([("Gather", ["it", "order"], {"axis": 1})], id="of another class"),
        pytest.param([("Gather", ["it", "order2"], {"axis": 3})], id="left for right"),
        pytest.param([("Transpose", ["it"], {"perm": [0, 1, 3, 2]})], id="lying on its side"),
    ],
)
def test_heat_maps_that_are_not_the_files_are_refused(tmp_path: Path, nodes: list[Step]) -> None:
    constants = {
        "places": np.array([2, 3]),
        "shape": np.array([1, 1, 2, 2]),
        "nothing": np.float32(0.0),
        "two": np.float32(2.0),
        "order": np.array([2, 0, 1]),
        "order2": np.array([1, 0]),
    }
    used = {name for _, inputs, _ in nodes for name in inputs}
    model = _instead("heatmaps", nodes, **{name: value for name, value in constants.items() if name in used})
    with pytest.raises(ProviderError, match="its heat maps are not those that the file says"):
        _load(model, tmp_path / "a.onnx")


def test_heat_maps_of_another_size_are_refused(tmp_path: Path) -> None:
    model = build_tiny_model(_whole())
    pool = next(node for node in model.graph.node if node.op_type == "AveragePool")
    for attribute in pool.attribute:
        attribute.ints[:] = [8, 8]
    model.graph.output[2].type.tensor_type.shape.dim[2].dim_value = 4
    model.graph.output[2].type.tensor_type.shape.dim[3].dim_value = 4
    with pytest.raises(ProviderError, match="its heat maps have 16 places and the file says 4"):
        _load(model, tmp_path / "a.onnx")


@pytest.mark.parametrize(
    "nodes",
    [
        pytest.param([("Mul", ["it", "nothing"], {})], id="always zero"),
        pytest.param([("Mul", ["it", "it"], {})], id="squared"),
        pytest.param([("Mul", ["it", "more"], {})], id="at another threshold"),
        pytest.param([("Add", ["it", "one"], {})], id="always flagged"),
        pytest.param(
            [
                ("Abs", ["offset"], {}),
                ("ReduceSum", ["last", "channels"], {"keepdims": 0}),
                ("Div", ["last", "reach"], {}),
            ],
            id="another distance",
        ),
    ],
)
def test_an_unfamiliarity_that_is_not_the_files_is_refused(tmp_path: Path, nodes: list[Step]) -> None:
    constants = {"nothing": np.float32(0.0), "more": np.float32(1.2), "one": np.float32(1.0)}
    used = {name for _, inputs, _ in nodes for name in inputs}
    model = _instead("unfamiliarity", nodes, **{name: value for name, value in constants.items() if name in used})
    with pytest.raises(ProviderError, match=r"its unfamiliarity is .* where the file says"):
        _load(model, tmp_path / "a.onnx")


def test_a_temperature_changed_in_graph_and_document_alike_is_refused(tmp_path: Path) -> None:
    model = build_tiny_model(_whole(temperature=10.0))
    for tensor in model.graph.initializer:
        if tensor.name == "temperature":
            tensor.CopyFrom(numpy_helper.from_array(np.float32(10.0), "temperature"))
    with pytest.raises(ProviderError, match=r"its probabilities differ by .* and .* is allowed"):
        _load(model, tmp_path / "a.onnx")


def test_what_half_precision_does_to_the_outputs_is_allowed(tmp_path: Path) -> None:
    """Weights and answers rounded to 8 bits of mantissa, as bfloat16 has them."""

    def rounded(values: np.ndarray) -> np.ndarray:
        return (np.asarray(values, np.float32).view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)

    model = build_tiny_model(_whole())
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        if value.dtype == np.float32 and tensor.name != "temperature":
            tensor.CopyFrom(numpy_helper.from_array(rounded(np.atleast_1d(value)).reshape(value.shape), tensor.name))
    assert _load(model, tmp_path / "a.onnx").self_test() < 0.1


def test_a_model_without_heat_maps_may_say_so(tmp_path: Path) -> None:
    """Zeros, where the contract asks for zeros; and heat where the file says there is none is refused."""
    info = _whole()
    none = msgspec.structs.replace(info.self_test, heatmaps=_rows(np.zeros((1, 4))))
    info = msgspec.structs.replace(info, self_test=none)
    model = build_tiny_model(info)
    with pytest.raises(ProviderError, match="its heat maps are not those"):
        _load(model, tmp_path / "a.onnx")
    for tensor in model.graph.initializer:
        if tensor.name == "kernel":
            tensor.CopyFrom(numpy_helper.from_array(np.zeros((3, 3, 1, 1), np.float32), "kernel"))
    assert _load(model, tmp_path / "b.onnx").self_test() < 1e-4
