"""Images that are not where they were when their study was open last: it is said, and they are found again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from desktop.gui import dialogs
from desktop.gui.actions import connect
from desktop.gui.session.relinking import Relinker
from desktop.gui.settings import Settings
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.translation import tr, trn
from desktop.study.store import Study


class MovedImages(QObject):
    """Looks once after a study was opened, in a thread; `File > Find moved images` and a button search a folder."""

    def __init__(self, window: WindowParts, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._session = window.session
        self._looked: Study | None = None
        self._relinker: Relinker | None = None
        self._wished: Path | None = None
        self._session.run_ended.connect(self._look)
        self._session.study_changed.connect(self._on_study_changed)
        connect(window.actions_.find_moved, self.ask)

    def ask(self) -> None:
        """Ask where the images may be now, and search there."""
        folder = dialogs.ask_folder(self._window, self._settings)
        if folder is not None:
            self.search(folder)

    def search(self, folder: Path) -> None:
        """Find what is missing below a folder; as soon as the run has ended, where one is under way."""
        if self._session.study is None:
            return
        if self._session.busy or (self._relinker is not None and self._relinker.look):
            self._wished = folder
            if self._session.busy:
                self._window.message.say_note(
                    tr("They are searched for in {folder} when the run has ended.", folder=folder)
                )
            return
        if self._relinker is not None and not self._relinker.look:
            self._relinker.finished.disconnect(self._on_finished)
            self.stop()  # what is being kept for another time waits
            self._relinker.deleteLater()
            self._relinker = None
        self._begin(self._session.study, folder)

    def stop(self) -> None:
        """End what is under way."""
        if self._relinker is not None:
            self._relinker.cancel()
            self._relinker.wait()

    def _on_study_changed(self) -> None:
        if self._looked is not self._session.study:
            self._wished = None
        if self._relinker is not None and self._relinker.study is not self._session.study:
            self._relinker.cancel()
        self._window.actions_.find_moved.setEnabled(self._session.study is not None)

    def _look(self) -> None:
        """Beside the study, the first time, or in the folder that was wished for meanwhile."""
        study = self._session.study
        if study is not None and self._relinker is None and not self._session.busy:
            first, self._looked = study is not self._looked, study
            folder, self._wished = self._wished, None
            self._begin(study, folder, look=first or folder is not None)

    def _begin(self, study: Study, folder: Path | None, *, look: bool = True) -> None:
        self._relinker = Relinker(study, folder, self, look=look)
        self._relinker.finished.connect(self._on_finished)
        self._relinker.start()

    def _on_finished(self) -> None:
        relinker, self._relinker = self._relinker, None
        if relinker is None:
            return
        relinker.wait()
        relinker.deleteLater()
        if relinker.look:
            self._tell(relinker)
            self._look()  # and then what the images hold is kept, for the next time that they move

    def _tell(self, relinker: Relinker) -> None:
        message = self._window.message
        if relinker.study is not self._session.study:
            return
        if relinker.problem:
            message.say_problem(relinker.problem)
            return
        if relinker.found:
            self._session.read_again()
        if relinker.lost:
            total = len(self._window.page.model.results) or relinker.lost
            found = trn("{n:,} was found. ", "{n:,} were found. ", relinker.found) if relinker.found else ""
            lost = tr(
                "{lost:,} of {total:,} images are not where they were: their answers and reviews are kept, and there "
                "is no picture of them.",
                lost=relinker.lost,
                total=total,
            )
            message.say_problem(
                found + lost,
                button=(tr("Find them…"), self.ask),
            )
        elif relinker.found:
            message.clear()
            message.say_note(
                trn(
                    "{n:,} image was found in {folder}.",
                    "{n:,} images were found in {folder}.",
                    relinker.found,
                    folder=relinker.folder,
                )
                if relinker.folder
                else trn(
                    "{n:,} image was found beside the study, which moved with them.",
                    "{n:,} images were found beside the study, which moved with them.",
                    relinker.found,
                )
            )
        elif relinker.folder is not None:
            message.say_note(tr("All images are where they were."))
