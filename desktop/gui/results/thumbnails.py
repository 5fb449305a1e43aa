"""Small pictures of the images, made when they are first looked at, by threads of their own, and kept in bounded room.

What was asked for last is made first: scrolling far away never waits for what was passed by.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from enum import Enum

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.common.machine import usable_cores
from desktop.errors import HamError
from desktop.images import load_image


class PictureSize(Enum):
    """width: of a picture's place in the grid at least; side: of the picture made for it; both at 100 %."""

    SMALL = (112, 128)
    MEDIUM = (160, 176)
    LARGE = (280, 320)

    @property
    def width(self) -> int:
        return self.value[0]

    @property
    def side(self) -> int:
        return self.value[1]


ROOM = 96 * 2**20
"""Bytes that thumbnails may take at 4 bytes per pixel."""
_WISHES = 256
"""More than fit on a screen; of more wishes the oldest are forgotten, and made when they are looked at again."""
_HAND_OVER_MS = 40
_PORTION = 24


class _Wishes:
    """What is to be made, the newest first, and what was made; shared by the threads."""

    def __init__(self, side: int) -> None:
        self.made: deque[tuple[str, int, QImage | None]] = deque()
        self.side = side
        """Pixels of the pictures that are begun from now on."""
        self._changed = threading.Condition()
        self._wishes: deque[str] = deque(maxlen=_WISHES)
        self._in_work: set[str] = set()
        self._ends = False

    def add(self, path: str) -> None:
        with self._changed:
            if path in self._in_work:
                return
            if path in self._wishes:
                self._wishes.remove(path)
            self._wishes.append(path)
            self._changed.notify()

    def take(self) -> str | None:
        with self._changed:
            self._changed.wait_for(lambda: self._ends or bool(self._wishes))
            if self._ends:
                return None
            path = self._wishes.pop()
            self._in_work.add(path)
            return path

    def done(self, path: str, side: int, image: QImage | None) -> None:
        with self._changed:
            self.made.append((path, side, image))
            self._in_work.discard(path)

    def end(self) -> None:
        with self._changed:
            self._ends = True
            self._changed.notify_all()


class _Maker(QThread):
    def __init__(self, wishes: _Wishes, parent: QObject) -> None:
        super().__init__(parent)
        self._wishes = wishes

    def run(self) -> None:
        while (path := self._wishes.take()) is not None:
            side = self._wishes.side
            self._wishes.done(path, side, _picture(path, side))


class Thumbnails(QObject):
    """`get` answers at once, with None where there is nothing to show yet; `came` tells that asking again pays."""

    came = Signal()

    def __init__(self, scale: float = 1.0, parent: QObject | None = None) -> None:
        """`scale`: pixels of the screen per unit of length."""
        super().__init__(parent)
        self._scale = scale
        side = round(PictureSize.MEDIUM.side * scale)
        self.most = ROOM // (4 * side * side)
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._wishes = _Wishes(side)
        self._makers = [_Maker(self._wishes, self) for _ in range(1 if usable_cores() < 4 else 2)]
        for maker in self._makers:
            maker.start(QThread.Priority.LowPriority)
        self._timer = QTimer(self, interval=_HAND_OVER_MS)
        self._timer.timeout.connect(self._take_over)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, path: str) -> QPixmap | None:
        """The square picture of an image file, to be drawn in its frame's proportions; None: not yet, or never."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        self._wishes.add(path)
        if not self._timer.isActive():
            self._timer.start()
        return None

    def set_size(self, size: PictureSize) -> None:
        """Pictures are made in this size from now on; those of another are forgotten."""
        side = round(size.side * self._scale)
        if side == self._wishes.side:
            return
        self._wishes.side = side
        self.most = ROOM // (4 * side * side)
        self._kept.clear()
        self.came.emit()

    def forget(self, path: str) -> None:
        """The file is not what it was."""
        self._kept.pop(path, None)

    def stop(self) -> None:
        """End after the pictures in hand."""
        self._timer.stop()
        self._wishes.end()

    def wait(self, milliseconds: int) -> bool:
        return all(maker.wait(milliseconds) for maker in self._makers)

    def _take_over(self) -> None:
        made = self._wishes.made
        if not made:
            return
        for _ in range(min(len(made), _PORTION)):
            path, side, image = made.popleft()
            if side != self._wishes.side:
                continue  # asked for again where it is still looked at
            self._kept[path] = None if image is None else QPixmap.fromImage(image)
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)
        self.came.emit()


def _picture(path: str, side: int) -> QImage | None:
    from pathlib import Path

    try:
        pixels = load_image(Path(path), side)
    except HamError:
        return None
    return QImage(pixels.tobytes(), side, side, 3 * side, QImage.Format.Format_RGB888).copy()
