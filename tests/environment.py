"""`make setup` and `make demo`: .venv made step by step, each with what it brings, its size and how long it took.

    python tests/environment.py demo    # what the demo runs
    python tests/environment.py all     # and what tests, checks and documentation need

Runs before anything is installed, so with the standard library alone. The same command goes on where it was stopped.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(".venv")
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PIP = (str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off")
STAMPS = {"demo": VENV / "for-demo", "all": VENV / "installed"}
"""What the Makefile looks for: made when all steps are done."""
REASONS = (
    (("No space left on device", "Errno 28", "not enough space"), "the disk is full: make room"),
    (
        ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError", "name resolution"),
        "no package index could be reached: look at the network, or set a proxy (HTTPS_PROXY)",
    ),
    (("ensurepip is not available", "No module named ensurepip"), "this Python lacks venv: install python3-venv"),
    (("Permission denied",), "a file or folder may not be written here"),
)
"""What pip and venv say, and what it means for who reads it."""
SILENCE = 20.0
"""Seconds after which a step that is not seen on a terminal says that it still works."""


@dataclass(frozen=True)
class Group:
    """Extras that are installed together. brings: in words; gigabytes: on the disk, without the groups before it."""

    extras: tuple[str, ...]
    brings: str
    gigabytes: float


GROUPS = {
    "demo": (
        Group(("desktop",), "to classify, and the window: ONNX Runtime, Qt", 1.0),
        Group(("train",), "to train and export: TensorFlow, Keras, ONNX", 2.0),
    ),
    "all": (
        Group(("openvino", "cluster"), "faster on Intel, on several machines: OpenVINO, Dask", 0.5),
        Group(("dev", "docs"), "tests and documentation: PyTorch, JAX, mypy, Sphinx", 1.5),
    ),
}


def main(what: str) -> None:
    """Make or complete .venv for "demo" or "all" in the current folder. Ends the program where a step fails."""
    groups = [*GROUPS["demo"], *(GROUPS["all"] if what == "all" else ())]
    extras = ",".join(extra for group in groups for extra in group.extras)
    size = sum(group.gigabytes for group in groups)
    print(
        f"Setting up .venv, once: about {size:.1f} GB of packages. Nothing outside this folder is changed.", flush=True
    )
    steps: list[tuple[str, Sequence[str]]] = []
    if not _has_pip():
        steps.append(("an environment of its own in .venv, some seconds", (sys.executable, "-m", "venv", str(VENV))))
    for group in groups:
        wanted = tuple(requirements(group.extras))
        title = f"{group.brings} ({group.gigabytes:.1f} GB)"
        steps.append((title, (*PIP, "-c", "constraints.txt", *wanted)))
    steps.append(("ham-classifier itself", (*PIP, "-c", "constraints.txt", "-e", f".[{extras}]")))
    for number, (title, command) in enumerate(steps, 1):
        step(f"{number}/{len(steps)}  {title}", command)
    for stamp in {STAMPS["demo"], STAMPS[what]}:
        stamp.touch()


def _has_pip() -> bool:
    """Whether .venv is whole: making it may have been stopped half way."""
    return (
        PYTHON.exists() and not subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode
    )


def requirements(extras: Sequence[str], project: Path = ROOT / "pyproject.toml") -> Iterator[str]:
    """What the extras of a project ask for, those that they name of its own resolved."""
    told = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    for extra in extras:
        for wanted in told["optional-dependencies"][extra]:
            own, _, rest = wanted.partition("[")
            if own == told["name"]:
                yield from requirements(rest.rstrip("]").split(","), project)
            else:
                yield wanted


def step(title: str, command: Sequence[str]) -> None:
    """Run a command with its title before it and its time behind; meanwhile tell on a terminal what it says, elsewhere
    that it works. Where it fails, print all that it said and end the program with its exit code."""
    print(title, end=" ", flush=True)
    began, said, last = time.monotonic(), [], time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(child, lines), daemon=True).start()
    screen = sys.stdout.isatty()
    try:
        while True:
            try:
                line = lines.get(timeout=1.0)
            except queue.Empty:
                line = ""
            if line is None:
                break
            said += [line] if line else []
            now = time.monotonic()
            if screen:
                newest = said[-1].strip() if said else ""
                print(f"\r\x1b[K{title} {now - began:.0f} s  {newest}"[:110], end="", flush=True)
            elif now - last > SILENCE:
                print(f"... {now - began:.0f} s", end=" ", flush=True)
                last = now
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        sys.exit("\nstopped; the same command goes on from here")
    code = child.wait()
    print(f"\r\x1b[K{title}" if screen else "", end=" " if screen else "")
    if code:
        print(f"failed after {time.monotonic() - began:.0f} s. What it said:\n", flush=True)
        sys.stderr.write("".join(said))
        sys.stderr.write(f"\n{_reason(''.join(said))}; the same command goes on from here\n")
        sys.exit(code)
    print(f"done in {time.monotonic() - began:.0f} s", flush=True)


def _reason(said: str) -> str:
    """Why a step failed, as far as what was said tells it."""
    found = (sentence for words, sentence in REASONS if any(word in said for word in words))
    return next(found, "it failed for the reason above")


def _read(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        lines.put(line)
    lines.put(None)


if __name__ == "__main__":
    main(sys.argv[1])
