"""A line to write in, in a window where Esc cancels the run: while one writes, Esc only leaves the line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class Field(QLineEdit):
    """`left` tells of Esc."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the key comes here, and not to the action that it is the shortcut of
            return True
        if escape and event.type() == QEvent.Type.KeyPress:
            self.left.emit()
            return True
        return super().event(event)
