"""The dialogs around the table: settings, model panel, agreement, exports, reviews, diagnosis and About.

Each is opened by an action and lives beside the window; here they are tied to the session and the page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from desktop import __version__
from desktop.common.text import notice
from desktop.errors import HamError
from desktop.evaluation.shift import Shift
from desktop.gui import dialogs
from desktop.gui.actions import connect
from desktop.gui.compare.controller import Comparing
from desktop.gui.export.controller import Exports
from desktop.gui.image.picture_export import PictureExport
from desktop.gui.model.dialog import ModelDialog
from desktop.gui.model.runs_on import runs_on
from desktop.gui.results.column_menu import ColumnMenu
from desktop.gui.results.removing import Removing
from desktop.gui.results.row_menu import RowMenu
from desktop.gui.results.size_menu import SizeMenu
from desktop.gui.results.sort_menu import SortMenu
from desktop.gui.review.agreement_dialog import AgreementDialog
from desktop.gui.review.controller import Reviewing
from desktop.gui.review.handing_over import HandingOver
from desktop.gui.review.history_dialog import HistoryDialog
from desktop.gui.review.known_diagnoses import KnownDiagnoses
from desktop.gui.review.patients import Patients
from desktop.gui.session.row import Result
from desktop.gui.settings import Scheme, Settings
from desktop.gui.shell.diagnosis import DiagnosisWriter
from desktop.gui.shell.keys_dialog import KeysDialog
from desktop.gui.shell.lesions_dialog import LesionsDialog
from desktop.gui.shell.moved import MovedImages
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.shell.view_memory import ViewMemory
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.translation import Key, chosen, tr, trn
from desktop.gui.widgets.task_strip import TaskStrip
from desktop.results.lesion_rules import PATIENT
from desktop.study.reviews import read_history

SHIFT = "shift"
"""The setting of a study that holds what its images say together."""
_STAGE_WAIT_MS = 900


class SideDialogs(QObject):
    """`settings`: shared with the window; `set_scheme`: shows colours and remembers them."""

    def __init__(
        self,
        window: WindowParts,
        settings: Settings,
        strip: TaskStrip,
        show_scheme: Callable[[Scheme], None],
        speak: Callable[[str], None],
        title: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._strip = strip
        self._show_scheme = show_scheme
        self._speak = speak
        self._title = title
        self._diagnosis: DiagnosisWriter | None = None
        session, page, actions = window.session, window.page, window.actions_
        self.model = ModelDialog(window)
        self.keys: KeysDialog | None = None
        self.reviewing = Reviewing(page, session, actions)
        self.removing = Removing(session, page, actions, window.message)
        self.rows = RowMenu(page, actions, window.message)
        self.sorting = SortMenu(actions.sort, page.view)
        self.sizes = SizeMenu(actions.sizes, page.grid, page.thumbnails, settings)
        self.comparing = Comparing(window, page, session, actions, self.reviewing)
        self.known = KnownDiagnoses(page, session, actions)
        self.moved = MovedImages(window, settings)
        self.view = ViewMemory(window, settings)
        self.picture = PictureExport(
            page.detail, actions, window.message, lambda name: dialogs.ask_heat_map(window, settings, name)
        )
        self.columns = ColumnMenu(actions.columns, page.view, page.model, settings)
        self.known.changed.connect(self.columns.refresh)
        self.handing_over = HandingOver(page, session)
        self.patients = Patients(page, session, actions)
        self.patients.problem.connect(window.message.say_problem)
        for part in (self.handing_over, self.patients):
            part.changed.connect(self.columns.refresh)
        for changed in (
            *(session.point_changed, session.prevalence_changed, session.model_changed, session.study_changed),
        ):
            changed.connect(lambda: self.columns.set_terms(session.terms))
        page.folder.settled.connect(self._keep_shift)
        page.prevalence.change_asked.connect(self.ask_prevalence)
        page.prevalence.reset_asked.connect(self._reset_prevalence)
        self.agreement = AgreementDialog(
            self.reviewing.compared, self.known.compared, lambda: dialogs.ask_agreement(window, settings), window
        )
        self.agreement.cell_chosen.connect(self._show_cell)
        self.agreement.saved.connect(
            lambda path: window.message.say_note(tr("Agreement saved to {path}.", path=path), file=path)
        )
        self.agreement.failed.connect(window.message.say_problem)
        self.known.note.connect(window.message.say_note)
        self.known.problem.connect(window.message.say_problem)
        self.known.changed.connect(self.agreement.refresh)
        connect(actions.name_lesion, self._name_lesion)
        connect(actions.lesions_from_names, self._lesions_from_names)
        connect(actions.patients_from_names, self._patients_from_names)
        connect(actions.history, self._show_history)
        connect(actions.open_labels, self._ask_labels)
        self.exports = Exports(window, session, page, actions, settings, window.message, strip)
        connect(actions.settings, self.ask_settings)
        connect(actions.model, self.show_model)
        connect(actions.agreement, self.show_agreement)
        connect(actions.keys, self.show_keys)
        connect(actions.diagnosis, self.ask_diagnosis)
        connect(actions.about, self.about)
        self.model.another_asked.connect(actions.open_model.trigger)
        self.reviewing.changed.connect(self.agreement.refresh)
        self.reviewing.note.connect(window.message.say_note)
        for changed in (session.point_changed, session.prevalence_changed):
            changed.connect(self.reviewing.refresh)
            changed.connect(self.agreement.refresh)
        session.model_changed.connect(self._on_model_changed)
        session.arrived.connect(self.agreement.refresh)
        session.study_changed.connect(self._on_study_changed)
        session.run_ended.connect(self.say_where)
        strip.cancel.clicked.connect(self._stop_diagnosis)
        page.set_numbers(settings.numbers)

    def say_again(self) -> None:
        """In another language, what puts its words together itself."""
        self.reviewing.refresh()
        self.say_where()
        if self.keys is not None:
            self.keys.say_again()

    def say_where(self) -> None:
        """Say in the bottom line what the network runs on, how fast, and why on nothing faster."""
        session = self._window.session
        where = session.classifier and runs_on(session.classifier, session.options.provider, session.tally.last_runs)
        self._window.show_provider(where.text if where else "", where.reason if where else "")

    def ask_prevalence(self) -> None:
        """Edit > Settings, at the page of the prevalence."""
        self.ask_settings(prevalence=True)

    def _keep_shift(self, shift: Shift) -> None:
        """With the study, after a run: what its images say together, as a run record has it."""
        session = self._window.session
        if session.tally.ran:
            session.reviews.keep(SHIFT, json.dumps(shift.record()))

    def _reset_prevalence(self) -> None:
        self._settings.prevalence = ""
        self._window.session.want_prevalence("")
        self._window.message.say_note(tr("The numbers shown are the model's own again."))

    def ask_settings(self, *, prevalence: bool = False) -> None:
        """Edit > Settings; `prevalence`: at its page."""
        session, settings = self._window.session, self._settings
        dialog = SettingsDialog(settings, self._window, info=session.info, point=session.point)
        if prevalence:
            dialog.show_prevalence()
        dialog.scheme_tried.connect(self._show_scheme)
        dialog.language_tried.connect(lambda setting: self._speak(chosen(setting)))
        accepted = dialog.exec()
        dialog.deleteLater()
        if not accepted:
            return
        self._show_scheme(settings.scheme)
        self._window.page.set_numbers(settings.numbers)
        self.agreement.numbers = settings.numbers
        session.want_prevalence(settings.prevalence)
        self.reviewing.refresh()
        options = settings.options
        rows = len(self._window.page.model.results)
        if options.tta != session.options.tta and rows and not dialogs.may_view_again(self._window, rows, options.tta):
            settings.tta = session.options.tta
            options = replace(options, tta=session.options.tta)
        session.use(options)

    def show_model(self) -> None:
        """The model's card."""
        self.model.show_model(self._window.session.classifier, self._settings.numbers)
        self._bring(self.model)

    def show_agreement(self) -> None:
        self.agreement.numbers = self._settings.numbers
        if not self.agreement.isVisible():
            self.agreement.show_known(self._window.page.model.has_known)
        self._bring(self.agreement)

    def _ask_labels(self) -> None:
        if (path := dialogs.ask_labels(self._window, self._settings)) is not None:
            self.known.open(path)

    def _name_lesion(self) -> None:
        """The selected images are one lesion of that name, with all that were of it before."""
        reviews, selected = self._window.session.reviews, self._window.page.selected
        if not selected:
            return
        before = reviews.of(selected[0].key).lesion
        studies = self._window.session.open_studies
        study = studies.study
        name = dialogs.ask_lesion_name(self._window, before)
        if name and studies.still(study):
            keys = [result.key for result in selected]
            reviews.set_lesion(dict.fromkeys([*keys, *(reviews.named(before) if before else [])]), name)

    def _patients_from_names(self) -> None:
        """Of all images, by one rule that is kept with the study."""
        page, reviews = self._window.page, self._window.session.reviews
        names = self._names(page.model.results)
        if not names:
            return
        ask = partial(dialogs.ask_labels, self._window, self._settings)
        dialog = LesionsDialog(names, ask, self._window, what=PATIENT)
        if self._agreed(dialog):
            self.patients.tell(dialog.told)
            count = len(set(dialog.lesions.values()))
            self._window.message.say_note(
                tr(
                    "{images} of {patients} now. A click on the title Patient puts them together; {key} shows those "
                    "of one.",
                    images=trn("{n:,} image", "{n:,} images", len(dialog.lesions)),
                    patients=trn("{n:,} patient", "{n:,} patients", count),
                    key=Key("Ctrl+P"),
                ),
                undo=reviews.undo,
            )
        dialog.deleteLater()

    def _agreed(self, dialog: QDialog) -> bool:
        """Whether a person agreed, and the study that it was about is open still."""
        studies = self._window.session.open_studies
        study = studies.study
        return bool(dialog.exec()) and studies.still(study)

    def _names(self, results: Sequence[Result]) -> dict[int, str]:
        return {result.key: self._window.page.model.naming.name(result.path) for result in results}

    def _lesions_from_names(self) -> None:
        """Of the selected images, of all where one is chosen alone; one act."""
        page, reviews = self._window.page, self._window.session.reviews
        names = self._names(page.selected if page.selected_count > 1 else page.model.results)
        if not names:
            return
        dialog = LesionsDialog(names, lambda: dialogs.ask_labels(self._window, self._settings), self._window)
        if self._agreed(dialog):
            reviews.set_lesions(dialog.lesions)
            count = len(set(dialog.lesions.values()))
            self._window.message.say_note(
                tr("{images:,} images are of {lesions:,} lesions now.", images=len(dialog.lesions), lesions=count),
                undo=reviews.undo,
            )
        dialog.deleteLater()

    def _show_history(self) -> None:
        """Of the image that is shown, also where several are chosen."""
        session, shown = self._window.session, self._window.page.view.currentIndex()
        if session.study is None or session.info is None or not shown.isValid():
            return
        result = self._window.page.model.result(shown.row())
        session.reviews.settle()
        try:
            entries = read_history(session.study, result.key)
        except HamError as error:
            self._window.message.say_problem(str(error))
            return
        dialog = HistoryDialog(result.path, entries, self._window)
        dialog.exec()
        dialog.deleteLater()

    def _show_cell(self, truth: int, named: int, by_person: bool) -> None:
        """The images of one cell of the confusion matrix, in the table."""
        self._window.page.filters.reset()
        self._window.page.model.narrow_to_cell(truth, named, by_person=by_person)
        self._window.activateWindow()

    def show_keys(self) -> None:
        """Help > Keys."""
        if self.keys is None:
            model = self._window.page.model
            self.keys = KeysDialog(self._window.menuBar(), lambda: len(model.codes), self._window)
        self.keys.say_again()
        self._bring(self.keys)

    def ask_diagnosis(self) -> None:
        """Help > Save diagnostic report."""
        if self._diagnosis is not None or self.exports.running:
            return
        target = dialogs.ask_diagnosis(self._window, self._settings)
        if target is not None:
            self.write_diagnosis(target)

    def write_diagnosis(self, target: Path) -> None:
        classifier, message = self._window.session.classifier, self._window.message
        message.clear()
        self._diagnosis = DiagnosisWriter(target, classifier.path if classifier else None, self)
        self._diagnosis.succeeded.connect(lambda text: message.say_note(text, file=target))
        self._diagnosis.failed.connect(message.say_problem)
        self._diagnosis.finished.connect(self._on_diagnosed)
        self._strip.follow(tr("Trying what this computer can run the network on"), lambda: (0, 0))
        self._window.actions_.diagnosis.setEnabled(False)
        self._diagnosis.start()

    def about(self) -> None:
        dialogs.about(self._window, self._title, __version__, notice())

    def stop(self) -> None:
        """End what these dialogs began, and wait for it."""
        self.view.keep()
        self.columns.keep_widths()
        self.model.close()
        self.agreement.close()
        if self.keys is not None:
            self.keys.close()
        if self._diagnosis is not None:
            self._diagnosis.cancel()
        self.exports.stop()
        self.picture.stop()
        self.known.stop()
        self.moved.stop()
        self.comparing.stop()
        self.comparing.wait(_STAGE_WAIT_MS)
        self.agreement.stop()
        self.model.stop()
        if self._diagnosis is not None:
            self._diagnosis.wait()

    def _bring(self, dialog: QDialog) -> None:
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _on_model_changed(self) -> None:
        self.model.show_model(self._window.session.classifier, self._settings.numbers)
        self.say_where()

    def _on_study_changed(self) -> None:
        self.reviewing.refresh()
        self.agreement.refresh()

    def _stop_diagnosis(self) -> None:
        if self._diagnosis is not None:
            self._strip.stopping()
            self._diagnosis.cancel()

    def _on_diagnosed(self) -> None:
        if self._diagnosis is not None:
            self._diagnosis.wait()
            self._diagnosis.deleteLater()
            self._diagnosis = None
        self._strip.clear()
        self._window.actions_.diagnosis.setEnabled(True)
