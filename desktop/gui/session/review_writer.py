"""The thread that puts reviews on the disk, act by act. What cannot be written is tried again and again."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QThread, Signal

from desktop.errors import HamError
from desktop.study.browsing import put_back, take_out, write_setting
from desktop.study.database import StudyError
from desktop.study.reviews import Review, write_reviews
from desktop.study.store import Study

RETRY_S = 2.0
"""After a write that failed."""


class ReviewWriter(QThread):
    """Writes what it was given until it is stopped; then the rest, once. `left` says what could not be written then."""

    failed = Signal(str, list)
    """Why something is not on the disk yet, and list[int]: the images whose review is not."""
    recovered = Signal()
    """Everything is on the disk again."""
    moved = Signal(list, bool)
    """list[int], whether they are a part of the study again or no more."""

    def __init__(self, study: Study, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._changed = threading.Condition()
        self._acts: deque[tuple[Mapping[int, Review], str]] = deque()
        self._settings: dict[str, str] = {}
        self._moves: deque[tuple[Sequence[int], bool]] = deque()
        self._ends = False
        self._problem = ""

    def settle(self, seconds: float) -> tuple[str, list[int]]:
        """Wait until everything is on the disk or could not be written, no longer than that: why it could not, empty
        where it could, and the images whose review is not there."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waits or bool(self._problem), seconds)
            return (self._problem, self._images()) if self._waits else ("", [])

    def put(self, reviews: Mapping[int, Review], act: str = "") -> None:
        """Write these soon. `act`: what was done, for the history."""
        with self._changed:
            self._acts.append((reviews, act))
            self._changed.notify_all()

    def keep(self, name: str, value: str) -> None:
        """Write a setting of the study soon."""
        with self._changed:
            self._settings[name] = value
            self._changed.notify_all()

    def move(self, keys: Sequence[int], *, back: bool) -> None:
        """Take images out of the study, or put them back, soon."""
        with self._changed:
            self._moves.append((keys, back))
            self._changed.notify_all()

    def stop(self) -> None:
        """End once everything is written, or could not be."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()

    def run(self) -> None:
        failing = False
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ends or self._waits)
                if not self._waits:
                    return
                last = self._ends
            try:
                self._write()
            except HamError as error:
                failing = True
                self.failed.emit(str(error), self._images())
                with self._changed:
                    self._problem = str(error)
                    self._changed.notify_all()
                    if last:
                        return
                    self._changed.wait_for(lambda: self._ends, timeout=RETRY_S)
                continue
            with self._changed:
                self._problem = ""
                self._changed.notify_all()
            if failing:
                failing = False
                self.recovered.emit()

    @property
    def _waits(self) -> bool:
        return bool(self._acts or self._settings or self._moves)

    def _images(self) -> list[int]:
        with self._changed:
            return sorted({key for reviews, _ in self._acts for key in reviews})

    def _write(self) -> None:
        """Everything that waits; what was written waits no more. Raises HamError."""
        if self._study.file.read_only:
            raise StudyError(
                f"{self._study.path} cannot be written, it can only be looked at; save the study under another name"
            )
        while self._acts:
            write_reviews(self._study, *self._acts[0])
            with self._changed:
                self._acts.popleft()
        for name, value in list(self._settings.items()):
            write_setting(self._study, name, value)
            with self._changed:
                if self._settings.get(name) == value:
                    del self._settings[name]
        while self._moves:
            keys, back = self._moves[0]
            (put_back if back else take_out)(self._study, keys)
            with self._changed:
                self._moves.popleft()
            self.moved.emit(keys, back)
