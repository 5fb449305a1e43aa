"""Widgets and actions that are there say what they say in another language, without being made anew.

What `desktop.gui.translation` and `desktop.language.spoken` said is known by what it was said of; a text that comes
from elsewhere, such as a file's name, stays. What a part puts together itself, such as a page, it says again.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from desktop.language.retranslation import SAID

_PROPERTIES = (
    *("windowTitle", "text", "iconText", "toolTip", "title", "placeholderText", "suffix"),
    *("accessibleName", "accessibleDescription"),
)
_WRITTEN_IN = (QLineEdit, QTextEdit, QPlainTextEdit)


def relabel(windows: Iterable[QWidget]) -> None:
    """Let these windows, and all that belongs to them, speak the language of now."""
    for window in windows:
        for one in (window, *window.findChildren(QObject)):
            _relabel(one)


def _relabel(one: QObject) -> None:
    known = one.metaObject()
    for name in _PROPERTIES:
        if known.indexOfProperty(name) < 0 or (name == "text" and isinstance(one, _WRITTEN_IN)):
            continue
        said = one.property(name)
        if isinstance(said, str) and (now := SAID.again(said)) is not None and now != said:
            one.setProperty(name, now)
    if isinstance(one, QComboBox):
        for place in range(one.count()):
            if (now := SAID.again(one.itemText(place))) is not None:
                one.setItemText(place, now)
