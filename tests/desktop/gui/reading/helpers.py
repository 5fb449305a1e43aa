"""A reader at the keyboard, for the tests of the reading's window."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop.gui.reading.window import ReadingWindow
from desktop.reading.file import ReadingFile
from tests.desktop.gui.conftest import WAIT_MS

Open = Callable[[ReadingFile], ReadingWindow]


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def begin(window: ReadingWindow, name: str = "Anna", *, wait: bool = True) -> None:
    line = window.start.reader.lineEdit()
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.page is not None
    if wait:
        seen(window)


def key(window: ReadingWindow, which: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, which, modifier)


def seen(window: ReadingWindow) -> None:
    """Wait until the image is on the screen, as a reader does."""
    page = window.page
    assert page is not None
    end = time.monotonic() + WAIT_MS / 1000
    while not page.image.has_image:
        assert time.monotonic() < end, page.problem.text()
        QTest.qWait(2)


def answer(window: ReadingWindow, digit: int = 2, sure: int = 4) -> None:
    key(window, Qt.Key(Qt.Key.Key_0 + digit))
    key(window, Qt.Key(Qt.Key.Key_0 + sure), Qt.KeyboardModifier.ControlModifier)
    key(window, Qt.Key.Key_Return)
    if window.pages.currentWidget() is window.page:
        seen(window)


def words(window: QWidget) -> str:
    """Everything that the window says anywhere: texts, titles, tooltips, what a screen reader reads, the clipboard."""
    found = [window.windowTitle(), window.windowFilePath(), QApplication.clipboard().text()]
    for widget in [window, *window.findChildren(QWidget)]:
        found += [widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle(), widget.objectName()]
        found += [widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.append(widget.text())
    return "\n".join(found)
