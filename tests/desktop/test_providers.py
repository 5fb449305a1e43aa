"""The provider asked for is the provider that runs, or a person reads why not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from desktop import providers
from desktop.errors import ProviderError
from desktop.providers import NAMES, by_name, conflicting_packages, load_onnxruntime, open_session, why_absent


class FakeRuntime:
    """An ONNX Runtime that offers what it is told to, and falls back to the CPU without a word as the real one does."""

    __version__ = "9.9"

    def __init__(self, available: list[str], runs_on: list[str] | None = None, error: Exception | None = None) -> None:
        self.available, self.runs_on, self.error = available, runs_on, error
        self.asked_for: list[str] = []

    def get_available_providers(self) -> list[str]:
        return self.available

    def preload_dlls(self) -> None:
        pass

    class SessionOptions:
        intra_op_num_threads = 0

        def add_session_config_entry(self, key: str, value: str) -> None:
            pass

    def InferenceSession(self, content: bytes, options: Any, providers: list[str]) -> Any:  # noqa: N802 - the runtime's name
        if self.error:
            raise self.error
        self.asked_for = providers
        running = providers if self.runs_on is None else self.runs_on
        return types.SimpleNamespace(get_providers=lambda: running)


def pretend(monkeypatch: pytest.MonkeyPatch, runtime: FakeRuntime, *, driver: bool = True) -> FakeRuntime:
    monkeypatch.setattr(providers, "load_onnxruntime", lambda: runtime)
    monkeypatch.setattr(providers, "_has_nvidia_driver", lambda: driver)
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
    with pytest.raises(ProviderError, match=r"no provider 'gpu'.*auto, cuda, openvino, directml, coreml, cpu"):
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
        assert "pip uninstall onnxruntime onnxruntime-gpu" in warning


def test_the_model_hears_of_the_warning(monkeypatch, tiny_model: Path):
    from desktop.model import Classifier

    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.0")
    said: list[str] = []
    Classifier.load(tiny_model, provider="cpu", notify=said.append)
    assert len(said) == 1
    assert "both onnxruntime and onnxruntime-gpu" in said[0]
