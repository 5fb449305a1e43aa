"""The workbench: the page of results with the dialogs around it, tied to the session and the actions.

The window builds it behind its first painting: nobody sees it before there are images, and it takes longer than all
that is seen until then.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.gui import dialogs
from desktop.gui.actions import connect
from desktop.gui.reading.controller import Readings
from desktop.gui.results.page import ResultsPage
from desktop.gui.session.row import Result
from desktop.gui.settings import Scheme, Settings
from desktop.gui.shell.side_dialogs import SideDialogs
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.widgets.task_strip import TaskStrip

_PREVIEW_WAIT_MS = 900
_CANCELLED_UNASKED = 2000
"""Images that Esc may leave unclassified without a question."""


class Workbench(QObject):
    """`page` is the window's already; `set_scheme`, `speak`: show colours, and say everything in a language."""

    def __init__(
        self,
        window: WindowParts,
        page: ResultsPage,
        settings: Settings,
        task: TaskStrip,
        set_scheme: Callable[[Scheme], None],
        speak: Callable[[str], None],
        title: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._settings = settings
        self.page = page
        self.page.model.set_reviews(self._session.reviews)
        self.readings = Readings(
            *(window, window.session, window.actions_, settings, window.message),
            lambda: [Path(result.path) for result in page.model.results if not result.failed],
        )
        self.side_dialogs = SideDialogs(window, settings, task, set_scheme, speak, title)
        self._connect()
        self.page.restore_layout(settings.layout("split"))
        self.page.detail.restore_layout(settings.layout("picture"))
        self.page.detail.heat.strength.setValue(settings.heat_opacity)

    def refresh(self) -> None:
        """Make every part say what the session's state is."""
        session = self._session
        busy = session.running or session.searching
        self.page.strip.set_running(busy, paused=session.paused, may_pause=session.running)
        self.side_dialogs.exports.refresh()

    def say_again(self) -> None:
        """In another language, what is put together here."""
        self.page.say_again()
        self.side_dialogs.say_again()
        if self.page.model.results:
            self._show_finished()

    def hold(self) -> None:
        """Take down a note that is still being written."""
        self.page.detail.review.tell()

    def stop(self) -> None:
        """End what was begun here; the page's threads are told and not waited for."""
        self.side_dialogs.stop()
        self.page.preview.stop()  # told first, so that it ends while the others are waited for

    def put_away(self) -> None:
        """Wait for the page's threads, and keep in the settings how it was arranged."""
        self.page.stop(_PREVIEW_WAIT_MS)
        self._settings.set_layout("split", self.page.layout_state())
        self._settings.set_layout("picture", self.page.detail.layout_state())
        self._settings.heat_opacity = self.page.detail.heat.strength.value()

    @property
    def last_in_order(self) -> QWidget:
        """Where the keyboard leaves the page."""
        return self.page.detail.review.go_on

    def _connect(self) -> None:
        session, actions, page, message = self._session, self._window.actions_, self.page, self._window.message
        session.arrived.connect(self._on_arrived)
        session.naming_changed.connect(page.model.set_naming)
        session.progressed.connect(page.strip.show_progress)
        session.run_ended.connect(self._show_finished)
        session.removed.connect(self._show_finished)
        session.model_changed.connect(self._show_model)
        session.study_changed.connect(self._on_study_changed)
        session.point_changed.connect(self._show_terms)
        session.prevalence_changed.connect(self._show_terms)
        page.point.changed.connect(session.set_point)
        page.point.refused.connect(message.say_problem)
        actions.search.textChanged.connect(page.model.search)
        page.model.search(actions.search.text())
        actions.search.left.connect(self._leave_search)
        page.show_all.clicked.connect(actions.search.clear)
        page.strip.cancel.clicked.connect(self._cancel)
        page.strip.go_on.clicked.connect(session.go_on_again)
        page.strip.pause.clicked.connect(self._pause)
        connect(actions.pause, self._pause)
        heat = page.detail.heat.shown
        actions.heat.toggled.connect(heat.setChecked)
        heat.toggled.connect(actions.heat.setChecked)
        heat.setChecked(actions.heat.isChecked())
        connect(actions.cancel, self._ask_cancel)
        actions.as_grid.toggled.connect(lambda grid: page.show_as(grid=grid))
        page.show_as(grid=actions.as_grid.isChecked())

    def _pause(self) -> None:
        self._session.pause(not self._session.paused)

    def _show_finished(self, _: object = None) -> None:
        session = self._session
        if not session.running:
            self.page.folder.settle(self.page.model.results)
            self.page.strip.show_finished(session.finished, session.tally.new, broken_off=session.broken_off)

    def _on_arrived(self, results: list[Result]) -> None:
        self.page.append(results)
        if not self._session.busy:  # rows that came back
            self._show_finished()
        if len(self.page.model.results) == len(results):
            self._window.refresh()

    def _on_study_changed(self) -> None:
        self.page.clear()
        self._window.actions_.search.clear()
        self._show_model()

    def _show_model(self) -> None:
        """What the rows are explained with: the study's model, whether it is open or not."""
        session = self._session
        if (info := session.info) is not None:
            self.page.set_model(info, session.classifier if session.may_classify else None)
            self._window.order_tabs()
            self._show_terms()

    def _show_terms(self) -> None:
        if (terms := self._session.terms) is not None:
            self.page.set_terms(terms)

    def _ask_cancel(self) -> None:
        """By key: a slip may not end a long run."""
        left = self._session.unanswered
        if left <= _CANCELLED_UNASKED or dialogs.may_cancel(self._window, left):
            self._cancel()

    def _cancel(self) -> None:
        if self._session.running or self._session.searching:
            self.page.strip.show_stopping()
            self._session.cancel()

    def _leave_search(self) -> None:
        self._window.actions_.search.clear()
        self.page.current_view.setFocus()
