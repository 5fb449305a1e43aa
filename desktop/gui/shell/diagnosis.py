"""Help > Save diagnostic report: what a bug report should hold, written in a thread. No file's name is in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from desktop.cli import diagnostics
from desktop.common.files import atomic_write
from desktop.errors import HamError
from desktop.gui.translation import tr


class DiagnosisWriter(QThread):
    """Tries every provider with the model for about a second each, and writes the report."""

    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, target: Path, model: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self._model = model
        self._cancelled = False

    def cancel(self) -> None:
        """Stop at the next line; nothing is left."""
        self._cancelled = True

    def run(self) -> None:
        try:
            lines = []
            for line in diagnostics.report(self._model):
                if self._cancelled:
                    return
                lines.append(line)
            with atomic_write(self.target) as stream:
                stream.writelines(f"{line}\n" for line in lines)
        except HamError as error:
            self.failed.emit(str(error))
        else:
            self.succeeded.emit(
                tr("Diagnostic report saved to {target}. It names no file, folder or person.", target=self.target)
            )
