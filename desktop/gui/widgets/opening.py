"""Handing a file to the system: opened by the program that it has for it, or shown in its folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.gui.translation import marked, tr


def open_file(path: Path) -> str:
    """Open a file, or a folder; why not, in words, else empty."""
    return _hand_over(
        path,
        marked("{path} cannot be opened; it may have been moved, or the system has no program for it."),
    )


def show_in_folder(path: Path) -> str:
    """Show the folder that a file lies in; why not, in words, else empty."""
    return _hand_over(
        path if path.is_dir() else path.parent,
        marked("{path} cannot be shown; it may have been moved, or its drive taken away."),
    )


def _hand_over(path: Path, problem: str) -> str:
    """Ask the system for it, which says no more than whether it took it."""
    if path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        return ""
    return tr(problem, path=path)
