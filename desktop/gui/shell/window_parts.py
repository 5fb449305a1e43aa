"""The main window as what stands around the results knows it: a port, whose implementation is `desktop.gui.window`."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

from desktop.gui.actions import Actions
from desktop.gui.results.page import ResultsPage
from desktop.gui.session.session import Session
from desktop.gui.shell.empty_state import EmptyState
from desktop.gui.widgets.message_bar import MessageBar


class WindowParts(QMainWindow):
    """The parts that the window is made of, and what it can be asked to show."""

    session: Session
    page: ResultsPage
    actions_: Actions
    message: MessageBar
    empty: EmptyState

    def show_provider(self, text: str, reason: str) -> None:
        """What the network runs on, in the bottom line; `reason`: why on nothing faster."""
        raise NotImplementedError
