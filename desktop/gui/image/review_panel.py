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
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.contract import ClassInfo
from desktop.gui.theme import bold
from desktop.gui.translation import tr, trn
from desktop.gui.widgets.field import Field
from desktop.gui.widgets.flow import FlowLayout
from desktop.gui.widgets.wheel_guard import QuietBox
from desktop.results.wording import named
from desktop.study.reviews import MOST_CONFIDENT, OUTSIDE, Review

KEYS = 9
"""Classes beyond the ninth have no key of their own."""
_LONGEST_NAME = 22
"""Letters of a name on a button."""
OUTSIDE_KEYS = {"other": "O", "not-assessable": "X", "no-lesion": "L"}
_SHORTEST_NAME = 12
"""The same where there is little room."""
_LEAST_LETTERS = 34
"""In a line that stands beside the title."""


class Note(Field):
    """A few words; told when they are left. Esc leaves them; Enter goes on to the next image, as everywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Note"))
        self.setAccessibleName(tr("Note"))
        self.setMaxLength(2000)


class ConfidenceBox(QuietBox):
    """How sure a person is, 1 to 5."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(tr("Sure? –"))  # noqa: RUF001 - an en dash, the sign for nothing
        self.addItems([tr("Sure {value}", value=value) for value in range(1, MOST_CONFIDENT + 1)])
        self.setAccessibleName(tr("Your confidence, 1 a guess to 5 certain"))
        self.setToolTip(tr("Your confidence: 1 a guess, 5 certain (Alt+1 to Alt+5, Alt+0 takes it back)"))


class ReviewPanel(QWidget):
    """`set_classes`, then `show_review` for each image; what a person does comes out as signals."""

    label_given = Signal(str)
    """A class code, or "" to take it back."""
    note_given = Signal(str)
    reviewed_given = Signal(bool)
    confidence_given = Signal(int)
    """1 to 5, 0 to take it back."""
    note_begun = Signal()
    """A person writes the first letter of a note."""
    note_left = Signal()
    """By Esc: the keyboard goes back to the images."""
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: tuple[str, ...] = ()
        self._classes: tuple[ClassInfo, ...] = ()
        self._names: dict[str, str] = {}
        self._note = ""
        self._compact = False
        self._several = False
        self.title = QLabel(tr("Your review"))
        bold(self.title)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.buttons: list[QToolButton] = []
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices, spacing=4)
        self.note = Note()
        self.note.setToolTip(tr("The N key; Enter goes on, Esc goes back to the images"))
        self.outside = QToolButton()
        self.outside.setProperty("chip", True)
        self.outside.setProperty("compact", True)
        self.outside.setProperty("opens", True)
        self.outside.setCheckable(True)
        self.outside.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.outside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self.outside)
        for code, name in OUTSIDE.items():
            action = menu.addAction(tr("{words}\t{key}", words=named(name), key=OUTSIDE_KEYS[code]))
            action.triggered.connect(lambda _=False, code=code: self.label_given.emit(code))
        self.outside.setMenu(menu)
        self._is_outside = False
        self.outside.clicked.connect(lambda: self.outside.setChecked(self._is_outside))  # Qt ticks what only opens
        self.confidence = ConfidenceBox()
        self.confidence.activated.connect(self.confidence_given)
        self.reviewed = QCheckBox(tr("Reviewed"))
        self.reviewed.setToolTip(tr("The R key"))
        self.go_on = QPushButton(tr("Next"))
        self.go_on.setToolTip(tr("Mark as reviewed and go to the next image (Enter)"))
        self.go_on.setAccessibleName(tr("Mark as reviewed and go to the next image"))
        self._first, below = QBoxLayout(QBoxLayout.Direction.LeftToRight), QWidget()
        self._first.addWidget(self.title)
        self._first.addWidget(self.said, 1)
        last = FlowLayout(below, spacing=8)
        for widget in (self.note, self.confidence, self.reviewed, self.go_on):
            last.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 8, 14, 10)
        whole.setSpacing(7)
        whole.addLayout(self._first)
        whole.addWidget(self._choices)
        whole.addWidget(below)
        self.note.editingFinished.connect(self._tell_note)
        self.note.textEdited.connect(self.note_begun)
        self.note.left.connect(self.note_left)
        self._flow.addWidget(self.outside)
        self.reviewed.clicked.connect(self.reviewed_given)
        self.go_on.clicked.connect(self.next_asked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is said goes below the title where it would be a narrow column beside it."""
        super().resizeEvent(event)
        beside = self.width() - self.title.sizeHint().width()
        narrow = beside < _LEAST_LETTERS * self.said.fontMetrics().averageCharWidth()
        self._first.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._first.setSpacing(3 if narrow else 12)

    def set_compact(self, compact: bool) -> None:
        """Take little height: shorter names, and no line that only says what keys do."""
        if compact == self._compact:
            return
        self._compact = compact
        for button, name in zip(self.buttons, self._names.values(), strict=False):
            self._write(button, name)
        self._show_head()
        self._choices.updateGeometry()  # names of other lengths may need other lines, at once
        self.updateGeometry()

    def _show_head(self) -> None:
        """Which images are spoken of is always said where they are several."""
        for label in (self.title, self.said):
            label.setVisible(not self._compact or self._several)

    def _write(self, button: QToolButton, name: str) -> None:
        """The key and the name on a diagnosis's button."""
        place = self.buttons.index(button)
        letters = _SHORTEST_NAME if self._compact else _LONGEST_NAME
        room = letters * self.fontMetrics().averageCharWidth()
        told = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        button.setText(f"{f'{place + 1} ' if place < KEYS else ''}{told}".replace("&", "&&"))

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the keyboard's focus, from the top to the bottom."""
        return [*self.buttons, self.outside, self.note, self.confidence, self.reviewed, self.go_on]

    def set_classes(self, classes: Sequence[ClassInfo]) -> None:
        """The diagnoses to choose from, in the model's order; the first nine have the keys 1 to 9."""
        codes = tuple(c.code for c in classes)
        self._names = {c.code: named(c.name) for c in classes}
        if codes == self._codes:
            return
        self._codes, self._classes = codes, tuple(classes)
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        for one in classes:
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("chip", True)
            button.setProperty("compact", True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda checked, code=one.code: self.label_given.emit(code if checked else ""))
            self._flow.addWidget(button)
            self.buttons.append(button)
        self.say_again()
        self._flow.removeWidget(self.outside)  # behind the classes
        self._flow.addWidget(self.outside)

    def say_again(self) -> None:
        """The names on the buttons, in the language of now."""
        for place, (one, button) in enumerate(zip(self._classes, self.buttons, strict=True)):
            name = named(one.name)
            self._names[one.code] = name
            self._write(button, name)
            button.setToolTip(f"{name}, {one.code}" + (f" ({place + 1})" if place < KEYS else ""))
            button.setAccessibleName(tr("Your diagnosis: {name}", name=name))

    def show_review(self, review: Review, *, model: str, count: int = 1) -> None:
        """What a person said so far. `model`: the class code that the model named, "" for none; `count`: of the images
        that is spoken of; of several `review` is what they have in common, empty where they differ."""
        label = review.label
        for code, button in zip(self._codes, self.buttons, strict=True):
            button.setChecked(code == label)
        self._is_outside = outside = label not in self._codes and label in OUTSIDE
        self.outside.setChecked(outside)
        self.outside.setText(named(OUTSIDE[label]) if outside else tr("Other answer"))
        self.outside.setAccessibleName(
            tr("Other answer: {name}", name=named(OUTSIDE[label])) if outside else tr("Other answer")
        )
        if review.note != self._note or not self.note.hasFocus():
            self._note = review.note
            if review.note != self.note.text():
                self.note.setText(review.note)
                self.note.setCursorPosition(0)
        self.note.setPlaceholderText(
            tr("Note") if count == 1 else trn("Note for {n:,} image", "Note for {n:,} images", count)
        )
        self.reviewed.setChecked(review.reviewed)
        self.confidence.setCurrentIndex(review.confidence)
        self.title.setText(
            tr("Your review") if count == 1 else trn("Your review of {n:,} image", "Your review of {n:,} images", count)
        )
        self.said.setText(self._in_words(label, model) if count == 1 or label else tr("Keys speak of all of them."))
        self._several = count > 1
        self._show_head()
        self.said.setProperty("quiet", not label)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _in_words(self, label: str, model: str) -> str:
        name = self.name_of(label)
        if not label:
            return tr("Keys 1 to {last} give a diagnosis, 0 takes it back.", last=min(KEYS, len(self._codes)))
        if not model:
            return tr("{name}; the model names none.", name=name)
        if label == model:
            return tr("{name}, as the model says.", name=name)
        return tr("{name}; the model: {model}.", name=name, model=self._names.get(model, model))

    def name_of(self, label: str) -> str:
        """A diagnosis by its name."""
        return self._names.get(label) or named(OUTSIDE.get(label, label))

    @property
    def legend(self) -> str:
        """Which key is which diagnosis; a line ends between them."""
        keys = [f"{key + 1} {self._names[code]}" for key, code in enumerate(self._codes[:KEYS])]
        every = [*keys, *(f"{key} {named(OUTSIDE[code])}" for code, key in OUTSIDE_KEYS.items())]
        return "   ".join(one.replace(" ", "\N{NO-BREAK SPACE}") for one in every)

    def code_of_key(self, digit: int) -> str | None:
        """The class of a digit key, "" for 0, None for one that has none."""
        if digit == 0:
            return ""
        return self._codes[digit - 1] if digit <= min(KEYS, len(self._codes)) else None

    def write_note(self, text: str) -> None:
        """What is written in another place that shows the same note; told when that is left."""
        self.note.setText(text)
        self.note_begun.emit()

    def tell(self) -> None:
        """Tell a note that was typed and not left yet; before another image is shown."""
        self._tell_note()

    def _tell_note(self) -> None:
        text = self.note.text().strip()
        if text != self._note:
            self._note = text
            self.note_given.emit(text)
