"""The examples do what they say; the one that trains is run by tests/test_other_classes.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _example(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_folder_is_classified_with_the_python_api(coloured_images: Path, tiny_model: Path) -> None:
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    done = _example("classify_folder.py", coloured_images, "--model", tiny_model, "--first", "2")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("tiny on ")
    assert lines[1].startswith("not read: broken.jpg (")
    assert lines[2].split()[:4] == ["0.997", "Red", "spot", "red.png"]
    assert len(lines) == 5
    assert lines[4] == "3 images answered, 0 of them unlike anything the model was trained on"


def test_what_goes_wrong_is_one_sentence(tmp_path: Path) -> None:
    done = _example("classify_folder.py", tmp_path, "--model", tmp_path / "none.onnx")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "none.onnx" in done.stderr
