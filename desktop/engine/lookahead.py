"""Images are found in a thread beside the work on those already found, so that their total becomes known early.

`Listing` puts them away (into a study), `Ahead` keeps a bounded number of them in memory.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from desktop.common.interrupts import RunToken
from desktop.engine.channel import Channel, EndedError, LateError
from desktop.images.image_file import ImageFile

_PORTION = 1000
_HAND_OVER_S = 0.05
_LOOK_UP_S = 0.1

AHEAD = 5_000
"""Names that may wait in memory; a folder with fewer has its total told from the start."""


class Listing:
    """Reads `files` to its end and gives them to `take` in portions, by number and by time. Stops on cancel.

    `take` is called in the listing's thread; what it raises is raised by `more`.
    """

    def __init__(self, files: Iterable[ImageFile], take: Callable[[list[ImageFile]], object], token: RunToken) -> None:
        self._files = iter(files)
        self._take = take
        self._token = token
        self._changed = threading.Condition()
        self._found = self._asked = 0
        self._ended = False
        self._total: int | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._read, name="listing", daemon=True)
        self._thread.start()

    @property
    def total(self) -> int | None:
        """How many files there are, once all were found."""
        return self._total

    def more(self) -> bool:
        """Wait until more was found than when this was last asked; False at the end and on cancel."""
        with self._changed:
            while not (self._found > self._asked or self._ended or self._token.cancelled):
                self._changed.wait(_LOOK_UP_S)
            if self._error is not None:
                raise self._error
            news, self._asked = self._found > self._asked, self._found
            return news and not self._token.cancelled

    def join(self) -> None:
        """Wait for the thread, which ends soon after a cancel. What broke it, if anything did, is raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _read(self) -> None:
        error: BaseException | None = None
        try:
            while not self._token.cancelled and (portion := self._portion()):
                self._take(portion)
                with self._changed:
                    self._found += len(portion)
                    self._changed.notify_all()
        except BaseException as caught:  # noqa: BLE001 - raised again in the thread that asks for more
            error = caught
        with self._changed:
            self._error, self._ended = error, True
            if error is None and not self._token.cancelled:
                self._total = self._found
            self._changed.notify_all()

    def _portion(self) -> list[ImageFile]:
        portion = []
        end = time.monotonic() + _HAND_OVER_S
        for file in islice(self._files, _PORTION):
            portion.append(file)
            if time.monotonic() >= end:
                break
        return portion


class Ahead:
    """`files` again, found up to AHEAD names ahead; `total` is known as soon as the last one is found."""

    def __init__(self, files: Iterable[ImageFile], token: RunToken) -> None:
        self.total: int | None = None
        self._files = files
        self._token = token
        self._channel: Channel[ImageFile] = Channel(AHEAD)
        self._thread = threading.Thread(target=self._read, name="listing", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[ImageFile]:
        while not self._token.cancelled:
            try:
                yield self._channel.get(_LOOK_UP_S)
            except LateError:
                continue
            except EndedError:
                return

    def close(self) -> None:
        """End the thread and wait for it."""
        self._channel.close()
        self._thread.join()

    def _read(self) -> None:
        count = 0
        try:
            for file in self._files:
                if not self._channel.put(file):
                    return
                count += 1
            self.total = count
        except BaseException as error:  # noqa: BLE001 - raised again where the files are taken
            self._channel.end(error)
        finally:
            self._channel.end()
