"""Lists, buttons and lines whose words may be longer than there is room for: they end in dots, where Qt would cut a
letter in half."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.gui.widgets.wheel_guard import QuietBox

_LETTERS = 6


class ShortenedBox(QuietBox):
    """A choice, by its name."""

    def make_room(self, least: int, most: int) -> None:
        """For the longest name, but for no less and no more than so many letters as Qt counts them."""
        letters = self.fontMetrics()
        widest = max((letters.horizontalAdvance(self.itemText(place)) for place in range(self.count())), default=0)
        self.setMinimumContentsLength(min(most, max(least, round(widest / letters.horizontalAdvance("X")))))

    def minimumSizeHint(self) -> QSize:
        """Of as many letters as there are to have room now; Qt keeps what it was for those of before."""
        fixed = self.sizeAdjustPolicy() == self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        return self.sizeHint() if fixed else super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(parts[0], option, parts[1], self).width()
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ShortenedButton(QPushButton):
    """Tells its words whole in a tooltip where they are cut."""

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


class ShortenedLabel(QLabel):
    """Plain text in one line, told whole in a tooltip where it is cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(_LETTERS * self.fontMetrics().averageCharWidth(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        role = QPalette.ColorRole.WindowText
        self.style().drawItemText(
            painter, self.contentsRect(), int(self.alignment()), self.palette(), self.isEnabled(), self.shown, role
        )

    @property
    def shown(self) -> str:
        """What is read without a tooltip."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def _tell(self) -> None:
        self.setToolTip("" if self.shown == self.text() else self.text())
