"""What is chosen in the table to the clipboard, as it is shown: in a spreadsheet it is cells and never formulas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView

from desktop.common.formula_guard import as_text
from desktop.gui.widgets.clipboard import copy_text


def copies(view: QAbstractItemView, event: QKeyEvent) -> bool:
    """Whether the key was one that copies, and did: Ctrl+C the chosen rows, Ctrl+Shift+C the cell chosen last."""
    if event.matches(QKeySequence.StandardKey.Copy):
        copy_rows(view)
        return True
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    if event.key() == Qt.Key.Key_C and event.modifiers() == both:
        copy_cell(view)
        return True
    return False


def copy_rows(view: QAbstractItemView) -> None:
    """All cells of the view's chosen rows, in the order shown: a line each, tab-separated."""
    model = view.model()
    columns = shown_columns(view)
    lines = ["\t".join(_cell(model.index(row, column).data()) for column in columns) for row in selected_rows(view)]
    copy_text("\n".join(lines))


def copy_cell(view: QAbstractItemView) -> None:
    """The cell that was chosen last."""
    index = view.currentIndex()
    if index.isValid():
        copy_text(_cell(index.data()))


def selected_rows(view: QAbstractItemView) -> list[int]:
    """The chosen rows, ascending. From ranges and not from indexes: after Ctrl+A there may be a hundred thousand."""
    chosen = view.selectionModel().selection().toList()
    return sorted({row for block in chosen for row in range(block.top(), block.bottom() + 1)})


def shown_columns(view: QAbstractItemView) -> list[int]:
    """Those a table shows, in the order shown; of another view all."""
    if not isinstance(view, QTableView):
        return list(range(view.model().columnCount()))
    header = view.horizontalHeader()
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [column for column in order if not header.isSectionHidden(column)]


def choose_rows(view: QAbstractItemView, rows: Sequence[int]) -> None:
    """Choose these rows, ascending, and no others; the first is the current one and in sight."""
    model, selection = view.model(), QItemSelection()
    last = model.columnCount() - 1
    start = before = rows[0]
    for row in (*rows[1:], -1):
        if row != before + 1:
            selection.append(QItemSelectionRange(model.index(start, 0), model.index(before, last)))
            start = row
        before = row
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
    view.selectionModel().setCurrentIndex(model.index(rows[0], 0), flags.NoUpdate)
    view.scrollTo(model.index(rows[0], 0))


def keep_current_chosen(view: QAbstractItemView) -> None:
    """After a key or a click: what is shown beside the rows is among the chosen ones, so that nothing is said of
    another image than of those."""
    current, chosen = view.currentIndex(), view.selectionModel()
    if not current.isValid() or chosen.isRowSelected(current.row()):
        return
    rows = selected_rows(view)
    flags = QItemSelectionModel.SelectionFlag
    if rows:  # the row was let go with Ctrl: the nearest of the others is shown
        nearest = min(rows, key=lambda row: abs(row - current.row()))
        chosen.setCurrentIndex(view.model().index(nearest, current.column()), flags.NoUpdate)
    else:
        chosen.select(current, flags.ClearAndSelect | flags.Rows)


def goes_by_key(event: QKeyEvent) -> bool:
    """Whether a key moves from row to row and enlarges no choice; with Ctrl too it chooses where it goes."""
    return event.key() in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier


_MOVES = {
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
}


def selected_count(view: QAbstractItemView) -> int:
    """How many rows are chosen, without naming them."""
    chosen = view.selectionModel().selection().toList()
    if len(chosen) == 1:
        return chosen[0].height()
    return len(selected_rows(view))


def _cell(text: str) -> str:
    return as_text(" ".join(text.split()))
