"""The line below the operating point while a prevalence is set: which one, and what the threshold is expected to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.common.figure import digits_to_tell
from desktop.contract import Figure, ModelInfo, OperatingPoint
from desktop.contract.operating_points import score_inside
from desktop.evaluation.shift import Shift
from desktop.evaluation.shift_words import beside_figures
from desktop.gui.settings import Numbers
from desktop.gui.translation import tr
from desktop.gui.widgets.message_bar import sentence
from desktop.results.prevalence import UNIFORM, Prevalence, expected_at
from desktop.results.wording import named, share


class PrevalenceBar(QFrame):
    """`show_terms`; hidden while the numbers are the model's own."""

    change_asked = Signal()
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = Numbers.POINT
        self._terms: tuple[ModelInfo, OperatingPoint | None, Prevalence] | None = None
        self._shift: Shift | None = None
        self._short = self._brief = False
        self.setProperty("band", True)
        self.label = QLabel(wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.change = _chip(tr("Change…"), tr("Settings of the prevalence"))
        self.reset = _chip(tr("Reset"), tr("Back to the model's own numbers"))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.setSpacing(6)
        row.addWidget(self.label, 1)
        row.addWidget(self.change)
        row.addWidget(self.reset)
        self.change.clicked.connect(self.change_asked)
        self.reset.clicked.connect(self.reset_asked)
        self.hide()

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the keyboard's focus, from left to right."""
        return [self.change, self.reset]

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        self._numbers = numbers
        self._say()

    def show_terms(self, info: ModelInfo, point: OperatingPoint | None, prevalence: Prevalence | None) -> None:
        """What the answers are told at now; None of a prevalence for the model's own numbers."""
        self._terms = None if prevalence is None else (info, point, prevalence)
        self._say()

    def doubt(self, shift: Shift | None) -> None:
        """What is said of the images as a whole, on which these figures may not hold; None for nothing."""
        self._shift = shift
        self._say()

    def set_short(self, short: bool) -> None:
        """Say that in few words; the table needs the room."""
        self._short = short
        self._say()

    def set_brief(self, brief: bool) -> None:
        """Say no more than which prevalence it is; what to expect is told where one points."""
        if brief != self._brief:
            self._brief = brief
            self._say()

    def say_again(self) -> None:
        """In another language."""
        self._say()

    def _say(self) -> None:
        self.setVisible(self._terms is not None)
        if self._terms is None:
            return
        info, point, prevalence = self._terms
        which, expected = _which(info, point, prevalence), _expected(info, point, prevalence)
        words = f"{which} {expected}".strip()
        short = which if self._brief else words
        doubt = beside_figures(self._shift)
        if doubt and point is not None and expected_at(point, prevalence, info) is not None:
            words = f"{words} {sentence(doubt)}."
            if self._shift is not None and self._shift.shifted:
                short = f"{which} {tr('What is expected of the threshold does not hold here.')}"
            else:
                short = f"{which} {tr('What is expected of the threshold is of all sources together.')}"
        said = short if self._short or self._brief else words
        self.label.setText(self._numbers.localised(said))
        every = "\n".join(
            f"{named(one.name)}: {share:.3g}" for one, share in zip(info.classes, prevalence.shares, strict=True)
        )
        tip = tr(
            "Diagnosis, probabilities and malignant score follow from these shares of the images:\n{every}\n"
            "The referral is by the model's own score, as its threshold was set.",
            every=every,
        )
        self.label.setToolTip(self._numbers.localised(tip if words == said else f"{words}\n\n{tip}"))
        self.setAccessibleName(self._numbers.localised(words))


def _which(info: ModelInfo, point: OperatingPoint | None, prevalence: Prevalence) -> str:
    if prevalence.words == UNIFORM:
        return tr("Your prevalence: uniform.")
    if point is not None:
        what = score_inside(info, point.classes)
        return tr("Your prevalence: {share:.2g} {what}.", share=prevalence.of(point, info), what=what)
    return tr("Numbers at the prevalence you set.")


def _expected(info: ModelInfo, point: OperatingPoint | None, prevalence: Prevalence) -> str:
    """`Of 1,000 images 310 (290–330) are referred; PPV 0.06 (0.05–0.07), NPV >0.99`."""  # noqa: RUF002 - a range
    expected = None if point is None else expected_at(point, prevalence, info)
    if point is None:
        return ""
    if expected is None:
        return tr("What this threshold gives there was not measured.")
    figures = [
        f"{name} {share(figure.value, digits_to_tell(figure))}{_limits(figure)}"
        for name, figure in ((tr("PPV"), expected.ppv), (tr("NPV"), expected.npv))
        if figure is not None
    ]
    referred = expected.referrals
    limits = "" if referred.low is None or referred.high is None else f" ({referred.low:.0f}–{referred.high:.0f})"  # noqa: RUF001
    return tr(
        "Of 1,000 images {referred} are referred; {figures}.",
        referred=f"{referred.value:.0f}{limits}",
        figures=", ".join(figures),
    )


def _limits(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    digits = digits_to_tell(figure)
    return f" ({share(figure.low, digits)}–{share(figure.high, digits)})"  # noqa: RUF001 - a range


def _chip(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setProperty("chip", True)
    button.setProperty("compact", True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
