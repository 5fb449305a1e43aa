"""The image of the chosen row: fitted to its place, zoomed with the wheel or + and -, moved with the mouse, and with a
heat map over it where one is wanted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
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

_STEP = 1.25
_LARGEST = 40.0


_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ImageView(QGraphicsView):
    """`show_image`, `show_heat`, or `show_words` where there is no image.

    Arrow keys move an enlarged image; while all of it is seen they ask for the next one.
    """

    stepped = Signal(int)
    """1 for the next image, -1 for the one before."""

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
        self._fitted = True
        self.setAccessibleName("Image")
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
        self.setToolTip("Wheel, + and - zoom; drag and arrow keys move; double-click or F fits")

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
        self.fit()

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
        for item in (self._image, self._heat):
            item.setPixmap(QPixmap())
        self.scene().setSceneRect(QRectF())
        self.viewport().update()

    def fit(self) -> None:
        """Show the whole frame."""
        self._fitted = True
        self.resetTransform()
        if self.has_image:
            self.fitInView(self.scene().sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)

    def zoom(self, factor: float) -> None:
        """Enlarge by a factor; never smaller than fitted."""
        if not self.has_image or self.transform().m11() * factor > _LARGEST:
            return
        self._fitted = False
        self.scale(factor, factor)
        frame, room = self.scene().sceneRect(), self.viewport().rect()
        if (
            frame.width() * self.transform().m11() < room.width()
            and frame.height() * self.transform().m22() < room.height()
        ):
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoom(_STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif event.key() == Qt.Key.Key_F:
            self.fit()
        elif self._fitted and event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

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
