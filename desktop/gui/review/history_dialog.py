"""Edit > Review history: what was said of one image, act by act, scrolled where it is long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.gui.translation import tr
from desktop.gui.widgets.placing import PlacedDialog
from desktop.language.spoken import told
from desktop.study.reviews import NO_REVIEW, Entry, Review


class HistoryDialog(PlacedDialog):
    """`path`: of the image; `entries`: the first act first."""

    def __init__(self, path: str, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Review history"))
        name = QLabel(path, wordWrap=True)
        name.setTextFormat(Qt.TextFormat.PlainText)
        self.acts = QPlainTextEdit(readOnly=True)
        self.acts.setAccessibleName(tr("Review history"))
        self.acts.setTabChangesFocus(True)
        befores = [NO_REVIEW, *(entry.review for entry in entries)]
        lines = [_line(entry, before) for entry, before in zip(entries, befores, strict=False)]
        self.acts.setPlainText("\n".join(lines) or tr("Nothing was said of this image yet."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        for part in (name, self.acts, buttons):
            whole.addWidget(part)
        self.resize(560, 380)


def _line(entry: Entry, before: Review) -> str:
    """`2026-03-01 14:05  note: "irregular border"`: an act, and the note where it is another one since."""
    when = f"{datetime.fromisoformat(entry.changed).astimezone():%Y-%m-%d %H:%M}"
    note = " ".join(entry.review.note.split())
    words = f': "{note}"' if note and entry.review.note != before.note else ""
    return f"{when}  {told(entry.act)}{words}"
