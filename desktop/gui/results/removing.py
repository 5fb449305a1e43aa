"""Edit > Remove from study: rows go, files stay, and it can be undone."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.gui.actions import Actions, connect
from desktop.gui.results.page import ResultsPage
from desktop.gui.session.row import Result
from desktop.gui.session.session import Session
from desktop.gui.translation import trn
from desktop.gui.widgets.message_bar import MessageBar


class Removing(QObject):
    """The study is told first, by its writer's thread; the table follows when that is done."""

    def __init__(self, session: Session, page: ResultsPage, actions: Actions, message: MessageBar) -> None:
        super().__init__(page)
        self._session = session
        self._page = page
        self._message = message
        self._removed: dict[int, Result] = {}
        connect(actions.remove, self._remove_selected)
        session.reviews.moved.connect(self._on_moved)
        session.reviews.acts.indexChanged.connect(lambda _: self._message.forget_undo())
        session.removed.connect(page.remove)
        session.study_changed.connect(self._on_study_changed)

    def _on_study_changed(self) -> None:
        self._removed.clear()
        self._message.forget_undo()  # the numbers of images are a study's own

    def _remove_selected(self) -> None:
        results = self._page.selected
        if results and not self._session.opening:
            self._removed.update({result.key: result for result in results})
            self._session.reviews.take_out([result.key for result in results])

    def _undo(self) -> None:
        if not self._session.opening:
            self._session.reviews.undo()

    def _on_moved(self, keys: list[int], back: bool) -> None:
        model = self._page.model
        results = [self._removed[key] for key in keys if key in self._removed and model.has(key) is not back]
        if not results:
            return
        self._message.clear()
        if back:
            self._session.restore(results)
            return
        self._session.forget(results)
        self._message.say_note(
            trn(
                "{n:,} image removed from the study. The file and your review are kept.",
                "{n:,} images removed from the study. The files and your review are kept.",
                len(results),
            ),
            undo=self._undo,
        )
