"""The chosen rows to the clipboard, tab-separated and as they are shown: pasted into a spreadsheet they are cells."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView


def is_copy(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy)


def copy_rows(view: QAbstractItemView) -> None:
    """All cells of the view's chosen rows, in the order shown."""
    model = view.model()
    lines = [
        "\t".join(model.index(i.row(), column).data() for column in range(model.columnCount()))
        for i in sorted(view.selectionModel().selectedRows(), key=QModelIndex.row)
    ]
    QGuiApplication.clipboard().setText("\n".join(lines))
