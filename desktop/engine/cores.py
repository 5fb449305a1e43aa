"""So many cores for the work of one run: who decodes and who classifies take theirs from one store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Cores:
    """`count` cores, None for as many as anybody wants."""

    def __init__(self, count: int | None) -> None:
        self._count = count
        self._free = count or 0
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, wanted: int) -> Iterator[None]:
        """Wait until so many are free, at most all of them, and keep them for the block."""
        if self._count is None:
            yield
            return
        some = min(wanted, self._count)
        with self._changed:
            self._changed.wait_for(lambda: self._free >= some)
            self._free -= some
        try:
            yield
        finally:
            with self._changed:
                self._free += some
                self._changed.notify_all()
