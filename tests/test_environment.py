"""Setting up says what it is doing, and what went wrong in the words of what failed."""

from __future__ import annotations

import re
import subprocess
import sys
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
    assert sorted(told.err.splitlines()) == ["Collecting nothing", "ERROR: no such thing"]


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
