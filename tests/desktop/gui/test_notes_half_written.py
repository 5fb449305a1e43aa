"""A note that is being written while something else is done: it is for the images it was begun for, one act of its
own, and in its place among the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, drop, press, urls, wait_idle
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


def test_a_note_stays_in_its_study_when_another_one_is_dropped_or_begun(
    filled: MainWindow, qtbot: QtBot, dropped: Callable[..., None], tmp_path: Path
) -> None:
    first, second = tmp_path / "first.hamstudy", tmp_path / "second.hamstudy"
    images = tmp_path / "images"
    filled.session.save_study_as(first)
    wait_idle(qtbot, filled)
    click(filled, "green.png")
    write(filled, "of the first")
    press(filled, Qt.Key.Key_N)
    wait_idle(qtbot, filled)
    qtbot.waitUntil(lambda: not filled.page.model.results, timeout=WAIT_MS)
    dropped(filled, images)
    filled.session.save_study_as(second)
    wait_idle(qtbot, filled)
    assert notes(filled) == {}
    click(filled, "red.png")
    write(filled, "of the second")
    assert drop(filled, urls([first]))
    qtbot.waitUntil(lambda: filled.session.study is not None and filled.session.study.path == first, timeout=WAIT_MS)
    wait_idle(qtbot, filled)
    assert notes(filled) == {"green.png": "of the first"}
    assert drop(filled, urls([second]))
    qtbot.waitUntil(lambda: filled.session.study is not None and filled.session.study.path == second, timeout=WAIT_MS)
    wait_idle(qtbot, filled)
    assert notes(filled) == {"red.png": "of the second"}


def test_a_table_that_is_saved_has_the_note_that_is_being_written(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    click(filled, "green.png")
    write(filled, "second look")
    filled.side_dialogs.exports.save(tmp_path / "mine.csv")
    qtbot.waitUntil(lambda: "saved to" in filled.message.text, timeout=WAIT_MS)
    assert "second look" in (tmp_path / "mine.csv").read_text(encoding="utf-8")
