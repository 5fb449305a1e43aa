"""One image large: the picture, its heat map beside it or over it, and a line that says what it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.image.image_view import ImageView, Place
from desktop.gui.image.preview import Picture, PreviewMaker, Wish
from desktop.gui.session.row import Result
from desktop.gui.theme import bold
from desktop.gui.translation import tr
from desktop.gui.widgets.shortened import ShortenedLabel
from desktop.language.spoken import told
from desktop.model.network import Network

OVER, BESIDE = "over", "beside"


class Pane(QWidget):
    """`show_result` asks a thread of its own for the picture; `stop` ends that."""

    placed = Signal(object)
    """Place: a person zoomed or moved."""
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        self._picture: Picture | None = None
        self._heat = ""
        self._strength = 0.6
        self._classifier: Network | None = None
        self.image = ImageView()
        self.heat = ImageView()
        self.heat.setAccessibleName(tr("Heat map"))
        self.title = ShortenedLabel()
        bold(self.title, 2.0)
        self.facts = ShortenedLabel()
        pictures = QHBoxLayout()
        pictures.setSpacing(4)
        pictures.addWidget(self.image, 1)
        pictures.addWidget(self.heat, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(pictures, 1)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        self.heat.hide()
        for view, other in ((self.image, self.heat), (self.heat, self.image)):
            view.placed.connect(other.go_to)
            view.placed.connect(self.placed)
            view.stepped.connect(self.stepped)
        self._maker = PreviewMaker(self)
        self._maker.made.connect(self._on_made)
        self._maker.start()

    def show_result(self, result: Result, title: str, facts: str, classifier: Network | None) -> None:
        """`title`, `facts`: what is said below it; `classifier`: makes its heat map, None where it cannot be made."""
        self._classifier = classifier
        self.title.setText(title)
        self.facts.setText(facts)
        if self.result is not None and self.result.path == result.path:
            self.result = result
            return
        self.result, self._picture = result, None
        for view in (self.image, self.heat):
            view.show_words(tr("No image to show") if result.failed else "")
        if not result.failed:
            self._wish()

    def show_heat(self, how: str, strength: float) -> None:
        """`how`: OVER the image, BESIDE it, or "" for none; `strength` 0..1."""
        self._heat, self._strength = how, strength
        self.heat.setVisible(how == BESIDE)
        self._draw()

    def go_to(self, place: Place) -> None:
        """Show that part, as another pane does."""
        self.image.go_to(place)
        self.heat.go_to(place)

    def stop(self) -> None:
        """End the thread after the picture in hand."""
        self._maker.stop()

    def wait(self, milliseconds: int) -> bool:
        return self._maker.wait(milliseconds)

    def _wish(self) -> None:
        assert self.result is not None
        row = self.result.row
        classifier = self._classifier if self._heat else None
        self._maker.wish_for(Wish(self.result.path, row.width or 1, row.height or 1, classifier))

    def _on_made(self, picture: Picture) -> None:
        if self.result is None or picture.wish.path != self.result.path:
            return
        self._picture = picture
        if picture.image is None:
            self.image.show_words(tr("The image cannot be shown: {problem}.", problem=told(picture.problem)))
            return
        for view in (self.image, self.heat):
            if not view.has_image:
                view.show_image(picture.image, picture.wish.width, picture.wish.height)
        self._draw()

    def _draw(self) -> None:
        picture, result = self._picture, self.result
        if picture is None or result is None or picture.image is None:
            return
        if not self._heat:
            self.image.show_heat(None, 0.0)
        elif picture.heat and self._classifier is not None:
            heat = picture.heat[self._classifier.info.codes.index(result.row.diagnosis)]
            self.image.show_heat(heat if self._heat == OVER else None, self._strength)
            self.heat.show_heat(heat, self._strength)
        elif picture.wish.classifier is None and self._classifier is not None:
            self._wish()
