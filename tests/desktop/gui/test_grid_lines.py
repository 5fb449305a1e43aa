"""The pictures side by side stand in whole lines: none is cut at the lower edge, at first and after a wheel's notch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.gui.results.model import Column
from desktop.gui.results.thumbnails import PictureSize
from desktop.gui.window import MainWindow
from tests.desktop.helpers import one_colour

SLIVER = 14
"""Pixels of a line that nobody takes for a picture: the gap, and the upper rim of a card."""


def cut(window: MainWindow) -> list[str]:
    """Pictures of which more than a sliver is seen, and not all."""
    grid, found = window.page.grid, []
    for row in range(window.page.model.rowCount()):
        rect = grid.visualRect(window.page.model.index(row, Column.FILE))
        seen = rect.intersected(grid.viewport().rect()).height()
        if SLIVER < seen < rect.height() - SLIVER:
            found.append(f"{window.height()}, {grid.size_shown}: {row} {seen} of {rect.height()}")
    return found


def turn_wheel(widget: QWidget) -> None:
    """By a notch, towards oneself."""
    middle = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QWheelEvent(
        middle, QPointF(widget.mapToGlobal(middle)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    ))  # fmt: skip


def test_no_picture_is_cut_at_the_lower_edge(window: MainWindow, dropped: Callable[..., None], tmp_path: Path) -> None:
    for number in range(60):
        one_colour(tmp_path / "many" / f"{number}.png", (4 * number, 90, 90))
    dropped(window, tmp_path / "many")
    window.actions_.as_grid.trigger()
    grid = window.page.grid
    for size in (PictureSize.SMALL, PictureSize.MEDIUM):
        grid.set_size(size)
        for height in range(720, 1000, 40):
            window.resize(1280, height)
            QTest.qWait(20)
            grid.verticalScrollBar().setValue(0)
            assert cut(window) == []
            turn_wheel(grid.viewport())
            assert grid.verticalOffset() > 0
            assert cut(window) == []
