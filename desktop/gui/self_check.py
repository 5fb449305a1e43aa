"""`ham-desktop --self-check FILE.json`: the window tries itself and goes, for the tests of an installation.

It waits for the model and for what was named on the command line, drops a drawn picture on itself as a person would,
and writes down what its table then shows. Settings and unnamed studies are its own and vanish; a study that is named is
really opened, and keeps the picture's row.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from desktop.common.command_line import ExitCode
from desktop.common.files import atomic_write
from desktop.gui.settings import Settings
from desktop.gui.window import MainWindow

PICTURE = "self-check.png"
_LOOK_MS = 20
_LONGEST_S = 120.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen. Moments are seconds since 1970 as the system's clock has them, None for what did not come about.

    painted: the window for the first time; ready: the model open and what was named answered; answered: the dropped
    picture; frozen: whether this is the stand-alone app; rows: the table's cells as a person reads them;
    problem: one sentence where it went wrong.
    """

    frozen: bool
    painted: float | None
    ready: float | None
    answered: float | None
    model: str | None
    provider: str | None
    rows: list[list[str]]
    problem: str | None


class SelfCheck(QObject):
    """Watches one window from before it is shown and closes it in the end; then `report` says what was seen.

    `folder`: where the picture is drawn.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__()
        self.report: Report | None = None
        self._window = window
        self._picture = folder / PICTURE
        self._painted: float | None = None
        self._ready: float | None = None
        self._answered: float | None = None
        self._rows = 0
        self._problem: str | None = None
        self._end = time.monotonic() + _LONGEST_S
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        window.installEventFilter(self)
        window.session.problem.connect(self._on_problem)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._painted is None and event.type() == QEvent.Type.Paint:
            self._painted = time.time()
        return False

    def _on_problem(self, sentence: str) -> None:
        self._problem = sentence

    def _look(self) -> None:
        session, table = self._window.session, self._window.page.model
        if self._problem is None and time.monotonic() > self._end:
            self._problem = f"nothing more came about within {_LONGEST_S:.0f} seconds"
        if self._problem is not None:
            self._tell()
        elif self._painted is None or session.classifier is None or session.loading or session.busy:
            return
        elif self._ready is None:
            self._ready = time.time()
            self._rows = table.rowCount()
            self._drop()
        elif table.rowCount() > self._rows:
            self._answered = time.time()
            self._tell()

    def _drop(self) -> None:
        """A brown spot on skin, as a file that is held over the window and let go."""
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        for y in range(image.height()):
            for x in range(image.width()):
                inside = (x - 200) ** 2 + (y - 150) ** 2 < 80**2
                image.setPixelColor(x, y, QColor(120, 75, 50) if inside else QColor(225, 180 + x % 7, 155 + y % 7))
        if not image.save(str(self._picture)):
            self._problem = f"{self._picture} could not be written"
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._picture))])
        button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for kind in (QDragEnterEvent, QDropEvent):
            event = kind(QPoint(200, 200), Qt.DropAction.CopyAction, mime, button, modifier)
            QApplication.sendEvent(self._window, event)
            if not event.isAccepted():
                self._problem = "the window refused the picture"

    def _tell(self) -> None:
        self._timer.stop()
        classifier, table = self._window.session.classifier, self._window.page.model
        self.report = Report(
            frozen=bool(getattr(sys, "frozen", False)),
            painted=self._painted,
            ready=self._ready,
            answered=self._answered,
            model=classifier.info.name if classifier else None,
            provider=classifier.provider.label if classifier else None,
            rows=[
                [str(table.index(row, column).data() or "") for column in range(table.columnCount())]
                for row in range(table.rowCount())
            ],
            problem=self._problem,
        )
        self._window.close()


def own_settings(folder: Path) -> Settings:
    """Settings that nobody else reads, and their studies, in that folder."""
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue("studies", str(folder / "studies"))
    return Settings(store)


def own_folder() -> tempfile.TemporaryDirectory[str]:
    """Where a self-check keeps what is to vanish."""
    return tempfile.TemporaryDirectory(prefix="ham-self-check-", ignore_cleanup_errors=True)


def write_report(report: Report | None, path: Path) -> int:
    """The report as JSON, and the exit status it deserves: 0, or 1 where something went wrong (None: the window was
    closed before the end). Raises OutputError where it cannot be written."""
    if report is None:
        return ExitCode.NOTHING
    with atomic_write(path, "wb") as target:
        target.write(msgspec.json.format(msgspec.json.encode(report), indent=1))
    return ExitCode.NOTHING if report.problem else ExitCode.DONE
