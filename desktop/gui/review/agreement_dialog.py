"""View > Agreement: the model against a person's diagnoses, counted anew while the person goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop.contract import ModelInfo, OperatingPoint
from desktop.evaluation.agreement import Agreement, Tally
from desktop.evaluation.labels import Label, Labels
from desktop.gui.review.agreement_page import page
from desktop.gui.session.row import Result, to_save
from desktop.gui.settings import Numbers
from desktop.gui.theme import colours

_SETTLE_MS = 250
"""After a change: what comes in this time is counted together."""


@dataclass(frozen=True)
class Reviewed:
    """What a person's diagnoses are compared with. rows: (result, the person's class code, name of the lesion or "");
    root: the folder that names are relative to."""

    rows: Sequence[tuple[Result, str, str]]
    root: str | None
    info: ModelInfo
    point: OperatingPoint | None


class _StoppedError(Exception):
    """The window is closed: nobody waits for these figures."""


def compare(reviewed: Reviewed, between: Callable[[], None] = lambda: None) -> Agreement:
    """The figures; some seconds for 10,000 images. `between` is called all along; what it raises ends the count."""
    info, point = reviewed.info, reviewed.point
    rows = []
    for result, _, _ in reviewed.rows:
        between()
        rows.append(to_save(result, reviewed.root, info, point))
    labelled = zip(rows, reviewed.rows, strict=True)
    named = {row.file: Label(row.file, code, lesion) for row, (_, code, lesion) in labelled}
    tally = Tally(Labels(Path("review"), named), info, point)
    for row in rows:
        between()
        tally.add(row)
    return tally.agreement(between)


class Counter(QThread):
    """One comparison in the background; afterwards `found` holds it, or None where it was cancelled."""

    def __init__(self, reviewed: Reviewed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reviewed = reviewed
        self.found: Agreement | None = None
        self._cancelled = False

    def cancel(self) -> None:
        """End without figures, within a fraction of a second."""
        self._cancelled = True

    def run(self) -> None:
        with suppress(_StoppedError):
            self.found = compare(self.reviewed, self._look)

    def _look(self) -> None:
        if self._cancelled:
            raise _StoppedError


class AgreementDialog(QDialog):
    """Stays open beside the window; `refresh` after every change of a review or a result."""

    def __init__(self, ask: Callable[[], Reviewed | None], parent: QWidget | None = None) -> None:
        """`ask`: gives what there is to compare now; None without a model."""
        super().__init__(parent)
        self.setWindowTitle("Agreement with your review")
        self._ask = ask
        self._counter: Counter | None = None
        self._again = False
        self._shown: tuple[Agreement, ModelInfo] | None = None
        self.numbers = Numbers.POINT
        self.text = QTextBrowser()
        self.text.setAccessibleName("Agreement with your review")
        self.copy = QPushButton("&Copy")
        self.copy.setAutoDefault(False)
        close = QPushButton("Close")
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(self.text, 1)
        whole.addLayout(buttons)
        self.resize(720, 700)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        close.clicked.connect(self.close)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._count)

    @property
    def counting(self) -> bool:
        """Whether figures are being counted."""
        return self._counter is not None

    def refresh(self) -> None:
        """Something changed. Counted soon, and only while the page is seen."""
        if self.isVisible() and not self._settle.isActive():  # not put off again by what comes all the time
            self._settle.start()

    def stop(self) -> None:
        """End a count that is under way, which may be of a hundred thousand images, and begin no other."""
        self._settle.stop()
        self._again = False
        if self._counter is not None:
            self._counter.cancel()
            self._counter.wait()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _count(self) -> None:
        if self._counter is not None:
            self._again = True
            return
        reviewed = self._ask()
        if reviewed is None:
            self.text.setHtml("<p>Open a model first: its classes are what diagnoses are compared by.</p>")
            return
        self._counter = Counter(reviewed, self)
        self._counter.finished.connect(self._on_counted)
        self._counter.start()

    def _on_counted(self) -> None:
        counter = self._counter
        assert counter is not None
        counter.wait()
        self._counter = None
        counter.deleteLater()
        if counter.found is not None:
            self._shown = counter.found, counter.reviewed.info
            self._draw()
        if self._again:
            self._again = False
            self._settle.start()

    def _draw(self) -> None:
        if self._shown is None:
            return
        place = self.text.verticalScrollBar().value()
        self.text.setHtml(page(*self._shown, colours(self.palette()), self.numbers))
        self.text.verticalScrollBar().setValue(place)
