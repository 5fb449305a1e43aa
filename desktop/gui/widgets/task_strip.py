"""The strip above the bottom line while something is exported: what, how far, and the button that stops it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.gui.translation import tr

_LOOK_MS = 80


class TaskStrip(QWidget):
    """`follow` one task until `clear`; hidden otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel()
        self.bar = QProgressBar(textVisible=False)
        self.cancel = QPushButton(tr("Stop"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 8)
        row.setSpacing(14)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self._what = ""
        self._counts: Callable[[], tuple[int, int]] = lambda: (0, 0)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show)
        self.hide()

    def follow(self, what: str, counts: Callable[[], tuple[int, int]]) -> None:
        """`counts`: gives (done, total), asked a few times a second; a total of 0 while it is not known."""
        self._what, self._counts = what, counts
        self.bar.setAccessibleName(what)
        self.cancel.setAccessibleName(tr("Stop: {what}", what=what))
        self.cancel.setEnabled(True)
        self._show()
        self._look.start()
        self.show()

    def clear(self) -> None:
        self._look.stop()
        self.hide()

    def stopping(self) -> None:
        """At once after the click, as the image in hand takes a moment."""
        self.cancel.setEnabled(False)
        self._look.stop()
        self.label.setText(tr("Stopping…"))

    def _show(self) -> None:
        done, total = self._counts()
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.label.setText(
            tr("{what}: {done:,} of {total:,}", what=self._what, done=done, total=total)
            if total
            else tr("{words}…", words=self._what)
        )
