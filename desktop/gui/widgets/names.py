"""File names where there is little room: folders are cut, the name itself only where it alone is too long."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def shortened(name: str, metrics: QFontMetrics, room: int) -> str:
    """`deeper/…/ISIC_0000001.jpg` -> `…/ISIC_0000001.jpg`: no wider than `room` pixels."""
    if metrics.horizontalAdvance(name) <= room:
        return name
    folder, slash, file = name.rpartition("/")
    if not slash:
        return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
    left = room - metrics.horizontalAdvance(f"/{file}")
    cut = metrics.elidedText(folder, Qt.TextElideMode.ElideRight, left) if left > 0 else ""
    if cut:
        return f"{cut}/{file}"
    return metrics.elidedText(f"…/{file}", Qt.TextElideMode.ElideMiddle, room)
