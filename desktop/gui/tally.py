"""How the work on a study has gone so far: counts over all its runs, and the pace of the present one. Knows no Qt."""

from __future__ import annotations

import datetime
import time

from desktop.batch import Finished
from desktop.gui.pace import Pace, Progress


class Tally:
    """`run_begins`, `count` rows, `run_ends`; a study that is opened begins with `count` alone."""

    def __init__(self) -> None:
        self.rows = 0
        self.failed = 0
        self.started = datetime.datetime.now(datetime.UTC)
        self._rows_before = 0
        self._seconds = 0.0
        self._cancelled = False
        self._began: float | None = None
        self._pace = Pace(0.0)

    @property
    def finished(self) -> Finished:
        """How it went so far, with the seconds of all runs."""
        now = 0.0 if self._began is None else time.monotonic() - self._began
        return Finished(self.rows - self.failed, self.failed, self._cancelled, self._seconds + now)

    def run_begins(self) -> None:
        self._began = time.monotonic()
        self._rows_before = self.rows
        self._pace = Pace(self._began)
        if not self.rows:
            self.started = datetime.datetime.now(datetime.UTC)

    def run_ends(self, seconds: float | None, *, cancelled: bool) -> None:
        """`seconds`: as the engine measured them, where it came to an end."""
        began = self._began or time.monotonic()
        self._seconds += time.monotonic() - began if seconds is None else seconds
        self._cancelled = cancelled
        self._began = None

    def pauses(self) -> None:
        """The pace of before says nothing about what comes after a pause."""
        self._pace = Pace(time.monotonic(), self.rows - self._rows_before)

    def count(self, rows: int, failed: int) -> None:
        """So many rows went into the table, of which so many failed."""
        self.rows += rows
        self.failed += failed

    def progress(self, known: int, *, searching: bool) -> Progress:
        """Of the present run; `known`: images of the study in all."""
        done, total = self.rows - self._rows_before, known - self._rows_before
        return self._pace.progress(time.monotonic(), done, total, searching=searching)
