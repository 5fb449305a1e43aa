"""Images of a part as files a worker can read: local ones as they are, remote ones brought into a temporary folder.

The engine reads files and nothing else, so that a remote image becomes pixels by the same code as a local one.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from fsspec.callbacks import Callback

from desktop.cluster.sources import file_system, is_url
from desktop.errors import HamError, ImageError
from desktop.images.image_file import ImageFile

AT_ONCE = 8
"""Transfers at once in a worker: a store answers after tens of milliseconds, about what an image takes a core."""

AHEAD = 16
"""Images that may lie in the temporary folder before the engine takes them."""

TRIES = 3
MOST_BYTES = 1 << 30
"""Of one image; the largest frame that is decoded fits several times."""


class WorkerError(HamError):
    """A worker that cannot do its work, whatever the image."""


class Fetch:
    """An iterable of ImageFile, one for each of `items` (location, name), in order. `reasons`: by place, why an image
    could not be brought; its file is not there then."""

    def __init__(self, items: Sequence[tuple[str, str]], folder: Path) -> None:
        self.reasons: dict[int, str] = {}
        self._items = items
        self._folder = folder

    @property
    def is_remote(self) -> bool:
        """Whether any image comes from elsewhere, so that waiting for it is most of the work of reading it."""
        return any(is_url(location) for location, _ in self._items)

    def __iter__(self) -> Iterator[ImageFile]:
        if not self.is_remote:
            for index, (location, name) in enumerate(self._items):
                yield ImageFile(self._bring(index, location), name)
            return
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch") as pool:
            coming: deque[tuple[str, Future[Path]]] = deque()
            try:
                for index, (location, name) in enumerate(self._items):
                    coming.append((name, pool.submit(self._bring, index, location)))
                    if len(coming) == AHEAD:
                        name, path = coming.popleft()
                        yield ImageFile(path.result(), name)
                for name, path in coming:
                    yield ImageFile(path.result(), name)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def done(self, index: int) -> None:
        """The image at that place was answered; what was brought for it may go."""
        if is_url(self._items[index][0]):
            self._place(index).unlink(missing_ok=True)

    def _place(self, index: int) -> Path:
        return self._folder / f"{index:06d}"

    def _bring(self, index: int, location: str) -> Path:
        place = self._place(index)
        if not location:
            self.reasons[index] = "the manifest names no file in this row"
        elif not is_url(location):
            return Path(location)
        else:
            try:
                _download(location, place)
            except ImageError as error:
                self.reasons[index] = str(error)
                with suppress(OSError):
                    place.unlink(missing_ok=True)
        return place


def _download(url: str, place: Path) -> None:
    """Raises ImageError with a reason for the row, WorkerError where no URL of that kind can be read here."""
    for left in reversed(range(TRIES)):
        try:
            system, path = file_system(url)
            system.get_file(path, os.fspath(place), callback=_Limit())
            return
        except ImageError:
            raise
        except ImportError as error:
            scheme = url.partition("://")[0]
            raise WorkerError(
                f"{scheme}:// cannot be read there ({error}); install the library on every worker"
            ) from None
        except (FileNotFoundError, IsADirectoryError):
            raise ImageError("the file is not there (any more)") from None
        except PermissionError:
            raise ImageError("the file may not be read (permission denied)") from None
        except ValueError as error:  # no such protocol, or no URL
            raise ImageError(f"its address cannot be read ({error})") from None
        except Exception as error:  # noqa: BLE001 - every store raises its own library's errors
            if not left:
                said = " ".join(str(error).split())[:100] or type(error).__name__
                raise ImageError(f"it could not be fetched ({said})") from None
            time.sleep(0.5 * (TRIES - left))


class _Limit(Callback):  # type: ignore[misc]
    """Breaks off the transfer of what is no image."""

    def set_size(self, size: int | None) -> None:
        self._check(size or 0)
        super().set_size(size)

    def relative_update(self, inc: int = 1) -> None:
        super().relative_update(inc)
        self._check(self.value)

    def _check(self, count: int) -> None:
        if count > MOST_BYTES:
            raise ImageError(f"the file is larger than {MOST_BYTES / 1e9:.0f} GB; not fetched")
