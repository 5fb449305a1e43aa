"""What can be done with rows: the menu under the right mouse button (and the menu key), copying, and showing a file in
its folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QMenu

from desktop.gui.actions import Actions, connect
from desktop.gui.results.copying import copy_cell, copy_rows
from desktop.gui.results.page import ResultsPage
from desktop.gui.widgets.message_bar import MessageBar
from desktop.gui.widgets.opening import show_in_folder


class RowMenu(QObject):
    """The same entries as in the menu bar, beside what they speak of."""

    def __init__(self, page: ResultsPage, actions: Actions, message: MessageBar) -> None:
        super().__init__(page)
        self._page = page
        self._message = message
        self.menu = QMenu(page)
        self.menu.addActions([actions.copy, actions.copy_cell, actions.copy_picture, actions.save_heat, actions.reveal])
        self.menu.addSeparator()
        self.menu.addActions([actions.same_lesion, actions.no_lesion, actions.same_patient])
        self.menu.addSeparator()
        self.menu.addAction(actions.remove)
        for view in (page.view, page.grid):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(self._open)
        connect(actions.copy, lambda: copy_rows(self._page.view))
        connect(actions.copy_cell, lambda: copy_cell(self._page.view))
        connect(actions.reveal, self._reveal)

    def _open(self, place: QPoint) -> None:
        view: QAbstractItemView = self._page.current_view
        index = view.currentIndex()
        if not view.viewport().rect().contains(place):  # by the menu key
            place = view.visualRect(index).center()
        if index.isValid():
            self.menu.popup(view.viewport().mapToGlobal(place))

    def _reveal(self) -> None:
        current = self._page.view.currentIndex()
        if not current.isValid():
            return
        if problem := show_in_folder(Path(self._page.model.result(current.row()).path)):
            self._message.say_problem(problem)
