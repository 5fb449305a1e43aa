"""Windows and dialogs where they are seen whole: on what the screen has free, scrolled where they are larger."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

_TITLE = 32
"""Height of a title bar that the system has not told yet."""


def place_on_screen(window: QWidget) -> None:
    """Make a window no larger than the screen's free part, and move it there."""
    free = window.screen().availableGeometry()
    frame = window.frameGeometry().size() - window.size()
    title = frame.height() or _TITLE
    width, height = free.width() - frame.width(), free.height() - title
    window.setMinimumSize(min(window.minimumWidth(), width), min(window.minimumHeight(), height))
    window.resize(min(window.width(), width), min(window.height(), height))
    place = window.frameGeometry()
    x = max(free.left(), min(place.x(), free.right() + 1 - window.width() - frame.width()))
    y = max(free.top(), min(place.y(), free.bottom() + 1 - window.height() - title))
    if (x, y) != (place.x(), place.y()):
        window.move(QPoint(x, y))


class PlacedDialog(QDialog):
    """A dialog that opens where it is seen whole."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        place_on_screen(self)


def scrolled(content: QWidget) -> QScrollArea:
    """Content that is scrolled where there is no room for all of it."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
