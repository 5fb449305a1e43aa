"""The picture beside the table taken elsewhere: copied as it is seen, or its heat map saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QGuiApplication

from desktop.common.files import atomic_write
from desktop.errors import HamError
from desktop.gui.actions import Actions, connect
from desktop.gui.image.panel import DetailPanel
from desktop.gui.translation import tr
from desktop.gui.widgets.message_bar import MessageBar
from desktop.images import load_image
from desktop.model.network import Network
from desktop.outputs.heatmaps.drawing import explained, frame_picture
from desktop.results.rows import Row

_LARGEST_SIDE = 2048
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}


class HeatMapWriter(QThread):
    """Writes one image with the heat map of `row.diagnosis`; afterwards `problem` says why not, or is empty."""

    def __init__(self, path: Path, row: Row, classifier: Network, target: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self.problem = ""
        self._path = path
        self._row = row
        self._classifier = classifier

    def run(self) -> None:
        info, row = self._classifier.info, self._row
        try:
            maps = self._classifier.predict(load_image(self._path, info.input.size)[None], heatmaps=True).heatmaps
            assert maps is not None
            frame = frame_picture(self._path, row.width or 1, row.height or 1, _LARGEST_SIDE)
            picture = explained(frame, maps[0][info.codes.index(row.diagnosis)], row, info)
            with atomic_write(self.target, "wb") as stream:
                picture.save(stream, _FORMATS.get(self.target.suffix.lower(), "JPEG"), quality=92)
        except HamError as error:
            self.problem = str(error)


class PictureExport(QObject):
    """`Edit > Copy picture` and `File > Save heat map of this image`; `ask` names the file, None where nobody does."""

    def __init__(
        self, panel: DetailPanel, actions: Actions, message: MessageBar, ask: Callable[[str], Path | None]
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._actions = actions
        self._message = message
        self._ask = ask
        self._writer: HeatMapWriter | None = None
        connect(actions.copy_picture, self.copy)
        connect(actions.save_heat, self.save)
        panel.image.copy_asked.connect(self.copy)

    def copy(self) -> None:
        """What the panel shows, all of the image with the heat map that lies over it, to the clipboard."""
        if not self._panel.image.has_image:
            self._message.say_note(tr("There is no picture to copy: choose an image first."))
            return
        QGuiApplication.clipboard().setImage(self._panel.image.picture())
        self._message.say_note(
            tr("The picture with its heat map is in the clipboard.")
            if self._panel.image.has_heat
            else tr("The picture is in the clipboard.")
        )

    def save(self) -> None:
        """Ask where, and write the heat map of the class that is explained."""
        wanted = self._panel.explained
        if wanted is None:
            self._message.say_note(tr("A heat map can be saved of an image that was read, while its model is open."))
            return
        if self._writer is not None:
            return
        result, code, classifier = wanted
        target = self._ask(Path(result.path).name)
        if target is None:
            return
        if target.exists() and target.samefile(result.path):
            self._message.say_problem(
                tr("{target} is the image itself, which is only read; choose another name.", target=target)
            )
            return
        row = replace(
            result.row, diagnosis=code, probability=result.row.probabilities[classifier.info.codes.index(code)]
        )
        self._writer = HeatMapWriter(Path(result.path), row, classifier, target, self)
        self._writer.finished.connect(self._on_written)
        self._actions.save_heat.setEnabled(False)
        self._writer.start()

    def stop(self) -> None:
        """Wait for what is being written."""
        if self._writer is not None:
            self._writer.wait()

    def _on_written(self) -> None:
        writer, self._writer = self._writer, None
        assert writer is not None
        writer.wait()
        writer.deleteLater()
        self._actions.save_heat.setEnabled(True)
        if writer.problem:
            self._message.say_problem(writer.problem)
        else:
            self._message.say_note(tr("Heat map saved to {target}.", target=writer.target), file=writer.target)
