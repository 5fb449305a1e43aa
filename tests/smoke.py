"""The installed programs as a user has them, whatever they were installed from: `python -m tests.smoke FOLDER`.

Starts ham-classify, ham-reading and ham-desktop from a folder of programs in an empty environment (no PATH, no Python's
variables, a home of its own), by the model embedded in them. Needs NumPy and Pillow, to draw images; nothing of the
programs'.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.phantoms import CODES, draw_phantom

PICTURES = ("mel.jpg", "nv.jpg", "deeper/vasc.jpg")
BROKEN = "broken.jpg"
_LONGEST_S = 180
STAYS_OUT = (
    "tensorflow",
    "keras",
    "pandas",
    "matplotlib",
    "sklearn",
    "jax",
    "cudart",
    "cudnn",
    "cublas",
    "providers_cuda",
)
"""In no name of a file of the stand-alone app."""
LARGEST_MB = 350


@dataclass(frozen=True)
class Seen:
    """What the programs did. Seconds are from starting the process, on the clock.

    rows: of the table of ham-classify, by file name; opened: the window's table after the study was opened from the
    command line and a picture was dropped.
    """

    version: str
    version_s: float
    rows: dict[str, dict[str, str]]
    classify_s: float
    window: dict[str, Any]
    painted_s: float
    ready_s: float


def smoke(programs: Path, folder: Path) -> Seen:
    """Try the programs in `programs`; `folder` takes what they write. Raises AssertionError at what is not as it should
    be."""
    images = draw(folder / "images")
    began = time.time()
    version = _run(programs, "ham-classify", "--version", home=folder).stdout.strip()
    version_s = time.time() - began

    results, page = folder / "results.csv", folder / "report.html"
    began = time.time()
    done = _run(
        programs, "ham-classify", images, "-o", results, "--provider", "cpu", "--report", page, home=folder, expected=3
    )
    classify_s = time.time() - began
    assert "Traceback" not in done.stderr, done.stderr
    with results.open(encoding="utf-8", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    assert set(rows) == {*PICTURES, BROKEN}, rows
    for name in PICTURES:
        assert rows[name]["status"] == "ok", rows[name]
        assert rows[name]["diagnosis"] in CODES, rows[name]
    assert (rows[BROKEN]["status"], bool(rows[BROKEN]["error"])) == ("failed", True), rows[BROKEN]
    assert "<style" in page.read_text(encoding="utf-8")

    _run(programs, "ham-reading", "demo", folder / "look", "--images", "10", home=folder)
    assert "<style" in (folder / "look" / "report.html").read_text(encoding="utf-8")

    study, seen = folder / "results.hamstudy", folder / "window.json"
    began = time.time()
    _run(programs, "ham-desktop", "--self-check", seen, "--provider", "cpu", study, home=folder)
    window = json.loads(seen.read_text(encoding="utf-8"))
    assert window["problem"] is None, window
    shown = {next(cell for cell in cells if cell) for cells in window["rows"]}
    assert len(window["rows"]) == len(PICTURES) + 2, window["rows"]  # the study's, and the dropped picture's
    assert any("self-check" in name for name in shown), shown
    return Seen(version, version_s, rows, classify_s, window, window["painted"] - began, window["ready"] - began)


def weigh(app: Path) -> float:
    """The stand-alone app's size in MB (million bytes). Raises AssertionError where it holds what it should not, or too
    much of it."""
    files = [path for path in app.rglob("*") if path.is_file() and not path.is_symlink()]
    strangers = [str(path) for path in files if any(word in path.name.lower() for word in STAYS_OUT)]
    assert strangers == [], strangers
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    assert megabytes < LARGEST_MB, f"{megabytes:.0f} MB"
    return megabytes


def draw(folder: Path) -> Path:
    """Three drawn lesions, one of them a folder deeper, and a file that only calls itself an image."""
    rng = np.random.default_rng(0)
    for name in PICTURES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draw_phantom(path.stem, rng, (600, 450)).save(path, quality=95)
    (folder / BROKEN).write_bytes(b"no image at all")
    return folder


def empty_environment(home: Path) -> dict[str, str]:
    """Nothing but what a program cannot start without: a home, a screen that is none and, on Windows, the system."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    place = {"USERPROFILE": str(home), "APPDATA": str(home), "LOCALAPPDATA": str(home)} if os.name == "nt" else {}
    return {**(kept if os.name == "nt" else {}), **place, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}


def _run(
    programs: Path, name: str, *arguments: str | Path, home: Path, expected: int = 0
) -> subprocess.CompletedProcess[str]:
    program = programs / (f"{name}.exe" if os.name == "nt" else name)
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        env=empty_environment(home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LONGEST_S,
        check=False,
    )
    assert done.returncode == expected, f"{name} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description="Try the programs in a folder from an empty environment.")
    parser.add_argument("programs", type=Path, metavar="FOLDER", help="where ham-classify and ham-desktop lie")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="the fastest of N counts (default: 1)")
    options = parser.parse_args()
    if (options.programs / "_internal").is_dir():
        print(f"{options.programs}: {weigh(options.programs):.0f} MB, none of it the trainer's or CUDA's")
    rounds = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            rounds.append(smoke(options.programs.resolve(), Path(folder)))
    seen = rounds[0]
    print(f"{seen.version}; model {seen.window['model']} on {seen.window['provider']}; frozen: {seen.window['frozen']}")
    for row in seen.rows.values():
        print(f"  {row['file']:<20} {row['status']:<7} {row['diagnosis'] or row['error']}")
    for cells in seen.window["rows"]:
        print("  | " + " | ".join(cells))
    for words, name in (
        ("ham-classify --version", "version_s"),
        ("ham-classify, four files with a report", "classify_s"),
        ("ham-desktop: painted", "painted_s"),
        ("ham-desktop: model open, study shown", "ready_s"),
    ):
        times = sorted(getattr(one, name) for one in rounds)
        print(f"{words}: {times[0]:.2f} s at best, {times[len(times) // 2]:.2f} s in the middle of {len(times)}")


if __name__ == "__main__":
    sys.exit(main())
