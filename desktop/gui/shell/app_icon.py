"""The application's icon: a lesion under a dermatoscope, drawn by us; a plainer drawing where it is small."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIDES = (16, 20, 24, 32, 48, 64, 128, 256)
_PLAIN_UP_TO = 32
_RESOURCES = Path(__file__).parents[1] / "resources"


def app_image(side: int) -> QImage:
    """The icon as `side` x `side` pixels on nothing (transparent)."""
    drawing = _RESOURCES / ("app_small.svg" if side <= _PLAIN_UP_TO else "app.svg")
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return image


def app_icon() -> QIcon:
    """The icon in the sizes that window managers and task bars ask for."""
    icon = QIcon()
    for side in SIDES:
        icon.addPixmap(QPixmap.fromImage(app_image(side)))
    return icon
