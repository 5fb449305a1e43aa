"""The tour that takes the pictures of these pages goes through all of the window, in a language that is not its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documentation.pages import ROOT
from tests.documentation.pictures import FOLDER, PICTURES


@pytest.mark.timeout(600)
@pytest.mark.parametrize("screen", ["german-1024x640", "longer-1024x640"])
def test_the_tour_takes_every_picture_of_the_pages_and_no_word_is_cut(tmp_path: Path, screen: str) -> None:
    """`longer`: a made-up language of 1.3 times the length. Letters of half as much again need a larger screen."""
    pytest.importorskip("PySide6")
    done = subprocess.run(
        [sys.executable, "-m", "tests.desktop.gui.tour", str(tmp_path), "--limit", "8", "--screen", screen],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    taken = {path.name.removesuffix(f"-{screen}.png") for path in tmp_path.glob("*.png")}
    assert set(PICTURES.values()) <= taken
    cut = [line for line in done.stderr.splitlines() if line.startswith("cut in ") and "larger-font" not in line]
    assert cut == []


def test_every_picture_of_the_tour_is_in_the_pages() -> None:
    assert {f"{name}.png" for name in PICTURES} <= {path.name for path in FOLDER.glob("*.png")}
