"""A bounded queue between two threads that either side can end, with the error that ended it.

`queue.Queue` can be shut down only from Python 3.13 on, and carries no error.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

LOOK_UP_S = 0.5
"""How long to wait at most at once: waiting without a limit cannot be interrupted by Ctrl-C on Windows."""


class LateError(Exception):
    """Nothing came in time. Not TimeoutError, which is what a network share that does not answer raises."""


class EndedError(Exception):
    """There is no more to get; no error, and never seen outside the engine."""


class Channel(Generic[T]):
    """One thread puts and at last calls `end`; another gets, and calls `close` when it wants no more."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._ended = self._closed = False
        self._error: BaseException | None = None

    def put(self, item: T) -> bool:
        """Wait for room and add the item; False when the other side wants no more."""
        with self._changed:
            while len(self._items) >= self._capacity and not self._closed:
                self._changed.wait(LOOK_UP_S)
            if not self._closed:
                self._items.append(item)
                self._changed.notify_all()
            return not self._closed

    def end(self, error: BaseException | None = None) -> None:
        """Nothing more is put. What is there is still given out, then the error is raised, if there is one."""
        with self._changed:
            if not self._ended:
                self._ended, self._error = True, error
            self._changed.notify_all()

    def get(self, timeout: float | None = None) -> T:
        """The next item. Raises LateError when none came in `timeout` seconds, EndedError (or the error that the
        channel was ended with) when there is no more."""
        with self._changed:
            while not (self._items or self._ended or self._closed):
                if not self._changed.wait(LOOK_UP_S if timeout is None else timeout) and timeout is not None:
                    raise LateError
            if self._closed or not self._items:
                raise self._error or EndedError
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Nothing more is wanted: what is there is dropped, and `put` does not wait any more."""
        with self._changed:
            self._closed = True
            self._items.clear()
            self._changed.notify_all()
