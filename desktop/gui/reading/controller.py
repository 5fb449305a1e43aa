"""The menu's part that is about readings: make one, open one; the main window is away while one is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget
from shiboken6 import isValid

from desktop.errors import HamError
from desktop.gui.actions import Actions, connect
from desktop.gui.session.session import Session
from desktop.gui.settings import Settings
from desktop.gui.translation import tr
from desktop.gui.widgets.clipboard import forget_copied
from desktop.gui.widgets.message_bar import MessageBar, sentence
from desktop.language.spoken import told
from desktop.reading.file import SUFFIX

if TYPE_CHECKING:
    from desktop.gui.reading.window import ReadingWindow


class Readings(QObject):
    """While a reading is open every other window is away, for the table holds names and the model's answers; what was
    copied from it is gone."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        actions: Actions,
        settings: Settings,
        message: MessageBar,
        images: Callable[[], list[Path]],
    ) -> None:
        """`images`: those of the table."""
        super().__init__(window)
        self._images = images
        self._main = window
        self._session = session
        self._settings = settings
        self._message = message
        self.window: ReadingWindow | None = None
        self._away: list[QWidget] = []
        connect(actions.new_reading, self.ask_new)
        connect(actions.open_reading, self._ask_open)

    def ask_new(self) -> None:
        """File > New reading."""
        classifier = self._session.classifier
        if classifier is None:
            self._message.say_note(tr("Open a model first: its classes are the answers that readers choose from."))
            return
        if self._session.busy:
            self._message.say_note(tr("Wait for the run to end, or cancel it, before making a reading."))
            return
        from desktop.gui.reading.new_dialog import NewReadingDialog
        from desktop.reading.new_reading import choices_of

        dialog = NewReadingDialog(
            self._settings, choices_of(classifier.info), classifier.path, self._images(), self._main
        )
        accepted = dialog.exec()
        made, target = dialog.made, dialog.target
        dialog.deleteLater()
        if accepted and made is not None and target is not None:
            notes = " ".join(f"{sentence(told(note))}." for note in made.notes)
            self._message.say_note(
                tr(
                    "{images} images, {with_truth} with truth, are in {target}. {notes}",
                    images=made.images,
                    with_truth=made.with_truth,
                    target=target,
                    notes=notes,
                ).strip()
            )
            self.open(target)

    def open(self, path: Path) -> None:
        """Read a reading of that path."""
        if self.window is not None:
            self.window.activateWindow()  # one at a time
            return
        from desktop.gui.reading.window import ReadingWindow
        from desktop.reading.file import ReadingFile

        try:
            file = ReadingFile(path)
        except HamError as error:
            self._message.say_problem(f"{sentence(told(str(error)))}.")
            return
        self.window = ReadingWindow(file)
        self.window.ended.connect(self._on_ended)
        self.window.show()
        self._main.hide()
        self._away = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.window]
        for widget in self._away:
            widget.hide()
        forget_copied()

    def _ask_open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._main,
            tr("Open reading"),
            self._settings.folder,
            tr("Readings (*{suffix});;All files (*)", suffix=SUFFIX),
        )
        if name:
            self.open(Path(name))

    def _on_ended(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        self._main.show()
        for widget in self._away:
            if isValid(widget):
                widget.show()
        self._away = []
