"""The folder warning above the table, while the images, as a whole, are unlike those the figures were measured on, and
the note that the figures of one training source are those to go by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.contract import ModelInfo
from desktop.evaluation.shift import Shift, folder_shift, last_look
from desktop.evaluation.shift_words import shift_in_words, warning
from desktop.gui.session.row import Result
from desktop.gui.widgets.message_bar import sentence

_SETTLE_MS = 100


class FolderBar(QFrame):
    """Hidden while there is nothing to warn of. It takes nothing away and cannot be closed: it goes with its cause."""

    settled = Signal(object)
    """Shift: what all of the images say together, once no more of them come; not where the model cannot tell."""
    doubted = Signal(object)
    """Shift, while something is said of the folder, else None: what the model promises is then qualified or withdrawn
    wherever it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._looked = 0
        self._text = ""
        self._said: list[str] = []
        self._warns = True
        self._short = False
        self._results: Sequence[Result] = ()
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(lambda: self._look(self._results, None))
        self._label = QLabel(wordWrap=True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setProperty("warm", True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        around = QVBoxLayout(self)
        around.setContentsMargins(2, 2, 2, 2)
        around.addWidget(self._label)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now, that beneath the pointer included; empty while hidden."""
        return self._text

    def set_info(self, info: ModelInfo) -> None:
        """The model that the results come from."""
        if info is not self._info:
            self._info = info
            self.clear()

    def clear(self) -> None:
        self._settling.stop()
        self._looked, self._results = 0, ()
        self._say(())

    def watch(self, results: Sequence[Result]) -> None:
        """While results come: look when another look is due, at as many images as it is made for."""
        if not self._info or not self._info.reference or last_look(len(results)) <= self._looked:
            return  # before all of them are counted, which a table of many thousands would feel
        due = last_look(sum(not result.failed for result in results))
        if due > self._looked:
            self._looked, self._results = due, results
            self._look(results, due)

    def settle(self, results: Sequence[Result]) -> None:
        """No more results come: look at all of them, once for all the portions in which a study comes back."""
        self._results, self._looked = results, 0
        self._settling.start()

    def say_again(self) -> None:
        """In another language."""
        if self._text:
            self._look(self._results, self._looked or None)

    def set_short(self, short: bool) -> None:
        """Say no more than the warning itself, or whose figures hold; the rest is told where one points."""
        self._short = short
        self._show()

    def _show(self) -> None:
        # The table needs the room.
        shortly = self._said[:1] if self._warns else self._said[1:2]
        self._label.setText(" ".join(shortly if self._short else self._said[:2]))
        self.updateGeometry()

    def _look(self, results: Sequence[Result], count: int | None) -> None:
        if self._info is None:
            return
        values = [r.row.unfamiliarity for r in results if r.row.unfamiliarity is not None]
        shift = folder_shift(values[:count], self._info)
        told = shift is not None and shift.further
        self._say(shift_in_words(shift, self._info) if shift is not None and told else (), shift)
        if shift is not None and count is None:
            self.settled.emit(shift)

    def _say(self, lines: Sequence[str], shift: Shift | None = None) -> None:
        warm = shift is None or bool(shift.shifted)
        said = [f"{sentence(line.removeprefix(warning()))}." for line in lines]
        self._text = "\n".join(said)
        self._said, self._warns = said, warm
        self._show()
        if warm != self._label.property("warm"):
            self._label.setProperty("warm", warm)
            self._label.style().unpolish(self._label)
            self._label.style().polish(self._label)
        self._label.setToolTip(self._text)
        self.setAccessibleName(self._text)
        self.setVisible(bool(said))
        self.doubted.emit(shift if said else None)
