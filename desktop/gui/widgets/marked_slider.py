"""A slider with a mark at the places that have a name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionSlider, QWidget

from desktop.gui.theme import colours
from desktop.gui.widgets.wheel_guard import QuietSlider

_SIDE = 3.5


class MarkedSlider(QuietSlider):
    """`set_marks` by place; each is a small triangle above the groove that points at where the handle would stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks: dict[int, str] = {}

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """`marks`: what each place is called."""
        self.marks = dict(marks)
        self.update()

    def place_of(self, value: int) -> int:
        """Where the middle of the handle is at a value, from the left."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        span = self.width() - handle.width()
        return handle.width() // 2 + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, span)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours(self.palette()).text))
        painter.setBrush(QColor(colours(self.palette()).text))
        for value in self.marks:
            x, tip = float(self.place_of(value)), self.height() / 2 - 5.0
            top = tip - 1.5 * _SIDE
            points = [QPointF(x - _SIDE, top), QPointF(x + _SIDE, top), QPointF(x, tip)]
            painter.drawPolygon(QPolygonF(points))
        painter.end()
