"""The reading's window, opened and closed again, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.reading.window import ReadingWindow
from desktop.reading.clock import Stopwatch
from desktop.reading.file import ReadingFile
from tests.desktop.gui.reading.helpers import Clock, Open


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(qtbot: QtBot, clock: Clock) -> Iterator[Open]:
    windows: list[ReadingWindow] = []

    def open_(file: ReadingFile) -> ReadingWindow:
        window = ReadingWindow(file, Stopwatch(clock))
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        windows.append(window)
        return window

    yield open_
    for window in windows:
        window.close()
