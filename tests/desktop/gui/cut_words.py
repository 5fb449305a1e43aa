"""What of a window's words has too little room."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QRadioButton, QScrollArea, QToolButton, QWidget

from desktop.gui.widgets.shortened import ShortenedBox, ShortenedButton

WORDED = (QLabel, QPushButton, QCheckBox, QRadioButton, QToolButton)


def cut(window: QWidget) -> list[str]:
    """Labels and buttons that have less room than their words take; what ends in dots on purpose is passed over."""
    found = []
    for one in window.findChildren(QWidget):
        if not isinstance(one, WORDED) or not one.isVisibleTo(window):
            continue
        text = one.text()
        if not text or isinstance(one, ShortenedButton | ShortenedBox) or one.property("elides"):
            continue
        if isinstance(one, QLabel) and one.wordWrap():
            needed, has = one.heightForWidth(one.width()), one.height()
        else:
            wished = one.minimumSizeHint() if isinstance(one, QLabel) else one.sizeHint()
            needed, has = wished.width(), one.width()
        if needed > has + 1:
            found.append(f"{type(one).__name__} '{text}': {needed} > {has}")
    for area in window.findChildren(QScrollArea):  # what is wider than it could not even be scrolled to
        content = area.widget()
        if content is not None and content.isVisibleTo(window) and content.width() > area.viewport().width() + 1:
            found.append(f"{type(content).__name__}: {content.width()} > {area.viewport().width()}")
    return found
