"""The threads that look whether a study's images are where they were, and find those that moved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QThread

from desktop.common.interrupts import RunToken
from desktop.engine.discovery import find_images
from desktop.errors import HamError
from desktop.gui.translation import tr
from desktop.study.fingerprints import known_contents, remember_contents
from desktop.study.relinking import match, missing, moved_along, relink, remember_place
from desktop.study.store import Study


class Relinker(QThread):
    """Afterwards `found` images lie elsewhere now and `lost` are not there, or `problem` is set.

    `folder`: where to search for them; None: only beside the study, where they may have moved with it. `look`: whether
    to look for them at all; else only what the images hold is kept, to find them by another time.
    """

    def __init__(self, study: Study, folder: Path | None, parent: QObject | None = None, *, look: bool = True) -> None:
        super().__init__(parent)
        self.look = look
        self.study = study
        self.folder = folder
        self.found = self.lost = 0
        self.problem = ""
        self._token = RunToken()

    def cancel(self) -> None:
        """Stop at the next image; nothing is changed."""
        self._token.cancel()

    def run(self) -> None:
        try:
            if not self.look:
                remember_contents(self.study, lambda: self._token.cancelled)
                return
            lost = missing(self.study, lambda: self._token.cancelled)
            if self.folder is None:
                found = moved_along(self.study, lost)
            else:
                found = match(lost, find_images([self.folder]), known_contents(self.study))
            if self._token.cancelled:
                return
            self.found = relink(self.study, found) if found else 0
            self.lost = len(lost) - self.found
            remember_place(self.study)
        except HamError as error:
            self.problem = str(error)
        except OSError as error:
            self.problem = tr(
                "{path} cannot be searched: {why}",
                path=error.filename or self.folder,
                why=error.strerror or error,
            )
