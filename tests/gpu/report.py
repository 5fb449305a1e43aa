"""The report: lines as the checks are done, a table for docs/benchmarks.md, and everything as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.common.files import atomic_write
from tests.gpu.proof import Check

# The libraries that decide; the others stand in the JSON.
_TOLD = ("keras", "tensorflow", "jax", "onnxruntime-gpu", "onnxruntime")


def heading(facts: dict[str, Any], backend: str) -> str:
    """The device with its name, driver and versions, in a line or two."""
    versions = ", ".join(f"{name} {facts['versions'][name]}" for name in _TOLD if name in facts["versions"])
    capability = f", capability {facts['capability']}" if facts["capability"] else ""
    driver = f"\n{facts['driver']}" if facts["driver"] else ""
    return f"{facts['name']} ({facts['kind']}, {facts['count']}x{capability}), {backend}; {versions}{driver}"


def line(check: Check) -> str:
    """A check as it is shown while the others are still to come."""
    return f"{check.state:8}  {check.name}: {check.words}"


def table(facts: dict[str, Any], backend: str, checks: Sequence[Check]) -> str:
    """Markdown for docs/benchmarks.md, with the card's name."""
    rows = "\n".join(f"| {check.name} | {check.state} | {check.words} |" for check in checks)
    return f"{heading(facts, backend)}\n\n| | | |\n| --- | --- | --- |\n{rows}"


def write(path: Path, facts: dict[str, Any], backend: str, checks: Sequence[Check]) -> None:
    """All figures as JSON. Raises OutputError."""
    content = {"backend": backend, "device": facts, "checks": [asdict(check) for check in checks]}
    with atomic_write(path) as stream:
        stream.write(json.dumps(content, indent=1) + "\n")
