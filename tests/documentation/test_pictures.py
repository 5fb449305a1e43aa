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
def test_the_tour_takes_every_picture_of_the_pages(tmp_path: Path) -> None:
    pytest.importorskip("PySide6")
    screen = "german-1024x640"
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


def test_every_picture_of_the_tour_is_in_the_pages() -> None:
    assert {f"{name}.png" for name in PICTURES} <= {path.name for path in FOLDER.glob("*.png")}
