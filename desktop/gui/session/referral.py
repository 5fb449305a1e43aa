"""Who is referred: the operating point that is set, kept with the study and for the model that it was set for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.contract import ModelInfo, OperatingPoint
from desktop.contract.operating_points import carry_point, encode_point
from desktop.gui.session.reviews import Reviews
from desktop.gui.translation import tr
from desktop.study.browsing import POINT


class Referral(QObject):
    """`set` by a person, `begin` with a study or a model."""

    changed = Signal()
    note = Signal(str)

    def __init__(self, reviews: Reviews, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.point: OperatingPoint | None = None
        self._reviews = reviews
        self._kept: str | None = None

    def set(self, point: OperatingPoint | None, model: str) -> None:
        """Refer by this point; nothing is classified again. `model`: the checksum of the one it was set for."""
        self.point = point
        if point is not None:
            self._kept = encode_point(point, model)
            self._reviews.keep(POINT, self._kept)
        self.changed.emit()

    def begin(self, info: ModelInfo, model: str, kept: str | None = None) -> None:
        """Another study, or other answers. `kept`: the point that the study holds; None: the one set last."""
        self._kept = self._kept if kept is None else kept
        carried = carry_point(self._kept, info, model)
        self.point = carried.point
        if carried.dropped:
            self.note.emit(
                tr(
                    "The threshold that was set belongs to another model and is not taken over. It is {name} now; the "
                    "slider sets it.",
                    name=carried.point.name,
                )
                if carried.point
                else tr(
                    "The threshold that was set belongs to another model and is not taken over. No image is referred "
                    "now; the slider sets it."
                )
            )

    def forget(self) -> None:
        """No study is open: what was set for it does not count for the next."""
        self._kept = None
