"""ONNX Runtime's official packages report to their maker by default; here they do not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.desktop.helpers import PROJECT
from tests.smoke import empty_environment

LOAD = "import sys; from desktop.model import Classifier; Classifier.load(sys.argv[1], provider='cpu')"


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
