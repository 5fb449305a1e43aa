"""Sliders, lists and number fields that take the wheel only while they have the keyboard's focus: what is scrolled past
may not change who is referred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox, QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object


class _Quiet(_Widget):
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietBox(_Quiet, QComboBox):
    """A list to choose from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class QuietSlider(_Quiet, QSlider):
    """A horizontal slider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class QuietNumber(_Quiet, QSpinBox):
    """A field for a whole number."""

    def __init__(self, *, minimum: int, maximum: int) -> None:
        super().__init__(minimum=minimum, maximum=maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
