"""What the colours of a heat map mean: a bar from little to most."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui.translation import tr
from desktop.outputs.heatmaps.drawing import heat_picture

_WIDTH, _HEIGHT = 90, 10


class HeatScale(QWidget):
    """From nothing to the strongest place of the image, in the colours that heat maps are drawn in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = heat_picture(np.linspace(0.0, 1.0, _WIDTH, dtype=np.float32)[None].repeat(_WIDTH, axis=0))
        pixels = np.ascontiguousarray(row[:_HEIGHT])
        pixels[..., 3] = 255
        self._bar = QImage(
            pixels.tobytes(), pixels.shape[1], pixels.shape[0], pixels.shape[1] * 4, QImage.Format.Format_RGBA8888
        ).copy()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Heat map: from little to most of what speaks for the diagnosis, for each image"))
        self.setToolTip(self.accessibleName())
        self.hide()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_WIDTH + metrics.horizontalAdvance(tr("little") + tr("most")) + 20, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        before = metrics.horizontalAdvance(tr("little")) + 8
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, tr("little"))
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, tr("most"))
        painter.drawImage(QRect(before, (self.height() - _HEIGHT) // 2, _WIDTH, _HEIGHT), self._bar)
        painter.end()
