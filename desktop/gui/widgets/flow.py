"""A layout that puts its widgets beside each other and goes on in the next line where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_ASIDE = 1000
"""Pixels out of sight."""


class FlowLayout(QLayout):
    """Widgets keep their size hints, but one that may expand takes what its line leaves; hidden ones take no room, and
    one with the property `rule` is seen only between two others of its line."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        """What Qt calls when a widget comes, goes, or wishes for another size."""
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place everything in the width of `rect`; the height that takes."""
        y, height = rect.y(), 0
        for number, line in enumerate(self._lines(rect.width())):
            y += height + self.spacing() if number else 0
            sizes = [item.sizeHint() for item in line]
            height = max(size.height() for size in sizes)
            left = rect.width() - sum(size.width() for size in sizes) - self.spacing() * (len(sizes) - 1)
            x = rect.x()
            for item, size in zip(line, sizes, strict=True):
                if move and left > 0 and item.expandingDirections() & Qt.Orientation.Horizontal:
                    size, left = QSize(size.width() + left, size.height()), 0
                if move:
                    between = item is not line[-1] and item is not line[0]
                    place = QPoint(x, y + (height - size.height()) // 2)
                    aside = QPoint(rect.right() + _ASIDE, place.y())
                    item.setGeometry(QRect(place if between or not _divides(item) else aside, size))
                x += size.width() + self.spacing()
        return y + height - rect.y()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What stands beside each other in that width."""
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            needed = item.sizeHint().width()
            if not lines or x + needed > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += needed + self.spacing()
        return lines


def _divides(item: QLayoutItem) -> bool:
    widget = item.widget()
    return widget is not None and bool(widget.property("rule"))
