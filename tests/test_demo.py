"""`make demo` beyond its commands, which tests/test_chain.py runs: what it says of a folder of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.model.file import DEFAULT_MODEL

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(not DEFAULT_MODEL.exists(), reason="this checkout has no embedded model")


def _demo(folder: Path, images: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=folder,
        env={**os.environ, "IMAGES": images, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_folder_of_ones_own_goes_straight_to_the_embedded_model(coloured_images: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    told = _demo(folder, str(coloured_images))
    assert (told.returncode, "ham-train" in told.stdout) == (0, False), told.stderr
    assert f"ham-classify {coloured_images}" in told.stdout
    assert "3 of 3 images are flagged as unfamiliar." in told.stdout
    assert "Research use only, not a medical device." in told.stdout
    assert len((folder / "demo" / "own.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = _demo(tmp_path, "fotos")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        "make demo: there is no folder fotos; name one with dermatoscopic images: make demo IMAGES=folder\n"
    )
    assert list(tmp_path.iterdir()) == []
