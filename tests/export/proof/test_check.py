"""`ham-export --check`: what it says of each provider, without a trained run."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from desktop.errors import ProviderError
from desktop.model import providers
from desktop.model.network import Network
from export.errors import ExportError
from export.proof.check import Outcome, check_file, table
from tests.tiny_model import build_tiny_model

CPU = providers.by_name("cpu")


@pytest.fixture
def off(tmp_path: Path) -> Path:
    """A file that expects other logits than the ones it gives: by 0.25."""
    model = build_tiny_model()
    document = json.loads(model.metadata_props[0].value)
    document["self_test"]["logits"] = [[value + 0.25 for value in row] for row in document["self_test"]["logits"]]
    model.metadata_props[0].value = json.dumps(document)
    path = tmp_path / "off.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_a_provider_that_fails_the_self_test_has_its_figure_in_the_table(
    off: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = dataclasses.replace(CPU, name="other", label="Other")
    monkeypatch.setattr(providers, "PROVIDERS", (CPU, other))
    monkeypatch.setattr(providers, "why_absent", lambda _: "")
    load = Network.load

    def by_provider(path: Path, *, provider: str) -> Network:
        return load(off if provider == "other" else path, provider="cpu")

    monkeypatch.setattr(Network, "load", by_provider)
    _, outcomes = check_file(tiny_model)
    _, passed, failed = table(outcomes).splitlines()
    assert re.match(r"CPU +yes +\d\.\d\de[+-]\d\d +[\d.]+$", passed)
    assert re.match(r"Other +no +2\.50e-01 +-  .*fails its self-test.* differ by 0\.25 ", failed)


def test_a_file_that_fails_everywhere_is_refused_with_the_figure(off: Path) -> None:
    with pytest.raises(ExportError, match=r"no provider of this machine.*CPU: .*differ by 0\.25 "):
        check_file(off)


def test_an_absent_provider_has_no_figure(monkeypatch: pytest.MonkeyPatch, tiny_model: Path) -> None:
    absent = dataclasses.replace(CPU, name="absent", label="Absent")
    monkeypatch.setattr(providers, "PROVIDERS", (absent, CPU))
    monkeypatch.setattr(providers, "why_absent", lambda one: "it is not there" if one is absent else "")
    line = table(check_file(tiny_model)[1]).splitlines()[1]
    assert re.match(r"Absent +no +- +-  it is not there$", line)
    assert ProviderError("x").difference is None


def test_the_columns_stand_below_their_names_whatever_the_providers_are_called() -> None:
    long = Outcome("OpenVINO on CPU (bf16)", "", 0.01, 5.0)
    heading, first, second = table([long, Outcome("CPU", "", 0.5, 120.0)]).splitlines()
    loads, right = heading.index("loads"), heading.index("images/s") + len("images/s")
    assert {first[loads : loads + 3], second[loads : loads + 3]} == {"yes"}
    assert (first[:right].split()[-1], second[:right].split()[-1]) == ("5.0", "120.0")
