"""What can be dropped on the window, what comes of it, and what is turned away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.session.row import Filter
from desktop.gui.shell.drop import REFUSAL
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, drag, drop, shown, urls, wait_idle

Dropped = Callable[..., None]


def test_a_dropped_folder_fills_the_table_with_the_right_diagnoses(
    window: MainWindow, dropped: Dropped, coloured_images: Path
) -> None:
    dropped(window, coloured_images)
    assert [cells[:2] for cells in shown(window)] == [
        ["deeper/blue.jpg", "Blue spot"],
        ["green.png", "Green spot"],
        ["red.png", "Red spot"],
    ]
    assert [cells[4] for cells in shown(window)] == ["No", "No", "Yes"]
    assert window.page.filters.buttons[Filter.ALL].text() == "All  3"
    assert window.page.filters.buttons[Filter.REFER].text() == "Refer  1"
    assert window.page.strip.label.text().startswith("3 images")


def test_a_broken_file_is_a_failed_row_with_its_reason(
    window: MainWindow, dropped: Dropped, coloured_images: Path
) -> None:
    (coloured_images / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut short")
    dropped(window, coloured_images)
    cells = shown(window)[0]
    assert cells[:2] == ["broken.jpg", "–"]  # noqa: RUF001
    assert cells[5].startswith("Failed: ")
    assert window.page.filters.buttons[Filter.FAILED].text() == "Failed  1"
    QTest.mouseClick(window.page.filters.buttons[Filter.FAILED], Qt.MouseButton.LeftButton)
    assert column(window, 0) == ["broken.jpg"]
    assert "could not be read" in window.page.detail.notes.text()


def test_a_second_drop_joins_the_queue_and_names_tell_the_folders_apart(
    window: MainWindow, dropped: Dropped, tmp_path: Path
) -> None:
    for folder in ("monday", "tuesday"):
        (tmp_path / folder).mkdir()
        Image.new("RGB", (40, 40), (230, 20, 20)).save(tmp_path / folder / "a.png")
    assert drop(window, urls([tmp_path / "monday"]))
    dropped(window, tmp_path / "tuesday")
    assert column(window, 0) == ["monday/a.png", "tuesday/a.png"]


def test_what_was_dropped_before_is_not_listed_twice(
    window: MainWindow, dropped: Dropped, coloured_images: Path
) -> None:
    dropped(window, coloured_images)
    dropped(window, coloured_images / "red.png", coloured_images)
    assert len(shown(window)) == 3
    assert "already" in window.message.text
    assert not window.message.is_problem


def test_a_file_that_changed_is_classified_again_in_its_place_and_one_that_failed_is_tried_again(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path
) -> None:
    broken = coloured_images / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 cut short")
    dropped(window, coloured_images)
    key = next(r.key for r in window.page.model.results if r.path.endswith("green.png"))
    window.session.reviews.set_note([key], "a rim")
    Image.new("RGB", (60, 45), (20, 20, 230)).save(coloured_images / "green.png")
    Image.new("RGB", (60, 45), (230, 20, 20)).save(broken, "JPEG")
    dropped(window, coloured_images)
    qtbot.waitUntil(lambda: column(window, 1) == ["Red spot", "Blue spot", "Blue spot", "Red spot"], timeout=WAIT_MS)
    assert column(window, 0) == ["broken.jpg", "deeper/blue.jpg", "green.png", "red.png"]
    assert window.message.text == "2 images are classified again: changed since, or not readable then."
    assert window.page.filters.buttons[Filter.FAILED].text() == "Failed  0"
    assert (window.session.finished.classified, window.session.finished.failed) == (4, 0)
    assert window.session.reviews.of(key).note == "a rim"
    dropped(window, coloured_images)
    assert "already" in window.message.text
    assert len(shown(window)) == 4


def test_a_folder_without_images_is_said_to_have_none(window: MainWindow, dropped: Dropped, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    dropped(window, tmp_path / "empty")
    assert "No image" in window.message.text
    assert str(tmp_path / "empty") in window.message.text
    assert window.empty.isVisible()


def _text() -> QMimeData:
    mime = QMimeData()
    mime.setText("a word")
    return mime


def _web_address() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/lesion.jpg")])
    return mime


def _file_and_web_address() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a.jpg"), QUrl("https://example.org/lesion.jpg")])
    return mime


@pytest.mark.parametrize("what", [_text, _web_address, _file_and_web_address, QMimeData])
def test_what_is_no_local_file_is_visibly_turned_away(window: MainWindow, what: Callable[[], QMimeData]) -> None:
    mime = what()
    assert not drag(window, mime)
    assert window.sheet.isVisible()
    assert window.sheet.text == REFUSAL
    assert not drop(window, mime)
    assert not window.session.searching
    assert shown(window) == []


def test_an_invitation_shows_while_files_are_held_and_goes_when_they_leave(
    window: MainWindow, coloured_images: Path
) -> None:
    assert drag(window, urls([coloured_images]))
    assert window.sheet.isVisible()
    assert window.sheet.text == "Drop to classify"
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.sheet.isVisible()


def test_a_dropped_model_is_opened_and_the_images_that_waited_for_it_are_classified(
    bare_window: MainWindow, qtbot: QtBot, coloured_images: Path, tiny_model: Path
) -> None:
    window = bare_window
    assert drop(window, urls([coloured_images]))
    qtbot.waitUntil(lambda: "3 images wait" in window.empty.model.text(), timeout=WAIT_MS)
    assert window.empty.open_model.isVisible()
    assert drag(window, urls([tiny_model]))
    assert window.sheet.text == "Drop to open this model"
    assert drop(window, urls([tiny_model]))
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, 1) == ["Blue spot", "Green spot", "Red spot"]


def test_the_search_field_leaves_dropped_files_to_the_window(window: MainWindow) -> None:
    within = [window.actions_.search, *window.actions_.search.findChildren(QWidget)]
    assert not any(widget.acceptDrops() for widget in within)
