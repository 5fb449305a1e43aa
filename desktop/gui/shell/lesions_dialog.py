"""Edit > Lesions from names: by folder, by a CSV file or by a pattern, with what comes of it before it is done."""

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
from desktop.results.lesion_rules import LesionRule, by_folder, by_pattern, by_table


class LesionsDialog(PlacedDialog):
    """`lesions` afterwards: the lesion of each key of `names`, only where one is told.

    names: from an image's key to its name in the table; ask_table: asks for a CSV file, None where nobody names one.
    """

    def __init__(
        self, names: Mapping[int, str], ask_table: Callable[[], Path | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Lesions from names")
        self.lesions: dict[int, str] = {}
        self._names = names
        self._ask_table = ask_table
        self._table: Path | None = None
        self._by_table: LesionRule | None = None
        self.folder = QRadioButton("Images in one folder show one &lesion")
        self.table = QRadioButton("A &table (CSV) names them, in columns image_id and lesion_id")
        self.choose = QPushButton("Choose table…")
        self.pattern = QRadioButton("A &pattern on the name, as a regular expression")
        self.text = QLineEdit("^[^_]+")
        self.text.setAccessibleName("Pattern")
        self.text.setToolTip("Its group called lesion, else its first group, else all that it matches")
        self.said = QLabel(wordWrap=True)
        self.said.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self.said.setMinimumHeight(self.fontMetrics().height() * 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton("Name lesions", QDialogButtonBox.ButtonRole.AcceptRole)
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
            return by_pattern(self.text.text())
        if self._by_table is None and self._table is not None:
            self._by_table = by_table(self._table)
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
            return f"⚠ No lesion is told for any of {len(self._names):,} images."
        sizes = Counter(self.lesions.values())
        several = sum(size > 1 for size in sizes.values())
        left = len(self._names) - len(self.lesions)
        example, size = sizes.most_common(1)[0]
        return (
            f"{len(self.lesions):,} images of {len(sizes):,} lesions, {several:,} of them with several images; the "
            f"largest is {example[:40]} with {size:,}."
            + ("" if not left else " 1 stays as it is." if left == 1 else f" {left:,} stay as they are.")
        )
