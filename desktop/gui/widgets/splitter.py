"""A divider that is seen to be one: a short line in its middle, which lights up under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from desktop.gui.theme import colours

_LENGTH, _THICKNESS = 44.0, 4.0
WIDTH = 12


class _Handle(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:
        c = colours(self.palette())
        across = self.orientation() == Qt.Orientation.Vertical
        width, height = (_LENGTH, _THICKNESS) if across else (_THICKNESS, _LENGTH)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.accent if self.underMouse() else c.quiet))
        painter.drawRoundedRect(QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height), 2, 2)
        painter.end()


class Splitter(QSplitter):
    """Its parts cannot be folded away."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(WIDTH)

    def createHandle(self) -> QSplitterHandle:
        handle = _Handle(self.orientation(), self)
        handle.setAttribute(Qt.WidgetAttribute.WA_Hover)
        return handle
