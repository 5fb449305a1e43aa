"""What the window shows before there are results: what to do, how, and which model is ready for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.common.text import notice
from desktop.gui.theme import bold, colours
from desktop.gui.translation import Key, marked, tr, trn
from desktop.gui.widgets.icons import picture

_SIGN = 56
_AROUND = 24
_FACTS = (
    marked(
        "Each image gets a probability per diagnosis, what to look at twice, and whether to refer at a threshold you "
        "set. The model's card ({card}) names the images that its figures were measured on."
    ),
    marked(
        "Known diagnoses? Drop their CSV file too ({known}): right and wrong, patient, lesion, age and site come "
        "beside the answers."
    ),
)


class _Zone(QWidget):
    """A dashed frame: the sign known everywhere for "drop it here"."""

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(c.base))
        painter.setPen(QPen(QColor(c.line), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 16, 16)
        painter.end()


class EmptyState(QWidget):
    """Three buttons, the studies that were left, and a line about the model."""

    images_asked = Signal()
    folder_asked = Signal()
    model_asked = Signal()
    study_asked = Signal(Path)
    sample_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that no button is lit up before a key is pressed
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = QLabel(tr("Drop images or folders here"), alignment=Qt.AlignmentFlag.AlignCenter)
        bold(self.title, 9.0)
        self.hint = _quiet(tr("JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM. Folders are searched with everything below."))
        self.open_images = QPushButton(tr("Open images…"))
        self.open_images.setProperty("primary", True)
        self.open_images.setToolTip(tr("{key}", key=Key("Ctrl+O")))
        self.open_folder = QPushButton(tr("Open folder…"))
        self.open_folder.setToolTip(tr("{key}", key=Key("Ctrl+Shift+O")))
        self.model = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.model.setTextFormat(Qt.TextFormat.PlainText)
        self.loading = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.loading.setAccessibleName(tr("Opening the model"))
        self.loading.setFixedWidth(180)
        self.open_model = QPushButton(tr("Open model…"))
        self.open_model.setToolTip(tr("An .onnx file written by ham-export; it can also be dropped here"))

        zone = _Zone()
        zone.setMinimumSize(340, 400)
        zone.setMaximumSize(760, 620)
        zone.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(zone)
        column.setContentsMargins(32, 28, 32, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addSpacing(10)
        column.addLayout(_in_the_middle(self.open_images, self.open_folder))
        self.sample = QPushButton(tr("Try with drawn sample images"))
        self.sample.setToolTip(
            tr("Images drawn by this program, to try the window with; they mean nothing for a diagnosis")
        )
        self.sample_hint = _quiet(
            tr("Drawn by this program, no photographs: what the model says of them means nothing.")
        )
        column.addLayout(_in_the_middle(self.sample))
        column.addWidget(self.sample_hint)
        self.studies_title = _quiet(tr("Or go on where you left off"))
        self.offered: list[QPushButton] = []
        self.studies = QVBoxLayout()
        self.studies.setSpacing(6)
        column.addSpacing(6)
        column.addWidget(self.studies_title)
        column.addLayout(self.studies)
        column.addStretch(2)
        column.addWidget(self.model)
        column.addLayout(_in_the_middle(self.loading))
        column.addLayout(_in_the_middle(self.open_model))
        column.addStretch(1)
        facts = [_quiet(tr(fact, card=Key("Ctrl+I"), known=Key("Ctrl+L"))) for fact in _FACTS]
        for fact in facts:
            column.addWidget(fact)
        self._zone, self._may_go = zone, [self._sign, *reversed(facts)]
        column.addStretch(1)
        promise = _quiet(tr("{notice}. Images stay on this computer and are never changed.", notice=notice()))
        bold(promise)
        column.addWidget(promise)

        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(zone, 8)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        whole.addStretch(1)
        whole.addLayout(across, 8)
        whole.addStretch(1)

        self.open_images.clicked.connect(self.images_asked)
        self.open_folder.clicked.connect(self.folder_asked)
        self.open_model.clicked.connect(self.model_asked)
        self.sample.clicked.connect(self.sample_asked)
        self.say_no_model(0)
        self.offer([])
        self._draw_sign()

    def offer(self, studies: list[tuple[str, Path]]) -> None:
        """Studies that may be opened again, each with what it is called."""
        for button in self.offered:
            self.studies.removeWidget(button)
            button.deleteLater()
        self.offered = []
        for words, path in studies:
            button = QPushButton(words.replace("&", "&&"))
            button.setToolTip(str(path))
            button.setAccessibleName(tr("Open the study {words}", words=words))
            button.clicked.connect(partial(self.study_asked.emit, path))
            self.studies.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.offered.append(button)
        self.studies_title.setVisible(bool(studies))
        for widget in (self.sample, self.sample_hint):  # for the first time; later one goes on with what is there
            widget.setVisible(not studies)
        self._shed()

    def say_loading(self) -> None:
        self._say(tr("Opening the model…"), loading=True)

    def say_no_model(self, waiting: int) -> None:
        """No model is open; `waiting` images could start at once if one were."""
        if waiting:
            self._say(
                trn(
                    "{n:,} image waits for a model. Open one, or drop its .onnx file here.",
                    "{n:,} images wait for a model. Open one, or drop its .onnx file here.",
                    waiting,
                ),
                ask=True,
            )
        else:
            self._say(
                tr("No model is open yet. Open one, or drop its .onnx file here; ham-export writes them."), ask=True
            )

    def say_model(self, name: str, classes: int, provider: str) -> None:
        self._say(
            tr("Ready: model {name}, {classes} classes, on {provider}", name=name, classes=classes, provider=provider)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shed()

    def _shed(self) -> None:
        """In a low window what explains goes before anything is cut; buttons and the notice stay."""
        for widget in self._may_go:
            widget.show()
        layout = self._zone.layout()
        assert layout is not None
        room = min(self._zone.maximumHeight(), self.height() - 2 * _AROUND)
        width = min(self._zone.maximumWidth(), (self.width() - 2 * _AROUND) * 8 // 10)
        for widget in self._may_go:
            layout.activate()
            if layout.heightForWidth(width) <= room:
                return
            widget.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        super().changeEvent(event)

    def _say(self, text: str, *, loading: bool = False, ask: bool = False) -> None:
        self.model.setText(text)
        self.loading.setVisible(loading)
        self.open_model.setVisible(ask)
        self._shed()

    def _draw_sign(self) -> None:
        sign = picture("drop", _SIGN * 2, colours(self.palette()).accent, width=1.2)
        sign.setDevicePixelRatio(2)
        self._sign.setPixmap(sign)


def _quiet(text: str) -> QLabel:
    label = QLabel(text, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
    label.setProperty("quiet", True)
    return label


def _in_the_middle(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
