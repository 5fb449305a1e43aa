"""On the whole screen and side by side as in the window: what is written is for the images shown, Enter presses what
has the focus."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.compare.full_screen import Stage
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, press
from tests.desktop.gui.test_acts import CTRL, click, labels, notes, shown
from tests.desktop.gui.test_large import stage

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def large(filled: MainWindow, qtbot: QtBot) -> Stage:
    """The whole screen over green.png."""
    click(filled, "green.png")
    press(filled, Qt.Key.Key_F, NONE)
    made = stage(filled, qtbot)
    qtbot.waitUntil(made.isActiveWindow, timeout=WAIT_MS)
    return made


def write(large: Stage, words: str) -> None:
    QTest.keyClick(large.panes[0].image, Qt.Key.Key_N)
    assert QApplication.focusWidget() is large.note
    QTest.keyClicks(large.note, words)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown])
def test_a_note_stays_with_its_image_where_a_key_goes_to_another_one(
    filled: MainWindow, large: Stage, key: Qt.Key
) -> None:
    write(large, "on the nose")
    QTest.keyClick(large.note, key)
    assert shown(filled) != "green.png"
    assert notes(filled) == {"green.png": "on the nose"}
    assert large.note.text() == ""
    focused = QApplication.focusWidget()
    assert focused is large.panes[0].image
    QTest.keyClick(focused, Qt.Key.Key_1)  # a key again
    assert labels(filled) == {Path(shown(filled)).name: "red"}
    assert notes(filled) == {"green.png": "on the nose"}


def test_a_note_stays_with_its_image_where_a_picture_of_the_strip_is_clicked(filled: MainWindow, large: Stage) -> None:
    write(large, "on the nose")
    _, rect = large.strip.places()[-1]
    QTest.mouseClick(large.strip, Qt.MouseButton.LeftButton, pos=rect.center())
    assert shown(filled) == "reddish.png"
    assert notes(filled) == {"green.png": "on the nose"}
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert labels(filled) == {"reddish.png": "green"}


def test_a_note_that_is_left_by_escape_or_by_closing_is_kept(filled: MainWindow, large: Stage) -> None:
    write(large, "first")
    QTest.keyClick(large.note, Qt.Key.Key_Escape)
    assert large.isVisible()
    assert notes(filled) == {"green.png": "first"}
    QTest.keyClick(large.panes[0].image, Qt.Key.Key_N)
    QTest.keyClicks(large.note, ", second")
    large.close()
    assert notes(filled) == {"green.png": "first, second"}
    assert filled.page.detail.review.note.text() == "first, second"


def test_a_note_in_full_screen_is_for_all_images_side_by_side_and_one_undo_takes_it_back(
    filled: MainWindow, qtbot: QtBot
) -> None:
    click(filled, "red.png")
    click(filled, "reddish.png", CTRL)
    press(filled, Qt.Key.Key_C, NONE)
    large = stage(filled, qtbot)
    qtbot.waitUntil(large.isActiveWindow, timeout=WAIT_MS)
    assert large.note.placeholderText() == "Note for 2 images"
    write(large, "both")
    QTest.keyClick(large.note, Qt.Key.Key_Return)
    assert notes(filled) == {"red.png": "both", "reddish.png": "both"}
    QTest.keyClick(large.panes[0].image, Qt.Key.Key_Z, CTRL)
    assert notes(filled) == {}
    assert large.note.text() == ""


def test_enter_on_a_button_of_the_full_screen_presses_it_and_reviews_nothing(filled: MainWindow, large: Stage) -> None:
    before = large.heat.text()
    large.heat.setFocus()
    QTest.keyClick(large.heat, Qt.Key.Key_Return)
    assert large.heat.text() != before
    large.pixels.setFocus()
    QTest.keyClick(large.pixels, Qt.Key.Key_Enter)
    large.close_.setFocus()
    QTest.keyClick(large.close_, Qt.Key.Key_Return)
    assert not large.isVisible()
    assert shown(filled) == "green.png"
    assert not any(review.reviewed for _, review in filled.session.reviews.said)


def test_landscape_images_stand_so_that_they_are_largest(filled: MainWindow, qtbot: QtBot) -> None:
    for name in ("green.png", "red.png", "reddish.png"):
        click(filled, name, NONE if name == "green.png" else CTRL)
    press(filled, Qt.Key.Key_C, NONE)
    large = stage(filled, qtbot)
    qtbot.waitUntil(large.isActiveWindow, timeout=WAIT_MS)
    large.showNormal()
    large.resize(1900, 800)
    qtbot.waitUntil(lambda: len({pane.y() for pane in large.panes[:3]}) == 1, timeout=WAIT_MS)
    large.resize(900, 1100)
    qtbot.waitUntil(lambda: len({pane.y() for pane in large.panes[:3]}) > 1, timeout=WAIT_MS)
