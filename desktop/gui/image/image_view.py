"""An image: fitted to its place, zoomed with the wheel or + and -, moved with the mouse, and with a heat map over it
where one is wanted. Zoom and place are kept from image to image, and may be linked between views."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from desktop.gui.theme import colours
from desktop.gui.translation import tr

_STEP = 1.25
_LARGEST = 40.0


_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True)
class Place:
    """What of an image is seen. zoom: 1 where all of it is, relative to that; x, y: its middle, 0..1 of the frame."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5


ALL = Place()


class ImageView(QGraphicsView):
    """`show_image`, `show_heat`, or `show_words` where there is no image.

    Arrow keys move an enlarged image; while all of it is seen they ask for the next one.
    """

    stepped = Signal(int)
    """1 for the next image, -1 for the one before."""
    placed = Signal(Place)
    """A person zoomed or moved."""
    copy_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scene = QGraphicsScene(self)
        self.setScene(scene)
        smooth = Qt.TransformationMode.SmoothTransformation
        self._image = QGraphicsPixmapItem()
        self._heat = QGraphicsPixmapItem()
        for item in (self._image, self._heat):
            item.setTransformationMode(smooth)
            scene.addItem(item)
        self._words = ""
        self._place = ALL
        self._placing = False
        self.setAccessibleName(tr("Image"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Words and the frame of the focus are drawn where the viewport is: panned as pixels they would leave ghosts.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setMinimumHeight(100)
        self.setToolTip(
            tr("Wheel, + and - zoom; drag and arrow keys move; Z shows single pixels or all; F full screen")
        )

    @property
    def has_image(self) -> bool:
        return not self._image.pixmap().isNull()

    @property
    def has_heat(self) -> bool:
        return not self._heat.pixmap().isNull()

    def show_image(self, image: QImage, width: int, height: int) -> None:
        """`image` holds the whole frame in any proportions; it is shown at those of width x height."""
        self._words = ""
        self._lay(self._image, image, width, height)
        self._heat.setPixmap(QPixmap())
        self.scene().setSceneRect(QRectF(0, 0, width, height))
        self.go_to(self._place)

    def show_heat(self, heat: QImage | None, opacity: float) -> None:
        """Lay a heat map over the image, or take it away. `opacity` 0..1."""
        if heat is None or not self.has_image:
            self._heat.setPixmap(QPixmap())
            return
        frame = self.scene().sceneRect()
        self._lay(self._heat, heat, frame.width(), frame.height())
        self._heat.setOpacity(opacity)

    def show_words(self, words: str) -> None:
        """Words in the image's place."""
        self._words = words
        self._placing = True  # no move of a person's
        for item in (self._image, self._heat):
            item.setPixmap(QPixmap())
        self.scene().setSceneRect(QRectF())
        self._placing = False
        self.viewport().update()

    def picture(self) -> QImage:
        """All of the image in the proportions of its frame, with the heat map that lies over it."""
        frame, made = self.scene().sceneRect(), self._image.pixmap()
        scale = max(made.width(), made.height()) / max(1.0, frame.width(), frame.height())
        size = QSize(max(1, round(frame.width() * scale)), max(1, round(frame.height() * scale)))
        picture = QImage(size, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.scene().render(painter, QRectF(picture.rect()), frame, Qt.AspectRatioMode.IgnoreAspectRatio)
        painter.end()
        return picture

    @property
    def place(self) -> Place:
        """What of the image is seen."""
        return self._place

    def go_to(self, place: Place) -> None:
        """Show that part of the image; tells nobody."""
        self._placing = True
        self._place = place
        self.resetTransform()
        if self.has_image:
            frame = self.scene().sceneRect()
            scale = self._fitting() * place.zoom
            self.scale(scale, scale)
            self.centerOn(place.x * frame.width(), place.y * frame.height())
        self._placing = False

    def fit(self) -> None:
        """Show the whole frame."""
        self._go(ALL)

    def show_pixels(self) -> None:
        """A pixel of the screen for each of the image, around the middle of what is seen."""
        if self.has_image:
            zoom = 1.0 / (self.devicePixelRatioF() * self._fitting())
            self._go(Place(max(1.0, zoom), self._place.x, self._place.y))

    def zoom(self, factor: float) -> None:
        """Enlarge by a factor; never smaller than fitted."""
        if not self.has_image or self.transform().m11() * factor > _LARGEST:
            return
        if self._place.zoom * factor <= 1.0:
            self.fit()
            return
        self._placing = True
        self.scale(factor, factor)
        self._placing = False
        self._note_place(self._place.zoom * factor)

    def _go(self, place: Place) -> None:
        self.go_to(place)
        self.placed.emit(place)

    def _fitting(self) -> float:
        """The scale at which all of the image is just seen."""
        frame, room = self.scene().sceneRect(), self.viewport().rect()
        return min(room.width() / max(1.0, frame.width()), room.height() / max(1.0, frame.height()))

    def _note_place(self, zoom: float) -> None:
        """After a person's move."""
        frame = self.scene().sceneRect()
        middle = self.mapToScene(self.viewport().rect().center())
        self._place = Place(zoom, middle.x() / max(1.0, frame.width()), middle.y() / max(1.0, frame.height()))
        self.placed.emit(self._place)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.has_image and not self._placing and self._place.zoom > 1.0:
            self._note_place(self._place.zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoom(_STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_C and control:
            self.copy_asked.emit()
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif event.key() == Qt.Key.Key_Z and not event.modifiers():
            self.fit() if self._place.zoom > 1.0 else self.show_pixels()
        elif self._place.zoom <= 1.0 and event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._placing = True
        super().resizeEvent(event)
        self.go_to(self._place)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, QColor(colours(self.palette()).track))

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        if self._words:
            painter.save()
            painter.resetTransform()
            painter.setPen(QColor(colours(self.palette()).quiet))
            room = self.viewport().rect().adjusted(24, 12, -24, -12)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
            painter.restore()
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            painter.setPen(QPen(QColor(colours(self.palette()).accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _lay(self, item: QGraphicsPixmapItem, image: QImage, width: float, height: float) -> None:
        item.setPixmap(QPixmap.fromImage(image))
        item.setTransform(QTransform.fromScale(width / image.width(), height / image.height()))
