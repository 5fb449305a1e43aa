"""A table of known diagnoses is dropped as whichever program saved it: its separator, its letters, its mark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, drop, urls

ROWS = (
    ("image_id", "dx", "lesion_id", "age", "localization"),
    ("red", "red", "L1", "45", "Rücken"),
    ("green", "Blue spot", "L2", "60", "Fuß, links"),
    ("blue", "blue", "L2", "60", "Fuß, links"),
)


def written(separator: str, line_end: str = "\n") -> str:
    cells = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in ROWS]
    return line_end.join(separator.join(row) for row in cells) + line_end


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_form_of_the_table_says_the_same(
    window: MainWindow,
    qtbot: QtBot,
    dropped: Callable[..., None],
    coloured_images: Path,
    tmp_path: Path,
    separator: str,
    coding: str,
) -> None:
    dropped(window, coloured_images)
    path = tmp_path / "truth.csv"
    path.write_bytes(written(separator, "\r\n").encode(coding))
    assert drop(window, urls([path]))
    qtbot.waitUntil(lambda: window.message.text != "", timeout=WAIT_MS)
    assert window.message.text == "truth.csv has a diagnosis for 3 of 3 images."
    assert column(window, Column.TRUTH) == ["Blue spot", "Blue spot", "Red spot"]
    assert column(window, Column.SITE) == ["Fuß, links", "Fuß, links", "Rücken"]
    assert column(window, Column.LESION) == ["L2", "L2", "L1"]


def test_letters_that_would_have_to_be_guessed_are_told_and_nothing_is_lost(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> None:
    dropped(window, coloured_images)
    path = tmp_path / "truth.csv"
    path.write_bytes(written(";").encode("latin-1"))
    assert drop(window, urls([path]))
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    assert window.message.text.endswith("(it is no UTF-8 text, but perhaps Latin-1); save it as a CSV file in UTF-8")
    assert column(window, Column.FILE) == ["deeper/blue.jpg", "green.png", "red.png"]
    assert not window.page.model.has_known
