"""Pages of a PDF file, filled from top to bottom: titles, words, tables, and cards that are not torn apart.

All lengths are in millimetres; colours are those of the HTML report.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPdfWriter

from desktop.common.files import OutputError
from desktop.language.spoken import number, tr
from desktop.outputs.heatmaps.drawing import legend
from desktop.results.wording import share

_INK, _QUIET, _LINE, _BAR, _SOFT, _WARM, _REFER, _PALE = (
    QColor(name) for name in ("#1c2530", "#5a6572", "#d8dde3", "#2f6690", "#f4f6f8", "#7a4b00", "#9c1c1c", "#b3bcc6")
)
_BODY, _SMALL = 8.5, 6.5  # points
_FOOTER_MM = 8.0
_GAP_MM = 1.0
_CAPTION_MM = 3.2
_SKIN = (217, 165, 154)
"""What the scale lies on, as in the HTML report."""


class Pages:
    """Draws on a writer whose page layout and resolution are set; `end` closes the last page."""

    def __init__(self, writer: QPdfWriter, *, footer: str) -> None:
        """Raises OutputError where the writer takes nothing."""
        self._writer = writer
        self._mm = writer.resolution() / 25.4
        self._width = writer.width() / self._mm
        self._height = writer.height() / self._mm
        self._footer = footer
        self._page = 1
        self._painter = QPainter()
        if not self._painter.begin(writer):
            raise OutputError("the PDF file cannot be begun; choose another place")
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._y = 0.0
        self._foot()

    def end(self) -> None:
        if self._painter.isActive():
            self._painter.end()

    def title(self, text: str) -> None:
        self._y += self._draw(text, 0.0, self._y, self._width, size=17, bold=True) + 2.0

    def heading(self, text: str, *, below: float = 12.0) -> None:
        """A heading stays with what comes below it, of that height."""
        self._room(10.0 + below)
        self._y += 3.5
        self._y += self._draw(text, 0.0, self._y, self._width, size=11, bold=True) + 1.2

    def warning(self, text: str) -> None:
        height = self._measure(text, self._width - 6.0, bold=True) + 3.0
        self._fill(0.0, self._y, self._width, height, _SOFT)
        self._fill(0.0, self._y, 1.0, height, _REFER)
        self._draw(text, 4.0, self._y + 1.5, self._width - 6.0, bold=True)
        self._y += height + 3.0

    def text(
        self,
        text: str,
        *,
        left: float = 0.0,
        width: float | None = None,
        bold: bool = False,
        quiet: bool = False,
        warm: bool = False,
        lines: int | None = None,
    ) -> None:
        """A paragraph. `width`: what is left of the page's where it is None; `lines`: at most so many, the middle of a
        longer text being left out."""
        if not text:
            return
        width = self._width - left if width is None else width
        if lines is not None:
            metrics = QFontMetricsF(self._font(_BODY, bold), self._writer)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width * self._mm * (lines - 0.1))
        colour = _WARM if warm else _QUIET if quiet else _INK
        size = _BODY + 2 if bold else _BODY
        self._room(self._measure(text, width, size=size, bold=bold))
        self._y += self._draw(text, left, self._y, width, size=size, bold=bold, colour=colour) + _GAP_MM * 0.6

    def height(self, text: str, width: float | None = None) -> float:
        """What a paragraph takes in that width, of None the page's; 0 for no text."""
        return self._measure(text, self._width if width is None else width) if text else 0.0

    def tiles(self, tiles: Sequence[tuple[int, str]]) -> None:
        """Large numbers side by side."""
        gap, height = 3.0, 15.0
        width = (self._width - gap * (len(tiles) - 1)) / len(tiles)
        for place, (count, what) in enumerate(tiles):
            x = place * (width + gap)
            self._fill(x, self._y, width, height, _SOFT)
            self._draw(number(count, ","), x + 3.0, self._y + 1.5, width, size=15, bold=True)
            self._draw(what, x + 3.0, self._y + 9.2, width, colour=_QUIET)
        self._y += height + 1.0

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        right: Container[int] = (),
        quiet: Container[int] = (),
    ) -> None:
        """Lines with a rule below each. `widths`: shares of the page's; `right`, `quiet`: columns drawn that way."""
        for row in rows:
            rooms = [share * self._width - 2.0 for share in widths]
            height = max(self._measure(text, room) for text, room in zip(row, rooms, strict=True)) + 1.4
            self._room(height)
            x = 0.0
            for place, (text, room) in enumerate(zip(row, rooms, strict=True)):
                side = Qt.AlignmentFlag.AlignRight if place in right else Qt.AlignmentFlag.AlignLeft
                colour = _QUIET if place in quiet else _INK
                self._draw(text, x, self._y + 0.7, room, colour=colour, side=side)
                x += room + 2.0
            self._y += height
            self._fill(0.0, self._y, sum(widths) * self._width - 2.0, 0.15, _LINE)

    @contextmanager
    def card(self, height: float, *, below: float = 0.0) -> Iterator[None]:
        """What is drawn in the block stays on one page and takes at least `height`; with what comes `below` it, where
        a page holds both."""
        both = height + below
        self._room(both if both <= self._height - _FOOTER_MM else height)
        self._fill(0.0, self._y, self._width, 0.15, _LINE)
        self._y += 2.0
        top = self._y
        yield
        self._y = max(self._y, top + height - 2.0) + 1.0

    def side_by_side(self, *columns: Callable[[], None]) -> None:
        """Each draws from the same height on, at a place of its own; what comes next is below the longest."""
        top = lowest = self._y
        for draw in columns:
            self._y = top
            draw()
            lowest = max(lowest, self._y)
        self._y = lowest

    def pictures(self, jpegs: Sequence[bytes], *, side: float) -> None:
        """The image and its heat map side by side, each within a square, with a scale below the second."""
        captions = (tr("image"), tr("what speaks for the diagnosis:  nothing"))
        lowest = 0.0
        for place, (jpeg, caption) in enumerate(zip(jpegs, captions, strict=False)):
            image = QImage.fromData(jpeg)
            scale = side / max(image.width(), image.height(), 1)
            width, height = image.width() * scale, image.height() * scale
            x = place * (side + 2.0)
            self._painter.drawImage(self._rect(x, self._y, width, height), image)
            top = self._y + height + 0.4
            self._draw(caption, x, top, side, size=_SMALL, colour=_QUIET)
            if place:
                self._scale(x, top, side, caption)
            lowest = max(lowest, height + _CAPTION_MM)
        if not jpegs:
            lowest = self._draw(tr("The image could not be read again."), 0.0, self._y, 2 * side, colour=_QUIET)
        self._y += lowest

    def _scale(self, left: float, top: float, width: float, before: str) -> None:
        """From nothing to the map's strongest place, after the words that stand before it."""
        metrics, end = QFontMetricsF(self._font(_SMALL, False), self._writer), tr("strongest place")
        start = left + metrics.horizontalAdvance(before) / self._mm + 1.5
        last = left + width - metrics.horizontalAdvance(end) / self._mm - 1.5
        strip = legend(_SKIN, 256, 8)
        pixels = QImage(strip.tobytes(), 256, 8, 3 * 256, QImage.Format.Format_RGB888)
        self._painter.drawImage(self._rect(start, top + 0.5, last - start, 1.8), pixels)
        self._draw(end, last + 1.5, top, width, size=_SMALL, colour=_QUIET)

    def bars(self, values: Sequence[tuple[str, float]], *, left: float, doubtful: bool) -> None:
        """A line for each (name, value 0..1). `doubtful`: in grey."""
        width = self._width - left
        names, figure = width * 0.5, 9.0
        self._y += 0.6
        for name, value in values:
            metrics = QFontMetricsF(self._font(_SMALL, False), self._writer)
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, (names - 2.0) * self._mm)
            height = self._measure(name, names - 2.0, size=_SMALL)
            colour = _QUIET if doubtful else _INK
            self._draw(name, left, self._y, names - 2.0, size=_SMALL, colour=colour)
            room = width - names - figure
            line = 1.6
            self._fill(left + names, self._y + 0.9, room, line, _SOFT)
            if value >= 0.005:  # what reads 0.00 has no bar
                self._fill(left + names, self._y + 0.9, room * value, line, _PALE if doubtful else _BAR)
            right = Qt.AlignmentFlag.AlignRight
            told = share(value)
            self._draw(told, left + width - figure, self._y, figure, size=_SMALL, colour=colour, side=right)
            self._y += height

    def _room(self, height: float) -> None:
        """Go on at the next page where what comes does not fit on this one."""
        if self._y + height > self._height - _FOOTER_MM and self._y > 0.0:
            self._writer.newPage()
            self._page += 1
            self._y = 0.0
            self._foot()

    def _foot(self) -> None:
        y = self._height - _FOOTER_MM + 3.0
        self._draw(self._footer, 0.0, y, self._width, size=7.0, colour=_QUIET)
        side = Qt.AlignmentFlag.AlignRight
        self._draw(f"{self._page}", 0.0, y, self._width, size=7.0, colour=_QUIET, side=side)

    def _font(self, size: float, bold: bool) -> QFont:
        font = QFont(self._painter.font().family() or "sans-serif")
        font.setPointSizeF(size)
        font.setBold(bold)
        return font

    def _rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(x * self._mm, y * self._mm, width * self._mm, height * self._mm)

    def _fill(self, x: float, y: float, width: float, height: float, colour: QColor) -> None:
        self._painter.fillRect(self._rect(x, y, width, height), colour)

    def _measure(self, text: str, width: float, *, size: float = _BODY, bold: bool = False) -> float:
        metrics = QFontMetricsF(self._font(size, bold), self._writer)
        wrap = self._wrap(text, width, metrics)
        return metrics.boundingRect(self._rect(0.0, 0.0, width, 1000.0), wrap, text).height() / self._mm

    def _wrap(self, text: str, width: float, metrics: QFontMetricsF) -> Qt.TextFlag:
        """Between words, and only where a word (a file's name, most likely) is too long for that, anywhere."""
        longest = max(map(metrics.horizontalAdvance, text.split()), default=0.0)
        return Qt.TextFlag.TextWordWrap if longest <= width * self._mm else Qt.TextFlag.TextWrapAnywhere

    def _draw(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float = _BODY,
        bold: bool = False,
        colour: QColor = _INK,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """Draw within a width; the height that it took."""
        font = self._font(size, bold)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        wrap = self._wrap(text, width, QFontMetricsF(font, self._writer))
        # The binding takes the flags of alignment and of text together as one number only.
        self._painter.drawText(self._rect(x, y, width, 1000.0), int(side) | int(wrap), text)
        return self._measure(text, width, size=size, bold=bold)
