"""The thread that decodes a reading's images, unsealed and checked, and makes heat maps where the design shows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desktop.errors import HamError
from desktop.gui.image.preview import to_qimage
from desktop.gui.widgets.latest_maker import LatestMaker
from desktop.gui.widgets.message_bar import sentence
from desktop.language.spoken import told
from desktop.model.network import Network
from desktop.reading.carried_model import model_content
from desktop.reading.file import ReadingFile, Stored
from desktop.reading.pixels import frame, unpacked


@dataclass(frozen=True)
class FrameWish:
    """case: its index; explained: place of the class whose heat map is wanted, None for no map."""

    case: int
    explained: int | None
    stored: Stored = field(compare=False)


@dataclass(frozen=True)
class Frame:
    """What came of a wish. image: square, to be shown at width x height; heat: the map to lay over it, None where
    none was wished for; problem: why there is no image, in words."""

    wish: FrameWish
    image: QImage | None = None
    width: int = 0
    height: int = 0
    heat: QImage | None = None
    problem: str = ""


class FrameMaker(LatestMaker):
    """Makes a Frame of a FrameWish; the model is opened at the first heat map that is wished for."""

    def __init__(self, reading: ReadingFile, parent: QObject | None = None) -> None:
        super().__init__(self._frame, parent)
        self._reading = reading
        self._network: Network | None = None

    def _frame(self, wish: FrameWish) -> Frame:
        try:
            network = self._model() if wish.explained is not None else None
            found = frame(wish.stored, network=network, explained=wish.explained or 0)
        except HamError as error:
            return Frame(wish, problem=f"{sentence(told(str(error)))}.")
        heat = None if found.heat is None else to_qimage(found.heat)
        return Frame(wish, to_qimage(found.pixels), found.width, found.height, heat)

    def _model(self) -> Network:
        if self._network is None:
            with unpacked(model_content(self._reading), "model.onnx") as path:  # a network is opened from a file
                self._network = Network.load(path)
        return self._network
