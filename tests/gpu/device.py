"""What is proven, as a port: something that does a task and answers with figures. Each task runs in a process of its
own, because memory, precision and the CUDA libraries of two frameworks do not bear a second one beside them.
"""

from __future__ import annotations

import json
import os
import signal
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
        lines = finished(command, chosen).stdout.strip().splitlines()
        if not lines:
            raise TaskError("ended without an answer")
        return dict(json.loads(lines[-1]))

    def environment(self) -> dict[str, str]:
        """This process's, with the backend chosen."""
        chosen = {**os.environ, "KERAS_BACKEND": self.backend}
        # JAX would take three quarters of the memory at once, and its peak would say nothing.
        chosen.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
        if self.kind == "cpu":
            chosen |= {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}
        return chosen


def finished(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The process, ended well. Raises TaskError with the last line it complained, or that it took LIMIT_S."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=LIMIT_S, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise TaskError(f"did not end within {LIMIT_S} seconds") from None
    if done.returncode:
        raise TaskError(complaint(done.returncode, done.stderr))
    return done


def complaint(returncode: int, said: str) -> str:
    """Why a process ended badly, in one line: its last one, and the signal where it was one that ended it."""
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "")
    if returncode >= 0:
        return last or f"ended with {returncode}"
    # A crash of a driver, or the system's own end to memory: the last line was said before and need not be the reason.
    name = signal.Signals(-returncode).name if -returncode in set(signal.Signals) else f"signal {-returncode}"
    return f"was ended by {name}" + (f"; before that it said: {last}" if last else "")
