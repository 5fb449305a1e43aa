"""The house rules that tools can check: lint, format, types, one-way dependencies."""

from __future__ import annotations

import ast
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


_LOADS_CODE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def test_nothing_that_can_carry_code_is_read_anywhere() -> None:
    # Pickles and their like run what they hold; so do `eval`, `exec`, and a Keras file without safe mode.
    found = []
    for folder in ("desktop", "trainer", "export"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found += [f"{path.relative_to(ROOT)}: {what}" for what in _code_loaders(path.read_text(encoding="utf-8"))]
    assert found == []


def _code_loaders(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in _LOADS_CODE]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _LOADS_CODE:
            found.append(str(node.module))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if name in ("eval", "exec", "compile"):
                found.append(name)
            if name.endswith("load_model") and given.get("safe_mode", "True") != "True":
                found.append(f"{name} without safe mode")
            if name in ("np.load", "numpy.load") and given.get("allow_pickle", "False") != "False":
                found.append(f"{name} with pickles")
            if name.endswith("enable_unsafe_deserialization"):
                found.append(name)
    return found


def test_what_can_carry_code_is_found_where_it_is() -> None:
    source = "import pickle\nfrom joblib import load\neval('1')\nnp.load(f, allow_pickle=True)\n"
    source += "keras.models.load_model(f, safe_mode=False)\nnp.load(f, allow_pickle=False)\nkeras.load_model(f)\n"
    assert len(_code_loaders(source)) == 5
