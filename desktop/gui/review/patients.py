"""Which patient an image is of, told by a rule on its name: kept with the study as the rule, and taken back by undo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.errors import HamError
from desktop.gui.actions import Actions, connect
from desktop.gui.results.page import ResultsPage
from desktop.gui.session.reviews import Act
from desktop.gui.session.session import Session
from desktop.gui.table.columns import Column
from desktop.gui.translation import tr
from desktop.language.spoken import kept
from desktop.language.spoken import told as spoken
from desktop.results.lesion_rules import PATIENT, lesion_rule

SETTING = "patients"
"""The setting of a study that says how its patients are told (`desktop.results.lesion_rules.lesion_rule`)."""


class Patients(QObject):
    """`tell` by a rule; the table then has a column of them, and shows those of one."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, page: ResultsPage, session: Session, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        self._actions = actions
        self.told = ""
        connect(actions.same_patient, self._show_patient)
        session.study_changed.connect(self._on_study_changed)
        page.view.selectionModel().currentRowChanged.connect(self._refresh)
        self._refresh()

    def tell(self, told: str) -> None:
        """By this rule from now on; an act that undo takes back."""
        before = self.told
        act = Act(kept("patients"), lambda: self._tell(told), lambda: self._tell(before))
        self._session.reviews.acts.push(act)

    @property
    def _patient(self) -> str:
        """Of the image shown."""
        current = self._page.view.currentIndex()
        return self._page.model.cell(current.row(), Column.PATIENT).text if current.isValid() else ""

    def _tell(self, told: str) -> None:
        if self._use(told):
            self._session.reviews.keep(SETTING, told)

    def _use(self, rule_text: str) -> bool:
        try:
            rule = lesion_rule(rule_text, PATIENT) if rule_text else None
        except HamError as error:
            self.problem.emit(
                tr("The patients of this study cannot be told any more: {error}", error=spoken(str(error)))
            )
            return False
        self.told = rule_text
        self._page.model.set_patients(rule)
        self._refresh()
        self.changed.emit()
        return True

    def _show_patient(self) -> None:
        """All images of the patient whose image is shown, and no others."""
        if patient := self._patient:
            self._actions.search.setText(patient)

    def _on_study_changed(self) -> None:
        told = self._session.open_studies.settings.get(SETTING, "")
        if told != self.told and not self._use(told):
            self._use("")

    def _refresh(self) -> None:
        self._actions.same_patient.setEnabled(bool(self._patient))
