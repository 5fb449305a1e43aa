"""What a person does not mean changes nothing: the wheel over whatever has no focus, Enter on whatever has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.export.dialog import ExportDialog, Offer, Scope
from desktop.gui.export_kinds import Kind
from desktop.gui.reading.new_dialog import NewReadingDialog
from desktop.gui.settings import Settings
from desktop.gui.shell.lesions_dialog import LesionsDialog
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.window import MainWindow
from tests.desktop.gui.test_acts import click


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    dropped(window, coloured_images)
    window.page.view.setFocus()
    return window


def make(which: str, window: MainWindow, settings: Settings) -> QWidget:
    session = window.session
    if which == "settings":
        dialog = SettingsDialog(settings, window, info=session.info, point=session.point)
        dialog.show_prevalence()
        return dialog
    if which == "export":
        return ExportDialog(Offer(dict.fromkeys(Scope, 3), "", reviewed=True), Kind.COPIES, window)
    if which == "lesions":
        return LesionsDialog({1: "a/1.png", 2: "b/2.png"}, lambda: None, window)
    if which == "reading":
        return NewReadingDialog(settings, (), Path(), [], window)
    if which == "window":
        window.page.detail.heat.shown.click()
        return window
    getattr(window.side_dialogs, f"show_{which}")()
    dialog = getattr(window.side_dialogs, which)
    assert isinstance(dialog, QDialog)
    return dialog


ALL = ["window", "settings", "export", "lesions", "reading", "model", "agreement", "keys"]


@pytest.mark.parametrize("which", ALL)
def test_the_wheel_changes_nothing_that_has_no_focus(
    filled: MainWindow, settings: Settings, qtbot: QtBot, which: str
) -> None:
    place = make(which, filled, settings)
    place.show()
    qtbot.waitExposed(place)
    changed = []
    for widget in fields(place):
        if (focused := QApplication.focusWidget()) is not None:
            focused.clearFocus()
        for by in (120, -120):
            before = value(widget)
            QApplication.sendEvent(widget, wheel(by))
            if value(widget) != before:
                changed.append(widget.accessibleName())
    assert changed == []
    if place is not filled:
        place.close()


def fields(place: QWidget) -> Iterator[QComboBox | QSlider | QSpinBox]:
    for kind in (QComboBox, QSlider, QSpinBox):
        yield from place.findChildren(kind)


def value(widget: QComboBox | QSlider | QSpinBox) -> int:
    return widget.currentIndex() if isinstance(widget, QComboBox) else widget.value()


def wheel(by: int) -> QWheelEvent:
    return QWheelEvent(
        QPointF(10, 10), QPointF(10, 10), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_on_any_button_and_field_of_the_page_settles_no_image(filled: MainWindow, key: Qt.Key) -> None:
    click(filled, "green.png")
    detail = filled.page.detail
    reviewed = filled.session.reviews
    settling = (detail.review.go_on, detail.review.reviewed, detail.heat.large)
    for widget in (*filled.page.point.in_order, *filled.page.filters.in_order, *detail.in_order):
        if not widget.isVisible() or widget in (*settling, detail.image, detail.review.note, detail.review.outside):
            continue
        widget.setFocus()
        if isinstance(widget, QAbstractButton) and widget.isCheckable():
            QTest.keyClick(widget, key)
        QTest.keyClick(widget, key)
        for popup in filled.findChildren(QWidget):
            if popup.isWindow() and popup.isVisible() and popup.windowType() == Qt.WindowType.Popup:
                popup.close()
    assert not any(review.reviewed for _, review in reviewed.said)


def test_other_answers_are_chosen_by_keys_and_left_by_escape(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "green.png")
    panel = filled.page.detail.review
    panel.outside.setFocus()
    menu = panel.outside.menu()
    QTimer.singleShot(100, lambda: QTest.keyClick(menu, Qt.Key.Key_Escape))
    QTest.keyClick(panel.outside, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not menu.isVisible())
    assert not panel.outside.isChecked()
    assert not any(review.label or review.reviewed for _, review in filled.session.reviews.said)

    def choose() -> None:
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(100, choose)
    QTest.keyClick(panel.outside, Qt.Key.Key_Return)
    assert [review.label for _, review in filled.session.reviews.said] == ["other"]
    assert panel.outside.isChecked()
    QTest.keyClick(filled.page.view, Qt.Key.Key_0)
    assert not panel.outside.isChecked()
