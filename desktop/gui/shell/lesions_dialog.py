"""Edit > Lesions from names, and Patients from names: by folder, by a CSV file or by a pattern, with what comes of it
before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import HamError
from desktop.gui.translation import marked, tr, trn
from desktop.gui.widgets.placing import PlacedDialog
from desktop.language.spoken import told
from desktop.results.lesion_rules import FOLDER, LESION, PATIENT, LesionRule, Told, by_folder, by_pattern, by_table


class _Texts(NamedTuple):
    """What is said of lesions, or of patients."""

    title: str
    folder: str
    table: str
    group: str
    go_on: str
    outcome: str


_TEXTS = {
    LESION.word: _Texts(
        marked("Lesions from names"),
        marked("Images in one &folder are of one lesion"),
        marked("A &table (CSV) names them, in columns image_id and lesion_id"),
        marked("Its group called lesion, else its first group, else all that it matches"),
        marked("Name lesions"),
        marked(
            "{images:,} images of {count:,} lesions, {several:,} of them with several images; the largest is "
            "{example} with {size:,}."
        ),
    ),
    PATIENT.word: _Texts(
        marked("Patients from names"),
        marked("Images in one &folder are of one patient"),
        marked("A &table (CSV) names them, in columns image_id and patient_id"),
        marked("Its group called patient, else its first group, else all that it matches"),
        marked("Name patients"),
        marked(
            "{images:,} images of {count:,} patients, {several:,} of them with several images; the largest is "
            "{example} with {size:,}."
        ),
    ),
}


class LesionsDialog(PlacedDialog):
    """`lesions` afterwards: the lesion (or patient) of each key of `names`, only where one is told; `told`: the rule,
    as `desktop.results.lesion_rules.lesion_rule` takes it.

    names: from an image's key to its name in the table; ask_table: asks for a CSV file, None where nobody names one.
    """

    def __init__(
        self,
        names: Mapping[int, str],
        ask_table: Callable[[], Path | None],
        parent: QWidget | None = None,
        *,
        what: Told = LESION,
    ) -> None:
        super().__init__(parent)
        texts = _TEXTS[what.word]
        self.what = what
        self.setWindowTitle(tr(texts.title))
        self.lesions: dict[int, str] = {}
        self._names = names
        self._ask_table = ask_table
        self._table: Path | None = None
        self._by_table: LesionRule | None = None
        self.folder = QRadioButton(tr(texts.folder))
        self.table = QRadioButton(tr(texts.table))
        self.choose = QPushButton(tr("Choose table…"))
        self.pattern = QRadioButton(tr("A &pattern on the name, as a regular expression"))
        self.text = QLineEdit("^[^_]+")
        self.text.setAccessibleName(tr("Pattern"))
        self.text.setToolTip(tr(texts.group))
        self.said = QLabel(wordWrap=True)
        self.said.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self.said.setMinimumHeight(self.fontMetrics().height() * 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton(tr(texts.go_on), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.folder)
        form.addRow(self.table)
        form.addRow("", self.choose)
        form.addRow(self.pattern)
        form.addRow("", self.text)
        whole = QVBoxLayout(self)
        whole.addLayout(form)
        whole.addWidget(self.said)
        whole.addWidget(buttons)
        for button in (self.folder, self.table, self.pattern):
            button.toggled.connect(self._show)
        self.choose.clicked.connect(self._choose)
        self.text.textEdited.connect(self._on_text)
        self.folder.setChecked(True)

    @property
    def told(self) -> str:
        """The rule in one line."""
        if self.folder.isChecked():
            return FOLDER
        return self.text.text() if self.pattern.isChecked() else str(self._table)

    def _choose(self) -> None:
        if (path := self._ask_table()) is not None:
            self._table, self._by_table = path, None
            self.table.setChecked(True)
            self._show()

    def _on_text(self) -> None:
        self.pattern.setChecked(True)
        self._show()

    def _rule(self) -> LesionRule | None:
        if self.folder.isChecked():
            return by_folder
        if self.pattern.isChecked():
            return by_pattern(self.text.text(), self.what)
        if self._by_table is None and self._table is not None:
            self._by_table = by_table(self._table, self.what)
        return self._by_table

    def _show(self) -> None:
        """What would come of it."""
        self.lesions = {}
        try:
            rule = self._rule()
            if rule is not None:
                found = {key: rule(name) for key, name in self._names.items()}
                self.lesions = {key: lesion for key, lesion in found.items() if lesion}
            self.said.setText(self._in_words() if rule is not None else tr("Choose the table first."))
        except HamError as error:
            self.said.setText(f"⚠ {told(str(error))}.")
        self.go_on.setEnabled(bool(self.lesions))

    def _in_words(self) -> str:
        lesions = self.what is LESION
        if not self.lesions:
            count = len(self._names)
            if lesions:
                return tr("⚠ No lesion is told for any of {count:,} images.", count=count)
            return tr("⚠ No patient is told for any of {count:,} images.", count=count)
        sizes = Counter(self.lesions.values())
        several = sum(size > 1 for size in sizes.values())
        left = len(self._names) - len(self.lesions)
        example, size = sizes.most_common(1)[0]
        form = _TEXTS[self.what.word].outcome
        words = tr(form, images=len(self.lesions), count=len(sizes), several=several, example=example[:40], size=size)
        return words + (trn(" {n:,} stays as it is.", " {n:,} stay as they are.", left) if left else "")
