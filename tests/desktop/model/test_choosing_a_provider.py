"""The provider asked for is the one that runs; auto passes over what is absent or computes wrongly, and says so."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.errors import ModelError, ProviderError
from desktop.model import providers
from desktop.model.network import Network
from tests.desktop.model.changed_models import drop_output, off_by, saved
from tests.tiny_model import build_tiny_model

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
