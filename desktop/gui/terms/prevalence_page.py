"""The page of the settings where a person types how often each diagnosis occurs among the images."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.contract import ModelInfo, OperatingPoint
from desktop.errors import UsageError
from desktop.gui.session.prevalence import decode_shares, encode_shares, in_the_window, kept_prevalence
from desktop.gui.settings import Numbers
from desktop.gui.translation import tr
from desktop.gui.widgets.field import Field
from desktop.gui.widgets.message_bar import sentence
from desktop.results.prevalence import UNIFORM, Prevalence, prevalence_of
from desktop.results.prevalence_words import prevalence_in_words
from desktop.results.typed_shares import read_share
from desktop.results.wording import named

_INDENT = 26


class PrevalencePage(QWidget):
    """`text` is what the settings keep; `told` is emitted as it changes, and `problem` says why it cannot be kept."""

    told = Signal()

    def __init__(
        self,
        info: ModelInfo | None,
        point: OperatingPoint | None,
        numbers: Numbers,
        parent: QWidget | None = None,
    ) -> None:
        """`info`, `point`: of the model whose answers are shown, and what refers; None without one."""
        super().__init__(parent)
        self._info = info
        self._point = point
        self._numbers = numbers
        self.problem = ""
        self._kept = ""
        self.trained = QRadioButton(tr("As among the &training images: the model's own numbers"))
        self.uniform = QRadioButton(tr("&Uniform: every diagnosis alike"))
        self.typed = QRadioButton(tr("&Shares that you type, 0 to 1; what is left is divided as in training"))
        self.choices = QButtonGroup(self)
        for button in (self.trained, self.uniform, self.typed):
            self.choices.addButton(button)
        self.fields: dict[str, Field] = {}
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.said.setMinimumHeight(4 * self.fontMetrics().height())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        what = QLabel(
            tr(
                "How often does each diagnosis occur where your images come from? Diagnosis, probabilities and "
                "malignant score follow by Bayes' rule from the shares of the training images. Who is referred stays "
                "as it is. It is never guessed from the images."
            ),
            wordWrap=True,
        )
        what.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(6)
        column.addWidget(what)
        column.addSpacing(4)
        for button in (self.trained, self.uniform, self.typed):
            column.addWidget(button)
        column.addLayout(self._table())
        column.addSpacing(4)
        column.addWidget(self.said)
        column.addStretch(1)
        self.choices.buttonClicked.connect(self._say)
        self.reset()

    @property
    def text(self) -> str:
        """As the settings keep it; what they had where there is no model to type shares for."""
        if self._info is None or not self._info.prevalence:
            return self._kept
        if self.uniform.isChecked():
            return UNIFORM
        return encode_shares(self._shares()) if self.typed.isChecked() and not self.problem else ""

    def show_text(self, text: str) -> None:
        """Stand as the settings have it."""
        self._kept = text
        shares = decode_shares(text)
        (self.uniform if text == UNIFORM else self.typed if shares else self.trained).setChecked(True)
        for code, field in self.fields.items():
            field.setText(self._numbers.localised(f"{shares[code]:.6g}") if code in shares else "")
        self._say()

    def reset(self) -> None:
        """Back to the shares of the training images."""
        self.show_text("")

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(_INDENT, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for place, words in enumerate((tr("Diagnosis"), tr("In training"), tr("Your share"))):
            head = QLabel(words)
            head.setProperty("quiet", True)
            grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft)
        info = self._info
        for row, one in enumerate(info.classes if info and info.prevalence else (), 1):
            assert info is not None
            field = Field()
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setFixedWidth(field.fontMetrics().horizontalAdvance("0.000000") + 26)
            field.setAccessibleName(tr("Share of {name}", name=named(one.name)))
            field.textEdited.connect(self._on_edited)
            field.left.connect(partial(self._leave, field))
            name = QLabel(tr("{name}  (malignant)", name=named(one.name)) if one.malignant else named(one.name))
            name.setToolTip(one.code)
            name.setBuddy(field)
            name.setWordWrap(True)
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            trained = QLabel(self._numbers.told(info.prevalence[one.code], 3))
            grid.addWidget(name, row, 0)
            grid.addWidget(trained, row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(field, row, 2)
            self.fields[one.code] = field
        return grid

    def _on_edited(self) -> None:
        self.typed.setChecked(True)
        self._say()

    def _leave(self, field: Field) -> None:
        """By Esc: what was being written is not wanted."""
        field.clear()
        self._say()

    def _shares(self) -> dict[str, float]:
        """What was typed. Raises UsageError for what is no share."""
        written = {code: field.text().strip() for code, field in self.fields.items()}
        return {code: read_share(self._name(code), text) for code, text in written.items() if text}

    def _name(self, code: str) -> str:
        assert self._info is not None
        return next(named(one.name) for one in self._info.classes if one.code == code)

    def _wanted(self) -> Prevalence | None:
        """What stands here. Raises UsageError."""
        assert self._info is not None
        if not self.typed.isChecked():
            return kept_prevalence(UNIFORM if self.uniform.isChecked() else "", self._info)
        shares = self._shares()
        if not shares:
            raise UsageError("no share is typed; give one to a diagnosis at least, or choose another line")
        return prevalence_of(shares, self._info)

    def _say(self) -> None:
        self.problem, words = "", ""
        prevalence: Prevalence | None = None
        info = self._info
        if info is None:
            words = tr("Open a model first: its diagnoses are what shares are given to.")
        elif not info.prevalence:
            words = tr(
                "The model file (contract version {contract}) does not tell the shares of its training images, "
                "so that its numbers cannot be turned to others. Exported again it does.",
                contract=info.contract,
            )
        else:
            try:
                prevalence = self._wanted()
            except UsageError as error:
                self.problem = in_the_window(error)
        for button in (self.trained, self.uniform, self.typed):
            button.setEnabled(info is not None and bool(info.prevalence))
        self._show_filled(prevalence)
        if self.problem:
            words = f"⚠ {sentence(self.problem)}."
        elif prevalence is not None and info is not None:
            lines = prevalence_in_words(prevalence, self._point, info)[1:]
            words = " ".join(f"{line[:1].upper()}{line[1:]}." for line in lines)
        self.said.setText(self._numbers.localised(words))
        self.said.setProperty("warm", bool(self.problem))
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.told.emit()

    def _show_filled(self, prevalence: Prevalence | None) -> None:
        """In the fields that are empty what their share comes to."""
        if self._info is None:
            return
        for place, code in enumerate(self._info.codes if self.fields else ()):
            share = prevalence.shares[place] if prevalence else self._info.prevalence[code]
            shown = self.typed.isChecked() and self.problem
            self.fields[code].setPlaceholderText("" if shown else self._numbers.told(share, 3))
