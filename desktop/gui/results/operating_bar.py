"""The operating point as a person sets it: which score, its threshold by slider or written, and what that stands for.

It takes effect at once on everything in the table, and nothing is classified again. The figures are those measured on
the validation images at exactly this threshold; where the model file holds none for it, none are shown.
"""

from __future__ import annotations

import textwrap

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QToolButton, QToolTip, QWidget

from desktop.contract import ModelInfo, OperatingPoint
from desktop.contract.operating_points import Score, figures_at, named_at, point_at, scores
from desktop.contract.targets import HOW, written_point
from desktop.errors import UsageError
from desktop.evaluation.shift import Shift
from desktop.evaluation.shift_words import beside_figures
from desktop.gui.settings import Numbers
from desktop.gui.translation import tr
from desktop.gui.widgets.field import Field
from desktop.gui.widgets.marked_slider import MarkedSlider
from desktop.gui.widgets.message_bar import sentence
from desktop.gui.widgets.shortened import ShortenedBox
from desktop.language.spoken import told
from desktop.results.wording import named, threshold_in_words

_SPACING = 10
_LETTERS_OF_A_SCORE = 12, 16
"""That there is room for at least, and of a long name."""
_SLIDER_BESIDE_ONE_LINE = 60
"""Pixels that the slider keeps beyond its least where the figures stand in one line."""


class OperatingBar(QWidget):
    """`set_info` offers the scores of a model, `show_point` moves the slider, `changed` tells what a person set."""

    changed = Signal(object)
    """OperatingPoint"""
    refused = Signal(str)
    """What was written is no threshold, and what to write."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._scores: tuple[Score, ...] = ()
        self._numbers = Numbers.POINT
        self._point: OperatingPoint | None = None
        self._shift: Shift | None = None
        self._short = False
        self.score = ShortenedBox()
        self.score.setAccessibleName(tr("Score to refer by"))
        # Longer names are cut off here and whole in the list that opens: they may not make the window wider.
        self.score.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.score.make_room(*_LETTERS_OF_A_SCORE)
        self.slider = MarkedSlider()
        self.slider.setAccessibleName(tr("Threshold of the operating point"))
        self.slider.setMinimumWidth(90)
        self.threshold = Field()
        self.threshold.setAccessibleName(tr("Threshold or target, written"))
        self._say_how()
        self.reset = QToolButton()
        self.reset.setText(tr("Reset"))
        self.reset.setToolTip(tr("Back to the model's own operating point of this score"))
        self.reset.setProperty("chip", True)
        self.reset.setProperty("compact", True)
        self.reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.figures = QLabel()
        self.figures.setTextFormat(Qt.TextFormat.PlainText)
        self.figures.setProperty("quiet", True)
        self._measured: tuple[str, ...] = ()
        self._in_one_line = ""
        title = QLabel(tr("Refer when"))
        title.setBuddy(self.score)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for widget in (title, self.score, self.threshold):
            self._first.addWidget(widget)
        self._first.addStretch()
        self._second.addWidget(self.slider, 1)
        self._second.addWidget(self.reset)
        self._second.addWidget(self.figures)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(2, 0, 2, 0)
        self._both.setSpacing(_SPACING)
        for line, stretch in ((self._first, 0), (self._second, 1)):
            line.setSpacing(_SPACING)
            self._both.addLayout(line, stretch)
        self.score.activated.connect(self._on_score)
        self.slider.valueChanged.connect(self._on_slider)
        self.threshold.returnPressed.connect(self._on_written)
        self.threshold.left.connect(self._leave)
        self.threshold.editingFinished.connect(self._show_written)
        self.reset.clicked.connect(lambda: self._on_score(self.score.currentIndex()))
        self.hide()

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the keyboard's focus, from left to right."""
        return [self.score, self.threshold, self.slider, self.reset]

    def minimumSizeHint(self) -> QSize:
        """In two lines, which it goes into where it must."""
        figures = max(map(self._width_of, self._measured), default=0)
        widest = max(self._first.minimumSize().width(), self._least_beside_figures() + figures)
        return QSize(widest + self._beside(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In one line or in two; the figures below each other where there is no room for them side by side."""
        figures, last = "   ".join(self._measured[:-1]), "".join(self._measured[-1:])
        wide = f"{figures}\n{last}" if figures else last
        lengths = map(self._width_of, (figures, last))
        second = self._least_beside_figures() + max(lengths) + self._beside()
        first = self._first.minimumSize().width() + _SPACING
        narrow = self.width() < first + second
        self._both.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        text = "\n".join(self._measured) if self.width() < second else wide
        taken = self._least_beside_figures() + self._beside() + (0 if narrow else first)
        if self.width() - taken - self._width_of(self._in_one_line) >= _SLIDER_BESIDE_ONE_LINE:
            text = self._in_one_line
        if text != self.figures.text():
            self.figures.setText(text)

    def _width_of(self, text: str) -> int:
        return max(map(self.figures.fontMetrics().horizontalAdvance, text.splitlines()), default=0)

    def _least_beside_figures(self) -> int:
        """What slider and button take of the second line."""
        return self.slider.minimumWidth() + self.reset.sizeHint().width() + 2 * _SPACING

    def _beside(self) -> int:
        margins = self._both.contentsMargins()
        return margins.left() + margins.right()

    def set_info(self, info: ModelInfo) -> None:
        """The model whose scores there are; hidden where it has no operating point."""
        self._info = info
        self._scores = scores(info)
        self.score.clear()
        self.score.addItems([tr("{name} score", name=score.name) for score in self._scores])
        self.score.make_room(*_LETTERS_OF_A_SCORE)
        self.setVisible(bool(self._scores))

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        self._numbers = numbers
        self._say_point()

    def doubt(self, shift: Shift | None) -> None:
        """What is said of the images as a whole, on which these figures may not hold; None for nothing."""
        if shift != self._shift:
            self._shift = shift
            self._say_point()

    def set_short(self, short: bool) -> None:
        """Say that in few words; the table needs the room."""
        if short != self._short:
            self._short = short
            self._say_point()

    def show_point(self, point: OperatingPoint | None) -> None:
        """Stand where this point is; tells nobody."""
        place = next((i for i, s in enumerate(self._scores) if point and s.classes == point.classes), None)
        if place is None or point is None:
            return
        self.score.setCurrentIndex(place)
        self.slider.blockSignals(True)
        thresholds = self._scores[place].thresholds
        self.slider.setRange(0, len(thresholds) - 1)
        self.slider.setPageStep(max(1, len(thresholds) // 20))
        self.slider.setValue(_nearest(thresholds, point.threshold))
        assert self._info is not None
        points = [one for one in self._info.operating_points if one.classes == point.classes]
        self.slider.set_marks({_nearest(thresholds, one.threshold): one.name for one in points})
        self.slider.blockSignals(False)
        self._say(point)

    def _say_how(self) -> None:
        """What may be written in the field, which has room for it."""
        self.threshold.setToolTip(tr("{how}; then Enter", how=sentence(named(HOW))))
        metrics = self.threshold.fontMetrics()
        widest = max("specificity 0.000", tr("at least {threshold}", threshold="0.0000"), key=metrics.horizontalAdvance)
        self.threshold.setFixedWidth(metrics.horizontalAdvance(widest) + 24)

    def say_again(self) -> None:
        """In another language."""
        self._say_how()
        if self._info is not None:
            place, self._scores = self.score.currentIndex(), scores(self._info)
            for number, score in enumerate(self._scores):
                self.score.setItemText(number, tr("{name} score", name=score.name))
            self.score.setCurrentIndex(place)
            self.score.make_room(*_LETTERS_OF_A_SCORE)
        self._say_point()

    def _on_score(self, place: int) -> None:
        assert self._info is not None
        point = next(p for p in self._info.operating_points if p.classes == self._scores[place].classes)
        self.show_point(point)
        self.changed.emit(point)

    def _on_slider(self, place: int) -> None:
        score = self._scores[self.score.currentIndex()]
        assert self._info is not None
        point = point_at(self._info, score, score.thresholds[place])
        self._say(point)
        self.changed.emit(point)

    def _on_written(self) -> None:
        assert self._info is not None
        try:
            point = written_point(self._info, self._scores[self.score.currentIndex()], self.threshold.text())
        except UsageError as error:
            words = self._numbers.localised(told(str(error)))
            self.refused.emit(words)
            QToolTip.showText(self.threshold.mapToGlobal(self.threshold.rect().bottomLeft()), words, self.threshold)
            self.threshold.selectAll()
            return
        self.show_point(point)
        self.changed.emit(point)
        self.threshold.selectAll()

    def _leave(self) -> None:
        """By Esc: what was being written is not wanted."""
        self.slider.setFocus()
        self._show_written()

    def _show_written(self) -> None:
        """The threshold that counts, in place of what was written and never asked for."""
        if self._point is not None and not self.threshold.hasFocus():
            self.threshold.setText(self._in_words(self._point))

    def _in_words(self, point: OperatingPoint) -> str:
        return self._numbers.localised(tr("at least {threshold}", threshold=threshold_in_words(point.threshold)))

    def _say_point(self) -> None:
        if self._point is not None:
            self._say(self._point)

    def _say(self, point: OperatingPoint) -> None:
        assert self._info is not None
        self._point = point
        first = next((p for p in self._info.operating_points if p.classes == point.classes), None)
        self.reset.setEnabled(first is not None and first.threshold != point.threshold)
        self.threshold.setText(self._in_words(point))
        figures = figures_at(self._info, point)
        if figures is None:
            parts = tr("the model file holds no figures\nfor this threshold").splitlines()
        else:
            measured = tr(
                "sensitivity {sensitivity}   specificity {specificity}",
                sensitivity=f"{figures.sensitivity:.2f}",
                specificity=f"{figures.specificity:.2f}",
            )
            last = _in_two_lines(beside_figures(self._shift, short=self._short)) or tr("(from validation)")
            parts = [*measured.split("   "), last]
        self._measured = tuple(map(self._numbers.localised, parts))
        name = named_at(self._info, point)
        said = ("   ".join(self._measured) if figures else " ".join(self._measured)).replace("\n", " ")
        self._in_one_line = said
        tip = tr("{figures}, the point {name}", figures=said, name=name) if name else said
        self._fit()
        self.figures.setToolTip(tip)
        marks = ", ".join(self.slider.marks.values())
        self.slider.setToolTip(tr("Takes effect at once; nothing is classified again. Marked: {marks}", marks=marks))
        self.slider.setAccessibleDescription(f"{self._in_words(point).capitalize()}: {tip}")


def _in_two_lines(text: str) -> str:
    """Broken near its middle, where it is long: beside the slider there is no room for a sentence."""
    return textwrap.fill(text, len(text) // 2 + 6) if len(text) > 30 else text


def _nearest(thresholds: tuple[float, ...], threshold: float) -> int:
    return min(range(len(thresholds)), key=lambda i: abs(thresholds[i] - threshold))
