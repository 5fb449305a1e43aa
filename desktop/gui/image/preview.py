"""The thread that makes what the detail panel shows: the image as the network's decoder sees it, and its heat maps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desktop.errors import HamError
from desktop.gui.translation import tr
from desktop.gui.widgets.latest_maker import LatestMaker
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


class PreviewMaker(LatestMaker):
    """Makes a Picture of a Wish."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(make_picture, parent)


def make_picture(wish: Wish) -> Picture:
    """Decode, and ask the model for heat maps where wished. A failure is told in the picture, never raised."""
    path = Path(wish.path)
    try:
        # The network's own decoder: orientation, colour profile and bit depth come out as the model was shown them.
        pixels = load_image(path, min(max(wish.width, wish.height, 1), LARGEST_SIDE))
        image = to_qimage(pixels)
        heat: tuple[QImage, ...] = ()
        if wish.classifier is not None:
            small = load_image(path, wish.classifier.info.input.size)
            maps = wish.classifier.predict(small[None], heatmaps=True).heatmaps
            assert maps is not None
            heat = tuple(to_qimage(heat_picture(one)) for one in maps[0])
    except HamError as error:
        return Picture(wish, problem=str(error))
    return Picture(wish, image, heat, file=_file_in_words(path))


def _file_in_words(path: Path) -> str:
    """`1.2 MB, changed 2026-11-24 22:43`; empty of a file that is gone by now."""
    try:
        status = path.stat()
    except OSError:
        return ""
    bytes_ = status.st_size
    size = f"{bytes_ / 1e6:.1f} MB" if bytes_ >= 1e6 else f"{max(1, round(bytes_ / 1e3))} kB"
    changed = datetime.datetime.fromtimestamp(status.st_mtime).astimezone()
    return tr("{size}, changed {changed:%Y-%m-%d %H:%M}", size=size, changed=changed)


def to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """A copy of uint8 [h, w, 3 or 4] pixels that outlives the array."""
    height, width, channels = pixels.shape
    layout = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(pixels.tobytes(), width, height, width * channels, layout).copy()
