"""The disk takes no more: nothing said is lost in silence, whatever is done next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, press, wait_idle
from tests.desktop.gui.test_acts import click, labels, notes


@pytest.fixture
def full(
    window: MainWindow, dropped: Callable[..., None], coloured_images: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window whose study can grow no more."""
    monkeypatch.setattr("desktop.gui.session.review_writer.RETRY_S", 0.05)
    dropped(window, coloured_images)
    window.session.reviews.settle()
    window.page.view.setFocus()
    set_room(window, 0)
    return window


def set_room(window: MainWindow, pages: int) -> None:
    """How many pages the study may grow by."""
    study = window.session.study
    assert study is not None
    ((now,),) = study.file.rows("PRAGMA page_count")
    study.file.rows(f"PRAGMA max_page_count = {now + pages}")


def write_long_note(window: MainWindow, name: str) -> None:
    """A note that does not fit into what is left of the last page, not ended by Enter."""
    click(window, name)
    QTest.keyClick(window.page.view, Qt.Key.Key_N)
    note = window.page.detail.review.note
    note.setMaxLength(60_000)
    note.setText("long " * 8000)
    QTest.keyClicks(note, "!")


def stay(box: QMessageBox) -> None:
    QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)


def test_a_note_that_is_being_written_is_asked_about_when_the_window_is_closed(full: MainWindow, qtbot: QtBot) -> None:
    write_long_note(full, "green.png")
    asked: list[str] = []

    def answer(box: QMessageBox) -> None:
        asked.append(box.text())
        stay(box)

    answer_dialog(QMessageBox, answer)
    full.close()  # before the disk was tried
    assert asked
    assert full.isVisible()
    assert "not on the disk" in full.message.text
    set_room(full, 1000)
    qtbot.waitUntil(lambda: not full.session.reviews.unkept, timeout=WAIT_MS)


@pytest.mark.parametrize("leave", ["new study", "another study"])
def test_a_study_is_not_left_before_what_was_just_said_is_written(
    full: MainWindow, qtbot: QtBot, tmp_path: Path, leave: str
) -> None:
    write_long_note(full, "green.png")
    QTest.keyClick(full.page.detail.review.note, Qt.Key.Key_Return)
    if leave == "new study":
        full.actions_.new_study.trigger()
    else:
        full.studies.open(tmp_path / "other.hamstudy")
    assert "before leaving it" in full.message.text
    wait_idle(qtbot, full)
    assert len(notes(full)) == 1
    set_room(full, 1000)
    qtbot.waitUntil(lambda: not full.session.reviews.unkept, timeout=WAIT_MS)
    full.actions_.new_study.trigger()
    wait_idle(qtbot, full)
    assert not full.page.model.results


def test_all_that_is_said_while_nothing_can_be_written_is_marked_and_kept_in_its_order(
    full: MainWindow, qtbot: QtBot
) -> None:
    write_long_note(full, "green.png")
    QTest.keyClick(full.page.detail.review.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(full.session.reviews.unkept), timeout=WAIT_MS)
    click(full, "red.png")
    QTest.keyClick(full.page.view, Qt.Key.Key_2)
    press(full, Qt.Key.Key_Z)
    QTest.keyClick(full.page.view, Qt.Key.Key_3)
    row = column(full, Column.FILE).index("red.png")
    assert "not on the disk" in column(full, Column.REVIEW)[row]
    set_room(full, 1000)
    qtbot.waitUntil(lambda: not full.session.reviews.unkept, timeout=WAIT_MS)
    assert column(full, Column.REVIEW)[row] == "Blue spot"
    study = full.session.study
    assert study is not None
    path = study.path
    full.actions_.new_study.trigger()
    wait_idle(qtbot, full)
    full.studies.open(path)
    qtbot.waitUntil(lambda: len(full.page.model.results) == 3, timeout=WAIT_MS)
    assert labels(full) == {"red.png": "blue"}
    assert notes(full)["green.png"].endswith("!")


def test_a_copy_under_another_name_takes_what_the_full_disk_did_not(
    full: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    write_long_note(full, "green.png")
    QTest.keyClick(full.page.detail.review.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(full.session.reviews.unkept), timeout=WAIT_MS)
    target = tmp_path / "elsewhere.hamstudy"
    full.session.save_study_as(target)
    qtbot.waitUntil(lambda: full.session.open_studies.is_open(target), timeout=WAIT_MS)
    wait_idle(qtbot, full)
    qtbot.waitUntil(lambda: not full.session.reviews.unkept, timeout=WAIT_MS)
    full.actions_.new_study.trigger()
    wait_idle(qtbot, full)
    full.studies.open(target)
    qtbot.waitUntil(lambda: len(full.page.model.results) == 3, timeout=WAIT_MS)
    assert notes(full)["green.png"].endswith("!")
