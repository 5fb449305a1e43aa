"""The provider asked for is the provider that runs, or a person reads why not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.errors import ProviderError
from desktop.model import providers
from desktop.model.providers import NAMES, by_name, conflicting_packages, load_onnxruntime, open_session, why_absent


class FakeRuntime:
    """An ONNX Runtime that offers what it is told to, and falls back to the CPU without a word as the real one does."""

    __version__ = "9.9"
    maker = "Intel"
    nodes = 98  # of a hundred that the first provider takes over
    registered = False

    def __init__(self, available: list[str], runs_on: list[str] | None = None, error: Exception | None = None) -> None:
        self.available, self.runs_on, self.error = available, runs_on, error
        self.asked_for: list[str] = []

    def get_available_providers(self) -> list[str]:
        return [*self.available, *(["OpenVINOExecutionProvider"] if self.registered else [])]

    def register_execution_provider_library(self, name: str, path: str) -> None:
        assert not self.registered, "registered twice"
        self.registered = True

    def preload_dlls(self) -> None:
        pass

    class ExecutionMode:
        ORT_SEQUENTIAL = "one after the other"

    class SessionOptions:
        intra_op_num_threads = 0

        def __init__(self) -> None:
            self.overrides: dict[str, int] = {}
            self.devices: list[tuple[list[Any], dict[str, str]]] = []

        def add_session_config_entry(self, key: str, value: str) -> None:
            pass

        def add_free_dimension_override_by_name(self, name: str, value: int) -> None:
            self.overrides[name] = value

        def add_provider_for_devices(self, devices: list[Any], settings: dict[str, str]) -> None:
            self.devices.append((devices, settings))

    def get_ep_devices(self) -> list[Any]:
        cpu = types.SimpleNamespace(vendor=self.maker, vendor_id=0x8086 if self.maker == "Intel" else 0x1022)
        plugged_in = self.registered and self.maker == "Intel"
        names = ["CPUExecutionProvider", *(["OpenVINOExecutionProvider"] if plugged_in else [])]
        return [types.SimpleNamespace(ep_name=n, ep_metadata={"ov_device": "CPU"}, device=cpu) for n in names]

    def InferenceSession(  # noqa: N802 - the runtime's name
        self, content: bytes, options: Any, providers: Any = ("OpenVINOExecutionProvider",), enable_fallback: int = 1
    ) -> Any:
        if self.error:
            raise self.error
        self.enable_fallback = enable_fallback
        self.options = options
        self.asked_for = providers
        first = [p if isinstance(p, str) else p[0] for p in providers]
        running = first if self.runs_on is None else self.runs_on
        parts = [(running[0], self.nodes), ("CPUExecutionProvider", 100 - self.nodes)]
        told = [types.SimpleNamespace(ep_name=name, get_nodes=lambda n=n: [None] * n) for name, n in parts]
        return types.SimpleNamespace(
            get_providers=lambda: running, get_provider_graph_assignment_info=lambda: told, get_inputs=list
        )


def pretend(monkeypatch: pytest.MonkeyPatch, runtime: FakeRuntime, *, driver: bool = True) -> FakeRuntime:
    monkeypatch.setattr(providers, "load_onnxruntime", lambda: runtime)
    monkeypatch.setattr(providers, "has_nvidia_driver", lambda: driver)
    plug_in = types.SimpleNamespace(get_library_path=lambda: "plug-in")
    monkeypatch.setitem(sys.modules, "onnxruntime_ep_openvino", plug_in)  # type: ignore[arg-type]
    return runtime


def test_the_cpu_is_always_there_and_runs(tiny_model):
    assert why_absent(by_name("cpu")) is None
    session = open_session(tiny_model.read_bytes(), by_name("cpu"), threads=1)
    assert session.get_providers() == ["CPUExecutionProvider"]
    assert session.get_session_options().intra_op_num_threads == 1


def test_the_cpu_is_the_last_that_auto_tries():
    assert NAMES[-1] == "cpu"
    assert len(set(NAMES)) == len(NAMES)


def test_an_unknown_name_is_refused_and_the_known_ones_are_listed():
    with pytest.raises(
        ProviderError, match=r"no provider 'gpu'.*auto, cuda, openvino, openvino-f32, directml, coreml, cpu"
    ):
        by_name("gpu")


def test_a_provider_the_runtime_was_built_without_is_refused_with_the_reason(monkeypatch):
    pretend(monkeypatch, FakeRuntime(["CPUExecutionProvider"]))
    for name in ("cuda", "directml", "coreml"):
        with pytest.raises(
            ProviderError, match=r"cannot be used: the installed ONNX Runtime \(9\.9\) was built without it"
        ):
            open_session(b"", by_name(name))


def test_cuda_without_a_driver_is_refused_with_the_reason(monkeypatch):
    pretend(monkeypatch, FakeRuntime(["CUDAExecutionProvider", "CPUExecutionProvider"]), driver=False)
    with pytest.raises(ProviderError, match=r"CUDA cannot be used: no NVIDIA driver"):
        open_session(b"", by_name("cuda"))


def test_openvino_without_its_plug_in_is_refused_and_the_extra_is_named(monkeypatch):
    pretend(monkeypatch, FakeRuntime(["CPUExecutionProvider"]))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ProviderError, match=r"ham-classifier\[openvino\]"):
        open_session(b"", by_name("openvino"))


def test_a_silent_fall_back_to_the_cpu_is_an_error(monkeypatch):
    available = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    pretend(monkeypatch, FakeRuntime(available, runs_on=["CPUExecutionProvider"]))
    with pytest.raises(ProviderError, match=r"CUDA did not start.*would use CPUExecutionProvider instead"):
        open_session(b"", by_name("cuda"))


def test_an_accelerator_may_leave_single_operators_to_the_cpu_but_comes_first(monkeypatch):
    runtime = pretend(monkeypatch, FakeRuntime(["CUDAExecutionProvider", "CPUExecutionProvider"]))
    open_session(b"", by_name("cuda"))
    assert runtime.asked_for == ["CUDAExecutionProvider", "CPUExecutionProvider"]


@pytest.mark.parametrize("name", [n for n in NAMES if n != "cpu"])
def test_a_provider_that_leaves_the_network_to_the_cpu_does_not_run_it(monkeypatch, name):
    runtime = pretend(monkeypatch, FakeRuntime([by_name(name).ort_name, "CPUExecutionProvider"]))
    open_session(b"", by_name(name))
    runtime.nodes = 3
    with pytest.raises(ProviderError, match="leaves most of this network to the CPU"):
        open_session(b"", by_name(name))


@pytest.mark.parametrize("built_in", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_the_runtime_may_not_change_to_the_cpu_in_the_middle_of_a_run(monkeypatch, name, built_in):
    available = [by_name(name).ort_name] if built_in or not name.startswith("openvino") else []
    runtime = pretend(monkeypatch, FakeRuntime([*available, "CPUExecutionProvider"]))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    open_session(b"", by_name(name))
    assert runtime.enable_fallback == 0


def test_an_error_while_starting_is_told_in_its_first_line(monkeypatch):
    pretend(
        monkeypatch, FakeRuntime(["CPUExecutionProvider"], error=RuntimeError("bad graph\nstack trace\n" + "x" * 999))
    )
    with pytest.raises(ProviderError, match=r"^CPU did not start: bad graph$"):
        open_session(b"", by_name("cpu"))


def test_bytes_the_runtime_cannot_load_are_a_provider_error():
    with pytest.raises(ProviderError, match=r"^CPU did not start: [^\n]+$"):
        open_session(b"no model", by_name("cpu"))


def test_a_missing_runtime_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(
        ProviderError, match=r"not installed; install ham-classifier\[edge\].*ham-classifier\[desktop\]"
    ):
        load_onnxruntime()


def test_a_runtime_that_does_not_start_is_told_with_the_reason(monkeypatch, tmp_path):
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('libfoo.so is missing')", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ProviderError, match=r"installed but does not start: libfoo\.so is missing"):
        load_onnxruntime()


def test_the_ruins_of_a_removed_runtime_are_told_with_what_to_do(monkeypatch):
    # What `pip uninstall` of one of the two packages leaves is a folder that Python imports as an empty package.
    monkeypatch.setitem(sys.modules, "onnxruntime", types.ModuleType("onnxruntime"))
    with pytest.raises(ProviderError, match="files are incomplete; run 'pip uninstall"):
        load_onnxruntime()


@pytest.mark.parametrize(
    ("installed", "warned"),
    [
        (("onnxruntime", "onnxruntime-gpu"), True),
        (("onnxruntime-gpu", "onnxruntime-directml"), True),
        (("onnxruntime",), False),
        (("onnxruntime-gpu",), False),
        ((), False),
    ],
)
def test_both_runtimes_installed_is_worth_a_warning(monkeypatch, installed, warned):
    def version(name: str) -> str:
        if name not in installed:
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(importlib.metadata, "version", version)
    warning = conflicting_packages()
    assert (warning is not None) == warned
    if warning:
        assert f"pip uninstall {installed[0]} {installed[1]}" in warning


# --- OpenVINO: on which processor, in which arithmetic ---------------------------------------------------------------


def test_the_plug_in_is_not_tried_on_a_processor_it_offers_nothing_on(monkeypatch):
    runtime = pretend(monkeypatch, FakeRuntime(["CPUExecutionProvider"]))
    runtime.maker = "AMD"
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    reason = why_absent(by_name("openvino"))
    assert reason is not None
    assert reason.startswith("its plug-in runs on Intel processors only, and this one is by AMD (the package onnxrunt")
    runtime.maker = "Intel"
    assert why_absent(by_name("openvino")) is None


@pytest.mark.parametrize(
    ("features", "name", "arithmetic"),
    [
        (("AVX2", "AVX512", "AMX-BF16"), "openvino", "bf16"),
        (("AVX2", "AVX512", "AVX512-BF16"), "openvino", "bf16"),
        (("AVX2", "AVX512", "AVX512-BF16"), "openvino-f32", "f32"),
        (("AVX2", "AVX512", "AVX512-VNNI"), "openvino", "f32"),
        ((), "openvino", "f32"),
    ],
)
@pytest.mark.parametrize("built_in", [True, False])
def test_openvino_is_told_its_arithmetic_and_the_label_says_it(monkeypatch, features, name, arithmetic, built_in):
    available = ["CPUExecutionProvider", *(["OpenVINOExecutionProvider"] if built_in else [])]
    runtime = pretend(monkeypatch, FakeRuntime(available))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(providers, "cpu_features", lambda: features)
    open_session(b"", by_name(name), threads=3)
    settings: Any = runtime.asked_for[0][1] if built_in else runtime.options.devices[0][1]
    assert settings["num_of_threads"] == "3"
    assert json.loads(settings["load_config"]) == {"CPU": {"INFERENCE_PRECISION_HINT": arithmetic}}
    assert providers.as_it_runs(by_name(name)).label == f"OpenVINO on CPU ({arithmetic})"
    assert providers.as_it_runs(by_name("cpu")) == by_name("cpu")


def test_every_session_of_a_process_starts_on_openvinos_plug_in_as_the_first_does(monkeypatch):
    """A second window, or the model opened anew: once registered, the runtime tells the plug-in among the available
    providers, where one that is built in stands too."""
    runtime = pretend(monkeypatch, FakeRuntime(["CPUExecutionProvider"]))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    for _ in range(3):
        open_session(b"", by_name("openvino"))
        (devices, _settings) = runtime.options.devices[0]
        assert [device.ep_name for device in devices] == ["OpenVINOExecutionProvider"]
    assert "OpenVINOExecutionProvider" in runtime.get_available_providers()


@pytest.mark.parametrize(("usable", "threads"), [(1, 1), (3, 3), (8, 0)])
def test_a_container_with_a_part_of_the_machine_gets_no_more_threads_than_that(monkeypatch, usable, threads):
    """0: as many as the runtime takes by itself, which sees the machine and not the container."""
    runtime = pretend(monkeypatch, FakeRuntime(["CPUExecutionProvider", "OpenVINOExecutionProvider"]))
    monkeypatch.setattr(providers, "usable_cores", lambda: usable)
    monkeypatch.setattr(providers.os, "cpu_count", lambda: 8)
    open_session(b"", by_name("cpu"))
    assert runtime.options.intra_op_num_threads == threads
    open_session(b"", by_name("openvino"))
    settings: Any = runtime.asked_for[0][1]
    assert settings["num_of_threads"] == str(usable)
    open_session(b"", by_name("cpu"), threads=2)
    assert runtime.options.intra_op_num_threads == 2


# --- providers that want one batch size ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["directml", "coreml"])
def test_a_graph_of_one_batch_size_is_made_for_those_that_bear_no_other(monkeypatch, name):
    runtime = pretend(monkeypatch, FakeRuntime([by_name(name).ort_name, "CPUExecutionProvider"]))
    open_session(b"", by_name(name))
    assert runtime.options.overrides == {"N": 8}
    open_session(b"", by_name("cpu"))
    assert runtime.options.overrides == {}


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9])
def test_batches_of_any_size_pass_through_one_of_four_and_answer_the_same(monkeypatch, tiny_model, count):
    from desktop.model.network import Network

    images = np.random.default_rng(count).integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
    expected = Network.load(tiny_model, provider="cpu").predict(images, heatmaps=True)
    monkeypatch.setattr(providers, "PROVIDERS", (replace(by_name("cpu"), fixed_batch=4),))
    sizes: list[int] = []
    fixed = Network.load(tiny_model, provider="cpu")  # its self-test is the probe
    inner = fixed.session.session
    assert inner.get_inputs()[0].shape[0] == 4  # the graph itself is of that size
    fixed.session.session = Watched(inner, sizes)
    answer = fixed.predict(images, heatmaps=True)
    assert sizes == [4] * -(-count // 4)
    for output in ("logits", "probabilities", "unfamiliarity", "heatmaps"):
        np.testing.assert_allclose(getattr(answer, output), getattr(expected, output), atol=1e-5, err_msg=output)


class Watched:
    """A session that notes the size of every batch."""

    def __init__(self, session: Any, sizes: list[int]) -> None:
        self.session, self.sizes = session, sizes

    def run(self, names: Any, inputs: Any) -> Any:
        self.sizes.append(len(inputs["images"]))
        return self.session.run(names, inputs)


def test_the_reasons_of_all_providers_are_told_fastest_first(monkeypatch):
    pretend(monkeypatch, FakeRuntime(["CUDAExecutionProvider", "CPUExecutionProvider"]), driver=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    told = {provider.name: reason for provider, reason in providers.reasons()}
    assert tuple(told) == NAMES
    assert told["cpu"] is None
    assert told["cuda"] == "no NVIDIA driver was found"
    assert "ham-classifier[openvino]" in (told["openvino"] or "")


def test_the_model_hears_of_the_warning(monkeypatch, tiny_model: Path):
    from desktop.model.network import Network

    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.0")
    said: list[str] = []
    Network.load(tiny_model, provider="cpu", notify=said.append)
    assert len(said) == 1
    assert "both onnxruntime and onnxruntime-gpu" in said[0]
