"""The work behind the window: which study and which model are open, what waits, what runs, what the table is about.

Owns every thread but the preview's. Speaks only in signals; knows no widget. Drops, models and studies may come in
any order: what needs something that is not there yet waits for it.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer

from desktop.contract import OperatingPoint
from desktop.gui.session.backlog import Backlog
from desktop.gui.session.model_loading import Loading
from desktop.gui.session.open_studies import OpenStudies
from desktop.gui.session.prevalence import SETTING as PREVALENCE
from desktop.gui.session.prevalence import PrevalenceInUse
from desktop.gui.session.referral import Referral
from desktop.gui.session.row import Result
from desktop.gui.session.state import SessionState
from desktop.gui.session.study_opening import StudyOpener, Wanted, model_of
from desktop.gui.session.tally import Tally
from desktop.gui.session.worker import Run, Search
from desktop.gui.settings import RunOptions
from desktop.gui.translation import tr
from desktop.model.network import Network
from desktop.study.browsing import POINT, StudyModel
from desktop.study.naming import Naming

TICK_MS = 50
LARGEST_HANDOVER = 500
"""Rows given to the table at once: inserting them takes a few milliseconds."""
_HANDING_OVER_S = 0.012
"""How long rows are given to the table in one go, where many wait; the rest of each tick is the person's."""


class Session(SessionState):
    """Drops go in by `add`, results come out by `arrived` in small portions, in the order the images were found.

    `study`: the open one, or None; `model`: what gave the rows in the table, or will give them, which may be another
    model than `classifier`, the open one, where a study was opened that another model answered; `point`: the operating
    point that decides who is referred; `reviews`: what persons said about the images of the study.
    """

    def __init__(self, options: RunOptions, unnamed: Callable[[], Path], parent: QObject | None = None) -> None:
        """`unnamed`: gives the place of a new study that has no name yet."""
        super().__init__(parent)
        self.options = options
        self.classifier: Network | None = None
        self.model: StudyModel | None = None
        self.open_studies = OpenStudies(unnamed, self)
        self.open_studies.problem.connect(self.problem)
        self.open_studies.note.connect(self.note)
        self.reviews = self.open_studies.reviews
        self._referral = Referral(self.reviews, self)
        self._referral.changed.connect(self.point_changed)
        self._referral.note.connect(self.note)
        self._prevalence = PrevalenceInUse(self.reviews, self)
        self._prevalence.changed.connect(self.prevalence_changed)
        self._prevalence.note.connect(self.note)
        self.tally = Tally()
        self._backlog = Backlog()
        self._sources: list[Path] = []
        self._drops: deque[tuple[Path, ...]] = deque()
        self._loading = Loading(self)
        self._loading.opened.connect(self._on_model_opened)
        self._loading.failed.connect(self.problem)
        self._loading.failed.connect(self.model_failed)
        self._loading.noted.connect(self.note)
        self._loading.ended.connect(self._on_loading_ended)
        self._search: Search | None = None
        self._run: Run | None = None
        self.batch_size: int | None = None
        """Images per inference in the last run."""
        self._paused = False
        self.broken_off = False
        self._closing = False
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)

    # --- what can be asked -------------------------------------------------------------------------------------------

    def open_model(self, path: Path | None, *, again: bool = False) -> None:
        """Open a model file in the background (None: the embedded one); it replaces the present one only when it is
        good. `again`: it then answers the study anew; earlier answers stay in the file. Ends in `model_changed` or
        `problem`."""
        self._loading.open(path, self.options, again=again)
        self.state_changed.emit()

    def open_study(self, path: Path) -> None:
        """Open a study, or begin one there. What runs is stopped first and goes on when its study is opened again.
        Ends in `study_changed` or `problem`; then the present study stays."""
        if not self.open_studies.is_open(path) and self._may_leave():
            self._want(Wanted(path))

    def save_study_as(self, path: Path) -> None:
        """Go on in a copy of the study under another name. An unnamed one is moved."""
        if self.study is not None:
            self.reviews.settle()  # an image that was just removed is not in the copy either
            self._want(Wanted(path, copied_from=self.study))

    def set_point(self, point: OperatingPoint | None) -> None:
        """Refer by this operating point; nothing is classified again. Kept with the study."""
        self._referral.set(point, self._model_checksum)

    def want_prevalence(self, text: str) -> None:
        """Tell the answers at what the settings keep; nothing is classified again."""
        self._prevalence.want(text, self.info)

    def answer_again(self) -> None:
        """Answer the images of the study by the open model, as it is set now."""
        if self.study is not None:
            self._want(Wanted(self.study.path, opened=self.study, again=True))

    def read_again(self) -> None:
        """Show the rows of the study as they are in its file now."""
        if self.study is not None:
            self._want(Wanted(self.study.path, opened=self.study))

    def close_study(self) -> None:
        """Put the study away; the next images begin another one."""
        if self._may_leave():
            self._want(Wanted(None))

    def _may_leave(self) -> bool:
        """Whether the open study may be put away; said where reviews would be lost by it."""
        if why := self.reviews.why_stay:
            self.problem.emit(why)
        return not why

    def use(self, options: RunOptions) -> None:
        """Classify with other options from now on; where they change the numbers, the images are answered again."""
        before, self.options = self.options, options
        if before.tta != options.tta and self.model is not None:
            self.answer_again()
        if (before.provider, before.threads) != (options.provider, options.threads):
            if self.loading:
                self._loading.open_again(options)
            elif self.classifier is not None:
                self.open_model(self.classifier.path)

    def add(self, paths: Iterable[Path]) -> None:
        """Search these files and folders, and classify what is new among them as soon as there is a model."""
        absolute = tuple(Path(os.path.abspath(p)) for p in paths)  # noqa: PTH100 - as desktop.engine.discovery names files
        if not absolute or self._closing:
            return
        self.broken_off = False
        self._drops.append(absolute)
        if self.study is None and not self.opening:
            self._want(None)
        self._go_on()

    @property
    def sources(self) -> tuple[Path, ...]:
        """What was dropped, and is searched again when it is dropped again."""
        return tuple(self._sources)

    def go_on_again(self) -> None:
        """Search what was dropped once more, and classify what a cancelled run left."""
        self.add(list(self._sources))

    def forget(self, results: Sequence[Result]) -> None:
        """These images are no part of the study any more, which knows it already (`Reviews.take_out`)."""
        self._backlog.forget(result.path for result in results)
        self.tally.forget(results)
        self.removed.emit(results)

    def restore(self, results: Sequence[Result]) -> None:
        """These are a part of it again."""
        self._backlog.know(result.path for result in results)
        self.tally.restore(results)
        self.arrived.emit(results)

    def cancel(self) -> None:
        """Stop searching and classifying; what is in the table stays, what was waiting is forgotten."""
        self._drops.clear()
        self.broken_off = True
        self._stop(forget=True)
        self.state_changed.emit()

    def pause(self, paused: bool) -> None:
        """Take no further image, or go on."""
        self._paused = paused
        if self._run is not None:
            self._run.pause(paused)
            self.tally.pauses()
        self.state_changed.emit()

    def close(self, milliseconds: int = 900) -> bool:
        """Stop everything and put the study away; whether all threads ended in that time. A model being opened cannot
        be interrupted."""
        self._closing = True
        self._tick.stop()
        self._stop(forget=False)
        deadline = QDeadlineTimer(milliseconds)
        work = [thread for thread in (self._search, self._run) if thread is not None]
        still_running = [thread for thread in work if not thread.wait(deadline)]
        closed = self.open_studies.close(deadline, empty=not self._backlog.known, in_use=bool(still_running))
        return self._loading.wait(deadline) and closed

    # --- how it is done ----------------------------------------------------------------------------------------------

    def _want(self, wanted: Wanted | None) -> None:
        if wanted is not None and wanted.opened is wanted.copied_from is None and self.study is not None:
            self._give_up_drops()
        self.open_studies.want(wanted)
        self._stop(forget=False)
        self._go_on()
        self.state_changed.emit()

    def _give_up_drops(self) -> None:
        """What was dropped for a study that is not open is not searched for another one."""
        left = [*(self._search.paths if self._search else ()), *(path for drop in self._drops for path in drop)]
        self._drops.clear()
        if left and self.study is not None:
            names = ", ".join(path.name for path in left)
            self.note.emit(
                tr("Not searched to the end, as its study is not open: {names}. Drop it there.", names=names)
            )

    def _stop(self, *, forget: bool) -> None:
        if self._search is not None:
            self._search.cancel(forget=forget)
        if self._run is not None:
            self._run.cancel(forget=forget)

    def _go_on(self) -> None:
        """Begin whatever can begin now."""
        if self._closing:
            return
        if self._run is None and self._search is None:
            now = model_of(self.classifier, self.options.tta) if self.classifier else None
            if self.open_studies.begin(now):
                self._switch(None)
                if self._drops:  # for the next study
                    self.open_studies.want(None)
                    self.open_studies.begin(now)
        if not self.opening:
            self._search_next()
            self._start_run()
        if self.busy:
            self._tick.start()

    def _switch(self, opener: StudyOpener | None) -> None:
        """Speak of the study that was opened, or of none, from now on."""
        self.open_studies.switch(opener, empty=not self._backlog.known)
        self._backlog.clear()
        self.tally = Tally()
        self._paused = self.broken_off = False
        self.model = opener.model if opener else None
        self._sources = list(opener.sources) if opener else []
        if opener is None:
            self._referral.forget()
        if self.info is not None:
            settings = self.open_studies.settings
            self._referral.begin(self.info, self._model_checksum, settings.get(POINT, "") if opener else None)
            self._prevalence.begin(self.info, settings.get(PREVALENCE))
        self.study_changed.emit()
        self.naming_changed.emit(opener.naming if opener else Naming())
        self.state_changed.emit()

    def _on_model_opened(self, classifier: Network, again: bool) -> None:
        self.classifier = classifier
        if self.model is None:
            self._referral.begin(classifier.info, classifier.sha256)
            self._prevalence.begin(classifier.info)
        self.model_changed.emit()
        if self.study is not None and not self.may_classify and (again or not self.tally.rows):
            self.answer_again()

    def _on_loading_ended(self) -> None:
        self._go_on()
        self.state_changed.emit()

    def _search_next(self) -> None:
        if self._search is not None or not self._drops or self.study is None:
            return
        paths = self._drops.popleft()
        self._sources.extend(path for path in paths if path not in self._sources)
        self._search = Search(self.study, self._backlog, paths, self._sources, self)
        self._search.named.connect(self.naming_changed)
        self._search.finished.connect(self._on_search_finished)
        self._search.start()
        self.state_changed.emit()

    def _on_search_finished(self) -> None:
        search = self._search
        assert search is not None
        search.wait()
        self._search = None
        if search.cancelled:
            if self._run is None:
                self.run_ended.emit(self.finished)
        elif search.problem:
            self.problem.emit(search.problem)
        elif search.outcome:
            self.note.emit(search.outcome)
        if search.relinked and not search.cancelled:
            self.read_again()
        search.deleteLater()
        self._go_on()
        self.state_changed.emit()

    def _start_run(self) -> None:
        if self._run is not None or self.loading or not self._backlog.waiting or not self.may_classify:
            return
        assert self.classifier is not None
        assert self.study is not None
        self.model = model_of(self.classifier, self.options.tta)
        self._paused = False
        self.tally.run_begins()
        if self.prevalence is not None:
            self._prevalence.keep()
        self._run = Run(self.classifier, self.study, self._backlog, self.options, self)
        self._run.start()
        self.state_changed.emit()

    def _on_tick(self) -> None:
        self._go_on()
        if self.open_studies.opener is not None:
            self._follow_opener(self.open_studies.opener)
        elif self._run is not None:
            self._follow_run(self._run)
        elif not self.busy:
            self._tick.stop()

    def _hand_over(self, outbox: deque[Result]) -> None:
        end = time.monotonic() + _HANDING_OVER_S
        while outbox and time.monotonic() < end:
            portion = [outbox.popleft() for _ in range(min(len(outbox), LARGEST_HANDOVER))]
            self.tally.count(portion)
            self.arrived.emit(portion)

    def _follow_opener(self, opener: StudyOpener) -> None:
        ended = opener.isFinished()
        if opener.ready and not opener.followed:
            opener.followed = True
            self._switch(opener)
            if opener.study is not None and opener.study.file.read_only:
                self.note.emit(
                    tr(
                        "{path} cannot be written: it can be looked at, and what you change is not kept "
                        "unless you save the study under another name.",
                        path=opener.study.path,
                    )
                )
        self._hand_over(opener.outbox)
        if not ended or opener.outbox:
            return
        self.open_studies.opened()
        if opener.problem:
            self.problem.emit(opener.problem)
            if self.study is None or self.study not in (opener.wanted.copied_from, opener.wanted.opened):
                self._give_up_drops()
        elif opener.ready:
            self._backlog.replace(opener.known, opener.waiting)
            self.run_ended.emit(self.finished)
        self._go_on()
        self.state_changed.emit()

    def _follow_run(self, run: Run) -> None:
        ended = run.isFinished()  # asked before the outbox is emptied, so that nothing is put in afterwards
        self._hand_over(run.outbox)
        if not self._paused:
            self.progressed.emit(self.tally.progress(self._backlog.queued, searching=self.searching))
        if ended and not run.outbox:
            self._on_run_ended(run)

    def _on_run_ended(self, run: Run) -> None:
        run.wait()
        self._run = None
        self.batch_size = run.batch_size
        self.tally.run_ends(run.outcome.seconds if run.outcome else None, cancelled=run.cancelled)
        if run.outcome is None:
            # What waits would fail in the same way; forgotten, so that it can be dropped again once this is mended.
            self._drops.clear()
            self._backlog.drop_waiting()
            self.problem.emit(
                run.problem or tr("The run was ended by a defect of this program; the rows so far are kept.")
            )
        run.deleteLater()
        self._go_on()
        if self._run is None:
            self.run_ended.emit(self.finished)
        self.state_changed.emit()
