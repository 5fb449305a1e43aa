"""View > Size of the pictures, and Ctrl with the wheel over the grid: three sizes, remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from desktop.gui.actions import connect
from desktop.gui.results.grid_view import GridView
from desktop.gui.results.thumbnails import PictureSize, Thumbnails
from desktop.gui.settings import Settings
from desktop.gui.translation import marked, tr

_SETTING = "pictures"
_WORDS = {
    PictureSize.SMALL: marked("&Small"),
    PictureSize.MEDIUM: marked("&Medium"),
    PictureSize.LARGE: marked("&Large"),
}


class SizeMenu(QObject):
    """Sets the size of what is drawn and, for it to be sharp, of what is made."""

    def __init__(self, menu: QMenu, grid: GridView, thumbnails: Thumbnails, settings: Settings) -> None:
        super().__init__(grid)
        self._grid = grid
        self._thumbnails = thumbnails
        self._settings = settings
        self.sizes: dict[PictureSize, QAction] = {}
        group = QActionGroup(menu)
        for size, words in _WORDS.items():
            action = QAction(tr(words), menu)
            action.setCheckable(True)
            group.addAction(action)
            connect(action, partial(self.show, size))
            self.sizes[size] = action
        menu.addActions(list(self.sizes.values()))
        grid.resized.connect(self._step)
        remembered = settings.text(_SETTING)
        self.show(next((size for size in PictureSize if size.name == remembered), PictureSize.MEDIUM))

    def show(self, size: PictureSize) -> None:
        """Pictures of this size from now on, and at the next start."""
        self.sizes[size].setChecked(True)
        self._thumbnails.set_size(size)
        self._grid.set_size(size)
        self._settings.set_text(_SETTING, size.name)

    def _step(self, step: int) -> None:
        sizes = list(PictureSize)
        self.show(sizes[min(max(sizes.index(self._grid.size_shown) + step, 0), len(sizes) - 1)])
