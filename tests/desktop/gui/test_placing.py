"""The window, its full screen and its dialogs lie within what the screen has free, and Tab goes from top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.export.dialog import ExportDialog, Offer, Scope
from desktop.gui.export_kinds import Kind
from desktop.gui.reading.new_dialog import NewReadingDialog
from desktop.gui.settings import Settings
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.widgets.placing import place_on_screen
from desktop.gui.window import MainWindow


def free() -> QRect:
    return QApplication.primaryScreen().availableGeometry()


def test_the_window_is_no_larger_than_the_screen(bare_window: MainWindow) -> None:
    assert free().contains(bare_window.geometry())


def test_a_window_that_was_left_outside_of_the_screen_comes_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setMinimumSize(300, 200)
    window.setGeometry(free().right() + 500, -400, 5000, 4000)
    place_on_screen(window)
    assert free().contains(window.geometry())


@pytest.mark.parametrize("which", ["settings", "export", "model", "agreement", "keys", "reading"])
def test_a_dialog_is_within_the_screen_and_its_buttons_are_seen(
    window: MainWindow, dropped: Callable[..., None], coloured_images: Path, settings: Settings, which: str
) -> None:
    dropped(window, coloured_images)
    rooms = window.side_dialogs
    dialog: QDialog
    if which == "settings":
        dialog = SettingsDialog(settings, window)
    elif which == "export":
        dialog = ExportDialog(Offer(dict.fromkeys(Scope, 3), "", reviewed=True), Kind.COPIES, window)
    elif which == "reading":
        dialog = NewReadingDialog(settings, (), Path(), [], window)
    else:
        getattr(rooms, f"show_{which}")()
        dialog = getattr(rooms, which)
    dialog.show()
    dialog.resize(4000, 4000)
    dialog.hide()
    dialog.show()
    assert free().contains(dialog.geometry())
    dialog.close()


def test_tab_goes_from_the_top_to_the_bottom(
    window: MainWindow, dropped: Callable[..., None], coloured_images: Path
) -> None:
    dropped(window, coloured_images)
    window.activateWindow()
    page = window.page
    expected = [
        *(widget for widget in page.point.in_order if widget.isEnabled()),
        *(button for button in page.filters.in_order if button.isVisible()),
        page.view,
        *(widget for widget in page.detail.in_order if widget.isVisible() and widget.isEnabled()),
    ]
    page.point.score.setFocus()
    reached = [QApplication.focusWidget()]
    for _ in expected[1:]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == expected
