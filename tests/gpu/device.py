"""What is proven, as a port: something that does a task and answers with figures. Each task runs in a process of its
own, because memory, precision and the CUDA libraries of two frameworks do not bear a second one beside them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Protocol

LIMIT_S = 3600


class TaskError(Exception):
    """A task that did not come to an end; one sentence."""


class Device(Protocol):
    """Does tasks of `tests.gpu.worker`."""

    def run(self, task: str, **options: Any) -> dict[str, Any]:
        """The task's figures. Raises TaskError."""


@dataclass(frozen=True)
class InProcesses:
    """This machine. kind: "gpu" as the backend finds it, or "cpu" with every GPU hidden from it."""

    kind: str
    backend: str

    def run(self, task: str, **options: Any) -> dict[str, Any]:
        """The last line of what the worker prints. Raises TaskError with the last line of what it complained."""
        command = [sys.executable, "-m", "tests.gpu.worker", task, json.dumps({**options, "kind": self.kind})]
        chosen = self.environment()
        if self.kind == "cpu" and options.get("devices", 1) > 1:
            chosen["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={options['devices']}"
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", timeout=LIMIT_S, env=chosen, check=False
            )
        except subprocess.TimeoutExpired:
            raise TaskError(f"did not end within {LIMIT_S} seconds") from None
        lines = done.stdout.strip().splitlines()
        if done.returncode or not lines:
            raise TaskError((done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1])
        return dict(json.loads(lines[-1]))

    def environment(self) -> dict[str, str]:
        """This process's, with the backend chosen."""
        chosen = {**os.environ, "KERAS_BACKEND": self.backend}
        # JAX would take three quarters of the memory at once, and its peak would say nothing.
        chosen.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
        if self.kind == "cpu":
            chosen |= {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}
        return chosen
