"""A file that breaks the contract or does not prove itself here is refused by name, with the reason and what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from desktop.contract import ClassInfo, InputSpec
from desktop.errors import ModelError, ProviderError
from desktop.model import file as model_file
from desktop.model import providers
from desktop.model.network import Network
from tests.desktop.contract.test_onnx_header import HIDING_PLACES
from tests.desktop.model.changed_models import drop_output, load, off_by, saved
from tests.tiny_model import SIZE, build_tiny_model, tiny_info, write_tiny_model

# --- files that are refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"no model", b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 9])
def test_a_file_that_is_no_onnx_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "photo.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"photo\.onnx cannot be used as a model: it is no ONNX file; .*ham-export"):
        load(path)


def test_a_truncated_model_is_refused(tmp_path):
    content = build_tiny_model().SerializeToString()
    for part in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "a.onnx").write_bytes(content[: int(len(content) * part)])
        with pytest.raises(ModelError, match=r"a\.onnx cannot be used as a model"):
            load(tmp_path / "a.onnx")


def test_an_onnx_file_of_somebody_else_is_refused(tmp_path):
    model = build_tiny_model()
    del model.metadata_props[:]
    with pytest.raises(ModelError, match=r"a\.onnx cannot be used as a model: it carries no 'ham' metadata"):
        load(saved(model, tmp_path / "a.onnx"))


@pytest.mark.parametrize("hide", HIDING_PLACES, ids=lambda f: f.__name__)
def test_data_outside_the_file_is_refused_before_the_runtime_sees_the_file(tmp_path, monkeypatch, hide):
    model = build_tiny_model()
    hide(model)
    monkeypatch.setattr(providers, "open_session", lambda *_, **__: pytest.fail("the runtime was given the file"))
    with pytest.raises(ModelError, match="outside the file"):
        load(saved(model, tmp_path / "a.onnx"))


def test_a_document_that_breaks_the_schema_is_refused_before_the_runtime_sees_the_file(tmp_path, monkeypatch):
    model = build_tiny_model()
    helper.set_model_props(model, {"ham": '{"contract": 99}'})
    monkeypatch.setattr(providers, "open_session", lambda *_, **__: pytest.fail("the runtime was given the file"))
    with pytest.raises(ModelError, match=r"a\.onnx cannot be used as a model: it follows version 99"):
        load(saved(model, tmp_path / "a.onnx"))


def add_output(model: onnx.ModelProto) -> None:
    model.graph.output.append(helper.make_tensor_value_info("colour", TensorProto.FLOAT, ["N", 3]))


def rename_output(model: onnx.ModelProto) -> None:
    model.graph.output[0].name = "cooled"


def add_input(model: onnx.ModelProto) -> None:
    model.graph.input.append(helper.make_tensor_value_info("mask", TensorProto.UINT8, ["N"]))


def float_input(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.FLOAT


def fixed_batch(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 2
    for output in model.graph.output:
        output.type.tensor_type.shape.dim[0].dim_value = 2


def channels_first(model: onnx.ModelProto) -> None:
    # The declared shape alone; the runtime takes it as long as the nodes do.
    dims = model.graph.input[0].type.tensor_type.shape.dim
    for dim, value in zip(dims[1:], (3, SIZE, SIZE), strict=True):
        dim.dim_value = value
    for node in model.graph.node:
        if node.op_type == "Cast":
            node.input[0] = "turned"
    model.graph.node.insert(0, helper.make_node("Transpose", ["images"], ["turned"], perm=[0, 2, 3, 1]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop_output, "inputs and outputs are images -> heatmaps, logits, probabilities and the contract asks for"),
        (add_output, "colour"),
        (rename_output, "cooled"),
        (add_input, "images, mask ->"),
        (float_input, r"'images' is tensor\(float\)"),
        (fixed_batch, r"'images' is tensor\(uint8\) \[2, 32, 32, 3\], not tensor\(uint8\) \['N', 32, 32, 3\]"),
        (channels_first, r"'images' is tensor\(uint8\) \['N', 3, 32, 32\]"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_graph_with_other_inputs_or_outputs_is_refused_and_they_are_named(
    tmp_path: Path, change: Callable[[onnx.ModelProto], None], said: str
) -> None:
    model = build_tiny_model()
    change(model)
    with pytest.raises(ModelError, match=said) as caught:
        load(saved(model, tmp_path / "a.onnx"))
    assert "a.onnx cannot be used as a model" in str(caught.value)
    assert "export the model again" in str(caught.value)


def test_a_document_with_another_number_of_classes_than_the_graph_is_refused(tmp_path):
    info = tiny_info()
    test = msgspec.structs.replace(info.self_test, logits=tuple((*row, 0.0) for row in info.self_test.logits))
    info = tiny_info(classes=(*info.classes, ClassInfo("grey", "Grey", False)), self_test=test)
    with pytest.raises(ModelError, match=r"'logits' is tensor\(float\) \['N', 3\], not tensor\(float\) \['N', 4\]"):
        load(write_tiny_model(tmp_path / "a.onnx", info))


def test_a_document_with_another_size_than_the_graph_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"'images' .*\[.*64, 64, 3\]"):
        load(write_tiny_model(tmp_path / "a.onnx", tiny_info(input=InputSpec(64, tiny_info().input.resize))))


def test_a_model_that_fails_its_self_test_is_refused_with_the_figure(tmp_path):
    with pytest.raises(ProviderError, match=r"self-test on CPU: logits differ by 0\.5 and 0\.1 is allowed"):
        load(off_by(0.5, tmp_path / "a.onnx"))


def test_a_self_test_within_its_tolerance_passes(tmp_path):
    assert load(off_by(0.08, tmp_path / "a.onnx")).self_test() == pytest.approx(0.08, abs=0.001)


def test_a_model_whose_self_test_gives_no_numbers_is_refused(tmp_path):
    model = build_tiny_model()
    for tensor in model.graph.initializer:
        if tensor.name == "weights":
            tensor.CopyFrom(numpy_helper.from_array(np.full((3, 3), np.nan, np.float32), "weights"))
    with pytest.raises(ProviderError, match="no numbers"):
        load(saved(model, tmp_path / "a.onnx"))


def test_a_graph_the_runtime_cannot_run_is_refused_by_name_with_what_to_do(tmp_path):
    model = build_tiny_model()
    model.graph.node[2].op_type = "Einsum"  # which lacks its equation
    path = saved(model, tmp_path / "a.onnx")
    with pytest.raises(
        ProviderError, match=r"a\.onnx cannot be run as asked: CPU did not start: .*choose another provider or 'auto'"
    ):
        load(path)


def test_without_an_embedded_model_one_must_be_named(monkeypatch, tmp_path):
    monkeypatch.setattr(model_file, "DEFAULT_MODEL", tmp_path / "default.onnx")
    with pytest.raises(ModelError, match="no embedded model; name one with --model"):
        Network.load(provider="cpu")


def embedded(monkeypatch: pytest.MonkeyPatch, folder: Path, tiny_model: Path, checksum: str | None) -> Path:
    """The tiny model in the embedded one's place; `checksum`: what lies beside it."""
    path = folder / "default.onnx"
    path.write_bytes(tiny_model.read_bytes())
    if checksum is not None:
        (folder / "default.onnx.sha256").write_text(checksum, encoding="ascii")
    monkeypatch.setattr(model_file, "DEFAULT_MODEL", path)
    return path


def test_the_embedded_model_is_the_default(monkeypatch, tmp_path, tiny_model):
    checksum = hashlib.sha256(tiny_model.read_bytes()).hexdigest()
    path = embedded(monkeypatch, tmp_path, tiny_model, f"{checksum}  default.onnx\n")
    assert Network.load(provider="cpu").path == path
    assert Network.load(path, provider="cpu").path == path


@pytest.mark.parametrize("checksum", [None, "", "0" * 64 + "  default.onnx\n"])
def test_an_embedded_model_that_is_not_the_released_one_is_refused_before_anything_of_it_runs(
    monkeypatch, tmp_path, tiny_model, checksum
):
    path = embedded(monkeypatch, tmp_path, tiny_model, checksum)
    monkeypatch.setattr(providers, "open_session", lambda *_, **__: pytest.fail("it was run"))
    for named in (None, path):
        with pytest.raises(ModelError, match=r"does not have the checksum it was released with; install"):
            Network.load(named, provider="cpu")


@pytest.mark.skipif(not model_file.DEFAULT_MODEL.exists(), reason="this checkout has no embedded model")
def test_the_embedded_model_of_this_checkout_has_its_checksum():
    Network.load(provider="cpu")
