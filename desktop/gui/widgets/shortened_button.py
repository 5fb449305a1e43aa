"""A button whose words may be longer than there is room for."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter

_LETTERS = 6


class ShortenedButton(QPushButton):
    """Ends its words in dots where there is no room for them, and tells them whole in a tooltip."""

    def sizeHint(self) -> QSize:
        """Of a few letters; Qt takes it for the least size too."""
        return QSize(_LETTERS * self.fontMetrics().averageCharWidth(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        whole = self._shortened(option) == option.text
        self.setToolTip("" if whole else f"<qt>{html.escape(self.accessibleName() or self.text())}</qt>")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self._shortened(option)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _shortened(self, option: QStyleOptionButton) -> str:
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        return option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)
