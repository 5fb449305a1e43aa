"""The diagnostic report says what a bug report needs, and nothing that its reader should not know."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
from pathlib import Path

import pytest

from desktop import __version__
from desktop.cli import diagnostics
from desktop.cli.diagnostics import report
from desktop.cli.redaction import without_paths
from desktop.common.machine import cpu_name
from desktop.errors import ProviderError
from desktop.model import providers
from desktop.model.network import Network
from tests.desktop.helpers import environment, run_python
from tests.tiny_model import write_tiny_model

TELLING = "Praxis Dr Geheim"


def told(model: Path | None = None, **options: object) -> str:
    """The whole report; measured for a moment only."""
    return "\n".join(report(model, **{"seconds": 0.01, **options}))  # type: ignore[arg-type]


def entry(text: str, name: str) -> str:
    """The value of the report's one line of that name."""
    (value,) = re.findall(rf"^  {re.escape(name)} +(.*)$", text, re.MULTILINE)
    return str(value)


def test_the_report_holds_versions_machine_model_and_a_measured_provider(tiny_model, classifier):
    text = told(tiny_model)
    assert entry(text, "ham-classifier") == __version__
    assert entry(text, "numpy") == importlib.metadata.version("numpy")
    assert cpu_name() in entry(text, "processor")
    assert float(entry(text, "memory").removesuffix(" GB")) > 0.1
    assert entry(text, "sha256") == classifier.sha256
    assert entry(text, "classes") == "red*, green, blue  (* malignant)"
    assert entry(text, "test accuracy") == "1.000 (0.900 to 1.000)"
    rate = re.fullmatch(r"CPU: ([\d.]+) images/s, self-test passed \(off by .*, starts in .* s", entry(text, "cpu"))
    assert rate
    assert float(rate[1]) > 0


def test_every_provider_is_there_with_its_measure_or_the_reason_why_not(tiny_model):
    text = told(tiny_model)
    for provider, reason in providers.reasons():
        value = entry(text, provider.name)
        assert value.startswith("not usable: ") if reason else "images/s" in value or value.startswith("not usable: ")


def test_what_auto_takes_is_what_auto_takes(tiny_model):
    assert entry(told(tiny_model), "auto takes") == Network.load(tiny_model).provider.name


def test_without_a_model_the_providers_are_still_told(monkeypatch, tmp_path):
    monkeypatch.setattr(diagnostics, "DEFAULT_MODEL", tmp_path / "none.onnx")
    text = told()
    assert "none: this build has no embedded model" in text
    assert entry(text, "cpu") == "present; not tried without a model"


def test_a_provider_that_fails_its_self_test_says_so_and_is_not_taken(tiny_model, monkeypatch):
    def fails(_: Network) -> float:
        raise ProviderError("the model fails its self-test on CPU")

    monkeypatch.setattr(Network, "self_test", fails)
    text = told(tiny_model, provider="cpu")
    assert "fails its self-test" in entry(text, "cpu")
    assert entry(told(tiny_model), "auto takes") == "nothing: no provider of this machine runs the model"


def test_both_runtimes_installed_by_mistake_is_a_problem(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.0")
    assert "PROBLEM: both onnxruntime and onnxruntime-gpu" in told()


def test_a_missing_runtime_is_a_problem_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "PROBLEM: ONNX Runtime is not installed; install ham-classifier[edge]" in told()


def test_a_defect_of_a_provider_does_not_end_the_report(tiny_model, monkeypatch):
    monkeypatch.setattr(Network, "predict", lambda *_, **__: 1 / 0)
    assert entry(told(tiny_model), "cpu") == "not usable: failed with ZeroDivisionError, a defect"


# --- what a stranger must not read -----------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [None, "cut", "self-test", "missing"])
def test_no_file_folder_or_user_is_named_and_no_path_is_searched(tmp_path, damage):
    home = tmp_path / TELLING
    home.mkdir()
    model = home / "Frau Musterfrau.onnx"
    if damage != "missing":
        write_tiny_model(model)
    if damage == "cut":
        model.write_bytes(model.read_bytes()[:300])
    if damage == "self-test":
        model.write_bytes(model.read_bytes().replace(b'"tolerance":', b'"tolerancX":'))
    surroundings = {**environment(), "HOME": str(home), "USERPROFILE": str(home), "USER": "geheimer", "PATH": ""}
    done = run_python(
        "-m",
        "desktop.cli.ham_classify",
        "--doctor",
        "--provider",
        "cpu",
        "--model",
        str(model),
        cwd=home,
        env=surroundings,
    )
    assert done.returncode == (1 if damage else 0), done.stderr
    assert ("PROBLEM" in done.stdout) == bool(damage)
    assert done.stderr == ""
    for secret in ("Geheim", "geheim", "Praxis", "Musterfrau", "Frau", str(tmp_path), os.sep + "tmp"):
        assert secret not in done.stdout


def test_an_error_that_quotes_a_library_keeps_the_librarys_name_alone(tiny_model, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise ProviderError("CPU did not start: Failed to load /home/geheim/venv/lib/libcudnn.so.9 (no such file)")

    monkeypatch.setattr(providers, "open_session", fails)
    text = told(tiny_model, provider="cpu")
    assert "geheim" not in text
    assert "Failed to load libcudnn.so.9 (no such file)" in text
    assert str(tiny_model.parent) not in text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("in /home/anna/a/b.so: no", "in b.so: no"),
        (r"in C:\Users\Anna Berg\lib\b.dll: no", "in b.dll: no"),
        (r"in \\server\share\b.dll", "in b.dll"),
        ("~/secret/b.so", "b.so"),
        ("1/2 of it, see https://example.org/a/b", "1/2 of it, see https://example.org/a/b"),
        ("float16/float32", "float16/float32"),
    ],
)
def test_a_path_is_cut_to_its_last_part(text, clean):
    assert without_paths(text) == clean


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_the_report_on_standard_output(run):
    result = run("--doctor")
    assert result.exit_code == 0
    assert result.stdout.startswith("ham-classifier diagnostic report\n")
    assert "cpu " in result.stdout
    assert "cuda " not in result.stdout  # the provider named, and no other


def test_a_path_beside_doctor_is_wrong_usage(run, tmp_path):
    result = run("--doctor", tmp_path)
    assert result.exit_code == 2
    assert "takes no PATH" in result.stderr


def test_no_path_at_all_is_still_wrong_usage(run):
    result = run()
    assert result.exit_code == 2
    assert "Missing argument 'PATH...'" in result.stderr


def test_a_provider_that_was_named_and_cannot_be_used_is_a_problem(run, monkeypatch):
    monkeypatch.setattr(providers, "why_absent", lambda provider: "it is not here")
    done = run("--doctor", provider="cuda")
    assert done.exit_code == 1
    assert "PROBLEM: CUDA cannot be used" in done.stdout
    assert "it is not here" in done.stdout
