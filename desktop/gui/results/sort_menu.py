"""View > Sort by: what a click on a column's header does, by keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from desktop.gui.actions import connect
from desktop.gui.results.model import HEADERS, Column
from desktop.gui.results.table_view import ResultsView
from desktop.gui.translation import tr

_MOST_DIGITS = 9
_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class SortMenu(QObject):
    """Follows the header, and moves it. The grid shows the order of the table."""

    def __init__(self, menu: QMenu, view: ResultsView) -> None:
        super().__init__(view)
        self._view = view
        self._header = view.horizontalHeader()
        group = QActionGroup(menu)
        self.as_found = QAction(tr("&Order of the folder"), menu)
        self.columns = {
            column: QAction(tr("&{number}  {title}", number=column + 1, title=tr(HEADERS[column][0])), menu)
            if column < _MOST_DIGITS
            else QAction(tr("{number}  {title}", number=column + 1, title=tr(HEADERS[column][0])), menu)
            for column in Column
        }
        for action in (self.as_found, *self.columns.values()):
            action.setCheckable(True)
            group.addAction(action)
        self.descending = QAction(tr("&Descending"), menu)
        self.descending.setCheckable(True)
        menu.addAction(self.as_found)
        menu.addActions(list(self.columns.values()))
        menu.addSeparator()
        menu.addAction(self.descending)
        connect(self.as_found, lambda: view.sortByColumn(-1, _UP))
        for column, action in self.columns.items():
            connect(action, partial(self._sort, column))
        connect(self.descending, lambda: self._sort(self._header.sortIndicatorSection()))
        self._header.sortIndicatorChanged.connect(self._show)
        self._show(self._header.sortIndicatorSection(), _UP)

    @property
    def _order(self) -> Qt.SortOrder:
        return _DOWN if self.descending.isChecked() else _UP

    def _sort(self, column: int) -> None:
        self._view.sortByColumn(column, self._order)

    def _show(self, section: int, order: Qt.SortOrder) -> None:
        sorted_by = self.columns[Column(section)] if section in list(Column) else self.as_found
        sorted_by.setChecked(True)
        self.descending.setEnabled(sorted_by is not self.as_found)
        if sorted_by is not self.as_found:
            self.descending.setChecked(order == _DOWN)
