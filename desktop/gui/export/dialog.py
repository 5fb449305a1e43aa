"""File > Export: what to make, and of which rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.gui.export_kinds import WORDS, Kind
from desktop.gui.theme import bold
from desktop.gui.translation import marked, tr
from desktop.gui.widgets.placing import PlacedDialog, scrolled


class Scope(Enum):
    """Which rows."""

    ALL = marked("All")
    SHOWN = marked("Shown")
    SELECTED = marked("Selected")


@dataclass(frozen=True)
class Offer:
    """What there is to export: numbers of rows by scope; no_report: why reports cannot be made, or empty; reviewed:
    whether a person said anything about any image."""

    counts: dict[Scope, int]
    no_report: str = ""
    reviewed: bool = False


class ExportDialog(PlacedDialog):
    """Choose what and of which rows; accepted, `kind`, `scope` and `by_person` say it."""

    def __init__(self, offer: Offer, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self._offer = offer
        self.kinds: dict[Kind, QRadioButton] = {}
        self.scopes: dict[Scope, QRadioButton] = {}
        outside = QVBoxLayout(self)
        outside.setContentsMargins(24, 18, 24, 18)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(_title(tr("What")))
        group = QButtonGroup(self)
        for one, (words, hint) in WORDS.items():
            button = QRadioButton(tr(words))
            reason = offer.no_report if one.is_report else ""
            button.setEnabled(not reason)
            said = _hint(reason or tr(hint), warm=bool(reason))
            button.setAccessibleDescription(said.text())
            group.addButton(button)
            self.kinds[one] = button
            whole.addWidget(button)
            whole.addWidget(said)
        whole.addSpacing(10)
        whole.addWidget(_title(tr("Which images")))
        group = QButtonGroup(self)
        for scope, count in offer.counts.items():
            button = QRadioButton(tr("{scope}  ({count:,})", scope=tr(scope.value), count=count))
            button.setEnabled(count > 0)
            group.addButton(button)
            self.scopes[scope] = button
            whole.addWidget(button)
        whole.addSpacing(10)
        self.person = QCheckBox(tr("Where a person named a diagnosis, sort by that"))
        self.person.setChecked(True)
        self.person.setVisible(offer.reviewed)
        whole.addWidget(self.person)
        whole.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton(tr("Save as…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        outside.addWidget(scrolled(content), 1)
        outside.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 78)
        self.kinds[kind if self.kinds[kind].isEnabled() else Kind.CSV].setChecked(True)
        few = offer.counts.get(Scope.SELECTED, 0) > 1
        self.scopes[Scope.SELECTED if few else Scope.ALL].setChecked(True)
        for button in self.kinds.values():
            button.toggled.connect(self._refresh)
        self._refresh()
        self.kinds[self.kind].setFocus()
        inside = whole.totalHeightForWidth(self.minimumWidth() - 48)
        self.resize(self.minimumWidth(), inside + buttons.sizeHint().height() + 60)

    @property
    def kind(self) -> Kind:
        return next(kind for kind, button in self.kinds.items() if button.isChecked())

    @property
    def scope(self) -> Scope:
        return next(scope for scope, button in self.scopes.items() if button.isChecked())

    @property
    def by_person(self) -> bool:
        """Whether a person's diagnosis goes before the model's, in copies."""
        return self._offer.reviewed and self.person.isChecked()

    def _refresh(self) -> None:
        self.person.setEnabled(self.kind is Kind.COPIES)


def _title(text: str) -> QLabel:
    label = QLabel(text)
    bold(label, 2.0)
    return label


def _hint(text: str, *, warm: bool) -> QLabel:
    label = QLabel(tr("⚠ {text}", text=text) if warm else text, wordWrap=True)
    label.setProperty("warm" if warm else "quiet", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(27, 0, 0, 5)
    return label
