"""Buttons beside each other as far as there is room: the lines follow what the buttons say, and which are seen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.widgets.flow import FlowLayout

SOON_MS = 10_000
"""For a row to be laid out anew; the limit only ends a test that fails."""


@pytest.fixture
def tall(qtbot: QtBot) -> QWidget:
    """A window with more room below than its row takes."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    FlowLayout(row := QWidget())
    column.addWidget(row)
    column.addStretch()
    return window


@pytest.fixture
def row(tall: QWidget) -> QWidget:
    return tall.layout().itemAt(0).widget()


@pytest.fixture
def buttons(row: QWidget, qtbot: QtBot) -> list[QPushButton]:
    """Three in one line that they fill."""
    found = [QPushButton("as it was") for _ in range(3)]
    for one in found:
        row.layout().addWidget(one)
    row.window().resize(3 * found[0].sizeHint().width() + 60, 400)
    row.window().show()
    qtbot.waitExposed(row.window())
    assert lines(found) == 1
    return found


def lines(buttons: list[QPushButton]) -> int:
    """In how many lines those stand that are seen; all of them within their row."""
    seen = [one for one in buttons if one.isVisible()]
    assert all(one.parentWidget().rect().contains(one.geometry()) for one in seen)
    return len({one.y() for one in seen})


def test_longer_words_take_a_line_more_and_give_it_back(row: QWidget, buttons: list[QPushButton], qtbot: QtBot) -> None:
    alone = row.height()
    buttons[1].setText("now with many more words than before")
    qtbot.waitUntil(lambda: row.height() > alone, timeout=SOON_MS)
    assert lines(buttons) > 1
    buttons[1].setText("as it was")
    qtbot.waitUntil(lambda: row.height() == alone, timeout=SOON_MS)
    assert lines(buttons) == 1


def test_a_button_that_comes_or_goes_changes_the_lines(row: QWidget, buttons: list[QPushButton], qtbot: QtBot) -> None:
    alone = row.height()
    another = QPushButton("one more of them")
    row.layout().addWidget(another)
    qtbot.waitUntil(lambda: row.height() > alone, timeout=SOON_MS)
    assert lines([*buttons, another]) == 2
    another.hide()
    qtbot.waitUntil(lambda: row.height() == alone, timeout=SOON_MS)
    assert lines([*buttons, another]) == 1


def test_larger_letters_change_the_lines(row: QWidget, buttons: list[QPushButton], qtbot: QtBot) -> None:
    alone, font = row.height(), row.font()
    font.setPointSizeF(2 * font.pointSizeF())
    row.setFont(font)
    qtbot.waitUntil(lambda: row.height() > 2 * alone and lines(buttons) > 1, timeout=SOON_MS)
