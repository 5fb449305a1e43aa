"""A thread that makes what is wished for. Only the latest wish counts, so holding a key down builds up no queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal


class LatestMaker(QThread):
    """Runs as long as its window. `wish_for` from the window's thread, `made` back to it with what `make` returned."""

    made = Signal(object)

    def __init__(self, make: Callable[[Any], object], parent: QObject | None = None) -> None:
        """`make` is called in the thread and raises nothing."""
        super().__init__(parent)
        self._make = make
        self._changed = threading.Condition()
        self._wish: object = None
        self._ends = False

    def wish_for(self, wish: object) -> None:
        """Make this next; an earlier wish that was not begun is dropped."""
        with self._changed:
            self._wish = wish
            self._changed.notify_all()

    def stop(self) -> None:
        """End after what is in hand."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()

    def run(self) -> None:
        while (wish := self._next()) is not None:
            self.made.emit(self._make(wish))

    def _next(self) -> object:
        with self._changed:
            self._changed.wait_for(lambda: self._ends or self._wish is not None)
            wish, self._wish = self._wish, None
            return None if self._ends else wish
