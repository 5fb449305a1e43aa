"""The results as pictures side by side, over the same model and selection as the table.

Every cell has the same size, so where a cell lies is arithmetic: a hundred thousand images cost no more than those in
sight. (QListView lays out every item, and asks Python about each.)
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.gui.results.copying import copies, goes_by_key, keep_current_chosen
from desktop.gui.results.model import Column, ResultsModel
from desktop.gui.results.thumbnails import PictureSize, Thumbnails
from desktop.gui.session.row import Result
from desktop.gui.theme import Colours, colours
from desktop.gui.translation import tr
from desktop.gui.widgets.names import shortened

_GAP = 5
_INSIDE = 8
_MOST_STRETCH = 0.25
"""How much higher or lower than its picture wants it a line may be, so that whole lines fill the height."""
_STEPS = 3
"""Of the scroll bar to a line, as many as a wheel's notch makes: a notch is a line."""

Index = QModelIndex | QPersistentModelIndex


class GridView(QAbstractItemView):
    """Arrow keys move by pictures and lines; the current image is shown beside, as from the table."""

    resized = Signal(int)
    """1: larger pictures are asked for, -1: smaller ones."""

    def __init__(self, model: ResultsModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._thumbnails = thumbnails
        self.size_shown = PictureSize.MEDIUM
        self.setModel(model)
        self.setProperty("grid", True)
        self.setAccessibleName(tr("Results as pictures"))
        self.setAccessibleDescription(tr("One picture per image. Arrow keys show the image beside the grid."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMinimumWidth(360)
        for changed in (model.rowsInserted, model.layoutChanged, model.modelReset):
            changed.connect(self._on_changed)
        thumbnails.came.connect(self.viewport().update)

    @property
    def columns(self) -> int:
        """Pictures in a line."""
        return max(1, self.viewport().width() // self.size_shown.width)

    def set_size(self, size: PictureSize) -> None:
        """How large the pictures are; what is chosen stays in sight."""
        self.size_shown = size
        self.updateGeometries()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.viewport().update()

    def _cell(self) -> tuple[int, int]:
        """Width and height of a cell."""
        width, room = self.viewport().width() // self.columns, self.viewport().height()
        height = (width - 2 * _GAP - 2 * _INSIDE) * 3 // 4 + self._beside_picture()
        whole = room // max(1, round(room / height)) // _STEPS * _STEPS
        return width, whole if abs(whole - height) <= _MOST_STRETCH * height else height

    def _beside_picture(self) -> int:
        """What of a cell's height is no picture."""
        return 2 * _GAP + 2 * _INSIDE + self.fontMetrics().height() * 3 + 12

    # --- what QAbstractItemView asks ---------------------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        width, height = self._cell()
        line, column = divmod(index.row(), self.columns)
        return QRect(column * width, line * height - self.verticalOffset(), width, height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        width, height = self._cell()
        column, line = point.x() // width, (point.y() + self.verticalOffset()) // height
        row = line * self.columns + column
        if not 0 <= column < self.columns or not 0 <= row < self._results.rowCount():
            return QModelIndex()
        return self._results.index(row, Column.FILE)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect = self.visualRect(index)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > room:
            bar.setValue(bar.value() + min(rect.bottom() - room + 1, rect.top()))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count = self._results.rowCount()
        if not count:
            return QModelIndex()
        lines = max(1, self.viewport().height() // self._cell()[1])
        move = QAbstractItemView.CursorAction
        row = max(0, self.currentIndex().row())
        target = {
            move.MoveLeft: row - 1,
            move.MovePrevious: row - 1,
            move.MoveRight: row + 1,
            move.MoveNext: row + 1,
            move.MoveUp: row - self.columns,
            move.MoveDown: row + self.columns,
            move.MovePageUp: row - self.columns * lines,
            move.MovePageDown: row + self.columns * lines,
            move.MoveHome: 0,
            move.MoveEnd: count - 1,
        }[action]
        if action in (move.MoveUp, move.MoveDown) and not 0 <= target < count:
            target = row  # stays in its column
        return self._results.index(min(max(target, 0), count - 1), Column.FILE)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Everything from the first to the last picture the rectangle touches, in reading order."""
        width, height = self._cell()
        last = self._results.rowCount() - 1
        offset = self.verticalOffset()

        def row(x: int, y: int) -> int:
            return (max(0, y + offset) // height) * self.columns + min(max(0, x) // width, self.columns - 1)

        first, end = row(rect.left(), rect.top()), min(row(rect.right(), rect.bottom()), last)
        selection = QItemSelection()
        if first <= end:
            model = self._results
            selection.append(QItemSelectionRange(model.index(first, 0), model.index(end, model.columnCount() - 1)))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        height = self._cell()[1]
        lines = -(-self._results.rowCount() // self.columns)
        bar = self.verticalScrollBar()
        bar.setSingleStep(max(1, height // _STEPS))
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, lines * height - self.viewport().height()))
        super().updateGeometries()

    # --- events ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.resized.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
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
        """As in the table: a key chooses the picture that it goes to."""
        if isinstance(event, QKeyEvent) and goes_by_key(event):
            flags = QItemSelectionModel.SelectionFlag
            return flags.ClearAndSelect | flags.Rows
        return super().selectionCommand(index, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        c = colours(self.palette())
        count = self._results.rowCount()
        if not count:
            painter.setPen(QColor(c.quiet))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._results.why_empty)
        width, height = self._cell()
        dirty = event.rect()
        top = max(0, dirty.top() + self.verticalOffset()) // height
        bottom = max(0, dirty.bottom() + self.verticalOffset()) // height
        current, selection = self.currentIndex().row(), self.selectionModel()
        for row in range(top * self.columns, min((bottom + 1) * self.columns, count)):
            line, column = divmod(row, self.columns)
            rect = QRect(column * width, line * height - self.verticalOffset(), width, height)
            selected = selection.isSelected(self._results.index(row, 0))
            self._paint(painter, rect.adjusted(_GAP, _GAP, -_GAP, -_GAP), row, c, selected=selected)
            if row == current and self.hasFocus():
                painter.setPen(QPen(QColor(c.text), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(_GAP + 3, _GAP + 3, -_GAP - 3, -_GAP - 3), 6, 6)
        painter.end()

    def _paint(self, painter: QPainter, rect: QRect, row: int, c: Colours, *, selected: bool) -> None:
        result = self._results.result(row)
        painter.setPen(QPen(QColor(c.accent if selected else c.line), 2 if selected else 1))
        painter.setBrush(QColor(c.tint if selected else c.raised))
        painter.drawRoundedRect(rect, 8, 8)
        inside = rect.adjusted(_INSIDE, _INSIDE, -_INSIDE, -_INSIDE)
        picture = rect.height() + 2 * _GAP - self._beside_picture()
        frame = QRect(inside.left(), inside.top(), inside.width(), picture)
        self._paint_picture(painter, frame, result, c)
        metrics = self.fontMetrics()
        first = QRect(inside.left(), frame.bottom() + 5, inside.width(), metrics.height())
        bold = QFont(self.font())
        bold.setBold(True)
        probability = self._results.cell(row, Column.PROBABILITY).text
        number = "" if result.failed or result.unfamiliar else probability
        headline = tr("Not classified") if result.failed else tr("Unfamiliar") if result.unfamiliar else ""
        headline = headline or self._results.cell(row, Column.DIAGNOSIS).text
        painter.setPen(QColor(c.quiet if result.failed or result.unfamiliar else c.text))
        painter.setFont(self.font())
        room = first.width() - (metrics.horizontalAdvance(number) + 8 if number else 0)
        painter.drawText(first, Qt.AlignmentFlag.AlignRight, number)
        painter.setFont(bold)
        elided = QFontMetrics(bold).elidedText(headline, Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft, elided)
        painter.setFont(self.font())
        painter.setPen(QColor(c.quiet))
        name = shortened(self._results.cell(row, Column.FILE).text, metrics, first.width())
        painter.drawText(first.translated(0, metrics.height() + 2), Qt.AlignmentFlag.AlignLeft, name)
        self._paint_marks(painter, first.translated(0, 2 * metrics.height() + 4), row, result, c)

    def _paint_picture(self, painter: QPainter, frame: QRect, result: Result, c: Colours) -> None:
        picture = None if result.failed else self._thumbnails.get(result.path)
        if picture is None:
            painter.fillRect(frame, QColor(c.track))
            if result.failed:
                painter.setPen(QColor(c.quiet))
                painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, tr("No image"))
            return
        painter.drawPixmap(fitted(frame, result), picture)

    def _paint_marks(self, painter: QPainter, line: QRect, row: int, result: Result, c: Colours) -> None:
        """Below the names, and never on a lesion: to refer, what to look at twice, what to look at oneself, what a
        person said."""
        refer = self._results.is_referred(row)
        said = self._results.cell(row, Column.REVIEW).text
        flags = tr("failed") if result.failed else self._results.cell(row, Column.FLAGS).text.lower()
        parts = [(tr("⚠ Refer"), c.warm)] if refer else []
        parts += [(f"⚠ {flags}", c.quiet)] if flags else []
        parts += [(tr("yourself"), c.text)] if self._results.cell(row, Column.YOURSELF).text else []
        parts += [(said if said.startswith("✓") else tr("you: {said}", said=said), c.text)] if said else []
        metrics, x = self.fontMetrics(), line.left()
        for words, colour in parts:
            room = line.right() - x
            if room < metrics.averageCharWidth() * 3:
                return
            told = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.setPen(QColor(colour))
            painter.drawText(QRect(x, line.top(), room, line.height()), Qt.AlignmentFlag.AlignLeft, told)
            x += metrics.horizontalAdvance(told) + 10

    def _on_changed(self) -> None:
        if self.isVisible():
            self.updateGeometries()
            self.viewport().update()


def fitted(frame: QRect, result: Result) -> QRect:
    """The largest rectangle in `frame` with the proportions of the image."""
    width, height = result.row.width or 1, result.row.height or 1
    scale = min(frame.width() / width, frame.height() / height)
    w, h = max(1, round(width * scale)), max(1, round(height * scale))
    return QRect(frame.left() + (frame.width() - w) // 2, frame.top() + (frame.height() - h) // 2, w, h)
