"""The report: lines as the checks are done, a table for docs/benchmarks.md, and everything as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.common.files import atomic_write
from tests.gpu.checks import Check
from tests.gpu.plan import Plan

# The libraries that decide; the others stand in the JSON.
_TOLD = ("keras", "tensorflow", "jax", "onnxruntime-gpu", "onnxruntime")


def heading(facts: dict[str, Any], backend: str) -> str:
    """The device with its name, driver and versions, and the data, in two or three lines."""
    versions = ", ".join(f"{name} {facts['versions'][name]}" for name in _TOLD if name in facts["versions"])
    capability = f", capability {facts['capability']}" if facts["capability"] else ""
    driver = f"\n{facts['driver']}" if facts["driver"] else ""
    device = f"{facts['name']} ({facts['kind']}, {facts['count']}x{capability})"
    return f"{device}, {backend}; {versions}{driver}\n{facts['data']}"


def line(check: Check) -> str:
    """A check as it is shown while the others are still to come."""
    return f"{check.state:8}  {check.name}: {check.words} [{check.seconds:.0f} s]"


def table(facts: dict[str, Any], plan: Plan, checks: Sequence[Check]) -> str:
    """Markdown for docs/benchmarks.md, with the card's name."""
    rows = "\n".join(f"| {check.name} | {check.state} | {check.words} | {check.seconds:.0f} s |" for check in checks)
    return f"{heading(facts, plan.backend)}; {plan.told()}\n\n| | | | |\n| --- | --- | --- | --- |\n{rows}"


def write(path: Path, facts: dict[str, Any], plan: Plan, checks: Sequence[Check], *, finished: bool) -> None:
    """All figures as JSON; `finished` is false as long as checks are still to come. Raises OutputError."""
    content = {
        "backend": plan.backend,
        "finished": finished,
        "plan": {name: value for name, value in asdict(plan).items() if name != "folder"},
        "device": facts,
        "checks": [asdict(check) for check in checks],
    }
    with atomic_write(path) as stream:
        stream.write(json.dumps(content, indent=1, default=str) + "\n")
