"""Who differs: only where somebody names a diagnosis and the window names another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, drop, urls
from tests.desktop.gui.test_acts import click


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    """deeper/blue.jpg, green.png, red.png and white.png, which is unfamiliar and gets no answer."""
    Image.new("RGB", (60, 45), (255, 255, 255)).save(coloured_images / "white.png")
    dropped(window, coloured_images)
    window.page.view.setFocus()
    return window


def say(window: MainWindow, name: str, key: Qt.Key) -> None:
    click(window, name)
    QTest.keyClick(window.page.view, key)


def test_where_no_answer_is_given_nobody_differs_from_it(filled: MainWindow) -> None:
    say(filled, "white.png", Qt.Key.Key_2)
    differs = filled.page.filters.buttons[Filter.DIFFERS]
    assert differs.isHidden()
    say(filled, "green.png", Qt.Key.Key_1)
    assert differs.text() == "Differs from you  1"
    assert column(filled, Column.AGREES) == ["", "✗ differs", "", ""]
    QTest.mouseClick(differs, Qt.MouseButton.LeftButton)
    assert column(filled, Column.FILE) == ["green.png"]
    filled.page.filters.reset()
    filled.page.view.sortByColumn(Column.AGREES, Qt.SortOrder.DescendingOrder)
    assert column(filled, Column.FILE)[0] == "green.png"


def test_where_no_answer_is_given_none_is_wrong(filled: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "known.csv"
    path.write_text("image_id,dx\nred,green\ngreen,green\nwhite,green\n", encoding="utf-8")
    assert drop(filled, urls([path]))
    qtbot.waitUntil(lambda: filled.page.model.has_known, timeout=WAIT_MS)
    assert filled.page.filters.buttons[Filter.WRONG].text() == "Differs from known  1"
    assert column(filled, Column.RIGHT) == ["", "✓", "✗ wrong", ""]


@pytest.mark.parametrize(
    ("key", "differs"), [(Qt.Key.Key_X, ""), (Qt.Key.Key_O, "✗ differs"), (Qt.Key.Key_L, "✗ differs")]
)
def test_that_an_image_cannot_be_assessed_is_no_other_diagnosis(filled: MainWindow, key: Qt.Key, differs: str) -> None:
    say(filled, "red.png", key)
    assert column(filled, Column.AGREES)[2] == differs
    assert filled.page.filters.buttons[Filter.DIFFERS].isHidden() is not bool(differs)
