"""A model file is used when it keeps the whole contract and proves itself here; its answers are those on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from desktop.contract import ClassInfo, InputSpec, OperatingPoint
from desktop.errors import ModelError, ProviderError
from desktop.model import file as model_file
from desktop.model import providers
from desktop.model.network import Network
from tests.desktop.contract.test_onnx_header import HIDING_PLACES
from tests.desktop.helpers import run_by
from tests.tiny_model import SIZE, TEMPERATURE, build_tiny_model, tiny_info, tiny_logits, write_tiny_model


def saved(model: onnx.ModelProto, path: Path) -> Path:
    path.write_bytes(model.SerializeToString())
    return path


def load(path: Path) -> Network:
    return Network.load(path, provider="cpu", threads=1)


def noise(count: int, seed: int = 0) -> np.ndarray:
    """Images far from each other in mean colour."""
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, (count, 1, 1, 3))
    return np.clip(colours + rng.integers(-20, 20, (count, SIZE, SIZE, 3)), 0, 255).astype(np.uint8)


# --- answers ---------------------------------------------------------------------------------------------------------


def test_what_is_loaded_is_what_the_file_says(classifier, tiny_model):
    assert classifier.info == tiny_info()
    assert classifier.path == tiny_model
    assert classifier.sha256 == hashlib.sha256(tiny_model.read_bytes()).hexdigest()
    assert classifier.provider.name == "cpu"


def test_the_answers_are_those_on_paper(classifier):
    images = noise(5)
    answer = classifier.predict(images, heatmaps=True)
    np.testing.assert_allclose(answer.logits, tiny_logits(images), atol=1e-4)
    cooled = np.exp(tiny_logits(images) / TEMPERATURE)
    np.testing.assert_allclose(answer.probabilities, cooled / cooled.sum(axis=1, keepdims=True), atol=1e-5)
    assert answer.unfamiliarity.shape == (5,)
    assert answer.heatmaps is not None
    assert answer.heatmaps.shape == (5, 3, 2, 2)
    np.testing.assert_allclose(answer.heatmaps.sum(axis=(2, 3)), answer.logits, atol=1e-3)


def test_heat_maps_are_made_only_when_asked_for(classifier):
    assert classifier.predict(noise(2)).heatmaps is None
    assert classifier.predict(noise(2), heatmaps=True).heatmaps is not None


@pytest.mark.parametrize("count", [1, 3, 17])
def test_a_batch_answers_as_its_images_one_by_one_in_the_same_order(classifier, count):
    images = noise(count, seed=count)
    together = classifier.predict(images, heatmaps=True)
    for row in range(count):
        alone = classifier.predict(images[row : row + 1], heatmaps=True)
        for name in ("logits", "probabilities", "unfamiliarity", "heatmaps"):
            np.testing.assert_allclose(getattr(together, name)[row], getattr(alone, name)[0], atol=1e-4, err_msg=name)
    assert len(np.unique(together.logits.round(3), axis=0)) == count  # no two alike, so order is really seen


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((0, SIZE, SIZE, 3), np.uint8),
        np.zeros((SIZE, SIZE, 3), np.uint8),
        np.zeros((1, SIZE, SIZE, 4), np.uint8),
        np.zeros((1, 3, SIZE, SIZE), np.uint8),
        np.zeros((1, SIZE + 1, SIZE, 3), np.uint8),
        np.zeros((1, SIZE, SIZE, 3), np.float32),
    ],
)
def test_pixels_of_another_shape_are_a_slip_of_the_caller(classifier, images):
    with pytest.raises(ValueError, match="expected uint8"):
        classifier.predict(images)


def test_a_model_of_other_classes_and_another_size_works_unchanged(tmp_path):
    classes = tuple(ClassInfo(f"k{i}", f"Kind {i}", i == 1) for i in range(3))
    info = tiny_info(classes=classes, operating_points=(OperatingPoint("p", ("k1", "k2"), 0.3),))
    classifier = load(write_tiny_model(tmp_path / "a.onnx", info))
    assert classifier.info.codes == ("k0", "k1", "k2")


def test_an_answer_that_is_no_number_is_an_error_not_a_result(tmp_path):
    model = build_tiny_model()
    for node in model.graph.node:  # unfamiliarity becomes the root of something negative on dark images
        if node.output[0] == "distance":
            node.CopyFrom(helper.make_node("ReduceMin", ["offset", "channels"], ["distance"], keepdims=0))
        if node.output[0] == "unfamiliarity":
            node.CopyFrom(helper.make_node("Sqrt", ["distance"], ["unfamiliarity"]))
    for tensor in model.graph.initializer:
        if tensor.name == "skin":
            tensor.CopyFrom(numpy_helper.from_array(np.full(3, 5, np.float32), "skin"))
    classifier = load(saved(model, tmp_path / "a.onnx"))
    classifier.predict(noise(2) // 2 + 100)
    with pytest.raises(ProviderError, match="no numbers"):
        classifier.predict(np.zeros((2, SIZE, SIZE, 3), np.uint8))


def test_a_runtime_that_fails_on_a_batch_is_a_provider_error(classifier):
    class Failing:
        def run(self, *_: object) -> None:
            raise RuntimeError("out of memory")

    with pytest.raises(ProviderError, match="CPU failed on a batch of 4: out of memory"):
        run_by(Failing(), classifier).predict(noise(4))


@pytest.mark.parametrize(
    "shapes",
    [
        [(1, 3), (2, 3), (2,), (2, 3, 2, 2)],
        [(2, 4), (2, 3), (2,), (2, 3, 2, 2)],
        [(2, 3), (2, 1), (2,), (2, 3, 2, 2)],
        [(2, 3), (2, 3), (2, 1), (2, 3, 2, 2)],
        [(2, 3), (2, 3), (2,), (1, 3, 2, 2)],
    ],
)
def test_answers_of_another_shape_are_a_provider_error(classifier, shapes):
    class Odd:
        def run(self, *_: object) -> list[np.ndarray]:
            return [np.zeros(shape, np.float32) for shape in shapes]

    with pytest.raises(ProviderError, match="other shapes"):
        run_by(Odd(), classifier).predict(noise(2), heatmaps=True)


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


def drop_output(model: onnx.ModelProto) -> None:
    del model.graph.output[3]


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


def off_by(amount: float, path: Path) -> Path:
    test = tiny_info().self_test
    logits = ((test.logits[0][0] + amount, *test.logits[0][1:]), *test.logits[1:])
    return write_tiny_model(path, tiny_info(self_test=msgspec.structs.replace(test, logits=logits)))


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


# --- providers -------------------------------------------------------------------------------------------------------

CUDA, CPU = providers.by_name("cuda"), providers.by_name("cpu")


def only(monkeypatch: pytest.MonkeyPatch, *candidates: providers.Provider) -> None:
    monkeypatch.setattr(providers, "PROVIDERS", candidates)


def test_a_named_provider_that_is_absent_is_an_error_with_the_reason(tiny_model, monkeypatch):
    monkeypatch.setattr(providers, "why_absent", lambda p: "no card" if p is CUDA else None)
    with pytest.raises(
        ProviderError, match=r"cannot be run as asked: CUDA cannot be used: no card; choose another provider or 'auto'$"
    ):
        Network.load(tiny_model, provider="cuda")


def test_an_unknown_provider_is_an_error_and_the_known_ones_are_listed(tiny_model):
    with pytest.raises(ProviderError, match="no provider 'abacus'; choose from auto, cuda"):
        Network.load(tiny_model, provider="abacus")


def test_auto_passes_over_what_is_absent_without_a_word(tiny_model, monkeypatch):
    only(monkeypatch, CUDA, CPU)
    monkeypatch.setattr(providers, "why_absent", lambda p: "no card" if p is CUDA else None)
    said: list[str] = []
    assert Network.load(tiny_model, notify=said.append).provider is CPU
    assert said == []


def test_auto_says_that_a_provider_did_not_start_and_takes_the_next(tiny_model, monkeypatch):
    only(monkeypatch, CUDA, CPU)
    opened = providers.open_session
    monkeypatch.setattr(providers, "why_absent", lambda _: None)

    def open_session(content: bytes, provider: providers.Provider, **options: object) -> object:
        if provider is CUDA:
            raise ProviderError("CUDA did not start: libcudnn is missing")
        return opened(content, provider, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(providers, "open_session", open_session)
    said: list[str] = []
    assert Network.load(tiny_model, notify=said.append).provider is CPU
    assert said == ["CUDA did not start: libcudnn is missing; trying the next provider"]


def test_auto_says_that_a_provider_computes_wrongly_and_takes_the_next(tiny_model, monkeypatch):
    only(monkeypatch, CUDA, CPU)
    opened = providers.open_session
    monkeypatch.setattr(providers, "why_absent", lambda _: None)

    class Wrong:
        def __init__(self, session: object) -> None:
            self._session = session

        def __getattr__(self, name: str) -> object:
            return getattr(self._session, name)

        def run(self, *arguments: object) -> list[np.ndarray]:
            logits, *others = self._session.run(*arguments)  # type: ignore[attr-defined]
            return [logits + 1, *others]

    def open_session(content: bytes, provider: providers.Provider, **options: object) -> object:
        session = opened(content, CPU, **options)  # type: ignore[arg-type]
        return Wrong(session) if provider is CUDA else session

    monkeypatch.setattr(providers, "open_session", open_session)
    said: list[str] = []
    assert Network.load(tiny_model, notify=said.append).provider is CPU
    assert len(said) == 1
    assert "self-test on CUDA: logits differ by 1 and 0.1 is allowed; trying the next" in said[0]
    with pytest.raises(ProviderError, match=r"self-test on CUDA.*choose another provider"):
        Network.load(tiny_model, provider="cuda")


def test_auto_names_the_file_when_no_provider_runs_it(tmp_path, monkeypatch):
    only(monkeypatch, CPU)
    with pytest.raises(
        ProviderError, match=r"a\.onnx runs on no provider of this machine: .*self-test.*export the model"
    ):
        Network.load(off_by(0.5, tmp_path / "a.onnx"))


def test_a_file_that_breaks_the_contract_is_not_tried_on_every_provider(tmp_path, monkeypatch):
    only(monkeypatch, CUDA, CPU)
    opened = providers.open_session
    tried: list[str] = []

    def open_session(content: bytes, provider: providers.Provider, **options: object) -> object:
        tried.append(provider.name)
        return opened(content, CPU, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(providers, "why_absent", lambda _: None)
    monkeypatch.setattr(providers, "open_session", open_session)
    model = build_tiny_model()
    drop_output(model)
    with pytest.raises(ModelError):
        Network.load(saved(model, tmp_path / "a.onnx"))
    assert tried == ["cuda"]


def test_a_missing_runtime_is_not_blamed_on_the_provider(tiny_model, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for provider in ("auto", "cpu", "cuda"):
        with pytest.raises(ProviderError, match=r"^ONNX Runtime is not installed; install [^;]+$"):
            Network.load(tiny_model, provider=provider)
