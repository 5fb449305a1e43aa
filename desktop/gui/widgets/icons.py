"""The window's few icons, drawn as SVG strokes in the colour of the text beside them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

# Paths on a 24 x 24 grid, stroked 1.7 wide.
_STROKES = {
    "images": "M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z"
    "M4 16l4.5-4.5 4 4 2.5-2.5 5 4.5M15.2 9.2a.8.8 0 1 0 .01 0",
    "folder": "M3.5 7A1.5 1.5 0 0 1 5 5.5h4l2 2.5h8A1.5 1.5 0 0 1 20.5 9.5v8"
    "A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5z",
    "save": "M12 4v10.5M7.5 10.5L12 15l4.5-4.5M4.5 15.5V18A1.5 1.5 0 0 0 6 19.5h12a1.5 1.5 0 0 0 1.5-1.5v-2.5",
    "model": "M12 3.5l7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7L12 12l7.5-4.3M12 12v8.5",
    "table": "M4 6.5h16M4 12h16M4 17.500h16",
    "grid": "M5 5h5.500v5.500H5zM13.500 5H19v5.500h-5.500zM5 13.500h5.500V19H5zM13.500 13.500H19V19h-5.500z",
    "pause": "M9 6.500v11M15 6.500v11",
    "stop": "M7.5 7.5h9v9h-9z",
    "close": "M7 7l10 10M17 7L7 17",
    "search": "M10.5 5a5.5 5.5 0 1 0 .01 0M14.8 14.8L19.5 19.5",
    "problem": "M12 4.5L21 19.5H3zM12 10v4.5M12 16.900v.3",
    "note": "M12 4a8 8 0 1 0 .01 0M12 11v5M12 7.900v.3",
    "drop": "M12 3.5v10M8 9.5l4 4 4-4M3.5 13.5v4.5A2.5 2.5 0 0 0 6 20.5h12a2.5 2.5 0 0 0 2.5-2.5v-4.5",
    "refuse": "M12 4a8 8 0 1 0 .01 0M6.4 6.400l11.2 11.2",
}
_SIDES = (16, 20, 24, 32, 40, 48, 64)


def icon(name: str, palette: QPalette) -> QIcon:
    """The icon in the palette's colours, faded where disabled. Made anew when the palette changes."""
    made = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        colour = palette.color(group, QPalette.ColorRole.ButtonText)
        for side in _SIDES:
            made.addPixmap(picture(name, side, colour.name(), opacity=colour.alphaF()), mode)
    return made


def picture(name: str, side: int, colour: str, *, opacity: float = 1.0, width: float = 1.7) -> QPixmap:
    """The icon as `side` x `side` pixels in one colour (`#rrggbb`); stroke width on the 24 x 24 grid."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{_STROKES[name]}" fill="none" '
        f'stroke="{colour}" stroke-opacity="{opacity:.2f}" stroke-width="{width}" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )
    key = f"{side} {svg}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap
