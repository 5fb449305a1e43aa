"""The row above the table: what to show, as buttons with counts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desktop.gui.result import Filter

_TIPS = {
    Filter.ALL: "All images",
    Filter.REFER: "Images whose score reaches the threshold of the operating point",
    Filter.UNFAMILIAR: "Images that differ from those the model was trained on",
    Filter.UNCERTAIN: "Images whose two likeliest classes lie close together",
    Filter.FAILED: "Files that could not be read",
}


class FilterBar(QWidget):
    """Exactly one filter is chosen at any time."""

    narrowed = Signal(Filter)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._group = QButtonGroup(self)
        self.buttons: dict[Filter, QToolButton] = {}
        for number, which in enumerate(Filter):
            button = QToolButton()
            button.setCheckable(True)
            button.setToolTip(_TIPS[which])
            button.setProperty("chip", True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            # Words cut to dots would say nothing: the window cannot be made too narrow for them.
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            self.buttons[which] = button
            row.addWidget(button)
        self.buttons[Filter.ALL].setChecked(True)
        row.addStretch(1)
        self.set_counts(dict.fromkeys(Filter, 0))
        self._group.idToggled.connect(self._on_toggled)

    def set_counts(self, counts: dict[Filter, int]) -> None:
        """Numbers of images behind each button."""
        for which, button in self.buttons.items():
            button.setText(f"{which.value}  {counts[which]:,}")
            button.setAccessibleName(f"Show {which.value.lower()}: {counts[which]:,} images")

    def offer_referral(self, offered: bool) -> None:
        """Whether the model has an operating point."""
        self.buttons[Filter.REFER].setVisible(offered)

    def reset(self) -> None:
        """Show all."""
        self.buttons[Filter.ALL].setChecked(True)

    def _on_toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.narrowed.emit(list(Filter)[number])
