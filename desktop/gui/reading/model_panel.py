"""The model's answer beside the image, where the design shows it; else it takes no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui.theme import bold
from desktop.gui.translation import tr
from desktop.reading.design import Choice
from desktop.results.wording import named


class ModelPanel(QWidget):
    """Classes with their probabilities, likeliest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        title = QLabel(tr("The model's answer"))
        bold(title)
        self._column.addWidget(title)
        self._rows: QWidget | None = None
        self.heat = QCheckBox(tr("Heat map (H)"))
        self.heat.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.explained = _name("")
        self.explained.setProperty("quiet", True)
        self._column.addWidget(self.heat)
        self._column.addWidget(self.explained)
        self.hide()

    def show_answers(self, answers: Sequence[tuple[Choice, float]], *, heat: bool = False) -> None:
        """Show probabilities 0..1, likeliest first; hide where there are none. What was shown before is gone, not
        covered. heat: whether the likeliest class has a map over the image."""
        if self._rows is not None:
            self._rows.hide()  # first: shown and without a parent it would be a window, and take the keyboard away
            self._rows.setParent(None)
            self._rows.deleteLater()
            self._rows = None
        self.setVisible(bool(answers))
        for widget in (self.heat, self.explained):
            widget.setVisible(heat and bool(answers))
        self.explained.clear()
        if not answers:
            return
        if heat:
            self.explained.setText(
                tr("What speaks for {name}: yellow the most, clear nothing", name=named(answers[0][0].name))
            )
            self.heat.setChecked(True)
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 2)
        for row, (choice, share) in enumerate(answers):
            grid.addWidget(_name(named(choice.name)), row, 0)
            bar = QProgressBar(minimum=0, maximum=1000, value=round(1000 * share), textVisible=False)
            bar.setFixedHeight(8)
            bar.setAccessibleName(f"{named(choice.name)}: {share:.2f}")
            grid.addWidget(bar, row, 1)
            grid.addWidget(QLabel(f"{share:.2f}"), row, 2)
        self._column.insertWidget(1, self._rows)

    def texts(self) -> list[str]:
        """All words on it, as they are read."""
        return [label.text() for label in self._rows.findChildren(QLabel)] if self._rows is not None else []


def _name(text: str) -> QLabel:
    """A long name goes over two lines: it may never push the numbers out of sight."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
