"""View > Agreement: the model against a person's diagnoses, counted anew while the person goes on."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QThread, QTimer, QUrl, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop.common.files import atomic_write
from desktop.contract import ModelInfo, OperatingPoint
from desktop.errors import HamError
from desktop.evaluation.agreement import Agreement, Tally
from desktop.evaluation.labels import Label, Labels
from desktop.evaluation.summary import agreement_rows, write_agreement
from desktop.gui.review.agreement_page import page
from desktop.gui.session.row import Result, to_save
from desktop.gui.settings import Numbers
from desktop.gui.theme import colours
from desktop.gui.translation import tr
from desktop.gui.widgets.clipboard import copy_text
from desktop.gui.widgets.placing import PlacedDialog
from desktop.gui.widgets.wheel_guard import QuietBox
from desktop.results.prevalence import Prevalence
from desktop.study.naming import Naming

_SETTLE_MS = 250
"""After a change: what comes in this time is counted together."""


@dataclass(frozen=True)
class Compared:
    """What the model's answers are compared with. rows: (result, class code or name, name of the lesion or "");
    naming: how images are called; prevalence: that answers are told at; by_person: whether the diagnoses are a
    person's, else known ones."""

    rows: Sequence[tuple[Result, str, str]]
    naming: Naming
    info: ModelInfo
    point: OperatingPoint | None
    prevalence: Prevalence | None = None
    by_person: bool = True


class _StoppedError(Exception):
    """The window is closed: nobody waits for these figures."""


def compare(reviewed: Compared, between: Callable[[], None] = lambda: None) -> Agreement:
    """The figures; some seconds for 10,000 images. `between` is called all along; what it raises ends the count."""
    info, point = reviewed.info, reviewed.point
    rows = []
    for result, _, _ in reviewed.rows:
        between()
        rows.append(to_save(result, reviewed.naming, info, point, reviewed.prevalence))
    labelled = zip(rows, reviewed.rows, strict=True)
    named = {row.file: Label(row.file, code, lesion) for row, (_, code, lesion) in labelled}
    tally = Tally(Labels(Path("review"), named), info, point)
    for row in rows:
        between()
        tally.add(row)
    return tally.agreement(between)


class Counter(QThread):
    """One comparison in the background; afterwards `found` holds it, or None where it was cancelled."""

    def __init__(self, reviewed: Compared, parent: QObject | None = None) -> None:
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


class AgreementDialog(PlacedDialog):
    """Stays open beside the window; `refresh` after every change of a review or a result."""

    cell_chosen = Signal(int, int, bool)
    """Of the matrix: places of the true and the named class, and whether truth is a person's word."""
    saved = Signal(Path)
    failed = Signal(str)

    def __init__(
        self,
        ask: Callable[[], Compared | None],
        ask_known: Callable[[], Compared | None],
        where: Callable[[], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        """`ask`, `ask_known`: give what there is to compare now, a person's diagnoses and the known ones; None without
        a model; `where`: asks a person where to save."""
        super().__init__(parent)
        self.setWindowTitle(tr("Agreement"))
        self._ask = ask
        self._ask_known = ask_known
        self._where = where
        self.against = QuietBox()
        self.against.addItems([tr("Your review"), tr("Known diagnoses")])
        self.against.setAccessibleName(tr("Compare the model with"))
        self.against.currentIndexChanged.connect(self._count)
        self._counter: Counter | None = None
        self._again = False
        self._shown: tuple[Agreement, Compared] | None = None
        self.numbers = Numbers.POINT
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Agreement of the model with the diagnoses"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        self.copy = QPushButton(tr("&Copy"))
        self.copy.setAutoDefault(False)
        close = QPushButton(tr("Close"))
        buttons = QHBoxLayout()
        self.save = QPushButton(tr("&Save…"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._save)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        top = QHBoxLayout()
        label = QLabel(tr("The model &against"))
        label.setBuddy(self.against)
        top.addWidget(label)
        top.addWidget(self.against)
        top.addStretch(1)
        whole.addLayout(top)
        whole.addWidget(self.text, 1)
        whole.addLayout(buttons)
        self.resize(720, 700)
        self.copy.clicked.connect(self._copy)
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

    def show_known(self, known: bool) -> None:
        """Compare with the known diagnoses, or with a person's."""
        self.against.setCurrentIndex(int(known))

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
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._draw()
        super().changeEvent(event)

    def _count(self) -> None:
        if self._counter is not None:
            self._again = True
            return
        reviewed = self._ask_known() if self.against.currentIndex() else self._ask()
        if reviewed is None:
            self.text.setHtml(tr("<p>Open a model first: its classes are what diagnoses are compared by.</p>"))
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
            self._shown = counter.found, counter.reviewed
            self._draw()
        if self._again:
            self._again = False
            self._settle.start()

    def _draw(self) -> None:
        if self._shown is None:
            return
        place = self.text.verticalScrollBar().value()
        found, compared = self._shown
        self.text.setHtml(
            page(
                *(found, compared.info, colours(self.palette()), self.numbers),
                by_person=compared.by_person,
                adjusted=compared.prevalence is not None,
            )
        )
        self.text.verticalScrollBar().setValue(place)

    def _copy(self) -> None:
        """As cells for a spreadsheet."""
        if self._shown is not None:
            # A name may hold what ends a cell or a row.
            lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in self._rows(*self._shown)]
            copy_text("\n".join(lines))

    @staticmethod
    def _rows(found: Agreement, compared: Compared) -> list[list[str]]:
        at = compared.prevalence.words if compared.prevalence else None
        return agreement_rows(found, compared.info, prevalence=at)

    def _save(self) -> None:
        """As a table, or as JSON with every digit."""
        if self._shown is None or (target := self._where()) is None:
            return
        found, compared = self._shown
        said = "your review" if compared.by_person else "known diagnoses"
        at = compared.prevalence.words if compared.prevalence else None
        try:
            if target.suffix.lower() == ".json":
                write_agreement(target, found, labels=Path(said), model=compared.info.name, prevalence=at)
            else:
                with atomic_write(target) as stream:
                    csv.writer(stream, lineterminator="\n").writerows(self._rows(found, compared))
        except HamError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(target)

    def _on_link(self, address: QUrl) -> None:
        _, truth, named = address.toString().split(":")
        if self._shown is not None:
            self.cell_chosen.emit(int(truth), int(named), self._shown[1].by_person)
