"""The main window as what stands around the results knows it: a port, whose implementation is `desktop.gui.window`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from desktop.gui.actions import Actions
from desktop.gui.session.session import Session
from desktop.gui.shell.empty_state import EmptyState
from desktop.gui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from desktop.gui.results.page import ResultsPage


class WindowParts(QMainWindow):
    """The parts that the window is made of, and what it can be asked to show."""

    session: Session
    actions_: Actions
    message: MessageBar
    empty: EmptyState

    @property
    def page(self) -> ResultsPage:
        """The page of results, built when it is first asked for."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Make every part say what the session's state is."""
        raise NotImplementedError

    def order_tabs(self) -> None:
        """Toolbar, page, task, bottom line."""
        raise NotImplementedError

    def show_provider(self, text: str, reason: str) -> None:
        """What the network runs on, in the bottom line; `reason`: why on nothing faster."""
        raise NotImplementedError
