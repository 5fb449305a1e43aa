"""A model file from a stranger is refused with a reason before anything of it runs, and nothing outside it is read."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from desktop.contract.onnx_header import MAX_BYTES, read_model_file
from desktop.errors import HamError, ModelError
from desktop.model import providers
from desktop.model.network import Network
from tests.desktop.helpers import needs_posix, run_python
from tests.tiny_model import build_tiny_model, tiny_info


def load(path: Path) -> Network:
    return Network.load(path, provider="cpu", threads=1)


def refusal(path: Path, monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    """Why it is refused; with `monkeypatch`, by our own eyes and before the runtime sees it."""
    if monkeypatch is not None:
        monkeypatch.setattr(providers, "open_session", lambda *_, **__: pytest.fail("the runtime was asked"))
    with pytest.raises(HamError) as caught:
        load(path)
    text = str(caught.value)
    assert "\n" not in text
    return text


def saved(model: onnx.ModelProto, path: Path) -> Path:
    path.write_bytes(model.SerializeToString())
    return path


def with_weights_at(location: str, folder: Path) -> Path:
    """The tiny model, its weights said to lie somewhere else."""
    model = build_tiny_model()
    (tensor,) = [t for t in model.graph.initializer if t.name == "weights"]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return saved(model, folder / "model.onnx")


READS = """
import sys
opened = []
def spy(event, arguments):
    if event == "open":
        opened.append(str(arguments[0]))
sys.addaudithook(spy)
from pathlib import Path
from desktop.errors import ModelError
from desktop import Classifier
try:
    Classifier.load(Path(sys.argv[1]), provider="cpu")
except ModelError as error:
    print(error)
print(any("secret" in name for name in opened))
"""


@needs_posix
@pytest.mark.parametrize("kind", ["absolute", "parent", "link", "beside"])
def test_weights_in_another_file_are_refused_and_that_file_is_not_read(tmp_path, kind):
    secret = tmp_path / "secret.bin"
    secret.write_bytes(np.eye(3, dtype=np.float32).tobytes())
    folder = tmp_path / "models"
    folder.mkdir()
    if kind == "link":
        (folder / "secret-link").symlink_to(secret)
    if kind == "beside":
        (folder / "secret.bin").write_bytes(secret.read_bytes())
    where = {"absolute": str(secret), "parent": "../secret.bin", "link": "secret-link", "beside": "secret.bin"}
    path = with_weights_at(where[kind], folder)
    done = run_python("-c", READS, str(path), cwd=folder)
    assert done.returncode == 0, done.stderr
    said, read = done.stdout.splitlines()
    assert "keeps tensors outside the file" in said
    assert read == "False"


def test_weights_in_another_file_are_found_behind_a_field_number_that_is_too_long(tmp_path, monkeypatch):
    # The runtime's reader keeps 32 bits of it: an unknown field to whoever reads on is "external data" to the runtime.
    model = build_tiny_model()
    (tensor,) = [t for t in model.graph.initializer if t.name == "weights"]
    tensor.ClearField("raw_data")
    model.graph.initializer.remove(tensor)
    entry = field(1, b"location") + field(2, b"secret.bin")
    hidden = field(13 + (1 << 29), entry) + varint(14 + (1 << 29) << 3) + varint(1)
    graph = model.graph.SerializeToString() + field(5, tensor.SerializeToString() + hidden)
    model.ClearField("graph")
    path = tmp_path / "a.onnx"
    path.write_bytes(model.SerializeToString() + field(7, graph))
    assert "no ONNX file" in refusal(path, monkeypatch)


def varint(value: int) -> bytes:
    pieces = [value >> shift & 0x7F for shift in range(0, max(1, value.bit_length()), 7)]
    return bytes([*(piece | 0x80 for piece in pieces[:-1]), pieces[-1]])


def field(number: int, content: bytes) -> bytes:
    """One field of a message, as protocol buffers write it."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def test_operators_of_another_maker_are_refused_and_named(tmp_path, monkeypatch):
    model = build_tiny_model()
    model.graph.node[0].op_type, model.graph.node[0].domain = "Exfiltrate", "com.acme"
    model.opset_import.append(helper.make_opsetid("com.acme", 1))
    assert "another maker (com.acme)" in refusal(saved(model, tmp_path / "a.onnx"), monkeypatch)


@pytest.mark.parametrize("domain", ["com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc", "ai.onnx.ml", ""])
@pytest.mark.parametrize("operator", ["EPContext", "Quiet", "StringConcat", "RandomNormalLike", "If"])
def test_only_the_standards_arithmetic_reaches_a_provider(tmp_path, monkeypatch, domain, operator):
    """`EPContext` makes a provider open the file that an attribute names: a device, a pipe, another's picture."""
    model = build_tiny_model()
    model.graph.node[0].op_type, model.graph.node[0].domain = operator, domain
    model.graph.node[0].attribute.append(helper.make_attribute("embed_mode", 0))
    model.graph.node[0].attribute.append(helper.make_attribute("ep_cache_context", "/dev/zero"))
    assert "another maker" in (said := refusal(saved(model, tmp_path / "a.onnx"), monkeypatch)) or operator in said


def test_an_operator_named_twice_is_judged_by_both_names(tmp_path, monkeypatch):
    """Readers of the format take the last of a field that is given twice; ours takes none for granted."""
    model = build_tiny_model()
    content = saved(model, tmp_path / "a.onnx").read_bytes()
    node = field(4, b"EPContext") + field(4, b"Add") + field(7, b"com.microsoft") + field(7, b"")
    (tmp_path / "b.onnx").write_bytes(content + field(7, field(1, node)))
    assert "another maker (com.microsoft)" in refusal(tmp_path / "b.onnx", monkeypatch)


def test_operators_that_only_training_would_run_are_judged_too(tmp_path, monkeypatch):
    model = build_tiny_model()
    training = model.training_info.add()
    training.algorithm.name = "training"
    training.algorithm.node.append(helper.make_node("EPContext", [], ["c"], domain="com.microsoft"))
    assert "another maker (com.microsoft)" in refusal(saved(model, tmp_path / "a.onnx"), monkeypatch)


def two_formats_at_once(content: bytes) -> bytes:
    """The same ONNX model behind a field that makes ONNX Runtime take the file for one of its own format, whose graph
    may lie anywhere in it and is judged by nobody."""
    return bytes([0x08, 0x08, 0x12, 0x04]) + b"ORTM" + content


def test_a_file_that_the_runtime_would_read_as_another_format_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.onnx"
    path.write_bytes(two_formats_at_once(build_tiny_model().SerializeToString()))
    onnx.load(path)  # it is a whole model of the format that is judged
    assert "ONNX Runtime's own format" in refusal(path, monkeypatch)


def test_the_runtime_reads_what_was_judged_whatever_the_bytes_begin_with():
    content = two_formats_at_once(build_tiny_model().SerializeToString())
    session = providers.open_session(content, providers.by_name("cpu"))
    assert {one.name for one in session.get_outputs()} == {"logits", "probabilities", "heatmaps", "unfamiliarity"}


def test_an_unknown_operator_is_told_in_words(tmp_path):
    model = build_tiny_model()
    model.graph.node[0].op_type = "NoSuchOperator"
    assert "NoSuchOperator" in refusal(saved(model, tmp_path / "a.onnx"))


def test_a_loop_which_need_not_end_is_refused(tmp_path, monkeypatch):
    model = build_tiny_model()
    true = numpy_helper.from_array(np.array(True), "always")
    model.graph.initializer.append(true)
    last = next(node for node in model.graph.node if node.output[0] == "logits")
    last.output[0] = "before"
    model.graph.node.insert(3, helper.make_node("Loop", ["", "always", "before"], ["logits"], body=endless()))
    onnx.checker.check_model(model)
    assert "loops, branches or functions" in refusal(saved(model, tmp_path / "a.onnx"), monkeypatch)


def test_a_loop_in_a_function_is_refused(tmp_path, monkeypatch):
    model = build_tiny_model()
    last = next(node for node in model.graph.node if node.output[0] == "logits")
    last.output[0] = "before"
    model.graph.node.insert(3, helper.make_node("Quiet", ["before"], ["logits"], domain="com.microsoft"))
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    always = helper.make_node("Constant", [], ["always"], value=numpy_helper.from_array(np.array(True)))
    loop = helper.make_node("Loop", ["", "always", "a"], ["b"], body=endless())
    opset = [helper.make_opsetid("", 17)]
    model.functions.append(helper.make_function("com.microsoft", "Quiet", ["a"], ["b"], [always, loop], opset))
    assert "loops, branches or functions" in refusal(saved(model, tmp_path / "a.onnx"), monkeypatch)


def endless() -> onnx.GraphProto:
    """The body of a loop that never ends."""
    return helper.make_graph(
        [helper.make_node("Identity", ["going"], ["on"]), helper.make_node("Identity", ["x"], ["y"])],
        "body",
        [
            helper.make_tensor_value_info("step", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, None),
        ],
    )


def test_a_gigabyte_of_zeros_is_not_read(tmp_path):
    path = tmp_path / "zeros.onnx"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES)
    code = (
        "import sys, tracemalloc\nfrom pathlib import Path\nfrom desktop.contract.onnx_header import read_model_file\n"
        "tracemalloc.start()\ntry:\n    read_model_file(Path(sys.argv[1]))\n"
        "except Exception as error:\n    print(error)\n"
        "print(tracemalloc.get_traced_memory()[1])"
    )
    said, peak = run_python("-c", code, str(path), cwd=tmp_path).stdout.splitlines()
    assert "nothing but zeros" in said
    assert int(peak) < 50e6


@needs_posix
@pytest.mark.timeout(30)
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.onnx")
    assert "pipe or a device" in refusal(tmp_path / "pipe.onnx", monkeypatch)
    assert "pipe or a device" in refusal(Path("/dev/zero"), monkeypatch)


def test_a_file_that_grows_for_ever_is_read_to_the_limit_only(tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.contract.onnx_header.MAX_BYTES", 5_000)
    monkeypatch.setattr("desktop.contract.onnx_header.HEAD_BYTES", 1_000)
    path = tmp_path / "a.onnx"
    path.write_bytes(b"\x08" * 4_000)
    fstat = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        path.open("ab").write(b"\x08" * 100_000)
        return status

    monkeypatch.setattr("desktop.contract.onnx_header.os.fstat", grown)
    assert len(read_model_file(path)) == 5_000


def test_a_file_that_changes_while_it_is_open_changes_nothing(tmp_path, classifier):
    """It is read once: what was checked is what runs, whatever becomes of the file."""
    path = saved(build_tiny_model(), tmp_path / "a.onnx")
    opened = load(path)
    images = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    before = opened.predict(images).logits
    path.write_bytes(b"something else")
    np.testing.assert_array_equal(opened.predict(images).logits, before)
    path.unlink()
    np.testing.assert_array_equal(opened.predict(images).logits, before)
    assert opened.sha256 == load(saved(build_tiny_model(), tmp_path / "b.onnx")).sha256


def test_a_file_that_is_being_written_is_a_model_or_refused_never_half_of_one(tmp_path):
    content = build_tiny_model().SerializeToString()
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    stop = threading.Event()

    def rewrite() -> None:
        while not stop.is_set():
            with path.open("wb") as stream:
                for at in range(0, len(content), 500):
                    stream.write(content[at : at + 500])
                    stream.flush()

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        outcomes = {attempt(path) for _ in range(60)}
    finally:
        stop.set()
        writer.join()
    assert outcomes <= {"model", "refused"}


def attempt(path: Path) -> str:
    try:
        load(path)
    except ModelError:
        return "refused"
    return "model"


def test_a_self_test_too_large_for_memory_is_refused(tmp_path, monkeypatch):
    info = tiny_info()
    many = info.self_test.patterns[:1] * 65
    text = build_tiny_model().metadata_props[0].value
    document = json.loads(text)
    document["self_test"]["patterns"] = document["self_test"]["patterns"][:1] * len(many)
    document["self_test"]["logits"] = document["self_test"]["logits"][:1] * len(many)
    model = build_tiny_model()
    model.metadata_props[0].value = json.dumps(document)
    assert "self_test.patterns" in refusal(saved(model, tmp_path / "a.onnx"), monkeypatch)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("output", ["logits", "probabilities", "unfamiliarity"])
def test_answers_that_are_no_numbers_are_refused_at_the_self_test(tmp_path, value, output):
    model = build_tiny_model()
    node = next(node for node in model.graph.node if node.output[0] == output)
    node.output[0] = "before"
    model.graph.initializer.append(numpy_helper.from_array(np.float32(value), "poison"))
    at = list(model.graph.node).index(node)
    model.graph.node.insert(at + 1, helper.make_node("Add", ["before", "poison"], [output]))
    if output == "logits":  # the other outputs are made of it, and would be poisoned as well
        assert len(model.graph.node) == 12
    assert "no numbers" in refusal(saved(model, tmp_path / "a.onnx"))
