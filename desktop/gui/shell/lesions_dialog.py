"""Edit > Lesions from names, and Patients from names: by folder, by a CSV file or by a pattern, with what comes of it
before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

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
from desktop.gui.widgets.placing import PlacedDialog
from desktop.results.lesion_rules import FOLDER, LESION, LesionRule, Told, by_folder, by_pattern, by_table


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
        word = self._word = what.word
        self.what = what
        self.setWindowTitle(f"{word.capitalize()}s from names")
        self.lesions: dict[int, str] = {}
        self._names = names
        self._ask_table = ask_table
        self._table: Path | None = None
        self._by_table: LesionRule | None = None
        self.folder = QRadioButton(f"Images in one &folder are of one {word}")
        self.table = QRadioButton(f"A &table (CSV) names them, in columns image_id and {word}_id")
        self.choose = QPushButton("Choose table…")
        self.pattern = QRadioButton("A &pattern on the name, as a regular expression")
        self.text = QLineEdit("^[^_]+")
        self.text.setAccessibleName("Pattern")
        self.text.setToolTip(f"Its group called {word}, else its first group, else all that it matches")
        self.said = QLabel(wordWrap=True)
        self.said.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self.said.setMinimumHeight(self.fontMetrics().height() * 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton(f"Name {word}s", QDialogButtonBox.ButtonRole.AcceptRole)
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
                told = {key: rule(name) for key, name in self._names.items()}
                self.lesions = {key: lesion for key, lesion in told.items() if lesion}
            self.said.setText(self._in_words() if rule is not None else "Choose the table first.")
        except HamError as error:
            self.said.setText(f"⚠ {error}.")
        self.go_on.setEnabled(bool(self.lesions))

    def _in_words(self) -> str:
        if not self.lesions:
            return f"⚠ No {self._word} is told for any of {len(self._names):,} images."
        sizes = Counter(self.lesions.values())
        several = sum(size > 1 for size in sizes.values())
        left = len(self._names) - len(self.lesions)
        example, size = sizes.most_common(1)[0]
        return (
            f"{len(self.lesions):,} images of {len(sizes):,} {self._word}s, {several:,} of them with several images; "
            f"the largest is {example[:40]} with {size:,}."
            + ("" if not left else " 1 stays as it is." if left == 1 else f" {left:,} stay as they are.")
        )
