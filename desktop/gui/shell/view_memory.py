"""How a study was looked at when it was left: filters, search, order, table or grid, and the image; there again when it
is opened. And what is told of a study without a name where it is offered again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.gui.session.row import Filter
from desktop.gui.settings import Settings
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.table.columns import column_called, column_name
from desktop.language.spoken import kept

SETTING = "view"
"""The setting of a study that holds how it was looked at."""
_SETTLE_MS = 400


class ViewMemory(QObject):
    """Writes a moment after something changed, so that a window that is killed loses nothing of it either."""

    def __init__(self, window: WindowParts, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._session = window.session
        self._page = window.page
        self._actions = window.actions_
        self._wanted: dict[str, Any] | None = None
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self.keep)
        page = window.page
        for changed in (
            *(page.filters.narrowed, page.view.chosen, page.view.horizontalHeader().sortIndicatorChanged),
            *(self._actions.search.textChanged, self._actions.as_grid.toggled, self._session.reviews.changed),
        ):
            changed.connect(self._on_changed)
        self._session.open_studies.leaving.connect(self._keep_now)
        self._session.study_changed.connect(self._on_study_changed)
        self._session.run_ended.connect(self._restore)

    def keep(self) -> None:
        """Write it down now."""
        self._settle.stop()
        study = self._session.study
        if study is None or not self._page.model.results or self._wanted is not None:
            return
        header = self._page.view.horizontalHeader()
        section = header.sortIndicatorSection()
        current = self._page.view.currentIndex()
        view = {
            "grid": self._page.as_grid,
            "sorted_by": column_name(section, self._page.model.codes) if section >= 0 else None,
            "descending": header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            "filters": [which.name for which, button in self._page.filters.buttons.items() if button.isChecked()],
            "classes": [code for code, button in self._page.filters.class_buttons.items() if button.isChecked()],
            "search": self._actions.search.text(),
            "image": self._page.model.result(current.row()).key if current.isValid() else None,
        }
        self._session.reviews.keep(SETTING, json.dumps(view))
        self._settings.set_text(f"study/{study.path.stem}", self._in_words())

    def _in_words(self) -> str:
        """`photos, 31 of 120 reviewed`."""
        results, of = self._page.model.results, self._session.reviews.of
        root = self._page.model.naming.root  # nothing is asked of the disk, which a run may keep busy
        reviewed = sum(of(key).reviewed for key, _ in self._session.reviews.said)
        return kept(f"{Path(root).name if root else 'images'}, {reviewed:,} of {len(results):,} reviewed")

    def _on_changed(self) -> None:
        self._settle.start()

    def _keep_now(self) -> None:
        if self._settle.isActive():
            self.keep()

    def _on_study_changed(self) -> None:
        self._settle.stop()
        text = self._session.open_studies.settings.get(SETTING, "")
        try:
            wanted = json.loads(text) if text else None
        except ValueError:
            wanted = None
        self._wanted = wanted if isinstance(wanted, dict) else None

    def _restore(self) -> None:
        view, self._wanted = self._wanted, None
        if view is None or not self._page.model.results:
            return
        (self._actions.as_grid if view.get("grid") else self._actions.as_table).trigger()
        section = column_called(view.get("sorted_by"), self._page.model.codes)
        order = Qt.SortOrder.DescendingOrder if view.get("descending") else Qt.SortOrder.AscendingOrder
        self._page.view.sortByColumn(-1 if section is None else section, order)
        buttons = self._page.filters
        names = view.get("filters", [])
        for which, button in buttons.buttons.items():
            button.setChecked(which is not Filter.ALL and which.name in names)
        for code, button in buttons.class_buttons.items():
            button.setChecked(code in view.get("classes", []))
        buttons.tell()
        self._actions.search.setText(str(view.get("search", "")))
        if isinstance(view.get("image"), int):
            self._page.reveal([view["image"]])
