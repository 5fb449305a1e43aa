"""Help > Keys: every key of the window on one page, the menus' own read from them."""

from __future__ import annotations

import html
from collections.abc import Iterator

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QMenu, QMenuBar, QTextBrowser, QVBoxLayout, QWidget

from desktop.gui.widgets.placing import PlacedDialog

_NATIVE = QKeySequence.SequenceFormat.NativeText

ELSEWHERE = (
    ("Arrow keys", "the next image or the one before"),
    ("1 to 9", "your diagnosis, in the order of the buttons"),
    ("0", "take your diagnosis back"),
    ("R", "reviewed or not"),
    ("Enter", "reviewed, and on to the next image"),
    ("Ctrl+C", "copy the selected rows"),
    ("Ctrl+Shift+C", "copy one cell"),
    ("Menu key", "what can be done with the row"),
    ("+, - and F in the image", "enlarge, shrink, fit"),
    ("Arrow keys in an enlarged image", "move it"),
    ("Tab and Shift+Tab", "from one part of the window to the next"),
)
"""Keys that are no menu entry's."""


class KeysDialog(PlacedDialog):
    """A page to read and to copy from."""

    def __init__(self, bar: QMenuBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.text = QTextBrowser()
        self.text.setAccessibleName("Keys")
        self.text.setHtml(page(bar))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(self.text, 1)
        whole.addWidget(buttons)
        self.resize(620, 680)


def page(bar: QMenuBar) -> str:
    """The whole page as the small HTML that QTextBrowser shows."""
    parts = [_table("In the table, the grid and the image", ELSEWHERE)]
    for entry in bar.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            keys = [(a.shortcut().toString(_NATIVE), _words(a)) for a in _entries(menu) if not a.shortcut().isEmpty()]
            parts.append(_table(_words(entry), keys))
    return "<style>h2 { font-size: large; margin-top: 14px; } td { padding: 3px 24px 3px 0; }</style>" + "".join(parts)


def _table(title: str, rows: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    lines = "".join(f"<tr><td><b>{html.escape(key)}</b></td><td>{html.escape(what)}</td></tr>" for key, what in rows)
    return f"<h2>{html.escape(title)}</h2><table cellspacing=0>{lines}</table>"


def _words(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def _entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _entries(below)
        else:
            yield action
