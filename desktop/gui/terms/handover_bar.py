"""How many images do you want to look at yourself: the least sure answers, and how right the rest is without them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.common.figure import figure_in_words
from desktop.contract import CONTRACT_VERSION, HandOver, ModelInfo
from desktop.evaluation.shift import Shift
from desktop.evaluation.shift_words import beside_figures
from desktop.gui.settings import Numbers
from desktop.gui.translation import tr
from desktop.gui.widgets.wheel_guard import QuietSlider

_LEAST_SHARE = 0.0005
"""Handed over at a step; below that the step is the one that hands over none."""


class HandOverBar(QWidget):
    """`set_info` offers the steps that a model's document holds, `show_share` moves the slider, `changed` tells what a
    person set. A file that holds none has no slider, and says why."""

    changed = Signal(object)
    """HandOver, or None where none are handed over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = Numbers.POINT
        self._steps: tuple[HandOver | None, ...] = (None,)
        self._here = self._answered = 0
        self._none: HandOver | None = None
        self._missing = ""
        self._shift: Shift | None = None
        self._short = False
        self._info: ModelInfo | None = None
        self.title = QLabel(tr("Look at yourself"))
        self.slider = QuietSlider()
        self.slider.setAccessibleName(tr("Share of the images that you look at yourself, the least sure first"))
        self.slider.setMinimumWidth(80)
        self.slider.setMaximumWidth(200)
        self.slider.setPageStep(1)
        self.title.setBuddy(self.slider)
        self.figures = QLabel(wordWrap=True)
        self.figures.setTextFormat(Qt.TextFormat.PlainText)
        self.figures.setProperty("quiet", True)
        self.figures.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addWidget(self.slider, 1)
        row.addWidget(self.figures, 3)
        self.slider.valueChanged.connect(self._on_slider)

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the keyboard's focus."""
        return [self.slider]

    @property
    def step(self) -> HandOver | None:
        """What is handed over; None for none."""
        return self._steps[self.slider.value()]

    def set_info(self, info: ModelInfo) -> None:
        """The model whose document tells it, or not."""
        self._info = info
        told = sorted((one for one in info.handover if one.share >= _LEAST_SHARE), key=lambda one: one.share)
        steps = (None, *told)
        kept = self.slider.value() if steps == self._steps else 0
        self._none = next((one for one in info.handover if one.share < _LEAST_SHARE), None)
        self._missing = "" if told else _why_missing(info)
        self._steps = steps
        for widget in (self.slider, self.title):
            widget.setVisible(bool(told))
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(told))
        self.slider.setValue(kept)
        self.slider.blockSignals(False)
        self._say()

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        self._numbers = numbers
        self._say()

    def set_counts(self, here: int, answered: int) -> None:
        """Of the images that were answered those that are handed over."""
        self._here, self._answered = here, answered
        self._say()

    def doubt(self, shift: Shift | None) -> None:
        """What is said of the images as a whole, on which these figures may not hold; None for nothing."""
        self._shift = shift
        self._say()

    def set_short(self, short: bool) -> None:
        """Say that in few words; the table needs the room."""
        self._short = short
        self._say()

    def show_share(self, share: float) -> None:
        """Stand at the step that hands over this share, or nearest to it; tells nobody."""
        shares = [one.share if one else 0.0 for one in self._steps]
        self.slider.blockSignals(True)
        self.slider.setValue(min(range(len(shares)), key=lambda place: abs(shares[place] - share)))
        self.slider.blockSignals(False)
        self._say()

    def say_again(self) -> None:
        """In another language."""
        if self._info is not None:
            self._missing = "" if len(self._steps) > 1 else _why_missing(self._info)
        self._say()

    def _on_slider(self) -> None:
        self._say()
        self.changed.emit(self.step)

    def _say(self) -> None:
        step = self.step
        if self._missing:
            text = whole = tip = self._missing
        elif step is None:
            text = whole = tr("none")
            if self._none:
                right = figure_in_words(self._none.accuracy, _DASH)
                text = whole = tr("none; all answers are right in {right}", right=right)
                if self._short:
                    text = tr("none; right in {right}", right=right)
            tip = tr("Move the slider to mark the least sure answers")
        else:
            right = figure_in_words(step.accuracy, _DASH)
            share = f"{100 * step.share:.0f} %"
            told = {"share": share, "here": self._here, "answered": self._answered, "right": right}
            text = whole = tr(
                "the least sure {share}, here {here:,} of {answered:,}; the rest is right in {right}", **told
            )
            if self._short:
                text = tr("{share}, here {here:,} of {answered:,}; the rest right in {right}", **told)
            tip = tr(
                "Answers whose largest probability is below {confidence:.2f}: {share} of held-out images, where "
                "the answers to the others were right in {right}. It does not hold for a folder that is unlike them.",
                confidence=step.confidence,
                share=share,
                right=right,
            )
        doubt = beside_figures(self._shift, short=self._short)
        if doubt and not self._missing and (step or self._none):
            text, whole = f"{text}; {doubt}", f"{whole}; {beside_figures(self._shift)}"
        if text != whole:
            tip = f"{whole}\n\n{tip}"
        self.figures.setText(self._numbers.localised(text))
        self.figures.setToolTip(self._numbers.localised(tip))
        self.slider.setToolTip(self._numbers.localised(tip))
        self.slider.setAccessibleDescription(self._numbers.localised(whole))


_DASH = "\N{EN DASH}"


def _why_missing(info: ModelInfo) -> str:
    if info.contract >= CONTRACT_VERSION:
        return tr("How many images to look at yourself is not told by this model file.")
    return tr(
        "How many images to look at yourself is not told by this model file (contract version {version}).",
        version=info.contract,
    )
