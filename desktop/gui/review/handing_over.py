"""What a person looks at himself, by the slider: marked in the table, and kept with the study."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.contract import HandOver
from desktop.gui.results.page import ResultsPage
from desktop.gui.session.session import Session

SETTING = "handover"
"""The setting of a study that holds the share of the images that a person looks at."""


class HandingOver(QObject):
    """Ties the slider, the table and the study together."""

    changed = Signal()

    def __init__(self, page: ResultsPage, session: Session) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        page.handover.changed.connect(self._set)
        session.study_changed.connect(self._on_study_changed)

    def _set(self, step: HandOver | None) -> None:
        self._page.model.set_handover(step)
        self._session.reviews.keep(SETTING, f"{step.share:.6g}" if step else "")
        self.changed.emit()

    def _on_study_changed(self) -> None:
        """As the study was left; another one begins with none."""
        kept = self._session.open_studies.settings.get(SETTING, "")
        try:
            share = float(kept or 0.0)
        except ValueError:
            share = 0.0
        self._page.handover.show_share(share)
        self._page.model.set_handover(self._page.handover.step)
        self.changed.emit()
