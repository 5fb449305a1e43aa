"""View > Columns, and the right mouse button on the table's header: which columns the table shows, remembered."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.gui.results.model import ResultsModel
from desktop.gui.results.table_view import ResultsView
from desktop.gui.settings import Settings
from desktop.gui.table.columns import Column, column_called, column_name
from desktop.gui.translation import tr
from desktop.results.terms import Terms

_ALWAYS = frozenset(
    {Column.FILE, Column.DIAGNOSIS, Column.PROBABILITY, Column.MALIGNANT, Column.REFER, Column.FLAGS, Column.REVIEW}
)
_KNOWN = frozenset({Column.TRUTH, Column.RIGHT})
_OWN = frozenset({Column.OWN_DIAGNOSIS, Column.OWN_MALIGNANT})
_SETTING, _WIDTHS = "columns", "widths"


class ColumnMenu(QObject):
    """A few columns are shown by themselves: those of every study, the score that decides where it is another one than
    the malignancy, what is known from elsewhere once it is, and the model's own numbers beside those at a prevalence
    that was typed. A person's choice goes before that."""

    def __init__(self, menu: QMenu, view: ResultsView, model: ResultsModel, settings: Settings) -> None:
        super().__init__(view)
        self._menu = menu
        self._view = view
        self._model = model
        self._settings = settings
        self._score = self._own = False
        self._chosen = {name: bool(shown) for name, shown in _read(settings.text(_SETTING)).items()}
        self._widths = _read(settings.text(_WIDTHS))
        self._sorted_by = ""
        menu.aboutToShow.connect(self._fill)
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._arrange)
        self._arrange()

    def set_terms(self, terms: Terms | None) -> None:
        """What decides on referral, and at what prevalence answers are told."""
        malignant = {one.code for one in terms.info.classes if one.malignant} if terms else set()
        self._score = terms is not None and terms.point is not None and set(terms.point.classes) != malignant
        self._own = terms is not None and terms.prevalence is not None
        self.refresh()

    def refresh(self) -> None:
        """Show what is wanted now."""
        wanted = _ALWAYS | ({Column.SCORE} if self._score else set()) | (_KNOWN if self._model.has_known else set())
        wanted |= (_OWN if self._own else set()) | ({Column.YOURSELF} if self._model.hands_over else set())
        wanted |= {Column.PATIENT} if self._model.tells_patients else set()
        shown = set(map(int, wanted))
        for name, visible in self._chosen.items():
            if (column := column_called(name, self._model.codes)) is not None:
                (shown.add if visible else shown.discard)(column)
        self._view.show_columns(shown)

    def _fill(self) -> None:
        self._menu.clear()
        for column in range(1, self._model.columnCount()):
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            action = self._menu.addAction(title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(column))
            action.toggled.connect(partial(self._choose, column))
        self._menu.addSeparator()
        self._menu.addAction(tr("As at first")).triggered.connect(self._forget)

    def _choose(self, column: int, visible: bool) -> None:
        self._chosen[column_name(column, self._model.codes)] = visible
        self._keep()

    def keep_widths(self) -> None:
        """Remember how wide a person made the columns."""
        self._remember()
        self._settings.set_text(_WIDTHS, json.dumps(self._widths) if self._widths else "")

    def _remember(self) -> None:
        """By their names, before the model's classes are others."""
        for column, width in self._view.widths.items():
            self._widths[column_name(column, self._model.codes)] = width
        section = self._view.horizontalHeader().sortIndicatorSection()
        self._sorted_by = column_name(section, self._model.codes) if 0 <= section < self._model.columnCount() else ""

    def _arrange(self) -> None:
        """Show the columns of the model there is, as they were called."""
        header = self._view.horizontalHeader()
        places = {column_called(name, self._model.codes): width for name, width in self._widths.items()}
        self._view.set_widths({column: width for column, width in places.items() if column is not None})
        self.refresh()
        if header.sortIndicatorSection() >= 0:
            place = column_called(self._sorted_by, self._model.codes)
            if place != header.sortIndicatorSection():
                self._view.sortByColumn(-1 if place is None else place, header.sortIndicatorOrder())

    def _forget(self) -> None:
        self._chosen.clear()
        self._widths = {}
        self._view.set_widths({})
        self._keep()

    def _keep(self) -> None:
        self._settings.set_text(_SETTING, json.dumps(self._chosen) if self._chosen else "")
        self.refresh()

    def _open(self, place: QPoint) -> None:
        self._menu.popup(self._view.horizontalHeader().mapToGlobal(place))


def _read(text: str) -> dict[str, int]:
    """`{"file": 240, "class mel": 80}`, or `0:240,3:80` as it was kept once; what is damaged is left out."""
    try:
        kept = json.loads(text) if text.startswith("{") else dict(part.split(":") for part in text.split(",") if part)
        return {name: int(value) for one, value in kept.items() if (name := _named(one))}
    except (TypeError, ValueError):
        return {}


def _named(name: str) -> str:
    """The name of a column that was kept by its number; empty for one that may be another by now."""
    if not name.isdecimal():
        return name
    column = column_called(name, ())
    return "" if column is None else column_name(column, ())
