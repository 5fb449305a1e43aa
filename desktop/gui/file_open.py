"""Files that the system hands to the running application: macOS names none on the command line, it sends an event."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop.gui.shell.drop import sort_paths
from desktop.gui.window import MainWindow


class FileOpener(QObject):
    """Opens in `window` what Finder sends: a study that was double-clicked, images dropped on the dock's icon."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._window.take(sort_paths([Path(event.file())]))
            return True
        return False
