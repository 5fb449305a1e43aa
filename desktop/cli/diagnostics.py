"""What a bug report should hold: versions, machine, providers with their reasons and speed, the model's card in short.

Text for strangers: no file's or folder's name, no user, nothing of an image. The command line prints it line by line,
so that what is known stands there even if a provider takes the whole process with it; the window saves it whole.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop import __version__
from desktop.cli.redaction import without_paths
from desktop.common.machine import this_machine
from desktop.contract import Figure, ModelInfo
from desktop.contract.onnx_header import read_model_file
from desktop.errors import HamError, ModelError, ProviderError
from desktop.model import providers
from desktop.model.file import DEFAULT_MODEL, model_in, read_info
from desktop.model.network import Network
from desktop.model.providers import AUTO, PROVIDERS, Provider

BATCH_SIZE = 8
"""Images per inference when a provider's speed is measured; the batch that `desktop.engine.pipeline` starts from."""

_DISTRIBUTIONS = (
    *("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino", "onnxruntime-ep-openvino"),
    *("numpy", "pillow", "pillow-heif", "pydicom", "msgspec", "click", "PySide6-Essentials", "tensorflow", "keras"),
)
_SHOWN_FIGURES = 12


@dataclass(frozen=True)
class Trial:
    """A provider tried with a model. Of one that does not run only `problem` says something.

    difference: largest absolute logit difference in the self-test, `tolerance` is allowed; images_per_second: the
    network alone, batches of BATCH_SIZE; seconds: from the file to a proven session.
    """

    label: str
    problem: str = ""
    difference: float = 0.0
    tolerance: float = 0.0
    images_per_second: float = 0.0
    seconds: float = 0.0


def report(model: Path | None = None, *, provider: str = AUTO, seconds: float = 1.0) -> Iterator[str]:
    """The report's lines, as they become known; each provider is measured for about `seconds`.

    `model`: default the embedded one, and the report says so where there is none. `provider`: all, or the one named.
    Raises ProviderError for a name that is none; anything else that is wrong is a line of the report.
    """
    tried = PROVIDERS if provider == AUTO else (providers.by_name(provider),)
    yield "ham-classifier diagnostic report"
    yield from _section("Machine", _machine())
    yield from _section("Versions", _versions())
    path = model or DEFAULT_MODEL
    if model is None and not path.exists():
        info, lines = None, ["none: this build has no embedded model and --model named none"]
    else:
        info, lines = _model(path)
    yield from _section("Model", lines)
    yield from _section("Providers, fastest first", _providers(tried, path if info else None, seconds))


def _section(title: str, lines: Iterator[str] | list[str]) -> Iterator[str]:
    yield ""
    yield title
    for line in lines:
        yield f"  {line}"


def _machine() -> Iterator[str]:
    machine = this_machine()
    yield _entry("system", machine.system)
    yield _entry("processor", f"{machine.cpu} ({machine.architecture})")
    yield _entry("features", " ".join(machine.features) or "not told by this system")
    yield _entry("cores", f"{machine.cores} of {machine.total_cores}")
    yield _entry("memory", f"{machine.memory / 1e9:.1f} GB")


def _versions() -> Iterator[str]:
    yield _entry("ham-classifier", __version__)
    bits = 64 if sys.maxsize > 2**32 else 32
    yield _entry("Python", f"{platform.python_version()} ({platform.python_implementation()}, {bits} bit)")
    for name in _DISTRIBUTIONS:
        try:
            yield _entry(name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            continue
    if (warning := providers.conflicting_packages()) is not None:
        yield f"PROBLEM: {warning}"


def _model(path: Path) -> tuple[ModelInfo | None, list[str]]:
    try:
        content = read_model_file(model_in(path))
        info = read_info(content)
    except ModelError as error:
        return None, [f"PROBLEM: {without_paths(str(error), [(path, '<model>')])}"]
    lines = [
        _entry("name", info.name + (" (embedded)" if path == DEFAULT_MODEL else "")),
        _entry("sha256", hashlib.sha256(content).hexdigest()),
        _entry("file", f"{info.precision}, {len(content) / 1e6:.1f} MB, made {info.created}"),
        _entry("input", f"{info.input.size} x {info.input.size}, {info.input.resize}"),
        _entry("classes", ", ".join(f"{c.code}*" if c.malignant else c.code for c in info.classes) + "  (* malignant)"),
        _entry("trained on", f"{info.data.name}: {info.data.images:,} images of {info.data.lesions:,} lesions"),
    ]
    points = ", ".join(f"{p.name} >= {p.threshold:.3g}" for p in info.operating_points)
    lines.append(_entry("refers at", points or "no operating point"))
    figures = [(f"{part} {name}", figure) for part, named in info.metrics.items() for name, figure in named.items()]
    lines += [_entry(name, _figure(figure)) for name, figure in figures[:_SHOWN_FIGURES]]
    if len(figures) > _SHOWN_FIGURES:
        lines.append(f"and {len(figures) - _SHOWN_FIGURES} more figures in the file")
    return info, lines


def _figure(figure: Figure) -> str:
    between = "" if figure.low is None or figure.high is None else f" ({figure.low:.3f} to {figure.high:.3f})"
    return f"{figure.value:.3f}{between}"


def _providers(tried: tuple[Provider, ...], model: Path | None, seconds: float) -> Iterator[str]:
    try:
        providers.load_onnxruntime()
    except ProviderError as error:
        yield f"PROBLEM: {without_paths(str(error))}"
        return
    taken = before = ""
    for provider in tried:
        reason = providers.why_absent(provider)
        if reason is not None:
            yield _entry(provider.name, f"not usable: {'as above' if reason == before else without_paths(reason)}")
            before = reason
        elif model is None:
            yield _entry(provider.name, "present; not tried without a model")
        else:
            trial = try_provider(provider, model, seconds=seconds)
            yield _entry(provider.name, _told(trial))
            taken = taken or (provider.name if not trial.problem else "")
    if model is not None and not taken and len(tried) == 1:
        yield f"PROBLEM: {tried[0].label} cannot be used"
    if model is not None and len(tried) > 1:
        yield _entry("auto takes", taken or "nothing: no provider of this machine runs the model")


def _told(trial: Trial) -> str:
    if trial.problem:
        return f"not usable: {trial.problem}"
    return (
        f"{trial.label}: {trial.images_per_second:.1f} images/s, self-test passed "
        f"(off by {trial.difference:.2g}, {trial.tolerance:.2g} is allowed), starts in {trial.seconds:.2f} s"
    )


def try_provider(provider: Provider, model: Path, *, seconds: float = 1.0) -> Trial:
    """Start the model on the provider, self-test it and measure it for about `seconds`. Raises nothing."""
    began = time.perf_counter()
    try:
        classifier = Network.load(model, provider=provider.name)
        started = time.perf_counter() - began
        difference = classifier.self_test()
        speed = _images_per_second(classifier, seconds)
    except HamError as error:
        return Trial(provider.label, problem=without_paths(str(error), [(model, "<model>")]))
    except Exception as error:  # noqa: BLE001 - the report must outlive what it finds
        return Trial(provider.label, problem=f"failed with {type(error).__name__}, a defect")
    return Trial(classifier.provider.label, "", difference, classifier.info.self_test.tolerance, speed, started)


def _images_per_second(classifier: Network, seconds: float) -> float:
    """The rate of the fastest batch: what else the machine does at the moment says nothing about the provider."""
    size = classifier.info.input.size
    images = np.random.default_rng(0).integers(0, 256, (BATCH_SIZE, size, size, 3), dtype=np.uint8)
    classifier.predict(images)
    fastest = float("inf")
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until or fastest == float("inf"):
        classifier.predict(images)
        fastest = min(fastest, time.perf_counter() - began)
    return BATCH_SIZE / fastest


def _entry(name: str, value: str) -> str:
    return f"{name:<24} {value}"
