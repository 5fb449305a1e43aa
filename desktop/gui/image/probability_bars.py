"""All probabilities of one image as bars, with the classes' full names, the largest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from desktop.contract import ClassInfo
from desktop.gui.settings import Numbers
from desktop.gui.translation import tr
from desktop.results.wording import named

_STEPS = 1000


class ProbabilityBars(QWidget):
    """One line per class: name, bar, number. The likeliest is bold; malignant classes say so in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 2)
        self.numbers = Numbers.POINT
        self._lines: list[tuple[QLabel, QProgressBar, QLabel]] = []
        self._own: list[QLabel] = []
        self._classes: tuple[ClassInfo, ...] = ()

    @property
    def texts(self) -> list[tuple[str, str]]:
        """(name, number) of every line, as they are shown."""
        return [(name.text(), number.text()) for name, _, number in self._lines]

    @property
    def own_texts(self) -> list[str]:
        """The model's own number of every line, as it is shown; empty where the numbers are the model's own."""
        return [label.text() for label in self._own]

    def set_classes(self, classes: Sequence[ClassInfo]) -> None:
        """Build the lines for a model's classes."""
        for line in self._lines:
            for widget in line:
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._lines = []
        self._show_own(())
        self._classes = tuple(classes)
        for row, one in enumerate(classes):
            name = QLabel(self._words(one))
            name.setWordWrap(True)
            # Long names go over two lines; they may never push the numbers out of sight.
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            bar = QProgressBar(maximum=_STEPS, textVisible=False)
            bar.setMinimumWidth(80)
            number = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            number.setMinimumWidth(number.fontMetrics().horizontalAdvance("0.0000"))
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(bar, row, 1)
            self._grid.addWidget(number, row, 2)
            self._lines.append((name, bar, number))

    def show_probabilities(self, probabilities: Sequence[float], *, headline: bool, own: Sequence[float] = ()) -> None:
        """Values 0..1 in the model's order, the largest shown first. `headline`: whether the likeliest may stand out
        as an answer; `own`: the model's own, where these are at another prevalence."""
        places = sorted(range(len(self._classes)), key=lambda place: -probabilities[place])
        self._show_own([(own[place], self._classes[place]) for place in places] if own else ())
        order = [(probabilities[place], self._classes[place]) for place in places]
        for place, ((name, bar, number), (value, one)) in enumerate(zip(self._lines, order, strict=True)):
            likeliest = headline and place == 0
            name.setText(self._words(one))
            bar.setAccessibleName(tr("Probability of {name}", name=named(one.name)))
            bar.setValue(round(value * _STEPS))
            if bar.property("likeliest") != likeliest:
                bar.setProperty("likeliest", likeliest)
                bar.style().unpolish(bar)
                bar.style().polish(bar)
            number.setText(self.numbers.told(value, 3))
            for label in (name, number):
                font = label.font()
                font.setBold(likeliest)
                label.setFont(font)

    def _show_own(self, own: Sequence[tuple[float, ClassInfo]]) -> None:
        """The model's own numbers beside the others, line by line; none for none."""
        while len(self._own) > len(own):
            label = self._own.pop()
            self._grid.removeWidget(label)
            label.deleteLater()
        for row, (value, one) in enumerate(own):
            if row == len(self._own):
                label = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                label.setProperty("quiet", True)
                label.setMinimumWidth(label.fontMetrics().horizontalAdvance("0.0000"))
                self._grid.addWidget(label, row, 3)
                self._own.append(label)
            self._own[row].setText(self.numbers.told(value, 3))
            self._own[row].setToolTip(
                tr("The model's own probability of {name}, without your prevalence", name=named(one.name))
            )

    @staticmethod
    def _words(one: ClassInfo) -> str:
        return tr("{name}  (malignant)", name=named(one.name)) if one.malignant else named(one.name)
