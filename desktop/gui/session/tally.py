"""How the work on a study has gone so far: counts over all its runs, and the pace of the present one. Knows no Qt."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Sequence

from desktop.engine.events import Finished
from desktop.gui.session.pace import Pace, Progress
from desktop.gui.session.row import Result


class Tally:
    """`run_begins`, `count` rows, `run_ends`; a study that is opened begins with `count` alone."""

    def __init__(self) -> None:
        self.failed = 0
        self.started = datetime.datetime.now(datetime.UTC)
        self._failed_by_key: dict[int, bool] = {}
        self.ran = 0
        """Images that were answered while this study is open."""
        self._new: set[int] = set()
        self._counted = 0
        self._arrived = self._arrived_before = 0
        self._seconds = 0.0
        self._cancelled = False
        self._began: float | None = None
        self._pace = Pace(0.0)

    @property
    def rows(self) -> int:
        """Images that have an answer."""
        return len(self._failed_by_key)

    @property
    def new(self) -> int:
        """Those of the images in the table that were answered while this study is open."""
        return sum(key in self._failed_by_key for key in self._new)

    @property
    def finished(self) -> Finished:
        """How it went so far, with the seconds of all runs."""
        now = 0.0 if self._began is None else time.monotonic() - self._began
        return Finished(self.rows - self.failed, self.failed, self._cancelled, self._seconds + now)

    @property
    def last_runs(self) -> Finished:
        """Of the runs while this study is open alone: how many images in how many seconds."""
        whole = self.finished
        return Finished(self.ran, 0, whole.cancelled, whole.seconds)

    def run_begins(self) -> None:
        self._began = time.monotonic()
        self._arrived_before = self._arrived
        self._pace = Pace(self._began)
        if not self.rows:
            self.started = datetime.datetime.now(datetime.UTC)

    def run_ends(self, seconds: float | None, *, cancelled: bool) -> None:
        """`seconds`: as the engine measured them, where it came to an end."""
        began = self._began or time.monotonic()
        self._seconds += time.monotonic() - began if seconds is None else seconds
        self._cancelled = cancelled
        self._began = None
        self.ran += self._arrived - self._arrived_before
        self._arrived_before = self._arrived

    def pauses(self) -> None:
        """The pace of before says nothing about what comes after a pause."""
        self._pace = Pace(time.monotonic(), self._arrived - self._arrived_before)

    def count(self, results: Sequence[Result]) -> None:
        """These went into the table; one of an image that was there takes the earlier one's place."""
        self._arrived += len(results)
        if self._began is not None:
            self._new.update(result.key for result in results)
        self._take(results)

    def _take(self, results: Sequence[Result]) -> None:
        self._counted += len(results)
        for result in results:
            self.failed += result.failed - self._failed_by_key.get(result.key, False)
            self._failed_by_key[result.key] = result.failed

    def restore(self, results: Sequence[Result]) -> None:
        """These are in the table again; nothing was answered for that."""
        self._take(results)

    def forget(self, results: Iterable[Result]) -> None:
        """These left the table."""
        for result in results:
            self.failed -= self._failed_by_key.pop(result.key, False)
            self._counted -= 1

    def progress(self, queued: int, *, searching: bool) -> Progress:
        """Of the present run; `queued`: answers of the study that were wanted in all."""
        done = self._arrived - self._arrived_before
        total = done + max(0, queued - self._counted)
        return self._pace.progress(time.monotonic(), done, total, searching=searching)
