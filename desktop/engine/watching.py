"""A folder watched for images that a device drops there: each is handed on when it is finished being written.

By looking again and again, which works on every file system, network shares included. A file is finished when its size
and modification time have not changed for a while and its end can be read and looks like one. What changes later is
handed on again.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.common.interrupts import RunToken
from desktop.engine.discovery import find_images
from desktop.images.folder_search import PassedOver
from desktop.images.image_file import ImageFile

SETTLE_S = 2.0
"""Seconds a file must rest before it counts as written; longer than cameras and copying programs pause."""

PATIENCE_S = 60.0
"""Seconds after which a resting file is handed on even if its end is missing or cannot be read: then it is no pause any
more, and the reason belongs in a row that a person sees."""

POLL_S = 0.5
_SCAN_SHARE = 4  # between two looks at a folder that takes long to list, wait that many times as long as it took
_STEP_S = 0.1
_TAIL = 4096
_PNG = b"\x89PNG\r\n\x1a\n"

_Stamp = tuple[int, int]


@dataclass
class _Seen:
    """A file at the time it was last found changed. `handed_on`: in this state already."""

    stamp: _Stamp
    since: float
    handed_on: bool = False


class Watcher:
    """Looks at `paths` whenever it is asked for more and gives what has arrived to `take`, in path order.

    `settle`: see SETTLE_S; `idle` is called between two looks that found nothing; `clock` in seconds.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        take: Callable[[list[ImageFile]], object],
        token: RunToken,
        *,
        recursive: bool = True,
        settle: float = SETTLE_S,
        idle: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._paths = paths
        self._take = take
        self._token = token
        self._recursive = recursive
        self._settle = settle
        self._idle = idle
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self.passed = PassedOver()
        """What the last look at the folders left, and why."""

    def more(self) -> bool:
        """Wait until something has arrived and was given to `take`; False when the token is cancelled."""
        while not self._token.cancelled:
            began = self._clock()
            arrived = self.look()
            if arrived:
                self._take(arrived)
                return True
            self._idle()
            self._wait(max(POLL_S, _SCAN_SHARE * (self._clock() - began)))
        return False

    def look(self) -> list[ImageFile]:
        """What has come to rest since the last look, or has changed since it was handed on and rests again."""
        now = self._clock()
        arrived = []
        present: dict[str, _Seen] = {}
        passed = PassedOver()
        for file in find_images(self._paths, recursive=self._recursive, passed=passed):
            stamp = _stamp(file.path)
            if stamp is None:
                continue
            key = str(file.path)
            seen = self._seen.get(key)
            if seen is None or seen.stamp != stamp:
                seen = _Seen(stamp, now)
            rested = now - seen.since
            if not seen.handed_on and rested >= self._settle and (rested >= PATIENCE_S or _looks_whole(file.path)):
                seen.handed_on = True
                arrived.append(file)
            present[key] = seen
        self._seen, self.passed = present, passed
        return arrived

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._token.cancelled and (left := end - time.monotonic()) > 0:
            time.sleep(min(_STEP_S, left))


def _stamp(path: Path) -> _Stamp | None:
    """Size and modification time of a regular file; None for what is none, or is gone, or may not be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def _looks_whole(path: Path) -> bool:
    """Whether the last bytes can be read and are an end: of a JPEG and a PNG, which are often given their full size
    before their content, the marker that ends them must be there."""
    try:
        with path.open("rb") as stream:
            head = stream.read(len(_PNG))
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _TAIL))
            tail = stream.read()
    except OSError:  # held by the program that writes it
        return False
    if head.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in tail
    if head == _PNG:
        return b"IEND" in tail
    return bool(tail)
