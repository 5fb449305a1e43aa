"""The model's answer beside the image, where the design shows it; else it takes no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.gui.theme import bold
from desktop.reading.design import Choice


class ModelPanel(QWidget):
    """Classes with their probabilities, likeliest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        title = QLabel("The model's answer")
        bold(title)
        self._column.addWidget(title)
        self._rows: QWidget | None = None
        self.hide()

    def show_answers(self, answers: Sequence[tuple[Choice, float]]) -> None:
        """Show probabilities 0..1; hide where there are none. What was shown before is gone, not covered."""
        if self._rows is not None:
            self._rows.setParent(None)
            self._rows.deleteLater()
            self._rows = None
        self.setVisible(bool(answers))
        if not answers:
            return
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for row, (choice, share) in enumerate(answers):
            grid.addWidget(QLabel(choice.name), row, 0)
            bar = QProgressBar(minimum=0, maximum=1000, value=round(1000 * share), textVisible=False)
            bar.setFixedHeight(8)
            bar.setAccessibleName(f"{choice.name}: {share:.2f}")
            grid.addWidget(bar, row, 1)
            grid.addWidget(QLabel(f"{share:.2f}"), row, 2)
        self._column.addWidget(self._rows)

    def texts(self) -> list[str]:
        """All words on it, as they are read."""
        return [label.text() for label in self._rows.findChildren(QLabel)] if self._rows is not None else []
