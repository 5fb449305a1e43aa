"""The table as it is seen: fixed row height, a bar behind the probability, and what is said when nothing is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.gui.results.copying import copies
from desktop.gui.results.grid_view import fitted
from desktop.gui.results.model import HEADERS, Column, ResultsModel, Role, alignment
from desktop.gui.results.thumbnails import Thumbnails
from desktop.gui.theme import colours

_PADDING = 8
_NUMBER = "0.00"
_NUMBER_GAP = 16
_BAR_HEIGHT, _BAR_WIDTH = 6, 40
_ARROW_ROOM = 14
_SAMPLES = {
    Column.FILE: "ISIC_0024306.jpg",
    Column.DIAGNOSIS: "Melanocytic nevus",
    Column.PROBABILITY: _NUMBER,
    Column.MALIGNANT: _NUMBER,
    Column.REFER: "Yes",
    Column.FLAGS: "Unfamiliar",
    Column.REVIEW: "✓ akiec",
}
"""What a column has room for at least, in letters of any size; more ends in dots, and the tooltip tells it whole."""
_SHARES = {Column.FILE: 0.2, Column.DIAGNOSIS: 0.4, Column.PROBABILITY: 0.05, Column.FLAGS: 0.2, Column.REVIEW: 0.15}
"""Of the width that is left when every column has its least."""
_PICTURE_WIDTH, _PICTURE_HEIGHT = 40, 30

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Text with room around it, a selection that stays readable, and a bar beside a probability.

    Asks the model directly, and the painter little: during a run every call into Qt may cost a wait for the decoders.
    """

    def __init__(self, model: ResultsModel, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = thumbnails
        self._pens: dict[str, QColor] = {}
        self._number_room = 0
        self.dress(parent.palette())
        self.measure(parent.fontMetrics())

    def measure(self, metrics: QFontMetrics) -> None:
        """Take the size of the letters."""
        self._number_room = metrics.horizontalAdvance(_NUMBER) + _NUMBER_GAP

    def dress(self, palette: QPalette) -> None:
        """Take the colours of a palette."""
        self._pens = {name: QColor(value) for name, value in vars(colours(palette)).items()}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        pens, row, column = self._pens, index.row(), index.column()
        rect = option.rect
        x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(x, y, width, height, pens["tint"])
            if column == Column.FILE:
                painter.fillRect(x, y, 3, height, pens["accent"])
        else:
            painter.fillRect(x, y + height - 1, width, 1, pens["track"])
        cell = self._model.cell(row, column)
        if column == Column.FILE:
            frame = QRect(x + _PADDING, y + (height - _PICTURE_HEIGHT) // 2, _PICTURE_WIDTH, _PICTURE_HEIGHT)
            result = self._model.result(row)
            picture = None if result.failed else self._thumbnails.get(result.path)
            if picture is None:
                painter.fillRect(frame, pens["track"])
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawPixmap(fitted(frame, result), picture)
            x, width = x + _PICTURE_WIDTH + _PADDING, width - _PICTURE_WIDTH - _PADDING
        if cell.bar is not None:
            left, room = x + _PADDING + self._number_room, width - 2 * _PADDING - self._number_room
            top = y + (height - _BAR_HEIGHT) // 2
            painter.fillRect(left, top, room, _BAR_HEIGHT, pens["base" if selected else "track"])
            painter.fillRect(left, top, max(2, round(room * cell.bar)), _BAR_HEIGHT, pens["accent"])
        painter.setPen(pens[cell.tone])
        metrics, text, inside = option.fontMetrics, cell.text, width - 2 * _PADDING
        if len(text) * metrics.averageCharWidth() > inside // 2:  # only long texts are worth measuring
            mode = Qt.TextElideMode.ElideMiddle if column == Column.FILE else Qt.TextElideMode.ElideRight
            text = metrics.elidedText(text, mode, inside)
        painter.drawText(x + _PADDING, y, inside, height, alignment(column), text)


class ResultsView(QTableView):
    """Rows are chosen as wholes. Clicking a header sorts up, then down, then returns to the order of the images."""

    chosen = Signal(object)
    """The Result of the current row, or None."""

    def __init__(self, model: ResultsModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._delegate = RowDelegate(model, thumbnails, self)
        thumbnails.came.connect(self.viewport().update)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Results")
        self.setAccessibleDescription("One row per image. Arrow keys show the image of a row beside the table.")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMinimumWidth(360)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(48)
        header.sectionResized.connect(self._on_section_resized)
        self._dividing = False
        self._own_widths = False
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        model.layoutChanged.connect(self._on_rearranged)
        self._measure()

    def choose_first(self) -> None:
        """Make the first row the current one where none is."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectRow(0)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._delegate.dress(self.palette())
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._divide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width among the columns, until a person sets one."""
        super().resizeEvent(event)
        self._divide()

    def _measure(self) -> None:
        self._delegate.measure(self.fontMetrics())
        self.verticalHeader().setDefaultSectionSize(max(self.fontMetrics().height() + 16, _PICTURE_HEIGHT + 8))

    def _least_widths(self) -> dict[Column, int]:
        letters, font = self.fontMetrics(), self.horizontalHeader().font()
        font.setBold(True)
        words = QFontMetrics(font)
        beside = {
            Column.FILE: _PICTURE_WIDTH + _PADDING,
            Column.PROBABILITY: _NUMBER_GAP + _BAR_WIDTH,
        }
        return {
            column: 2 * _PADDING
            + max(
                letters.horizontalAdvance(sample) + beside.get(column, 0),
                words.horizontalAdvance(HEADERS[column][0]) + _ARROW_ROOM,
            )
            for column, sample in _SAMPLES.items()
        }

    def _divide(self) -> None:
        if self._own_widths:
            return
        header = self.horizontalHeader()
        least_widths = self._least_widths()
        spare = max(0, self.viewport().width() - sum(least_widths.values()))
        self._dividing = True
        for column, least in least_widths.items():
            header.resizeSection(column, least + int(spare * _SHARES.get(column, 0.0)))
        self._dividing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying gives whole rows, tab-separated, as they are shown."""
        if not copies(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours(self.palette()).quiet))
            model = self.model()
            assert isinstance(model, ResultsModel)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, model.why_empty)
            painter.end()

    def _on_section_resized(self, section: int) -> None:
        last = section == len(Column) - 1  # resized by Qt itself, as it takes what is left
        self._own_widths = self._own_widths or not (self._dividing or last)

    def _on_current(self, current: QModelIndex) -> None:
        self.chosen.emit(current.data(Role.RESULT) if current.isValid() else None)

    def _on_rearranged(self) -> None:
        current = self.currentIndex()
        if current.isValid():
            self.scrollTo(current)
        else:
            self.choose_first()
            if not self.currentIndex().isValid():
                self.chosen.emit(None)
        self.viewport().update()
