"""A note that is being written while something else is done: it is for the images it was begun for, one act of its
own, and in its place among the others."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import press
from tests.desktop.gui.test_acts import CTRL, SHIFT, click, labels, notes, shown


def write(window: MainWindow, text: str) -> None:
    """N and these letters; the note is not left."""
    window.page.view.setFocus()
    QTest.keyClick(window.page.view, Qt.Key.Key_N)
    assert QApplication.focusWidget() is window.page.detail.review.note
    QTest.keyClicks(window.page.detail.review.note, text)


def lesions(window: MainWindow) -> set[str]:
    return {review.lesion for _, review in window.session.reviews.said if review.lesion}


def test_a_note_that_was_begun_and_wiped_out_leaves_the_next_images_note_its_own(filled: MainWindow) -> None:
    click(filled, "green.png")
    write(filled, "x")
    QTest.keyClick(filled.page.detail.review.note, Qt.Key.Key_Backspace)
    click(filled, "red.png")
    assert shown(filled) == "red.png"
    write(filled, "mine")
    click(filled, "reddish.png")
    assert notes(filled) == {"red.png": "mine"}


def test_a_note_of_several_that_was_wiped_out_is_not_the_next_ones(filled: MainWindow) -> None:
    click(filled, "green.png")
    click(filled, "red.png", CTRL)
    write(filled, "x")
    QTest.keyClick(filled.page.detail.review.note, Qt.Key.Key_Backspace)
    click(filled, "reddish.png")
    write(filled, "alone")
    QTest.keyClick(filled.page.detail.review.note, Qt.Key.Key_Return)
    assert notes(filled) == {"reddish.png": "alone"}


def test_an_act_while_a_note_is_being_written_comes_after_it_and_undo_takes_both_back(filled: MainWindow) -> None:
    click(filled, "green.png")
    click(filled, "red.png", CTRL)
    write(filled, "both")
    press(filled, Qt.Key.Key_G)
    assert notes(filled) == {"green.png": "both", "red.png": "both"}
    assert len(lesions(filled)) == 1
    filled.page.view.setFocus()
    press(filled, Qt.Key.Key_Z)
    assert lesions(filled) == set()
    assert notes(filled) == {"green.png": "both", "red.png": "both"}
    press(filled, Qt.Key.Key_Z)
    assert notes(filled) == {}
    press(filled, Qt.Key.Key_Z, CTRL | SHIFT)
    press(filled, Qt.Key.Key_Z, CTRL | SHIFT)
    assert notes(filled) == {"green.png": "both", "red.png": "both"}
    assert len(lesions(filled)) == 1


def test_redo_from_the_menu_while_a_note_is_being_written_keeps_the_note(filled: MainWindow) -> None:
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    press(filled, Qt.Key.Key_Z)
    write(filled, "new")
    filled.actions_.redo.trigger()  # the menu takes no focus from the note
    assert notes(filled) == {"green.png": "new"}
    assert labels(filled) == {}  # a new act is the end of what was undone
    assert not filled.actions_.redo.isEnabled()
    filled.page.view.setFocus()
    press(filled, Qt.Key.Key_Z)
    assert notes(filled) == {}


def test_the_button_undo_of_a_message_speaks_of_its_own_act_alone(filled: MainWindow) -> None:
    click(filled, "red.png")
    press(filled, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    QTest.qWait(50)
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    assert labels(filled) == {"green.png": "green"}
    if filled.message.undo_button.isVisible():
        QTest.mouseClick(filled.message.undo_button, Qt.MouseButton.LeftButton)
        assert labels(filled) == {"green.png": "green"}
