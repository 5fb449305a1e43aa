"""The images that were found and not yet classified, each path once: what the search fills and the run empties.

Shared by two threads and the window; it knows no Qt.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.batch import RunToken
from desktop.scan import ImageFile

_LOOK_AGAIN_S = 0.05


class Backlog:
    """Images wait here in the order they were found; a path that was added once is not added again.

    What a run took and did not answer is given back as if it had never been seen, so that dropping the same folder
    again goes on where a cancelled run stopped.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[ImageFile] = deque()
        self._known: set[str] = set()
        self._searches = 0

    @property
    def known(self) -> int:
        """Number of images that are waiting, in work or answered."""
        with self._changed:
            return len(self._known)

    @property
    def waiting(self) -> int:
        """Number of images not yet taken by a run."""
        with self._changed:
            return len(self._waiting)

    @property
    def searching(self) -> bool:
        """Whether a search may still add images."""
        with self._changed:
            return self._searches > 0

    def add(self, files: Iterable[ImageFile]) -> int:
        """Queue the files whose path is new; how many were."""
        with self._changed:
            before = len(self._known)
            for file in files:
                key = os.fspath(file.path)
                if key not in self._known:
                    self._known.add(key)
                    self._waiting.append(file)
            self._changed.notify_all()
            return len(self._known) - before

    def search_begins(self) -> None:
        with self._changed:
            self._searches += 1

    def search_ends(self) -> None:
        with self._changed:
            self._searches -= 1
            self._changed.notify_all()

    def take(self, token: RunToken) -> ImageFile | None:
        """The next image; waits for one while a search is under way. None when there is no more, or on cancel."""
        with self._changed:
            while not token.cancelled:
                if self._waiting:
                    return self._waiting.popleft()
                if not self._searches:
                    return None
                self._changed.wait(_LOOK_AGAIN_S)
            return None

    def give_back(self, files: Iterable[ImageFile]) -> None:
        """Forget files that a run took and did not answer."""
        with self._changed:
            self._known.difference_update(os.fspath(f.path) for f in files)

    def requeue(self, paths: Iterable[Path]) -> None:
        """Put paths that were answered back at the front of the queue, to be classified again."""
        with self._changed:
            self._waiting.extendleft(reversed([ImageFile(p, p.name) for p in paths]))

    def drop_waiting(self) -> int:
        """Forget what no run has taken yet; how many."""
        with self._changed:
            dropped = len(self._waiting)
            self._known.difference_update(os.fspath(f.path) for f in self._waiting)
            self._waiting.clear()
            return dropped

    def clear(self) -> None:
        """Forget everything."""
        with self._changed:
            self._waiting.clear()
            self._known.clear()

    def stream(self, token: RunToken, taken: deque[ImageFile]) -> Iterator[ImageFile]:
        """Take until there is no more, noting in `taken` what was handed out."""
        while (file := self.take(token)) is not None:
            taken.append(file)
            yield file
