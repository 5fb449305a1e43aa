"""What is chosen in the table to the clipboard, as it is shown: in a spreadsheet it is cells and never formulas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from desktop.outputs.spreadsheet import as_text


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
    lines = [
        "\t".join(_cell(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in selected_rows(view)
    ]
    QGuiApplication.clipboard().setText("\n".join(lines))


def copy_cell(view: QAbstractItemView) -> None:
    """The cell that was chosen last."""
    index = view.currentIndex()
    if index.isValid():
        QGuiApplication.clipboard().setText(_cell(index.data()))


def selected_rows(view: QAbstractItemView) -> list[int]:
    """The chosen rows, ascending. From ranges and not from indexes: after Ctrl+A there may be a hundred thousand."""
    chosen = view.selectionModel().selection().toList()
    return sorted({row for block in chosen for row in range(block.top(), block.bottom() + 1)})


def selected_count(view: QAbstractItemView) -> int:
    """How many rows are chosen, without naming them."""
    chosen = view.selectionModel().selection().toList()
    if len(chosen) == 1:
        return chosen[0].height()
    return len(selected_rows(view))


def _cell(text: str) -> str:
    return as_text(" ".join(text.split()))
