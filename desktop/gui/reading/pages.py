"""The pages around the images: who reads, a break, the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.common.text import notice
from desktop.gui.reading.keys import in_words
from desktop.gui.theme import bold
from desktop.gui.translation import marked, tr, trn
from desktop.gui.widgets.wheel_guard import QuietBox
from desktop.reading.design import Design, Protocol

_WIDTH = 620
_DESIGNS = {
    Design.UNAIDED: marked("You answer by yourself."),
    Design.AIDED: marked("You see a model's answer beside each image."),
    Design.BOTH_IN_A_ROW: marked(
        "You answer by yourself; that answer is kept for good, the model's is shown, and you answer again."
    ),
    Design.TWO_SESSIONS: marked(
        "You answer all images by yourself. After a pause of days you answer them again, with a "
        "model's answer beside each."
    ),
}


class StartPage(QWidget):
    """Asks who reads and says what will come. `begun` tells the name as typed."""

    begun = Signal(str)

    def __init__(self, protocol: Protocol, images: int, readers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reader = QuietBox()
        self.reader.setEditable(True)
        self.reader.addItems(list(readers))
        self.reader.setCurrentText("")
        self.reader.setAccessibleName(tr("Reader"))
        line = self.reader.lineEdit()
        assert line is not None
        line.setPlaceholderText(tr("Your name or a pseudonym"))
        self.begin = QPushButton(tr("Begin or go on"))
        self.begin.setProperty("primary", True)
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("warm", True)
        column = _middle(self)
        title = _words(protocol.title)
        bold(title, 6.0)
        column.addWidget(title)
        breaks = trn(
            "{n} image in random order, with a break after every {length}.",
            "{n} images in random order, with a break after every {length}.",
            images,
            length=protocol.session_length,
        )
        column.addWidget(_words(f"{breaks} {tr(_DESIGNS[protocol.design])}"))
        asks = [tr("{keys} choose one", keys=in_words(protocol.codes)), tr("Enter goes on")]
        if protocol.confidence:
            asks.insert(1, tr("Ctrl+1 to Ctrl+5 say how sure you are"))
        if protocol.management:
            asks.insert(1, tr("Ctrl+E, Ctrl+F, Ctrl+L: excise, follow, leave"))
        back = (
            tr("Backspace goes back within a session")
            if protocol.going_back
            else tr("an answer cannot be changed afterwards")
        )
        sentence = "; ".join([*asks, back])
        column.addWidget(_words(f"{sentence[:1].upper()}{sentence[1:]}."))
        column.addWidget(
            _words(
                tr(
                    "The seconds you look at each image are kept. The clock stands and the image is covered while "
                    "another window has the keyboard. You may pause or close the window at any time: every answer is "
                    "kept at once, and you go on at the same image."
                )
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.reader, 1)
        row.addWidget(self.begin)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(_words(f"{notice()}."))
        column.addStretch(2)
        self.begin.clicked.connect(self._begin)
        line.returnPressed.connect(self._begin)

    def _begin(self) -> None:
        self.problem.clear()
        self.begun.emit(self.reader.currentText())


class BreakPage(QWidget):
    """Says where the reader stands; the answers can be saved as a small file from here."""

    gone_on = Signal()
    save_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = _words("")
        bold(self.title, 6.0)
        self.words = _words("")
        self.said = _words("")
        self.go_on = QPushButton(tr("Go on"))
        self.go_on.setProperty("primary", True)
        self.save = QPushButton(tr("Save my answers as a file…"))
        self.close_ = QPushButton(tr("Close"))
        column = _middle(self)
        for widget in (self.title, self.words):
            column.addWidget(widget)
        row = QHBoxLayout()
        for button in (self.go_on, self.save, self.close_):
            button.setAutoDefault(True)  # Enter presses the one that has the focus
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addStretch(2)
        self.go_on.clicked.connect(self.gone_on)
        self.save.clicked.connect(self.save_asked)
        self.close_.clicked.connect(self.closed)

    def say(self, title: str, words: str, *, goes_on: bool) -> None:
        self.title.setText(title)
        self.words.setText(words)
        self.said.clear()
        self.go_on.setVisible(goes_on)
        (self.go_on if goes_on else self.save).setFocus()


def _words(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _middle(page: QWidget) -> QVBoxLayout:
    """A column of readable width in the middle of the page."""
    inner = QWidget()
    inner.setMaximumWidth(_WIDTH)
    column = QVBoxLayout(inner)
    column.setSpacing(14)
    column.addStretch(1)
    row = QHBoxLayout(page)
    row.addStretch(1)
    row.addWidget(inner, 8)
    row.addStretch(1)
    return column
