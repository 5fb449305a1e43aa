"""The images before and after the one shown, small, in a strip: where one is, and a click to go there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.gui.results.grid_view import fitted
from desktop.gui.results.model import ResultsModel
from desktop.gui.results.thumbnails import Thumbnails
from desktop.gui.theme import colours
from desktop.gui.translation import tr

HEIGHT = 64
_WIDTH = 84
_GAP = 4


class Strip(QWidget):
    """Paints the rows around the current one from the thumbnails that table and grid have too."""

    chosen = Signal(int)
    """A row."""

    def __init__(self, model: ResultsModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = thumbnails
        self._row = -1
        self._compared: frozenset[int] = frozenset()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("The images before and after"))
        thumbnails.came.connect(self.update)

    def show_rows(self, row: int, compared: Sequence[int] = ()) -> None:
        """Around this row; `compared`: all that are shown with it."""
        self._row, self._compared = row, frozenset(compared)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for row, rect in self.places():
            if rect.contains(event.position().toPoint()):
                self.chosen.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for row, rect in self.places():
            result = self._model.result(row)
            inside = rect.adjusted(3, 3, -3, -3)
            picture = None if result.failed else self._thumbnails.get(result.path)
            if picture is None:
                painter.fillRect(inside, QColor(c.track))
            else:
                painter.drawPixmap(fitted(inside, result), picture)
            if self._model.review(result).reviewed:
                painter.setPen(QColor(c.text))
                painter.fillRect(QRect(inside.right() - 15, inside.bottom() - 15, 16, 16), QColor(c.raised))
                painter.drawText(
                    QRect(inside.right() - 15, inside.bottom() - 15, 16, 16), Qt.AlignmentFlag.AlignCenter, "✓"
                )
            if row == self._row or row in self._compared:
                painter.setPen(QPen(QColor(c.accent), 3 if row == self._row else 1))
                painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.end()

    def places(self) -> list[tuple[int, QRect]]:
        """The rows that are seen, and where."""
        room = max(1, self.width() // (_WIDTH + _GAP))
        count = self._model.rowCount()
        first = max(0, min(self._row - room // 2, count - room))
        rows = range(first, min(first + room, count))
        left = (self.width() - len(rows) * (_WIDTH + _GAP)) // 2
        return [(row, QRect(left + i * (_WIDTH + _GAP), 0, _WIDTH, HEIGHT)) for i, row in enumerate(rows)]
