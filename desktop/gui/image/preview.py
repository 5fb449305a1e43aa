"""The thread that makes what the detail panel shows: the image as the network's decoder sees it, and its heat maps.

Only the latest wish counts, so holding an arrow key down never builds up a queue.
"""

from __future__ import annotations

import datetime
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from desktop.errors import HamError
from desktop.images import load_image
from desktop.outputs.heatmaps.drawing import heat_picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.model.network import Network

LARGEST_SIDE = 2048
"""Pixels decoded for the panel at most: sharp on any screen, 12 MiB at worst."""


@dataclass(frozen=True)
class Wish:
    """What to make: the image of `path`, whose frame is `width` x `height`, and with a classifier its heat maps too."""

    path: str
    width: int
    height: int
    classifier: Network | None = None


@dataclass(frozen=True)
class Picture:
    """What came of a wish. `image`: square, to be shown at the frame's proportions; `heat`: one RGBA picture per class
    in the model's order, empty where none was wished for; `problem`: why there is no image, in words; `file`: the
    file's size and age, in words."""

    wish: Wish
    image: QImage | None = None
    heat: tuple[QImage, ...] = ()
    problem: str = ""
    file: str = ""


class PreviewMaker(QThread):
    """Runs as long as its window. `wish_for` from the window's thread, `made` back to it."""

    made = Signal(Picture)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._wish: Wish | None = None
        self._ends = False

    def wish_for(self, wish: Wish) -> None:
        """Make this next; an earlier wish that was not begun is dropped."""
        with self._changed:
            self._wish = wish
            self._changed.notify_all()

    def stop(self) -> None:
        """End after the picture in hand."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()

    def run(self) -> None:
        while (wish := self._next()) is not None:
            self.made.emit(make_picture(wish))

    def _next(self) -> Wish | None:
        with self._changed:
            self._changed.wait_for(lambda: self._ends or self._wish is not None)
            wish, self._wish = self._wish, None
            return None if self._ends else wish


def make_picture(wish: Wish) -> Picture:
    """Decode, and ask the model for heat maps where wished. A failure is told in the picture, never raised."""
    path = Path(wish.path)
    try:
        # The network's own decoder: orientation, colour profile and bit depth come out as the model was shown them.
        pixels = load_image(path, min(max(wish.width, wish.height, 1), LARGEST_SIDE))
        image = _to_qimage(pixels)
        heat: tuple[QImage, ...] = ()
        if wish.classifier is not None:
            small = load_image(path, wish.classifier.info.input.size)
            maps = wish.classifier.predict(small[None], heatmaps=True).heatmaps
            assert maps is not None
            heat = tuple(_to_qimage(heat_picture(one)) for one in maps[0])
    except HamError as error:
        return Picture(wish, problem=str(error))
    return Picture(wish, image, heat, file=_file_in_words(path))


def _file_in_words(path: Path) -> str:
    """`1.2 MB, changed 2026-11-24 22:43`; empty of a file that is gone by now."""
    try:
        status = path.stat()
    except OSError:
        return ""
    size = f"{status.st_size / 1e6:.1f} MB" if status.st_size >= 1e6 else f"{max(1, round(status.st_size / 1e3))} kB"
    changed = datetime.datetime.fromtimestamp(status.st_mtime).astimezone()
    return f"{size}, changed {changed:%Y-%m-%d %H:%M}"


def _to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """A copy of uint8 [h, w, 3 or 4] pixels that outlives the array."""
    height, width, channels = pixels.shape
    layout = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(pixels.tobytes(), width, height, width * channels, layout).copy()
