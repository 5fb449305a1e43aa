"""What this program copies carries its mark, so that it, and no other program's, can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_MARK = "application/x-ham-classifier"
"""A format beside the text; other programs pass over it."""


def copy_text(text: str) -> None:
    """Put text on the clipboard, with our mark."""
    data = QMimeData()
    data.setText(text)
    data.setData(_MARK, b"1")
    QGuiApplication.clipboard().setMimeData(data)


def forget_copied() -> None:
    """Clear the clipboard where it holds what a window of this program copied, be it of another process.

    What another program copied stays.
    """
    clipboard = QGuiApplication.clipboard()
    data: QMimeData | None = clipboard.mimeData()  # None, whatever the annotation says, where nothing was ever copied
    if data is not None and data.hasFormat(_MARK):
        clipboard.clear()
