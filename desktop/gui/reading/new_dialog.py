"""File > New reading: which images, in which design, and what is asked. What it makes is written by a thread."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import HamError
from desktop.gui.settings import Settings
from desktop.gui.translation import marked, tr, trn
from desktop.gui.widgets.message_bar import sentence
from desktop.gui.widgets.placing import PlacedDialog, scrolled
from desktop.gui.widgets.wheel_guard import QuietBox, QuietNumber
from desktop.language.spoken import told
from desktop.reading.design import Choice, Design, Protocol
from desktop.reading.file import SUFFIX
from desktop.reading.new_reading import Made, make_reading

_BELOW = 90
"""Pixels for the problem and the buttons."""
_DESIGNS = {
    Design.UNAIDED: marked("Unaided: readers alone"),
    Design.AIDED: marked("Aided: the model's answer beside each image"),
    Design.BOTH_IN_A_ROW: marked("Unaided, then aided: each image twice in a row"),
    Design.TWO_SESSIONS: marked("Two sessions: all unaided, later all aided"),
}


class Making(QThread):
    """Finds the images, asks the model where the design shows it, and writes the reading."""

    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        target: Path,
        protocol: Protocol,
        sources: list[Path],
        truth: Path | None,
        model: Path | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._made_of = (target, protocol, sources)
        self._truth = truth
        self._model = model

    def run(self) -> None:
        from desktop.api import Classifier

        try:
            classifier = None if self._model is None else Classifier.load(self._model)
            self.succeeded.emit(make_reading(*self._made_of, truth=self._truth, classifier=classifier))
        except HamError as error:
            self.failed.emit(str(error))


class NewReadingDialog(PlacedDialog):
    """`made` is what was written to `target`. classes, model: of the model that is open; study_images: its images."""

    def __init__(
        self,
        settings: Settings,
        classes: tuple[Choice, ...],
        model: Path,
        study_images: list[Path],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New reading"))
        self._settings = settings
        self._classes = classes
        self._model = model
        self.sources: list[Path] = []
        self.truth: Path | None = None
        self.target: Path | None = None
        self.made: Made | None = None
        self._making: Making | None = None
        self.title = QLineEdit(tr("Reading"))
        self.images = QLabel(tr("None yet"), wordWrap=True)
        self.truth_label = QLabel(tr("None: agreement and seconds only"), wordWrap=True)
        self.folder = QPushButton(tr("Folder…"))
        self.list = QPushButton(tr("List (CSV)…"))
        self.study = QPushButton(tr("The {count:,} of the table", count=len(study_images)))
        self.truth_button = QPushButton(tr("Choose…"))
        self.design = QuietBox()
        for design, words in _DESIGNS.items():
            self.design.addItem(tr(words), design)
        self.session = QuietNumber(minimum=1, maximum=1000)
        self.session.setValue(30)
        self.repeats = QuietNumber(minimum=0, maximum=100)
        self.repeats.setSuffix(" %")
        self.washout = QuietNumber(minimum=0, maximum=1000)
        self.washout.setValue(28)
        self.washout.setSuffix(tr(" days"))
        self.confidence = QCheckBox(tr("How sure, 1 to 5"))
        self.management = QCheckBox(tr("What to do: excise, follow, leave"))
        self.note = QCheckBox(tr("A note"))
        for box in (self.confidence, self.note):
            box.setChecked(True)
        self.going_back = QCheckBox(tr("Answers may be changed within a session"))
        self.teaching = QCheckBox(tr("Teaching: show the truth after each answer"))
        self.heat_map = QCheckBox(tr("A heat map beside the model's answer"))
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("warm", True)
        self.busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.busy.setAccessibleName(tr("Making the reading"))
        self.busy.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self.save.setText(tr("Make the reading…"))
        self._lay_out()
        self.study.setVisible(bool(study_images))
        self.folder.clicked.connect(self._ask_folder)
        self.list.clicked.connect(self._ask_list)
        self.study.clicked.connect(lambda: self.take(study_images))
        self.truth_button.clicked.connect(self._ask_truth)
        self.design.currentIndexChanged.connect(self._refresh)
        self.buttons.accepted.connect(self._ask_target)
        self.buttons.rejected.connect(self.reject)
        self._refresh()

    def take(self, sources: list[Path]) -> None:
        """Read these: folders, files, lists, studies."""
        self.sources = list(sources)
        first = sources[0].name if sources else ""
        more = len(sources) - 1
        self.images.setText(
            trn("{first} and {n:,} more", "{first} and {n:,} more", more, first=first)
            if more > 0
            else first or tr("None yet")
        )
        self._refresh()

    def know(self, truth: Path) -> None:
        """Take the truth from this file."""
        self.truth = truth
        self.truth_label.setText(truth.name)
        self._refresh()

    @property
    def protocol(self) -> Protocol:
        return Protocol(
            title=self.title.text().strip() or tr("Reading"),
            design=self.design.currentData(),
            classes=self._classes,
            seed=secrets.randbelow(2**31),
            repeats=self.repeats.value() / 100,
            session_length=self.session.value(),
            washout_days=self.washout.value(),
            management=self.management.isChecked(),
            confidence=self.confidence.isChecked(),
            note=self.note.isChecked(),
            going_back=self.going_back.isChecked() and not self.teaching.isChecked(),
            teaching=self.teaching.isChecked(),
            heat_map=self.heat_map.isChecked() and self.design.currentData().shows_model,
        )

    def make(self, target: Path) -> None:
        """Write the reading; the dialog closes when it is there."""
        self.target = target
        self.problem.clear()
        self._making = Making(target, self.protocol, self.sources, self.truth, self._model, self)
        self._making.succeeded.connect(self._on_made)
        self._making.failed.connect(self._on_failed)
        self.busy.show()
        self.save.setEnabled(False)
        self._making.start()

    def reject(self) -> None:
        if self._making is not None:
            self._making.wait()  # it cannot be left half-way; what it wrote is a whole reading
        super().reject()

    def _on_made(self, made: Made) -> None:
        self._end()
        self.made = made
        self.accept()

    def _on_failed(self, words: str) -> None:
        self._end()
        self.problem.setText(f"{sentence(told(words))}.")
        self._refresh()

    def _end(self) -> None:
        if self._making is not None:
            self._making.wait()
            self._making.deleteLater()
            self._making = None
        self.busy.hide()

    def _refresh(self) -> None:
        self.save.setEnabled(bool(self.sources) and self._making is None)
        self.washout.setEnabled(self.design.currentData() is Design.TWO_SESSIONS)
        self.heat_map.setEnabled(self.design.currentData().shows_model)
        self.teaching.setEnabled(self.truth is not None)
        if self.truth is None:
            self.teaching.setChecked(False)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Folder with the images"), self._settings.folder)
        if name:
            self.take([Path(name)])

    def _ask_list(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("List of images"), self._settings.folder, tr("Table (*.csv)"))
        if name:
            self.take([Path(name)])

    def _ask_truth(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Known diagnoses"), self._settings.folder, tr("Table (*.csv)"))
        if name:
            self.know(Path(name))

    def _ask_target(self) -> None:
        start = str(Path(self._settings.folder) / f"reading{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save the reading"), start, tr("Readings (*{suffix})", suffix=SUFFIX)
        )
        if name:
            path = Path(name)
            self.make(path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX))

    def _lay_out(self) -> None:
        fields = QWidget()
        form = QFormLayout(fields)
        form.setContentsMargins(0, 0, 12, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(tr("Title (readers see it)"), self.title)
        form.addRow(tr("Images"), _row(self.folder, self.list, self.study))
        form.addRow("", self.images)
        form.addRow(tr("Truth"), _row(self.truth_label, self.truth_button))
        form.addRow(tr("Design"), self.design)
        form.addRow(tr("Images in a row"), self.session)
        form.addRow(tr("Shown twice"), self.repeats)
        form.addRow(tr("Washout"), self.washout)
        for words, box in ((tr("Asked"), self.confidence), ("", self.management), ("", self.note)):
            form.addRow(words, box)
        form.addRow(tr("Shown"), self.heat_map)
        form.addRow("", self.going_back)
        form.addRow("", self.teaching)
        column = QVBoxLayout(self)
        column.addWidget(scrolled(fields), 1)
        column.addWidget(self.problem)
        column.addWidget(self.busy)
        column.addWidget(self.buttons)
        self.setMinimumWidth(560)
        self.resize(580, fields.sizeHint().height() + _BELOW)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
