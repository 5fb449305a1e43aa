"""Edit > Remove from study: rows go, files stay, and it can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from desktop.gui.actions import Actions, connect
from desktop.gui.results.page import ResultsPage
from desktop.gui.session.row import Result
from desktop.gui.session.session import Session
from desktop.gui.widgets.message_bar import MessageBar


class Removing(QObject):
    """The study is told first, by its writer's thread; the table follows when that is done."""

    def __init__(self, session: Session, page: ResultsPage, actions: Actions, message: MessageBar) -> None:
        super().__init__(page)
        self._session = session
        self._page = page
        self._message = message
        self._moving: dict[int, Result] = {}
        connect(actions.remove, self._remove_selected)
        session.reviews.moved.connect(self._on_moved)
        session.removed.connect(page.remove)
        session.study_changed.connect(self._on_study_changed)

    def _on_study_changed(self) -> None:
        self._moving.clear()
        self._message.forget_undo()  # the numbers of images are a study's own

    def _remove_selected(self) -> None:
        self._move(self._page.selected, back=False)

    def _move(self, results: Sequence[Result], *, back: bool) -> None:
        if results and not self._session.opening:
            self._moving.update({result.key: result for result in results})
            self._session.reviews.move([result.key for result in results], back=back)

    def _on_moved(self, keys: list[int], back: bool) -> None:
        results = [self._moving.pop(key) for key in keys if key in self._moving]
        if not results:
            return
        self._message.clear()
        if back:
            self._session.restore(results)
            return
        self._session.forget(results)
        images = "1 image" if len(results) == 1 else f"{len(results):,} images"
        self._message.say_note(
            f"{images} removed from the study. The file{'' if len(results) == 1 else 's'} and your review are kept.",
            undo=lambda: self._move(results, back=True),
        )
