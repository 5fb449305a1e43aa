"""A person's word beside the model's: a diagnosis, a note, and whether the image is settled. All by keyboard.

The panel shows a review and tells what a person does to it; it keeps nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.contract import ClassInfo
from desktop.gui.theme import bold
from desktop.gui.widgets.field import Field
from desktop.gui.widgets.flow import FlowLayout

KEYS = 9
"""Classes beyond the ninth have no key of their own."""
_LEAST_LETTERS = 34
"""In a line that stands beside the title."""


class Note(Field):
    """A few words; told when they are left. Esc leaves them; Enter goes on to the next image, as everywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Note")
        self.setAccessibleName("Note")
        self.setMaxLength(2000)
        self.left.connect(self.clearFocus)


class ReviewPanel(QWidget):
    """`set_classes`, then `show_review` for each image; what a person does comes out as signals."""

    label_given = Signal(str)
    """A class code, or "" to take it back."""
    note_given = Signal(str)
    reviewed_given = Signal(bool)
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: tuple[str, ...] = ()
        self._names: dict[str, str] = {}
        self._note = ""
        self.title = QLabel("Your review")
        bold(self.title)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.buttons: list[QToolButton] = []
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices, spacing=4)
        self.note = Note()
        self.reviewed = QCheckBox("Reviewed")
        self.reviewed.setToolTip("The R key")
        self.go_on = QPushButton("Next")
        self.go_on.setToolTip("Mark as reviewed and go to the next image (Enter)")
        self.go_on.setAccessibleName("Mark as reviewed and go to the next image")
        self._first, last = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout()
        self._first.addWidget(self.title)
        self._first.addWidget(self.said, 1)
        last.setSpacing(8)
        last.addWidget(self.note, 1)
        last.addWidget(self.reviewed)
        last.addWidget(self.go_on)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 8, 14, 10)
        whole.setSpacing(7)
        whole.addLayout(self._first)
        whole.addWidget(self._choices)
        whole.addLayout(last)
        self.note.editingFinished.connect(self._tell_note)
        self.reviewed.clicked.connect(self.reviewed_given)
        self.go_on.clicked.connect(self.next_asked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is said goes below the title where it would be a narrow column beside it."""
        super().resizeEvent(event)
        beside = self.width() - self.title.sizeHint().width()
        narrow = beside < _LEAST_LETTERS * self.said.fontMetrics().averageCharWidth()
        self._first.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._first.setSpacing(3 if narrow else 12)

    def set_classes(self, classes: Sequence[ClassInfo]) -> None:
        """The diagnoses to choose from, in the model's order; the first nine have the keys 1 to 9."""
        codes = tuple(c.code for c in classes)
        self._names = {c.code: c.name for c in classes}
        if codes == self._codes:
            return
        self._codes = codes
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        for place, one in enumerate(classes):
            button = QToolButton()
            key = f"{place + 1} " if place < KEYS else ""
            button.setText(f"{key}{one.code}")
            button.setToolTip(one.name + (f" ({place + 1})" if place < KEYS else ""))
            button.setAccessibleName(f"Your diagnosis: {one.name}")
            button.setCheckable(True)
            button.setProperty("chip", True)
            button.setProperty("compact", True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda checked, code=one.code: self.label_given.emit(code if checked else ""))
            self._flow.addWidget(button)
            self.buttons.append(button)

    def show_review(self, label: str, note: str, *, reviewed: bool, model: str) -> None:
        """What a person said so far. `model`: the class code that the model named, "" for none."""
        for code, button in zip(self._codes, self.buttons, strict=True):
            button.setChecked(code == label)
        if note != self._note or not self.note.hasFocus():
            self._note = note
            if note != self.note.text():
                self.note.setText(note)
                self.note.setCursorPosition(0)
        self.reviewed.setChecked(reviewed)
        name = self._names.get(label, label)
        if not label:
            self.said.setText(f"Keys 1 to {min(KEYS, len(self._codes))} give a diagnosis, 0 takes it back.")
        elif not model:
            self.said.setText(f"{name}; the model names none.")
        elif label == model:
            self.said.setText(f"{name}, as the model says.")
        else:
            self.said.setText(f"{name}; the model: {self._names.get(model, model)}.")
        self.said.setProperty("quiet", not label)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def code_of_key(self, digit: int) -> str | None:
        """The class of a digit key, "" for 0, None for one that has none."""
        if digit == 0:
            return ""
        return self._codes[digit - 1] if digit <= min(KEYS, len(self._codes)) else None

    def tell(self) -> None:
        """Tell a note that was typed and not left yet; before another image is shown."""
        self._tell_note()

    def _tell_note(self) -> None:
        text = self.note.text().strip()
        if text != self._note:
            self._note = text
            self.note_given.emit(text)
