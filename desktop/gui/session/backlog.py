"""The images that were found and not yet classified: what the search fills and the run empties.

Shared by two threads and the window; it knows no Qt.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator

from desktop.common.interrupts import RunToken
from desktop.images.image_file import ImageFile

_LOOK_AGAIN_S = 0.05


class Backlog:
    """Images wait here in the order they were found; a path that was added once is not added again, unless by
    `add_again`, for a file that changed.

    What a cancelled run took and did not answer is given back as if it had never been seen, so that dropping the same
    folder again goes on where it stopped.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[ImageFile] = deque()
        self._known: set[str] = set()
        self._again: set[str] = set()
        self._queued = 0
        self._searches = 0

    @property
    def known(self) -> int:
        """Number of images that are waiting, in work or answered."""
        with self._changed:
            return len(self._known)

    @property
    def queued(self) -> int:
        """Number of answers that were wanted so far: `known`, and once more for each that was added again."""
        with self._changed:
            return self._queued

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
            self._queued += len(self._known) - before
            self._changed.notify_all()
            return len(self._known) - before

    def add_again(self, files: Iterable[ImageFile]) -> int:
        """Queue files that were answered before; how many. They stay known, whatever becomes of this."""
        with self._changed:
            before = len(self._waiting)
            self._waiting.extend(files)
            new = len(self._waiting) - before
            self._again.update(os.fspath(file.path) for file in list(self._waiting)[before:])
            self._queued += new
            self._changed.notify_all()
            return new

    def unknown(self, files: Iterable[ImageFile]) -> list[ImageFile]:
        """Those whose path was not added before."""
        with self._changed:
            return [file for file in files if os.fspath(file.path) not in self._known]

    def know(self, paths: Iterable[str]) -> None:
        """These have an answer already."""
        with self._changed:
            before = len(self._known)
            self._known.update(paths)
            self._queued += len(self._known) - before

    def forget(self, paths: Iterable[str]) -> None:
        """These, which have an answer, were never seen; they may be added again."""
        with self._changed:
            gone = self._known.intersection(paths)
            self._known -= gone
            self._again -= gone
            self._queued -= len(gone)

    def replace(self, known: set[str], waiting: Iterable[ImageFile]) -> None:
        """Be what a study holds: `known` paths in all, of which `waiting` have no answer. The set is kept."""
        with self._changed:
            self._known = known
            self._again = set()
            self._queued = len(known)
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

    def give_back(self, files: Iterable[ImageFile]) -> None:
        """Files that a run took and did not answer, the first to be taken again."""
        with self._changed:
            self._waiting.extendleft(reversed(list(files)))

    def drop(self, files: Iterable[ImageFile]) -> list[ImageFile]:
        """Forget files that a run took and did not answer; which of them had no earlier answer either."""
        with self._changed:
            return self._drop(list(files))

    def drop_waiting(self) -> list[ImageFile]:
        """Forget what no run has taken yet; which of it had no earlier answer either."""
        with self._changed:
            waiting, self._waiting = list(self._waiting), deque()
            return self._drop(waiting)

    def _drop(self, files: list[ImageFile]) -> list[ImageFile]:
        self._queued -= len(files)
        new = [file for file in files if os.fspath(file.path) not in self._again]
        self._known.difference_update(os.fspath(file.path) for file in new)
        return new

    def clear(self) -> None:
        """Forget everything."""
        with self._changed:
            self._waiting.clear()
            self._known.clear()
            self._again.clear()
            self._queued = 0

    def stream(self, token: RunToken, taken: deque[ImageFile]) -> Iterator[ImageFile]:
        """Take until there is no more, noting in `taken` what was handed out."""
        while (file := self.take(token)) is not None:
            taken.append(file)
            yield file
