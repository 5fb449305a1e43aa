"""Help > Keys: every key of the window on one page, the menus' own read from them."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QMenu, QMenuBar, QTextBrowser, QVBoxLayout, QWidget

from desktop.gui.image.review_panel import KEYS
from desktop.gui.translation import marked, tr
from desktop.gui.widgets.placing import PlacedDialog

_NATIVE = QKeySequence.SequenceFormat.NativeText

DIGITS = "1 to {last}"
ELSEWHERE = (
    (marked("Arrow keys"), marked("the next image or the one before")),
    (DIGITS, marked("your diagnosis, in the order of the buttons")),
    ("0", marked("take your diagnosis back")),
    ("O, X, L", marked("other, not assessable, no lesion")),
    (marked("Alt+1 to Alt+5"), marked("how sure you are; Alt+0 takes it back")),
    ("R", marked("reviewed or not")),
    ("N", marked("write a note; Enter goes on, Esc back to the images")),
    ("Enter", marked("reviewed, and on to the next that is to review; on a button, presses it")),
    (marked("Home and End"), marked("the first and the last image")),
    ("Ctrl+C", marked("copy the selected rows")),
    ("Ctrl+Shift+C", marked("copy one cell")),
    (marked("Menu key"), marked("what can be done with the row")),
    (marked("+, - and Z in the image"), marked("enlarge, shrink, single pixels or all of it")),
    (marked("H in full screen"), marked("heat map over the image, beside it, none")),
    (marked("Arrow keys in an enlarged image"), marked("move it")),
    (marked("Tab and Shift+Tab"), marked("from one part of the window to the next")),
)
"""Keys that are no menu entry's."""


class KeysDialog(PlacedDialog):
    """A page to read and to copy from."""

    def __init__(self, bar: QMenuBar, classes: Callable[[], int], parent: QWidget | None = None) -> None:
        """`classes`: how many diagnoses there are to give, 0 without a model."""
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Keys"))
        self._bar = bar
        self._classes = classes
        self.say_again()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(self.text, 1)
        whole.addWidget(buttons)
        self.resize(620, 680)

    def say_again(self) -> None:
        """In another language, when the menus speak it, and for the diagnoses there are now."""
        self.text.setHtml(page(self._bar, self._classes()))


def page(bar: QMenuBar, classes: int) -> str:
    """The whole page as the small HTML that QTextBrowser shows. `classes`: see `KeysDialog`."""
    digits = tr("1 to {last}", last=min(KEYS, classes or KEYS))
    keys = [(digits if key is DIGITS else _key(key), tr(what)) for key, what in ELSEWHERE]
    blocks = [(tr("In the table, the grid and the image"), keys)]
    for entry in bar.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            keys = [(a.shortcut().toString(_NATIVE), _words(a)) for a in _entries(menu) if not a.shortcut().isEmpty()]
            blocks.append((_words(entry), keys))
    return "<style>td { padding: 3px 24px 3px 0; }</style>" + _table(blocks)


def _table(blocks: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """One for all blocks, so that what the keys do stands below each other."""
    lines = []
    for place, (title, rows) in enumerate(blocks):
        above = 14 if place else 0
        style = f"style='padding-top: {above}px; font-size: large; font-weight: bold'"
        lines.append(f"<tr><td colspan=2 {style}>{html.escape(title)}</td></tr>")
        lines += [f"<tr><td><b>{html.escape(key)}</b></td><td>{html.escape(what)}</td></tr>" for key, what in rows]
    return f"<table cellspacing=0>{''.join(lines)}</table>"


def _key(key: str) -> str:
    """A key as the system writes it, or what stands for several of them, in words."""
    return QKeySequence(key).toString(_NATIVE) if key.startswith(("Ctrl+", "Enter")) else tr(key)


def _words(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def _entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _entries(below)
        else:
            yield action
