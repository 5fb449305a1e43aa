"""The titles of the table: where one has no room it is shown by its short form, and that ends in dots at last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from desktop.gui.theme import HEADER_RIGHT, bold_font

SHORT_TITLE = Qt.ItemDataRole.UserRole + 2
"""The role by which a model is asked for the short form of a title."""
PADDING = 6
_MARGIN = 4
"""That Qt takes of a title's room before it ends it in dots."""
_AROUND = PADDING + HEADER_RIGHT + _MARGIN
ROUNDING = 2
"""Pixels, as letters have fractions of them."""


def needed_for(title: int) -> int:
    """The width of a column, in pixels, whose title of that width is seen whole."""
    return title + _AROUND + ROUNDING


class TitleHeader(QHeaderView):
    """As a table makes it for itself, but for the short forms."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def shown_title(self, section: int) -> str:
        """What is read of a section's title."""
        model, words = self.model(), QFontMetrics(bold_font())
        room = self.sectionSize(section) - _AROUND
        whole, short = (
            str(model.headerData(section, Qt.Orientation.Horizontal, role))
            for role in (Qt.ItemDataRole.DisplayRole, SHORT_TITLE)
        )
        title = whole if words.horizontalAdvance(whole) <= room else short
        return words.elidedText(title, Qt.TextElideMode.ElideRight, max(0, room))

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:  # noqa: N803 - Qt's
        super().initStyleOptionForIndex(option, logicalIndex)
        option.text = self.shown_title(logicalIndex)
