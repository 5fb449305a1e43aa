"""Many objects are let go of a portion at a time: a hundred thousand rows at once would hold the window for a fifth
of a second."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer

_PORTION = 1000


class LettingGo(QObject):
    """`take` what nobody else needs any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: list[object] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._let_go)

    @property
    def held(self) -> int:
        """How many are still there."""
        return len(self._held)

    def take(self, objects: Iterable[object]) -> None:
        """Hold these until their turn comes."""
        self._held.extend(objects)
        if self._held:
            self._timer.start()

    def _let_go(self) -> None:
        del self._held[-_PORTION:]
        if not self._held:
            self._timer.stop()
