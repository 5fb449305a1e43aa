"""File > Save and File > Export, from the question to the file: ties the actions, the dialog, the thread and the strip
together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.contract import ModelInfo
from desktop.gui import dialogs
from desktop.gui.actions import Actions, connect
from desktop.gui.export.dialog import ExportDialog, Offer, Scope
from desktop.gui.export.worker import Exporter, Job
from desktop.gui.export_kinds import Kind
from desktop.gui.results.page import ResultsPage
from desktop.gui.review.columns import in_words, joint_answers, review_columns, with_patients
from desktop.gui.session.reviews import Reviews
from desktop.gui.session.row import Result
from desktop.gui.session.session import Session
from desktop.gui.settings import Settings
from desktop.gui.translation import marked, tr, trn
from desktop.gui.widgets.message_bar import MessageBar
from desktop.gui.widgets.task_strip import TaskStrip
from desktop.outputs.spreadsheet import MOST_ROWS
from desktop.study.reviews import NO_REVIEW

_TASKS = {
    Kind.HTML: marked("Writing the report"),
    Kind.PDF: marked("Writing the report"),
    Kind.COPIES: marked("Copying images"),
}


class Exports(QObject):
    """One export at a time; the window goes on meanwhile."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        page: ResultsPage,
        actions: Actions,
        settings: Settings,
        message: MessageBar,
        strip: TaskStrip,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._page = page
        self._actions = actions
        self._settings = settings
        self._message = message
        self._strip = strip
        self.exporter: Exporter | None = None
        """The job under way."""
        self._told = False
        for kind, action in actions.exports.items():
            connect(action, partial(self.ask, kind))
        connect(actions.export, partial(self.ask, Kind.CSV))
        connect(actions.save, self.ask_save)
        strip.cancel.clicked.connect(self._cancel)
        self.refresh()

    @property
    def running(self) -> bool:
        return self.exporter is not None

    def refresh(self) -> None:
        """Whether there is anything to export, and nothing under way."""
        possible = bool(self._page.model.results) and not self.running and self._session.info is not None
        for action in (self._actions.save, self._actions.export, *self._actions.exports.values()):
            action.setEnabled(possible)

    def ask_save(self) -> None:
        """Ask where, and save all rows there."""
        studies = self._session.open_studies
        study = studies.study
        if self.running or (target := dialogs.ask_save(self._window, self._settings)) is None:
            return
        if studies.still(study):
            self.save(target)

    def save(self, target: Path) -> None:
        """Write all rows, whatever is shown and however it is sorted; a name without a known ending becomes a .csv."""
        kind = Kind.JSON_LINES if target.suffix.lower() == Kind.JSON_LINES.value else Kind.CSV
        if target.suffix.lower() != kind.value:
            target = target.with_name(target.name + kind.value)
        self.begin(self.job(kind, target, self._page.model.results, by_person=False))

    def ask(self, kind: Kind) -> None:
        """Ask what, of which rows and where; then begin."""
        if self.running:
            return
        page, session = self._page, self._session
        study = session.study
        rows = {Scope.ALL: page.model.results, Scope.SHOWN: page.model.shown, Scope.SELECTED: page.selected}
        reviewed = any(session.reviews.of(result.key) != NO_REVIEW for result in page.model.results)
        offer = Offer({scope: len(those) for scope, those in rows.items()}, self._no_report(), reviewed)
        dialog = ExportDialog(offer, kind, self._window)
        accepted = dialog.exec()
        chosen = dialog.kind, dialog.scope, dialog.by_person
        dialog.deleteLater()
        if not accepted:
            return
        kind, scope, by_person = chosen
        target = dialogs.ask_export(self._window, self._settings, kind)
        if target is not None and session.open_studies.still(study):
            self.begin(self.job(kind, target, rows[scope], by_person=by_person))

    def begin(self, job: Job) -> None:
        """Do a job in the background."""
        if job.kind is Kind.SPREADSHEET and len(job.results) >= MOST_ROWS:
            self._message.say_problem(
                tr(
                    "A spreadsheet holds {most:,} rows and these are {rows:,}; export the plain table, or select "
                    "fewer rows.",
                    most=MOST_ROWS - 1,
                    rows=len(job.results),
                )
            )
            return
        self._message.clear()
        self._told = False
        self.exporter = exporter = Exporter(job, self)
        exporter.succeeded.connect(self._on_succeeded)
        exporter.failed.connect(self._on_failed)
        exporter.stopped.connect(self._on_stopped)
        exporter.finished.connect(self._on_finished)
        self._strip.follow(tr(_TASKS.get(job.kind, marked("Saving the table"))), lambda: exporter.progress.counts)
        exporter.start()
        self.refresh()

    def stop(self) -> None:
        """End what is under way and wait for it: a table is written to its end, which takes a moment; others stop."""
        if self.exporter is not None:
            if self.exporter.job.kind.is_report or self.exporter.job.kind is Kind.COPIES:
                self.exporter.cancel()
            self.exporter.wait()

    def job(self, kind: Kind, target: Path, results: list[Result], *, by_person: bool) -> Job:
        """What is to be written of these rows, as everything stands now."""
        session, page = self._session, self._page
        session.reviews.about_to_act.emit()  # a note that is being written is a part of what stands now
        terms = session.terms
        assert terms is not None
        info, reviews = terms.info, session.reviews
        named = {r.key: reviews.of(r.key).label for r in results} if by_person and kind is Kind.COPIES else None
        columns = None
        if not kind.is_report and kind is not Kind.COPIES:
            columns = review_columns(page.model.results, reviews.of, terms)
            if page.model.tells_patients:
                of = {result.key: page.model.patient_of(result) for result in results}
                columns = with_patients(columns, lambda result: of.get(result.key, ""))
        return Job(
            kind=kind,
            target=target,
            results=tuple(results),
            naming=page.model.naming,
            terms=terms,
            classifier=session.classifier if session.may_classify else None,
            finished=session.finished,
            started=session.tally.started,
            options=options_of(session),
            numbers=self._settings.numbers,
            columns=columns,
            said=_said_of(reviews, results, info) if kind.is_report else None,
            lesions=joint_answers(results, page.model.results, reviews.of, terms) if kind.is_report else None,
            sources=session.sources,
            waiting=session.unanswered,
            unfamiliarity=[r.row.unfamiliarity for r in page.model.results if r.row.unfamiliarity is not None],
            diagnoses=None if named is None else lambda result: named.get(result.key, ""),
        )

    def _no_report(self) -> str:
        session = self._session
        if session.may_classify or session.info is None:
            return ""
        return tr(
            "It shows heat maps, and for those the model that gave these answers must be open: {name}.",
            name=session.info.name,
        )

    def _cancel(self) -> None:
        if self.exporter is not None:
            self._strip.stopping()
            self.exporter.cancel()

    def _on_succeeded(self, sentence: str) -> None:
        self._told = True
        job = self.exporter.job if self.exporter else None
        waiting = job.waiting if job else 0
        so_far = (
            trn(
                " These are the rows so far: {n:,} image had no answer yet.",
                " These are the rows so far: {n:,} images had no answer yet.",
                waiting,
            )
            if waiting
            else ""
        )
        self._message.say_note(
            tr("{sentence}.{so_far}", sentence=sentence, so_far=so_far), file=job.target if job else None
        )

    def _on_failed(self, sentence: str) -> None:
        self._told = True
        self._message.say_problem(sentence)

    def _on_stopped(self) -> None:
        self._told = True
        kept = (
            tr("What was copied stays.")
            if self.exporter and self.exporter.job.kind is Kind.COPIES
            else tr("Nothing is left.")
        )
        self._message.say_note(tr("Stopped. {kept}", kept=kept))

    def _on_finished(self) -> None:
        if self.exporter is None:
            return
        self.exporter.wait()
        if not self._told:
            self._message.say_problem(tr("The export was ended by a defect of this program; nothing was written."))
        self.exporter.deleteLater()
        self.exporter = None
        self._strip.clear()
        self.refresh()


def _said_of(reviews: Reviews, results: Sequence[Result], info: ModelInfo) -> Callable[[Result], str]:
    """The reviews as they are now, in words."""
    said = {result.key: in_words(reviews.of(result.key), info) for result in results}
    return lambda result: said.get(result.key, "")


def options_of(session: Session) -> dict[str, Any]:
    """What the results depend on, in the words of ham-classify's run record."""
    how, terms = session.options, session.terms
    assert terms is not None
    return {
        "provider": how.provider,
        **terms.recorded(),
        "recursive": True,
        "tta": how.tta,
        "batch_size": how.batch_size or session.batch_size,
        "threads": how.threads,
        "lesions": None,  # each image has its own in the table
    }
