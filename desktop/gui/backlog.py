"""The images that were found and not yet classified, each path once: what the search fills and the run empties.

Shared by two threads and the window; it knows no Qt.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator

from desktop.batch import RunToken
from desktop.scan import ImageFile

_LOOK_AGAIN_S = 0.05


class Backlog:
    """Images wait here in the order they were found; a path that was added once is not added again.

    What a cancelled run took and did not answer is given back as if it had never been seen, so that dropping the same
    folder again goes on where it stopped.
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

    def unknown(self, files: Iterable[ImageFile]) -> list[ImageFile]:
        """Those whose path was not added before."""
        with self._changed:
            return [file for file in files if os.fspath(file.path) not in self._known]

    def replace(self, known: set[str], waiting: Iterable[ImageFile]) -> None:
        """Be what a study holds: `known` paths in all, of which `waiting` have no answer. The set is kept."""
        with self._changed:
            self._known = known
            self._waiting = deque(waiting)
            self._changed.notify_all()

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

    def give_back(self, files: Iterable[ImageFile], *, forget: bool) -> None:
        """Files that a run took and did not answer: forgotten, or the first to be taken again."""
        with self._changed:
            if forget:
                self._known.difference_update(os.fspath(f.path) for f in files)
            else:
                self._waiting.extendleft(reversed(list(files)))

    def drop_waiting(self) -> list[ImageFile]:
        """Forget what no run has taken yet; what that was."""
        with self._changed:
            dropped = list(self._waiting)
            self._known.difference_update(os.fspath(f.path) for f in dropped)
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
