"""The work behind the window: which model is open, what waits, what runs, and what the table is about.

Owns every thread but the preview's. Speaks only in signals; knows no widget.
"""

from __future__ import annotations

import datetime
import os
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from desktop import providers
from desktop.batch import DEFAULT_BATCH_SIZE, Finished
from desktop.gui.backlog import Backlog
from desktop.gui.pace import Pace, Progress
from desktop.gui.worker import ModelLoader, Run, Search
from desktop.model import Classifier

TICK_MS = 80
LARGEST_HANDOVER = 500
"""Rows given to the table at once: inserting them takes a few milliseconds."""


class Session(QObject):
    """Drops go in by `add`, results come out by `arrived` in small portions, in the order the images were found."""

    model_changed = Signal()
    arrived = Signal(list)
    """list[Result]"""
    root_changed = Signal(object)
    """str or None: the folder that the names in the table are relative to."""
    progressed = Signal(Progress)
    state_changed = Signal()
    run_ended = Signal(Finished)
    problem = Signal(str)
    note = Signal(str)

    def __init__(self, provider: str = providers.AUTO, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.classifier: Classifier | None = None
        self.started = datetime.datetime.now(datetime.UTC)
        self._provider = provider
        self._backlog = Backlog()
        self._sources: list[Path] = []
        self._drops: deque[tuple[Path, ...]] = deque()
        self._loaders: list[ModelLoader] = []
        self._newest_loader: ModelLoader | None = None
        self._search: Search | None = None
        self._run: Run | None = None
        self._pace = Pace(0.0)
        self._run_began = 0.0
        self._closing = False
        self._reset()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)

    @property
    def loading(self) -> bool:
        """Whether a model file is being opened."""
        return bool(self._loaders)

    @property
    def running(self) -> bool:
        """Whether images are being classified, or handed to the table."""
        return self._run is not None

    @property
    def searching(self) -> bool:
        return self._search is not None

    @property
    def waiting(self) -> int:
        """Images that were found and that no run has taken yet."""
        return self._backlog.waiting

    @property
    def options(self) -> dict[str, Any]:
        """What the results depend on, in the words of ham-classify's run record."""
        point = self.classifier.info.operating_point() if self.classifier else None
        return {
            "provider": self._provider,
            "operating_point": point.name if point else None,
            "recursive": True,
            "tta": 1,
            "batch_size": DEFAULT_BATCH_SIZE,
            "threads": None,
        }

    @property
    def finished(self) -> Finished:
        """How it went so far, over all runs since the table was empty."""
        seconds = self._seconds + (time.monotonic() - self._run_began if self.running else 0.0)
        return Finished(self._done - self._failed, self._failed, self._cancelled, seconds)

    def open_model(self, path: Path | None) -> None:
        """Open a model file in the background (None: the embedded one); it replaces the present one only when it is
        good. Ends in `model_changed` or `problem`."""
        loader = ModelLoader(path, self._provider, self)
        loader.noted.connect(self.note)
        loader.finished.connect(self._on_loader_finished)
        self._loaders.append(loader)
        self._newest_loader = loader
        loader.start()
        self.state_changed.emit()

    def add(self, paths: Iterable[Path]) -> None:
        """Search these files and folders, and classify what is new among them as soon as there is a model."""
        absolute = tuple(Path(os.path.abspath(p)) for p in paths)  # noqa: PTH100 - as desktop.scan names files
        if not absolute or self._closing:
            return
        self._sources.extend(p for p in absolute if p not in self._sources)
        self._drops.append(absolute)
        self._search_next()

    def cancel(self) -> None:
        """Stop searching and classifying; what is in the table stays, what was waiting is forgotten."""
        self._drops.clear()
        if self._search is not None:
            self._search.cancel()
        if self._run is not None:
            self._run.cancel()
        self._backlog.drop_waiting()
        self.state_changed.emit()

    def clear(self) -> None:
        """Forget all images. Only when nothing is running."""
        assert not self.running
        assert not self.searching
        self._backlog.clear()
        self._sources.clear()
        self._reset()

    def classify_again(self, paths: Iterable[str]) -> None:
        """Classify images that were answered before once more, say with another model. Only when nothing runs."""
        assert not self.running
        self._reset()
        self._backlog.requeue(Path(p) for p in paths)
        self._start_run()

    def close(self, milliseconds: int = 900) -> bool:
        """Stop everything; whether all threads ended in that time. A model being opened cannot be interrupted."""
        self._closing = True
        self._tick.stop()
        self.cancel()
        deadline = QDeadlineTimer(milliseconds)
        threads = [*self._loaders, self._search, self._run]
        still_running = [thread for thread in threads if thread is not None and not thread.wait(deadline)]
        return not still_running

    def _reset(self) -> None:
        self._done = self._done_before = self._failed = 0
        self._seconds = 0.0
        self._cancelled = False

    def _on_loader_finished(self) -> None:
        ended = [loader for loader in self._loaders if loader.isFinished()]
        for loader in ended:
            loader.wait()
            newest = loader is self._newest_loader  # an older one may well end later; its answer is not wanted
            self._loaders.remove(loader)
            if newest and loader.classifier is not None:
                self.classifier = loader.classifier
                self.model_changed.emit()
            elif newest:
                self.problem.emit(loader.problem or "The model could not be opened: a defect of this program.")
            loader.deleteLater()
        self._start_run()
        self.state_changed.emit()

    def _search_next(self) -> None:
        if self._search is not None or not self._drops or self._closing:
            return
        self._search = Search(self._backlog, self._drops.popleft(), self._sources, self)
        self._search.rooted.connect(self.root_changed)
        self._search.finished.connect(self._on_search_finished)
        self._search.start()
        self._tick.start()
        self.state_changed.emit()

    def _on_search_finished(self) -> None:
        search = self._search
        assert search is not None
        search.wait()
        self._search = None
        if search.cancelled:
            self._backlog.drop_waiting()
            if self._run is None:
                self.run_ended.emit(self.finished)
        elif search.problem:
            self.problem.emit(search.problem)
        elif not search.found:
            where = str(search.paths[0]) if len(search.paths) == 1 else f"the {len(search.paths)} folders"
            self.note.emit(f"No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in {where}.")
        elif not search.new:
            known = "This image is" if search.found == 1 else f"All {search.found:,} images are"
            self.note.emit(f"{known} in the list already.")
        search.deleteLater()
        self._search_next()
        self._start_run()
        self.state_changed.emit()

    def _start_run(self) -> None:
        ready = self.classifier is not None and self._run is None and not self.loading and not self._closing
        if not ready or not self._backlog.waiting:
            return
        assert self.classifier is not None
        self._done_before = self._done
        self._run_began = time.monotonic()
        self._pace = Pace(self._run_began)
        if not self._done:
            self.started = datetime.datetime.now(datetime.UTC)
        self._run = Run(self.classifier, self._backlog, self.classifier.info.operating_point(), parent=self)
        self._run.start()
        self._tick.start()
        self.state_changed.emit()

    def _on_tick(self) -> None:
        self._start_run()
        run = self._run
        if run is None:
            if not self.searching:
                self._tick.stop()
            return
        ended = run.isFinished()  # asked before the outbox is emptied, so that nothing is put in afterwards
        portion = [run.outbox.popleft() for _ in range(min(len(run.outbox), LARGEST_HANDOVER))]
        if portion:
            self._done += len(portion)
            self._failed += sum(result.failed for result in portion)
            self.arrived.emit(portion)
        total = self._backlog.known - self._done_before
        done = self._done - self._done_before
        self.progressed.emit(self._pace.progress(time.monotonic(), done, total, searching=self.searching))
        if ended and not run.outbox:
            self._on_run_ended(run)

    def _on_run_ended(self, run: Run) -> None:
        run.wait()
        self._run = None
        self._cancelled = run.cancelled
        self._seconds += run.outcome.seconds if run.outcome else time.monotonic() - self._run_began
        if run.outcome is None:
            # What waits would fail in the same way; forgotten, so that it can be dropped again once this is mended.
            self._drops.clear()
            self._backlog.drop_waiting()
            self.problem.emit(run.problem or "The run was ended by a defect of this program; the rows so far are kept.")
        run.deleteLater()
        self._start_run()
        if self._run is None:
            self.run_ended.emit(self.finished)
        self.state_changed.emit()
