"""The table as it is seen: fixed row height, columns as wide as their words, and what is said when nothing is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.gui.results.copying import copies, goes_by_key, keep_current_chosen
from desktop.gui.results.grid_view import fitted
from desktop.gui.results.model import Column, ResultsModel, Role
from desktop.gui.results.thumbnails import Thumbnails
from desktop.gui.session.row import Result
from desktop.gui.table.columns import BESIDE
from desktop.gui.table.header import PADDING, ROUNDING, SHORT_TITLE, TitleHeader
from desktop.gui.table.layout import PICTURE_WIDTH, alignment, least_widths, right_of
from desktop.gui.theme import bold_font, colours
from desktop.gui.translation import tr
from desktop.gui.widgets.names import shortened

_SHARES: dict[int, float] = {Column.FILE: 0.45, Column.DIAGNOSIS: 0.25, Column.FLAGS: 0.1, Column.REVIEW: 0.2}
"""Of the width that is left when every column has its least."""
_PICTURE_HEIGHT = 30
_NAMES_READ, _LONGEST_NAME = 200, 48
"""Of the rows that come at once those whose names are measured, and letters of one."""

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Text with room around it, and a selection that stays readable.

    Asks the model directly, and the painter little: during a run every call into Qt may cost a wait for the decoders.
    """

    def __init__(self, model: ResultsModel, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = thumbnails
        self._pens: dict[str, QColor] = {}
        self.dress(parent.palette())

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
            frame = QRect(x + PADDING, y + (height - _PICTURE_HEIGHT) // 2, PICTURE_WIDTH, _PICTURE_HEIGHT)
            result = self._model.result(row)
            picture = None if result.failed else self._thumbnails.get(result.path)
            if picture is None:
                painter.fillRect(frame, pens["track"])
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawPixmap(fitted(frame, result), picture)
            x, width = x + PICTURE_WIDTH + PADDING, width - PICTURE_WIDTH - PADDING
        painter.setPen(pens[cell.tone])
        metrics, text, inside = option.fontMetrics, cell.text, width - PADDING - right_of(column)
        if column == Column.REFER and cell.tone == "warm":
            text = f"⚠ {text}"  # not by its colour alone
        if len(text) * metrics.averageCharWidth() > inside // 2:  # only long texts are worth measuring
            if column == Column.FILE:
                text = shortened(text, metrics, inside)
            else:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside)
        painter.drawText(x + PADDING, y, inside, height, alignment(column), text)


class ResultsView(QTableView):
    """Rows are chosen as wholes. Clicking a header sorts up, then down, then returns to the order of the images."""

    chosen = Signal(object)
    """The Result of the current row, or None."""

    def __init__(self, model: ResultsModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._model = model
        self._delegate = RowDelegate(model, thumbnails, self)
        thumbnails.came.connect(self.viewport().update)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Results"))
        self.setAccessibleDescription(tr("One row per image. Arrow keys show the image of a row beside the table."))
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
        header = TitleHeader(self)
        self.setHorizontalHeader(header)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(48)
        header.sectionResized.connect(self._on_section_resized)
        header.viewport().installEventFilter(self)
        self._in_hand = False
        self._sorted = False
        self._dividing = False
        self._own_widths = False
        self._given: dict[int, int] = {}
        self._laid: set[int] = set()
        header.sortIndicatorChanged.connect(self._on_sorted)  # before the sorting itself, which then shows the top
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        model.layoutChanged.connect(self._on_rearranged)
        self._last: Result | None = None
        self._longest = ""
        self._empty: frozenset[Column] = frozenset()
        model.rowsInserted.connect(self._look_at_names)
        model.counts_changed.connect(self._look_at_contents)
        self._measure()

    def choose_first(self) -> None:
        """Make a row the current one where none is: that of the image chosen last, else the first."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            row = None if self._last is None else self._model.row_of(self._last)
            self.selectRow(0 if row is None or self._model.result(row) is not self._last else row)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._delegate.dress(self.palette())
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._divide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether a person has the header in hand: columns are resized by Qt as well, where some come or go."""
        kind = QEvent.Type
        if event.type() in (kind.MouseButtonPress, kind.MouseButtonDblClick):
            self._in_hand = True
        elif event.type() == kind.MouseButtonRelease:
            self._in_hand = False
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width among the columns, until a person sets one."""
        super().resizeEvent(event)
        self._divide()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(self.fontMetrics().height() + 16, _PICTURE_HEIGHT + 8))

    def _least_widths(self) -> dict[int, int]:
        header, across = self.horizontalHeader(), Qt.Orientation.Horizontal
        data = self._model.headerData
        shown = sorted(self._shown_columns(), key=header.visualIndex)
        return least_widths(
            {column: (str(data(column, across)), str(data(column, across, SHORT_TITLE))) for column in shown},
            room=self.viewport().width(),
            letters=self.fontMetrics(),
            words=QFontMetrics(bold_font()),
            longest=self._longest,
            empty=self._empty,
        )

    def _shown_columns(self) -> list[int]:
        header = self.horizontalHeader()
        return [column for column in range(header.count()) if not header.isSectionHidden(column)]

    def show_columns(self, columns: Collection[int]) -> None:
        """Show these columns and no others; the file's name always."""
        header = self.horizontalHeader()
        self._dividing = True  # Qt tells of a column that is hidden as of one that is made narrow
        for beside, place in BESIDE.items():
            header.moveSection(header.visualIndex(beside), place)
        for column in range(header.count()):
            header.setSectionHidden(column, column not in columns and column != Column.FILE)
        self._dividing = False
        self._divide()

    @property
    def widths(self) -> dict[int, int]:
        """What a person made of the columns, in pixels; empty where nobody did."""
        header = self.horizontalHeader()
        shown = {column: header.sectionSize(column) for column in self._shown_columns()}
        return self._given | shown if self._own_widths else {}

    def set_widths(self, widths: Mapping[int, int]) -> None:
        """Make the columns as wide as that; the widths of their words where it is empty."""
        self._own_widths, self._given, self._laid = bool(widths), dict(widths), set()
        self._divide()

    def _divide(self) -> None:
        if self._own_widths:
            self._lay_own()
            return
        header = self.horizontalHeader()
        least_widths = self._least_widths()
        spare = max(0, self.viewport().width() - sum(least_widths.values()))
        name = self.fontMetrics().horizontalAdvance(self._longest) + PICTURE_WIDTH + 3 * PADDING + ROUNDING
        whole = min(spare, max(0, name - least_widths[Column.FILE]))  # names before what has room already
        least_widths[Column.FILE] += whole
        spare -= whole
        shares = {column: share for column, share in _SHARES.items() if column not in self._empty}
        self._dividing = True
        for column, least in least_widths.items():
            header.resizeSection(column, least + int(spare * shares.get(column, 0.0) / sum(shares.values())))
        self._dividing = False

    def _look_at_names(self, parent: Index, first: int, last: int) -> None:
        """Room for the longest of the files' names that came, as far as there is any."""
        paths = (self._model.result(row).path for row in range(first, min(last + 1, first + _NAMES_READ)))
        names = (self._model.naming.name(path).rpartition("/") for path in paths)
        longest = max((f"…/{name}" if folder else name for folder, _, name in names), key=len, default="")[
            :_LONGEST_NAME
        ]
        if len(longest) > len(self._longest) or first == 0:
            self._longest = longest
            self._divide()

    def _look_at_contents(self) -> None:
        """A column in which nothing stands yet has its title's width."""
        empty = self._model.empty_columns
        if empty != self._empty:
            self._empty = empty
            self._divide()

    def _lay_own(self) -> None:
        """The widths that a person gave; a column that came since has its least."""
        header, least = self.horizontalHeader(), self._least_widths()
        self._dividing = True
        for column in self._shown_columns():
            if column not in self._laid:
                header.resizeSection(column, self._given.get(column, least[column]))
                self._laid.add(column)
        self._dividing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying gives whole rows, tab-separated, as they are shown."""
        if not copies(self, event):
            super().keyPressEvent(event)
            keep_current_chosen(self)
            if goes_by_key(event) and self.currentIndex().isValid():
                self.scrollTo(self.currentIndex())  # also where it was the current one already

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        keep_current_chosen(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        keep_current_chosen(self)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """With Ctrl too a key chooses the row that it goes to: what is shown is what is spoken of."""
        if isinstance(event, QKeyEvent) and goes_by_key(event):
            flags = QItemSelectionModel.SelectionFlag
            return flags.ClearAndSelect | flags.Rows
        return super().selectionCommand(index, event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End are the first and the last row: there is nothing to do in a cell."""
        move = QAbstractItemView.CursorAction
        if action in (move.MoveHome, move.MoveEnd) and self.model().rowCount():
            row = 0 if action == move.MoveHome else self.model().rowCount() - 1
            return self.model().index(row, max(0, self.currentIndex().column()))
        return super().moveCursor(action, modifiers)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours(self.palette()).quiet))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._model.why_empty)
            painter.end()

    def _on_section_resized(self, section: int) -> None:
        header = self.horizontalHeader()
        shown = self._shown_columns()
        last = not shown or section == max(shown, key=header.visualIndex)  # resized by Qt itself: it takes what is left
        if self._in_hand and not self._dividing and not last and not self._own_widths:
            self._own_widths = True
            self._laid.update(shown)

    def sortByColumn(self, column: int, order: Qt.SortOrder) -> None:
        """Also where it is the order of before, of which the header says nothing: rows are ordered anew then."""
        self._on_sorted()
        super().sortByColumn(column, order)

    def _on_sorted(self) -> None:
        """What was sorted for is on top, wherever the chosen row went."""
        self._sorted = True
        self.scrollToTop()
        QTimer.singleShot(0, self._forget_sorted)  # Qt may sort twice for one wish

    def _forget_sorted(self) -> None:
        self._sorted = False

    def _on_current(self, current: QModelIndex) -> None:
        result = current.data(Role.RESULT) if current.isValid() else None
        self._last = result or self._last
        self.chosen.emit(result)

    def _on_rearranged(self) -> None:
        current = self.currentIndex()
        if self._sorted:
            self.scrollToTop()
        elif current.isValid():
            self.scrollTo(current)
        else:
            self.choose_first()
            if not self.currentIndex().isValid():
                self.chosen.emit(None)
        self.viewport().update()
