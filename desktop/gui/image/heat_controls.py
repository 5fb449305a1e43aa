"""The line under the image: heat map on or off, for which class, and how strong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desktop.contract import ClassInfo
from desktop.gui.translation import tr
from desktop.gui.widgets.shortened import ShortenedBox
from desktop.gui.widgets.wheel_guard import QuietSlider
from desktop.results.wording import named

_LEAST_LETTERS, _FEW_LETTERS, _MANY_LETTERS = 34, 56, 66
_NAME_LETTERS = 18
"""Of a class's name that are read before the buttons get room."""
_GAP = 6
_BESIDE = 2 * 12 + 3 * _GAP
"""Margins and gaps of the line."""


class HeatControls(QWidget):
    """The class follows the chosen image's diagnosis until a person picks one for it. Which class, and how strong, is
    asked only while there is a map."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: tuple[str, ...] = ()
        self.shown = QToolButton()
        self.shown.setText(tr("Heat map"))
        self.shown.setCheckable(True)
        self.shown.setProperty("chip", True)
        self.shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shown.setToolTip(
            tr("Where the image speaks for a class: from blue (little) to yellow (most, for this image)")
        )
        self.which = ShortenedBox()
        self.which.setAccessibleName(tr("Class to explain"))
        self.which.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.which.setMinimumWidth(100)
        self.strength = QuietSlider()
        self.strength.setRange(0, 100)
        self.strength.setAccessibleName(tr("Heat map opacity"))
        self.strength.setToolTip(tr("Opacity of the heat map"))
        self.strength.setMinimumWidth(50)
        self.strength.setMaximumWidth(90)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(_GAP)
        row.addWidget(self.shown)
        row.addWidget(self.which, 1)
        row.addWidget(self.strength)
        row.addStretch()
        self.pixels = _button("1:1", tr("A pixel of the screen for each of the image"), tr("Z in the image"))
        self.fit = _button(tr("Fit"), tr("All of the image"), tr("Z in the image"))
        self.large = _button(tr("Full screen"), tr("The image on the whole screen, with all review keys"), "F")
        for button in (self.pixels, self.fit, self.large):
            row.addWidget(button)
        self._on_shown()
        self.shown.toggled.connect(self._on_shown)
        self.which.currentTextChanged.connect(self._on_named)
        self.which.currentIndexChanged.connect(self.changed)
        self.strength.valueChanged.connect(self.changed)

    def minimumSizeHint(self) -> QSize:
        """Without the buttons that keys do as well."""
        beside = self.which.minimumWidth() + self.strength.minimumWidth() + _BESIDE
        needed = self.shown.sizeHint().width() + beside
        least = _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(max(least, needed), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for all of them, the buttons go that keys do as well."""
        super().resizeEvent(event)
        self.say_again()

    def say_again(self) -> None:
        """With the words of the language spoken, as far as there is room."""
        letter = self.fontMetrics().averageCharWidth()
        letters = self.width() / letter
        room = self.width() - self.shown.sizeHint().width() - _BESIDE
        if self.wanted:
            room -= max(self.which.minimumWidth(), _NAME_LETTERS * letter) + self.strength.maximumWidth()
        self.large.setText(tr("Full"))
        buttons = self.pixels.sizeHint().width() + self.fit.sizeHint().width() + 2 * _GAP
        all_of_them = letters > _FEW_LETTERS and room >= buttons + self.large.sizeHint().width()
        for button in (self.pixels, self.fit):
            button.setVisible(all_of_them)
        least = self.which.minimumWidth() + self.strength.minimumWidth() + _GAP if self.wanted else 0
        beside = self.width() - self.shown.sizeHint().width() - _BESIDE - least
        self.large.setVisible(beside >= self.large.sizeHint().width())
        if letters > _MANY_LETTERS:
            self.large.setText(tr("Full screen"))
            if room < buttons + self.large.sizeHint().width():
                self.large.setText(tr("Full"))

    @property
    def in_sight(self) -> list[QWidget]:
        """What there is room for."""
        every = (self.shown, self.which, self.strength, self.pixels, self.fit, self.large)
        return [one for one in every if one.isVisible()]

    @property
    def wanted(self) -> bool:
        return self.shown.isChecked()

    @property
    def place(self) -> int:
        """Place of the class to explain in the model's order."""
        return max(0, self.which.currentIndex())

    @property
    def code(self) -> str:
        """The class to explain."""
        return self._codes[self.place]

    @property
    def opacity(self) -> float:
        """0..1"""
        return self.strength.value() / 100

    def set_classes(self, classes: Sequence[ClassInfo]) -> None:
        self._codes = tuple(c.code for c in classes)
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([named(c.name) for c in classes])
        self.which.view().setMinimumWidth(self.which.view().sizeHintForColumn(0) + 24)
        self.which.blockSignals(False)

    def choose(self, code: str) -> None:
        """Explain this class, without a `changed`."""
        self.which.blockSignals(True)
        self.which.setCurrentIndex(self._codes.index(code))
        self.which.blockSignals(False)
        self._on_named(self.which.currentText())

    def _on_named(self, name: str) -> None:
        # Its name may be longer than there is room for.
        self.which.setToolTip(tr("Class to explain: {name}", name=name))

    def _on_shown(self) -> None:
        for widget in (self.which, self.strength):
            widget.setVisible(self.wanted)
        self.say_again()
        self.changed.emit()


def _button(text: str, what: str, key: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tr("{what} ({key})", what=what, key=key))
    button.setAccessibleName(what)
    button.setProperty("chip", True)
    button.setProperty("compact", True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
