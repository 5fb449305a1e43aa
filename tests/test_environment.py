"""Setting up says what it is doing, and what went wrong in the words of what failed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.environment import GROUPS, requirements, step

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


def test_a_step_says_what_it_brings_and_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    step("1/3  what is wanted (0.1 GB)", [sys.executable, "-c", "print('Collecting what is wanted')"])
    assert re.fullmatch(r"1/3  what is wanted \(0\.1 GB\) done in \d+ s\n", capsys.readouterr().out)


def test_a_step_that_fails_shows_all_that_was_said_and_ends_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    script = "import sys; print('Collecting nothing'); print('ERROR: no such thing', file=sys.stderr); sys.exit(4)"
    with pytest.raises(SystemExit) as ended:
        step("2/3  what there is not", [sys.executable, "-c", script])
    told = capsys.readouterr()
    assert ended.value.code == 4
    assert re.fullmatch(r"2/3  what there is not failed after \d+ s\. What it said:\n\n", told.out)
    *said, empty, last = told.err.splitlines()
    assert (sorted(said), empty) == (["Collecting nothing", "ERROR: no such thing"], "")
    assert last == "it failed for the reason above; the same command goes on from here"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full: make room"),
        ("WARNING: Retrying after NewConnectionError(...)", "no package index could be reached: look at the network"),
        ("WARNING: Retrying after NameResolutionError(...)", "no package index could be reached: look at the network"),
        ("because ensurepip is not available", "this Python lacks venv: install python3-venv"),
    ],
)
def test_a_step_that_fails_ends_with_the_reason_and_that_it_can_go_on(
    capsys: pytest.CaptureFixture[str], said: str, sentence: str
) -> None:
    with pytest.raises(SystemExit):
        step("2/3  packages", [sys.executable, "-c", f"import sys; print({said!r}); sys.exit(1)"])
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(sentence)
    assert last.endswith("the same command goes on from here")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C reaches a process group otherwise there")
def test_ctrl_c_ends_a_step_with_one_sentence_and_nothing_keeps_running(tmp_path: Path) -> None:
    program = "import os, time; open('child', 'w').write(str(os.getpid())); time.sleep(600)"
    script = f"import sys; from tests.environment import step; step('1/1  long', [sys.executable, '-c', {program!r}])"
    ran = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text(encoding="utf-8"):
        time.sleep(0.05)
    os.killpg(ran.pid, signal.SIGINT)
    _, told = ran.communicate(timeout=60)
    assert (ran.returncode, told) == (1, "\nstopped; the same command goes on from here\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "child").read_text(encoding="utf-8")), 0)


MAKE = shutil.which("make")


@pytest.mark.skipif(MAKE is None or sys.platform == "win32", reason="there is no make, or another shell")
@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("python3.99", "there is no python3.99 here; install Python 3.11 to 3.13, or name one: make PYTHON=python3.12"),
        ("./python3.10", "Python 3.11 to 3.13 is needed, this is 3.10.14; name another with: make PYTHON=python3.12"),
        ("./python3.14", "Python 3.11 to 3.13 is needed, this is 3.14.0; name another with: make PYTHON=python3.12"),
    ],
)
def test_a_python_that_will_not_do_is_told_before_anything_is_made(tmp_path: Path, python: str, sentence: str) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for version in ("3.10.14", "3.14.0"):
        other = tmp_path / f"python{version.rpartition('.')[0]}"
        changed = f"import sys; sys.version_info = {tuple(map(int, version.split('.')))}; sys.version = '{version} (x)'"
        other.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -c "{changed}; exec(sys.argv[1])" "$2"\n', encoding="utf-8"
        )
        other.chmod(0o755)
    assert MAKE is not None
    done = subprocess.run([MAKE, "demo", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == sentence
    assert not (tmp_path / ".venv").exists()


def test_the_groups_ask_for_all_that_their_extras_hold_and_nothing_twice() -> None:
    groups = [*GROUPS["demo"], *GROUPS["all"]]
    named = [extra for group in groups for extra in group.extras]
    assert len(named) == len(set(named))
    assert set(named) <= set(EXTRAS)
    assert {"train", "desktop", "dev", "docs"} <= set(named)
    asked = list(requirements(("desktop",)))
    assert asked == [*EXTRAS["window"], *(one for one in EXTRAS["desktop"] if not one.startswith("ham-classifier"))]
    assert all(Requirement(one).name != "ham-classifier" for one in asked)


def test_the_makefile_makes_each_environment_by_its_name() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"tests/environment\.py (\w+)", makefile)) == set(GROUPS)


def test_it_runs_with_the_standard_library_alone() -> None:
    script = "import runpy, sys; runpy.run_path(sys.argv[1])"
    path = str(ROOT / "tests" / "environment.py")
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
