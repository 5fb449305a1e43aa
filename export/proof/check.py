"""`ham-export --check`: any model file against the contract and its self-test, on every provider of this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.errors import ProviderError
from desktop.model import providers
from desktop.model.network import Network
from export.errors import ExportError

TIMED_BATCH = 8
TIMED_SECONDS = 1.0


@dataclass(frozen=True)
class Outcome:
    """One provider's line. error: why it cannot run the file, else empty; difference: of the self-test's logits."""

    provider: str
    error: str
    difference: float | None = None
    images_per_second: float | None = None


def check_file(path: Path) -> tuple[str, list[Outcome]]:
    """The file's own account of itself, and each provider's outcome.

    Raises ModelError when the file does not keep the contract, ExportError when no provider of this machine runs it.
    """
    outcomes: list[Outcome] = []
    account = ""
    for provider in providers.PROVIDERS:
        if reason := providers.why_absent(provider):
            outcomes.append(Outcome(provider.label, reason))
            continue
        try:
            classifier = Network.load(path, provider=provider.name)
            outcomes.append(Outcome(provider.label, "", classifier.self_test(), _speed(classifier)))
        except ProviderError as error:
            outcomes.append(Outcome(provider.label, str(error), error.difference))
            continue
        account = _account(classifier)
    if not account:
        reasons = "; ".join(f"{o.provider}: {o.error}" for o in outcomes)
        raise ExportError(f"{path} runs on no provider of this machine ({reasons})")
    return account, outcomes


def table(outcomes: list[Outcome]) -> str:
    """The outcomes as text, a line per provider."""
    width = max(len(one.provider) for one in outcomes)
    lines = [f"{'provider':<{width}} {'loads':<6} {'self-test':>10} {'images/s':>9}"]
    for one in outcomes:
        difference = "-" if one.difference is None else f"{one.difference:.2e}"
        speed = "-" if one.images_per_second is None else f"{one.images_per_second:.1f}"
        loads = "no" if one.error else "yes"
        lines.append(f"{one.provider:<{width}} {loads:<6} {difference:>10} {speed:>9}  {one.error}".rstrip())
    return "\n".join(lines)


def _account(classifier: Network) -> str:
    info = classifier.info
    point = info.operating_points[0].name if info.operating_points else "none"
    return (
        f"{info.name}, {info.precision}, contract {info.contract}, input {info.input.size} x {info.input.size}\n"
        f"classes: {', '.join(info.codes)}\n"
        f"data: {info.data.name} ({info.data.images:,} images, {info.data.lesions:,} lesions); {info.data.licence}\n"
        f"operating points: {len(info.operating_points)}, first {point}; temperature {info.temperature:.3f}\n"
        f"sha256 {classifier.sha256}"
    )


def _speed(classifier: Network) -> float:
    """Images per second in batches of TIMED_BATCH, noise images, after one batch to warm up."""
    size = classifier.info.input.size
    images = np.random.default_rng(0).integers(0, 256, (TIMED_BATCH, size, size, 3), dtype=np.uint8)
    classifier.predict(images)
    began, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < TIMED_SECONDS:
        classifier.predict(images)
        count += TIMED_BATCH
    return count / elapsed
