"""Rows leave a study and come back; files, answers and reviews stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.settings import Settings
from desktop.gui.shell.studies import unnamed_studies
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, press, shown, wait_idle

Dropped = Callable[..., None]


@pytest.fixture
def filled(window: MainWindow, dropped: Dropped, coloured_images: Path) -> MainWindow:
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    dropped(window, coloured_images)
    return window


def _remove(qtbot: QtBot, window: MainWindow, *names: str) -> None:
    """Select those rows and press Del."""
    files = column(window, Column.FILE)
    view = window.page.view
    view.setFocus()
    for number, name in enumerate(names):
        key = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        place = view.visualRect(window.page.model.index(files.index(name), Column.DIAGNOSIS)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, place)
    press(window, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: len(window.page.model.results) == len(files) - len(names), timeout=WAIT_MS)


def test_removed_rows_are_gone_from_table_counts_and_study_and_the_files_stay(
    filled: MainWindow, qtbot: QtBot, coloured_images: Path
) -> None:
    before = {path: path.read_bytes() for path in coloured_images.rglob("*") if path.is_file()}
    _remove(qtbot, filled, "broken.jpg", "green.png")
    assert column(filled, Column.FILE) == ["deeper/blue.jpg", "red.png"]
    assert filled.page.filters.buttons[Filter.ALL].text() == "All  2"
    assert filled.page.filters.buttons[Filter.FAILED].text() == "Failed  0"
    assert filled.session.finished.classified == 2
    assert filled.session.finished.failed == 0
    assert filled.message.text == "2 images removed from the study. The files and your review are kept."
    assert {path: path.read_bytes() for path in before} == before
    study = filled.session.study
    assert study is not None
    listed = study.file.rows("SELECT count(*) FROM images WHERE listing = ?", study.listing)
    assert listed == [(2,)]


def test_the_line_below_counts_no_answer_of_an_image_that_is_gone(filled: MainWindow, qtbot: QtBot) -> None:
    before = filled.page.strip.label.text()
    _remove(qtbot, filled, "broken.jpg", "green.png")
    assert filled.page.strip.label.text().startswith("2 images")
    assert "now" not in filled.page.strip.label.text()
    filled.actions_.undo.trigger()
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 4, timeout=WAIT_MS)
    assert filled.page.strip.label.text() == before


def test_the_next_row_is_the_current_one_then_and_the_last_gives_way_to_the_one_before(
    filled: MainWindow, qtbot: QtBot
) -> None:
    _remove(qtbot, filled, "deeper/blue.jpg")
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == "green.png"
    assert filled.page.detail.headline.text() == "Green spot"
    _remove(qtbot, filled, "red.png")
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == "green.png"
    _remove(qtbot, filled, "broken.jpg", "green.png")
    assert filled.page.detail.headline.text() == "No image chosen"


def test_undo_brings_rows_and_reviews_back_without_classifying_again(
    filled: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = next(r.key for r in filled.page.model.results if r.path.endswith("red.png"))
    filled.session.reviews.set_label([key], "blue")
    as_before = sorted(shown(filled))
    _remove(qtbot, filled, "red.png", "green.png")
    monkeypatch.setattr("desktop.gui.session.worker.classify_files", None)  # a run would fail
    assert filled.message.undo_button.isVisible()
    QTest.mouseClick(filled.message.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown(filled)) == 4, timeout=WAIT_MS)
    assert sorted(shown(filled)) == as_before
    assert not filled.message.isVisible()
    assert filled.session.finished.classified == 3


def test_what_was_removed_is_gone_at_the_next_start_and_can_be_dropped_again(
    filled: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, settings: Settings
) -> None:
    key = next(r.key for r in filled.page.model.results if r.path.endswith("red.png"))
    filled.session.reviews.set_note([key], "a rim")
    _remove(qtbot, filled, "red.png")
    filled.close()
    (path,) = unnamed_studies(settings.studies)
    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again, before_close_func=lambda w: w.close())
    again.show()
    again.start([path], None)
    qtbot.waitUntil(lambda: len(shown(again)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    assert "red.png" not in column(again, Column.FILE)
    dropped(again, coloured_images / "red.png")
    qtbot.waitUntil(lambda: "red.png" in column(again, Column.FILE), timeout=WAIT_MS)
    (back,) = (r for r in again.page.model.results if r.path.endswith("red.png"))
    assert again.session.reviews.of(back.key).note == "a rim"


def test_another_studys_images_cannot_be_brought_back_here(filled: MainWindow, qtbot: QtBot) -> None:
    _remove(qtbot, filled, "red.png")
    filled.actions_.new_study.trigger()
    wait_idle(qtbot, filled)
    assert not filled.message.undo_button.isVisible()


def test_the_selection_of_a_filtered_table_is_what_goes(filled: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(filled.page.filters.buttons[Filter.FAILED], Qt.MouseButton.LeftButton)
    filled.page.view.selectAll()
    filled.actions_.remove.trigger()
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 3, timeout=WAIT_MS)
    assert shown(filled) == []
    QTest.mouseClick(filled.page.filters.buttons[Filter.ALL], Qt.MouseButton.LeftButton)
    assert len(shown(filled)) == 3
