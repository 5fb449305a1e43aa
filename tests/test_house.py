"""The house rules that tools can check: lint, format, types, one-way dependencies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    _run("ruff", "check", ".")


def test_the_code_is_formatted() -> None:
    _run("ruff", "format", "--check", ".")


@pytest.mark.timeout(600)
def test_mypy_finds_nothing() -> None:
    _run("mypy")


def test_dependencies_point_one_way() -> None:
    # The console script, because the package has no __main__; its exit code is 1 for a broken contract.
    script = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(script)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_makes_a_newcomer_scroll() -> None:
    # Of the program's own modules; a test file is a list that is read one entry at a time.
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("desktop", "trainer", "export")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"modules over 400 lines: {long}"
