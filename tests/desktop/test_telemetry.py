"""ONNX Runtime's official packages report to their maker by default; here they do not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.desktop.helpers import PROJECT
from tests.smoke import empty_environment

LOAD = "import sys; from desktop import Classifier; Classifier.load(sys.argv[1], provider='cpu')"


def _left_behind(script: str, model: Path, home: Path) -> list[str]:
    """Files left in a home and a folder for temporary files of its own, in an environment that switches nothing off."""
    home.mkdir()
    environment = {**empty_environment(home), "TMPDIR": str(home), "TEMP": str(home), "TMP": str(home)}
    environment |= {"PYTHONPATH": str(PROJECT)}
    if "PATH" in os.environ:
        environment["PATH"] = os.environ["PATH"]
    subprocess.run([sys.executable, "-B", "-c", script, str(model)], env=environment, check=True, timeout=120)
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_no_telemetry_is_begun(tmp_path: Path, tiny_model: Path) -> None:
    assert _left_behind(LOAD, tiny_model, tmp_path / "ours") == []


def test_the_tests_themselves_switch_it_off_by_the_products_own_function() -> None:
    script = "import os, tests.conftest; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=PROJECT, check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == ["1"]
    copies = [
        path.name
        for path in (PROJECT / "tests").rglob("*.py")
        if path != Path(__file__) and "ORT_DISABLE_TELEMETRY" in path.read_text(encoding="utf-8")
    ]
    assert copies == []


def test_what_runs_without_pytest_never_imports_it_unswitched() -> None:
    """Benchmarks and the tour of the window: no conftest.py switches anything off for them."""
    alone = [*(PROJECT / "tests" / "benchmarks").glob("*.py"), *(PROJECT / "tests").rglob("tour*.py")]
    assert len(alone) > 10
    for path in alone:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "onnxruntime" for name in names), path
