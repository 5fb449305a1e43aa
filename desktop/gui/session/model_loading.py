"""The model files that are being opened, each in a thread. Of several the one asked for last counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from desktop.gui.session.worker import ModelLoader
from desktop.gui.settings import RunOptions
from desktop.gui.translation import tr


class Loading(QObject):
    """`open` a file; ends in `opened` or `failed`, and in any case in `ended`."""

    opened = Signal(object, bool)
    """Classifier, and what `open` was told."""
    failed = Signal(str)
    noted = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loaders: list[ModelLoader] = []
        self._newest: ModelLoader | None = None
        self._again = False

    @property
    def busy(self) -> bool:
        """Whether a file is being opened."""
        return bool(self._loaders)

    def open(self, path: Path | None, options: RunOptions, *, again: bool) -> None:
        """Open a model file in the background (None: the embedded one). `again`: handed on to `opened`."""
        loader = ModelLoader(path, options, self)
        loader.noted.connect(self.noted)
        loader.finished.connect(self._on_finished)
        self._loaders.append(loader)
        self._newest, self._again = loader, again
        loader.start()

    def open_again(self, options: RunOptions) -> None:
        """The file that is being opened, by other options."""
        if self._newest is not None:
            self.open(self._newest.path, options, again=self._again)

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Whether all of them ended in time."""
        return all(loader.wait(deadline) for loader in self._loaders)

    def _on_finished(self) -> None:
        for loader in [loader for loader in self._loaders if loader.isFinished()]:
            loader.wait()
            self._loaders.remove(loader)
            if loader is self._newest:  # an older one may well end later; its answer is not wanted
                if loader.classifier is not None:
                    self.opened.emit(loader.classifier, self._again)
                else:
                    self.failed.emit(loader.problem or tr("The model could not be opened: a defect of this program."))
            loader.deleteLater()
        self.ended.emit()
