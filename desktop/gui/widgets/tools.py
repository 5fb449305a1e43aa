"""A toolbar all of whose buttons stay in sight: where words have no room, the plainest buttons are icons alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton

_GAP, _AROUND = 4, 24
"""Pixels between two buttons, and of the toolbar's own frame and paddings."""


class Tools(QToolBar):
    """`plain`: the actions whose icon says enough; the others follow where that is not enough."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.plain: list[QAction] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self._fit()

    def _fit(self) -> None:
        buttons = {action: self.widgetForAction(action) for action in self.actions()}
        worded = [one for one in buttons.values() if isinstance(one, QToolButton)]
        plain = [one for action, one in buttons.items() if action in self.plain and isinstance(one, QToolButton)]
        for icons in ([], plain, worded):
            for one in worded:
                _show_words(one, one not in icons)
            if self._needed() <= self.width():
                return

    def _needed(self) -> int:
        """The width that everything takes."""
        widgets = [self.widgetForAction(action) for action in self.actions()]
        sides = [one.sizeHint().width() if isinstance(one, QToolButton) else one.minimumWidth() for one in widgets]
        return sum(sides) + _GAP * len(sides) + _AROUND


def _show_words(button: QToolButton, shown: bool) -> None:
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
    if button.toolButtonStyle() != style:
        button.setToolButtonStyle(style)
