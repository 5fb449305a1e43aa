"""The picture first: half of the panel, the whole screen, images side by side, and where one was in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.compare.full_screen import Stage
from desktop.gui.results.model import Column
from desktop.gui.settings import Settings
from desktop.gui.theme import colours
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, press
from tests.desktop.gui.test_acts import click, labels, notes, shown


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    Image.new("RGB", (600, 450), (200, 60, 60)).save(coloured_images / "large.png")
    Image.new("RGB", (600, 450), (60, 60, 200)).save(coloured_images / "largest.png")
    dropped(window, coloured_images)
    window.resize(1280, 820)
    window.page.view.setFocus()
    return window


def stage(window: MainWindow, qtbot: QtBot) -> Stage:
    made = window.side_dialogs.comparing.stage
    assert made is not None
    qtbot.waitUntil(made.isVisible, timeout=WAIT_MS)
    assert QTest.qWaitForWindowActive(made)
    return made


def test_the_picture_has_the_panels_width_and_half_of_its_height(filled: MainWindow, qtbot: QtBot) -> None:
    detail = filled.page.detail
    qtbot.waitUntil(lambda: detail.image.height() >= detail.height() // 2, timeout=WAIT_MS)
    assert detail.image.width() >= detail.width() - 4


def test_where_a_person_puts_the_dividers_they_are_at_the_next_start(
    filled: MainWindow, qtbot: QtBot, settings: Settings
) -> None:
    split = filled.page.detail.split
    handle = split.handle(1)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    QTest.mouseMove(handle, handle.rect().center() + QPoint(0, -90))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center() + QPoint(0, -90))
    sizes = split.sizes()
    filled.close()
    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again, before_close_func=lambda w: w.close())
    again.resize(1280, 820)
    again.show()
    QTest.qWait(50)
    assert again.page.detail.split.sizes()[1] == sizes[1]  # what grows is the picture


def test_zoom_and_place_are_kept_from_image_to_image(filled: MainWindow, qtbot: QtBot) -> None:
    image = filled.page.detail.image
    click(filled, "large.png")
    qtbot.waitUntil(lambda: image.has_image, timeout=WAIT_MS)
    image.setFocus()
    for _ in range(4):
        QTest.keyClick(image, Qt.Key.Key_Plus)
    QTest.keyClick(image, Qt.Key.Key_Right)  # moves the enlarged image
    place = image.place
    assert place.zoom > 2
    assert place.x > 0.5
    click(filled, "largest.png")
    qtbot.waitUntil(lambda: image.has_image, timeout=WAIT_MS)
    assert image.place.zoom == pytest.approx(place.zoom)
    assert image.place.x == pytest.approx(place.x, abs=0.02)
    QTest.keyClick(image, Qt.Key.Key_Z)
    assert image.place.zoom == 1


def test_moving_an_enlarged_image_leaves_no_ghost_of_the_focus_frame(filled: MainWindow, qtbot: QtBot) -> None:
    image = filled.page.detail.image
    click(filled, "large.png")
    qtbot.waitUntil(lambda: image.has_image, timeout=WAIT_MS)
    image.setFocus()
    for _ in range(5):
        QTest.keyClick(image, Qt.Key.Key_Plus)
    QApplication.processEvents()
    for _ in range(6):
        QTest.keyClick(image, Qt.Key.Key_Down)
        QApplication.processEvents()
    picture = image.grab().toImage().convertToFormat(image.grab().toImage().Format.Format_RGB888)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    inside = pixels[10:-10, 30 : 3 * picture.width() - 30].reshape(picture.height() - 20, -1, 3)
    accent = QColor(colours(image.palette()).accent)
    assert not (inside == (accent.red(), accent.green(), accent.blue())).all(axis=2).any()


def test_full_screen_takes_all_keys_of_the_review(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "green.png")
    press(filled, Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier)
    large = stage(filled, qtbot)
    assert large.isFullScreen()
    qtbot.waitUntil(lambda: large.panes[0].image.has_image, timeout=WAIT_MS)
    image = large.panes[0].image
    QTest.keyClick(image, Qt.Key.Key_1)
    QTest.keyClick(image, Qt.Key.Key_N)
    QTest.keyClicks(large.note, "on the nose")
    QTest.keyClick(large.note, Qt.Key.Key_Return)
    assert labels(filled) == {"green.png": "red"}
    assert notes(filled) == {"green.png": "on the nose"}
    QTest.keyClick(image, Qt.Key.Key_Return)
    assert shown(filled) == "large.png"
    assert large.panes[0].facts.text().startswith("large.png")
    QTest.keyClick(image, Qt.Key.Key_Left)
    assert large.panes[0].facts.text().startswith("green.png")
    assert "✓ Red spot" in large.panes[0].facts.text()
    QTest.keyClick(image, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the reviewed of Enter
    assert "✓" not in large.panes[0].facts.text()
    QTest.keyClick(image, Qt.Key.Key_Escape)
    assert not large.isVisible()


def test_selected_images_are_side_by_side_with_linked_zoom_and_keys_speak_of_all(
    filled: MainWindow, qtbot: QtBot
) -> None:
    click(filled, "large.png")
    click(filled, "largest.png", Qt.KeyboardModifier.ControlModifier)
    press(filled, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)
    large = stage(filled, qtbot)
    qtbot.waitUntil(lambda: all(pane.image.has_image for pane in large.panes), timeout=WAIT_MS)
    first, second = (pane.image for pane in large.panes)
    assert first.isVisible()
    assert second.isVisible()
    for _ in range(3):
        QTest.keyClick(first, Qt.Key.Key_Plus)
    assert second.place == first.place
    assert first.place.zoom > 1
    QTest.keyClick(second, Qt.Key.Key_2)
    assert labels(filled) == {"large.png": "green", "largest.png": "green"}


def test_the_images_of_a_lesion_are_compared_from_any_of_them(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "large.png")
    press(filled, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)
    assert "Select two to four images" in filled.message.text
    click(filled, "red.png", Qt.KeyboardModifier.ControlModifier)
    press(filled, Qt.Key.Key_G)
    click(filled, "red.png")
    press(filled, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)
    large = stage(filled, qtbot)
    assert sorted(pane.facts.text().split("  ")[0] for pane in large.panes) == ["large.png", "red.png"]


def test_the_heat_map_goes_over_and_beside_the_image(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "large.png")
    press(filled, Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier)
    large = stage(filled, qtbot)
    pane = large.panes[0]
    assert not large.scale_.isVisible()
    qtbot.waitUntil(lambda: pane.image.has_image, timeout=WAIT_MS)
    QTest.keyClick(pane.image, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: pane.image.has_heat, timeout=WAIT_MS)
    assert not pane.heat.isVisible()
    assert large.scale_.isVisible()
    QTest.keyClick(pane.image, Qt.Key.Key_H)
    assert pane.heat.isVisible()
    assert pane.heat.has_heat
    assert not pane.image.has_heat
    assert column(filled, Column.FILE)[0] == "deeper/blue.jpg"
