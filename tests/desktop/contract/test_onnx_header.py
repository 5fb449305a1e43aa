"""A model file is judged from its bytes alone: what it says of itself, and whether it is all there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from desktop.contract.onnx_header import MAX_BYTES, parse_header, read_model_file
from desktop.errors import ModelError
from tests.desktop.helpers import needs_permissions
from tests.tiny_model import build_tiny_model


def outside(name: str = "outside") -> onnx.TensorProto:
    """A tensor whose numbers lie in another file."""
    tensor = numpy_helper.from_array(np.zeros(4, dtype=np.float32), name)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    return tensor


def plain_graph(
    name: str, *, node: onnx.NodeProto | None = None, tensor: onnx.TensorProto | None = None
) -> onnx.GraphProto:
    return helper.make_graph([node] if node else [], name, [], [], [tensor] if tensor else [])


def as_initializer(model: onnx.ModelProto) -> None:
    model.graph.initializer.append(outside())


def as_sparse_initializer(model: onnx.ModelProto) -> None:
    sparse = model.graph.sparse_initializer.add()
    sparse.values.CopyFrom(outside())


def as_node_attribute(model: onnx.ModelProto) -> None:
    model.graph.node.append(helper.make_node("Constant", [], ["c"], value=outside()))


def as_one_of_several_tensors(model: onnx.ModelProto) -> None:
    node = helper.make_node("Custom", [], ["c"])
    attribute = node.attribute.add(name="many", type=onnx.AttributeProto.TENSORS)
    attribute.tensors.append(numpy_helper.from_array(np.zeros(1, dtype=np.float32)))
    attribute.tensors.append(outside())
    model.graph.node.append(node)


def in_a_subgraph(model: onnx.ModelProto) -> None:
    model.graph.node.append(
        helper.make_node(
            "If", ["x"], ["y"], then_branch=plain_graph("a", tensor=outside()), else_branch=plain_graph("b")
        )
    )


def in_a_subgraph_of_a_subgraph(model: onnx.ModelProto) -> None:
    inner = helper.make_node("Constant", [], ["c"], value=outside())
    middle = helper.make_node("Loop", ["x"], ["y"], body=plain_graph("inner", node=inner))
    model.graph.node.append(helper.make_node("If", ["x"], ["y"], then_branch=plain_graph("outer", node=middle)))


def in_a_function(model: onnx.ModelProto) -> None:
    node = helper.make_node("Constant", [], ["c"], value=outside())
    model.functions.append(helper.make_function("own", "f", [], ["c"], [node], [helper.make_opsetid("", 18)]))


def as_a_functions_default(model: onnx.ModelProto) -> None:
    default = helper.make_attribute("value", outside())
    function = helper.make_function("own", "f", [], [], [], [helper.make_opsetid("", 18)])
    function.attribute_proto.append(default)
    model.functions.append(function)


def in_training_info(model: onnx.ModelProto) -> None:
    model.training_info.add().initialization.initializer.append(outside())


def by_location_alone(model: onnx.ModelProto) -> None:
    tensor = outside()
    del tensor.external_data[:]
    model.graph.initializer.append(tensor)


def by_entries_alone(model: onnx.ModelProto) -> None:
    tensor = outside()
    tensor.ClearField("data_location")
    model.graph.initializer.append(tensor)


HIDING_PLACES = (
    *(as_initializer, as_sparse_initializer, as_node_attribute, as_one_of_several_tensors, in_a_subgraph),
    *(in_a_subgraph_of_a_subgraph, in_a_function, as_a_functions_default, in_training_info),
    *(by_location_alone, by_entries_alone),
)


@pytest.mark.parametrize("hide", HIDING_PLACES, ids=lambda f: f.__name__)
def test_a_tensor_outside_the_file_is_found_wherever_it_is_named(hide):
    model = build_tiny_model()
    assert not parse_header(model.SerializeToString()).external_data
    hide(model)
    assert parse_header(model.SerializeToString()).external_data


def test_a_graph_given_in_two_pieces_is_read_as_protobuf_reads_it_both_of_them():
    second = onnx.ModelProto()
    second.graph.initializer.append(outside())
    assert parse_header(build_tiny_model().SerializeToString() + second.SerializeToString()).external_data


def test_the_metadata_is_read_whole_and_as_it_is():
    model = build_tiny_model()
    helper.set_model_props(model, {"ham": '{"a": "ä 皮"}', "empty": "", "other": "x" * 100_000})
    assert parse_header(model.SerializeToString()).metadata == {
        "ham": '{"a": "ä 皮"}',
        "empty": "",
        "other": "x" * 100_000,
    }


def test_a_model_without_metadata_is_still_an_onnx_file():
    model = build_tiny_model()
    del model.metadata_props[:]
    assert parse_header(model.SerializeToString()).metadata == {}


def test_nothing_is_an_onnx_file_but_an_onnx_file():
    rng = np.random.default_rng(0)
    texts = [
        b"",
        b"\x00",
        b"no model",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"\x08",
        b"\x08\x0a",
        b"{}",
    ]
    for content in [*texts, *(rng.bytes(int(n)) for n in rng.integers(1, 5000, 300))]:
        with pytest.raises(ModelError, match="no ONNX file"):
            parse_header(content)


def test_a_truncated_file_is_refused_wherever_it_is_cut():
    content = build_tiny_model().SerializeToString()
    for length in {*range(0, len(content), 23), *range(len(content) - 50, len(content))}:
        try:
            header = parse_header(content[:length])
        except ModelError:
            continue
        assert "ham" not in header.metadata  # cut between two fields: an ONNX file, but no model of ours


def test_messages_nested_without_end_are_refused():
    graph = b""
    for _ in range(200):  # graph > node > attribute > graph > ...
        attribute = b"\x32" + varint(len(graph)) + graph
        node = b"\x2a" + varint(len(attribute)) + attribute
        graph = b"\x0a" + varint(len(node)) + node
    with pytest.raises(ModelError):
        parse_header(b"\x08\x0a" + b"\x3a" + varint(len(graph)) + graph)


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def test_metadata_that_is_no_text_is_refused():
    entry = b"\x0a\x03ham\x12\x02\xff\xfe"
    with pytest.raises(ModelError):
        parse_header(build_tiny_model().SerializeToString() + b"\x72" + varint(len(entry)) + entry)


def test_the_content_is_read_whole(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"\x00\x01\r\n")
    assert read_model_file(tmp_path / "a.onnx") == b"\x00\x01\r\n"


def test_a_missing_model_is_told_with_its_name_and_what_to_do(tmp_path):
    with pytest.raises(ModelError, match=r"no model file .*gone\.onnx.*ham-export"):
        read_model_file(tmp_path / "gone.onnx")


def test_a_folder_is_no_model(tmp_path):
    with pytest.raises(ModelError, match="is a folder"):
        read_model_file(tmp_path)


def test_a_file_used_as_a_folder_is_told_in_words(tmp_path):
    (tmp_path / "a.txt").touch()
    with pytest.raises(ModelError, match=r"a\.txt"):
        read_model_file(tmp_path / "a.txt" / "model.onnx")


@needs_permissions
def test_a_model_that_may_not_be_read_is_told_in_words(tmp_path):
    path = tmp_path / "a.onnx"
    path.touch(mode=0)
    with pytest.raises(ModelError, match="permission denied"):
        read_model_file(path)


@pytest.mark.parametrize(
    ("error", "said"), [(PermissionError(13, "no"), "permission denied"), (OSError(5, "I/O error"), "I/O error")]
)
def test_a_model_that_cannot_be_read_is_told_in_words(tmp_path, monkeypatch, error, said):
    def failing(*_: object) -> bytes:
        raise error

    (tmp_path / "a.onnx").touch()
    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(ModelError, match=said):
        read_model_file(tmp_path / "a.onnx")


def test_a_file_too_large_to_be_a_model_is_not_read(tmp_path):
    path = tmp_path / "huge.onnx"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(ModelError, match="larger than 1 GiB"):
        read_model_file(path)
