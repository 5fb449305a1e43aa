"""What may be dropped on the window, and the sheet over it that says so while something is held there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.gui.theme import colours
from desktop.gui.translation import marked, tr
from desktop.gui.widgets.icons import picture
from desktop.reading.file import SUFFIX as READING_SUFFIX
from desktop.study.database import SUFFIX

MODEL_SUFFIX = ".onnx"
LABEL_SUFFIXES = (".xlsx", ".xls", ".ods", ".txt", ".tsv", ".csv")
"""Of tables, the last the surest to be one of known diagnoses; of a spreadsheet it is said how to save it."""
INVITATION = marked("Drop to classify")
REFUSAL = marked("Only files and folders of this computer can be dropped here")
_REFUSAL_MS = 2500


@dataclass(frozen=True)
class Dropped:
    """What a drop holds: images and folders to classify, model files, studies and readings to open, known diagnoses."""

    images: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()
    studies: tuple[Path, ...] = ()
    labels: tuple[Path, ...] = ()
    readings: tuple[Path, ...] = ()

    @property
    def passed_over(self) -> tuple[Path, ...]:
        """What is not opened: of each kind but images the last one alone can be."""
        return tuple(path for kind in (self.models, self.studies, self.labels, self.readings) for path in kind[:-1])

    @property
    def invitation(self) -> str:
        """What letting go will do."""
        if self.images:
            return tr(INVITATION)
        if self.studies:
            return tr("Drop to open this study")
        if self.readings:
            return tr("Drop to open this reading")
        return tr("Drop to open this model") if self.models else tr("Drop to compare with these known diagnoses")


def read_drop(mime: QMimeData) -> Dropped | None:
    """The local paths of a drop; None where anything in it is not a local file or folder (a web address, text)."""
    urls = mime.urls() if mime.hasUrls() else []
    if not urls or not all(url.isLocalFile() and url.toLocalFile() for url in urls):
        return None
    return sort_paths([Path(url.toLocalFile()) for url in urls])


def sort_paths(paths: Sequence[Path]) -> Dropped:
    """Models, studies, readings and tables of known diagnoses by their ending, everything else to classify."""
    models = tuple(p for p in paths if p.suffix.lower() == MODEL_SUFFIX)
    studies = tuple(p for p in paths if p.suffix.lower() == SUFFIX)
    tables = (p for p in paths if p.suffix.lower() in LABEL_SUFFIXES and not p.is_dir())
    labels = tuple(sorted(tables, key=lambda path: LABEL_SUFFIXES.index(path.suffix.lower())))
    readings = tuple(p for p in paths if p.suffix.lower() == READING_SUFFIX)
    other = {*models, *studies, *labels, *readings}
    return Dropped(tuple(p for p in paths if p not in other), models, studies, labels, readings)


class DropSheet(QWidget):
    """Lies over its parent, which takes drops, without taking its other events; shown while something is held there."""

    dropped = Signal(Dropped)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._refusing = False
        self._text = tr(INVITATION)
        self._hide = QTimer(self, singleShot=True, interval=_REFUSAL_MS)
        self._hide.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAcceptDrops(False)
        self.hide()
        parent.installEventFilter(self)

    @property
    def text(self) -> str:
        return self._text

    def invite(self, text: str) -> None:
        """Say what letting go will do."""
        self._refusing, self._text = False, text
        self._hide.stop()
        self._rise()

    def refuse(self) -> None:
        """Say why this cannot be dropped; goes by itself, since a refused drag is not told when it leaves."""
        self._refusing, self._text = True, tr(REFUSAL)
        self._hide.start()
        self._rise()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        if parent is None or watched is not parent:
            return False
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(parent.rect())
        elif event.type() == QEvent.Type.DragLeave:
            self.hide()
        elif isinstance(event, QDropEvent):  # a QDragEnterEvent is one too, and so is a QDragMoveEvent
            self._held(event)
            return True
        return False

    def _held(self, event: QDropEvent) -> None:
        """Something is held over the window, or let go there."""
        what = read_drop(event.mimeData())
        if what is None:
            self.refuse()
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.hide()
            self.window().activateWindow()
            self.dropped.emit(what)
        elif event.type() == QEvent.Type.DragEnter:
            self.invite(what.invitation)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(c.warm_tint if self._refusing else c.tint)
        veil.setAlpha(248)
        painter.fillRect(self.rect(), veil)
        line = QColor(c.warm if self._refusing else c.accent)
        painter.setPen(QPen(line, 2, Qt.PenStyle.SolidLine if self._refusing else Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(14, 14, -14, -14), 14, 14)
        side = 64
        sign = picture("refuse" if self._refusing else "drop", side * 2, line.name(), width=1.4)
        middle = self.rect().center()
        painter.drawPixmap(middle.x() - side // 2, middle.y() - side, side, side, sign)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() + 5)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(c.text))
        room = self.rect().adjusted(40, 0, -40, 0)
        room.setTop(middle.y() + 14)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._text
        )
        painter.end()

    def _rise(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()
