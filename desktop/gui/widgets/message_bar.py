"""What is said above the content, in words, until it is closed or the next one comes: a problem, a note, or a note
below a problem that was not read yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.gui.theme import colours
from desktop.gui.translation import tr
from desktop.gui.widgets.icons import icon, picture
from desktop.gui.widgets.opening import open_file, show_in_folder
from desktop.language.retranslation import SAID
from desktop.language.spoken import told

_SIGN = 20


def sentence(text: str) -> str:
    """With a capital letter at its beginning, unless that is a path, a file's name or an address."""
    first = text.split(" ", 1)[0]
    if SAID.form(text).startswith("{"):  # a name such as `my labels.csv` looks like words
        return text
    return text if not first.rstrip(",;:").isalpha() else text[:1].upper() + text[1:]


class MessageBar(QFrame):
    """Hidden while there is nothing to say. Never blocks the window, unlike a dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "note"
        self._problem = ""
        self._sign = QLabel()
        self._label = QLabel(wordWrap=True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._undo: Callable[[], None] | None = None
        self.undo_button = QPushButton(tr("Undo"))
        self.undo_button.clicked.connect(self._on_undo)
        self._file: Path | None = None
        self.open_button = QPushButton(tr("Open"))
        self.open_button.clicked.connect(lambda: self._hand_over(open_file))
        self.folder_button = QPushButton(tr("Show in folder"))
        self.folder_button.clicked.connect(lambda: self._hand_over(show_in_folder))
        self.close_button = QToolButton(autoRaise=True)
        self.close_button.setToolTip(tr("Close this message"))
        self.close_button.setAccessibleName(tr("Close this message"))
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 18, 20, 8)  # the style sheet keeps 12 and 10 of it outside the frame
        row.setSpacing(10)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        for button in (self.undo_button, self.open_button, self.folder_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty while hidden."""
        return self._label.text()

    @property
    def is_problem(self) -> bool:
        return bool(self.text) and self._kind == "problem"

    def say_problem(self, text: str, *, button: tuple[str, Callable[[], None]] | None = None) -> None:
        """Something went wrong. `button`: what may help, its words and what it does."""
        words, slot = button or (tr("Undo"), None)
        self.undo_button.setText(words)
        self._say("problem", text, slot)

    def say_note(
        self, text: str, *, undo: Callable[[], None] | None = None, file: Path | None = None, opens: bool = True
    ) -> None:
        """Something worth knowing; `undo` takes it back, and `file` was saved and can be shown, or opened too. A
        problem that was not read yet stays above it."""
        if self.is_problem:
            self._add(text)
            return
        self.undo_button.setText(tr("Undo"))
        self._say("note", text, undo, file)
        self.open_button.setVisible(file is not None and opens)

    def forget_undo(self) -> None:
        """What would be taken back is not there any more."""
        if self.is_problem:
            return
        self._undo = None
        self.undo_button.hide()

    def clear(self) -> None:
        self._label.clear()
        self._undo = None
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _on_undo(self) -> None:
        undo = self._undo
        self.clear()
        if undo is not None:
            undo()

    def _hand_over(self, to: Callable[[Path], str]) -> None:
        if self._file is not None and (problem := to(self._file)):
            self.say_problem(problem)

    def _add(self, note: str) -> None:
        """Below the problem, in the place of an earlier note."""
        self._label.setText(f"{self._problem}\n{sentence(told(note))}")
        QAccessible.updateAccessibility(QAccessibleEvent(self._label, QAccessible.Event.Alert))

    def _say(self, kind: str, text: str, undo: Callable[[], None] | None = None, file: Path | None = None) -> None:
        self._kind, self._undo, self._file = kind, undo, file
        self.open_button.hide()
        self.folder_button.setVisible(file is not None)
        self.undo_button.setVisible(undo is not None)
        said = sentence(told(text))
        self._problem = said if kind == "problem" else ""
        self._label.setText(said)
        self.setProperty("message", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._label, QAccessible.Event.Alert))

    def _draw(self) -> None:
        c = colours(self.palette())
        sign = picture(self._kind, _SIGN * 2, c.warm if self._kind == "problem" else c.accent)
        sign.setDevicePixelRatio(2)
        self._sign.setPixmap(sign)
        self.close_button.setIcon(icon("close", self.palette()))
