"""The picture copied, its heat map saved, and what was saved opened or shown from the message that says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, press
from tests.desktop.gui.test_acts import click

CONTROL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def filled(window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    dropped(window, coloured_images)
    click(window, "green.png")
    qtbot.waitUntil(lambda: window.page.detail.image.has_image, timeout=WAIT_MS)
    return window


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was asked to open."""
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked


def test_the_picture_is_copied_in_its_proportions_and_with_the_heat_map_that_lies_over_it(
    filled: MainWindow, qtbot: QtBot
) -> None:
    press(filled, Qt.Key.Key_C, CONTROL_ALT)
    plain = QApplication.clipboard().image()
    with Image.open(filled.page.selected[0].path) as original:
        assert abs(plain.width() / plain.height() - original.width / original.height) < 0.05
    colour = plain.pixelColor(plain.rect().center())
    assert (colour.green() > 200, colour.red() < 60) == (True, True)
    assert "The picture is in the clipboard" in filled.message.text
    press(filled, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: filled.page.detail.image.has_heat, timeout=WAIT_MS)
    filled.page.detail.image.setFocus()
    QTest.keyClick(filled.page.detail.image, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().image() != plain
    assert "with its heat map" in filled.message.text


def test_a_file_without_a_picture_leaves_the_clipboard_as_it_was(filled: MainWindow) -> None:
    QApplication.clipboard().setText("mine")
    click(filled, "broken.jpg")
    press(filled, Qt.Key.Key_C, CONTROL_ALT)
    assert QApplication.clipboard().text() == "mine"
    assert "no picture to copy" in filled.message.text
    filled.actions_.save_heat.trigger()
    assert "of an image that was read" in filled.message.text


def test_the_heat_map_of_this_image_is_saved_opened_and_shown(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "green"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    filled.actions_.save_heat.trigger()
    saved = tmp_path / "out" / "green.heatmap.jpg"
    qtbot.waitUntil(lambda: "Heat map saved to" in filled.message.text, timeout=WAIT_MS)
    with Image.open(saved) as picture:
        assert picture.width >= 360  # with words and a scale below the image
    QTest.mouseClick(filled.message.open_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(filled.message.folder_button, Qt.MouseButton.LeftButton)
    assert opened == [str(saved), str(saved.parent)]
    saved.unlink()
    QTest.mouseClick(filled.message.open_button, Qt.MouseButton.LeftButton)
    assert "cannot be opened" in filled.message.text


def test_the_image_itself_is_never_written_over(filled: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    image = Path(filled.page.selected[0].path)
    before = image.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(image), ""))
    filled.actions_.save_heat.trigger()
    assert "only read" in filled.message.text
    assert image.read_bytes() == before


def test_saved_results_can_be_opened_and_shown_in_their_folder(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, opened: list[str]
) -> None:
    filled.side_dialogs.exports.save(tmp_path / "results.csv")
    qtbot.waitUntil(lambda: "saved to" in filled.message.text, timeout=WAIT_MS)
    assert filled.message.open_button.isVisible()
    QTest.mouseClick(filled.message.folder_button, Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path)]
    filled.message.say_note("Something else.")
    assert not filled.message.open_button.isVisible()
    assert not filled.message.folder_button.isVisible()
