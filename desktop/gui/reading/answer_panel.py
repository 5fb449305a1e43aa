"""What is asked of an image: the diagnosis, how sure, what to do, a note."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.gui.reading.keys import in_words, keys
from desktop.gui.translation import marked, tr
from desktop.gui.widgets.field import Field
from desktop.gui.widgets.shortened import ShortenedButton
from desktop.reading.answers import Answer
from desktop.reading.design import CONFIDENCES, MANAGEMENT, Protocol
from desktop.reading.reader_progress import Given
from desktop.results.wording import named

_SURE = (marked("unsure"), "", "", "", marked("certain"))

_MANAGEMENT = {"excise": marked("Excise"), "follow": marked("Follow"), "leave": marked("Leave")}


class AnswerPanel(QWidget):
    """`given` is what was said so far, None while something that is asked is missing."""

    touched = Signal()
    """The first key or click, and every later one."""

    def __init__(self, protocol: Protocol, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._protocol = protocol
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.answers = QButtonGroup(self)
        for number, (choice, key) in enumerate(zip(protocol.choices, keys(protocol.codes), strict=True)):
            button = _choice(f"{key or ' '}   {named(choice.name)}".replace("&", "&&"), named(choice.name))
            button.setStyleSheet("text-align: left")
            self.answers.addButton(button, number)
            column.addWidget(button)
        self.confidences = QButtonGroup(self)
        self.managements = QButtonGroup(self)
        if protocol.confidence:
            column.addSpacing(8)
            column.addWidget(QLabel(tr("How sure are you? (Ctrl+1 unsure to Ctrl+5 certain)")))
            row = QHBoxLayout()
            for value in CONFIDENCES:
                button = _choice(
                    str(value), tr("Confidence {value} of 5 {sure}", value=value, sure=tr(_SURE[value - 1])).strip()
                )
                self.confidences.addButton(button, value)
                row.addWidget(button)
                self._key(f"Ctrl+{value}", button)
            column.addLayout(row)
        if protocol.management:
            column.addSpacing(8)
            column.addWidget(QLabel(tr("What would you do? (Ctrl+E, Ctrl+F, Ctrl+L)")))
            row = QHBoxLayout()
            for number, word in enumerate(MANAGEMENT):
                button = _choice(tr(_MANAGEMENT[word]), tr(_MANAGEMENT[word]))
                self.managements.addButton(button, number)
                row.addWidget(button)
                self._key(f"Ctrl+{word[0].upper()}", button)
            column.addLayout(row)
        self.note = Field()
        self.note.setPlaceholderText(tr("Note (optional)"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setMaxLength(500)
        column.addSpacing(8)
        column.addWidget(self.note)
        self.note.setVisible(protocol.note)  # in its place by now: shown before, it would be a window of its own
        self.note.textEdited.connect(self.touched)
        for group in (self.answers, self.confidences, self.managements):
            group.idClicked.connect(lambda _: self.touched.emit())

    @property
    def given(self) -> Given | None:
        answer, sure, do = (group.checkedId() for group in (self.answers, self.confidences, self.managements))
        if answer < 0 or (self._protocol.confidence and sure < 0) or (self._protocol.management and do < 0):
            return None
        return Given(
            self._protocol.codes[answer],
            sure if self._protocol.confidence else 0,
            MANAGEMENT[do] if self._protocol.management else "",
            self.note.text().strip() if self._protocol.note else "",
        )

    @property
    def missing(self) -> str:
        """What is still asked, in words."""
        if self.answers.checkedId() < 0:
            return tr("Choose an answer first ({keys}).", keys=in_words(self._protocol.codes))
        if self._protocol.confidence and self.confidences.checkedId() < 0:
            return tr("Say how sure you are (Ctrl+1 to Ctrl+5).")
        if self._protocol.management and self.managements.checkedId() < 0:
            return tr("Say what you would do (Ctrl+E, Ctrl+F or Ctrl+L).")
        return ""

    def choose(self, number: int) -> None:
        """The answer of a place, as by its button; nothing where there is none."""
        if (button := self.answers.button(number)) is not None and button.isEnabled():
            button.click()

    def show_answer(self, earlier: Answer | None) -> None:
        """Begin anew, or with what was said before."""
        for group in (self.answers, self.confidences, self.managements):
            group.setExclusive(False)
            for button in group.buttons():
                button.setChecked(False)
            group.setExclusive(True)
        self.note.clear()
        if earlier is not None:
            self.answers.button(self._protocol.codes.index(earlier.answer)).setChecked(True)
            if earlier.confidence:
                self.confidences.button(earlier.confidence).setChecked(True)
            if earlier.management:
                self.managements.button(MANAGEMENT.index(earlier.management)).setChecked(True)
            self.note.setText(earlier.note)

    def _key(self, key: str, button: QPushButton) -> None:
        QShortcut(QKeySequence(key), self, partial(button.click))


def _choice(words: str, name: str) -> QPushButton:
    button = ShortenedButton(words)
    button.setCheckable(True)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAutoDefault(False)
    return button
