"""View > Columns, and the right mouse button on the table's header: which columns the table shows, remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.gui.results.model import ResultsModel
from desktop.gui.results.table_view import ResultsView
from desktop.gui.settings import Settings
from desktop.gui.table.columns import Column
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
        self._chosen = _read(settings.text(_SETTING))
        menu.aboutToShow.connect(self._fill)
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open)
        model.modelReset.connect(self.refresh)
        view.set_widths(_numbers(settings.text(_WIDTHS)))
        self.refresh()

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
        for column, visible in self._chosen.items():
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
        self._menu.addAction("As at first").triggered.connect(self._forget)

    def _choose(self, column: int, visible: bool) -> None:
        self._chosen[column] = visible
        self._keep()

    def keep_widths(self) -> None:
        """Remember how wide a person made the columns."""
        widths = self._view.widths
        self._settings.set_text(_WIDTHS, ",".join(f"{column}:{width}" for column, width in widths.items()))

    def _forget(self) -> None:
        self._chosen.clear()
        self._view.set_widths({})
        self._keep()

    def _keep(self) -> None:
        self._settings.set_text(_SETTING, ",".join(f"{column}:{int(on)}" for column, on in self._chosen.items()))
        self.refresh()

    def _open(self, place: QPoint) -> None:
        self._menu.popup(self._view.horizontalHeader().mapToGlobal(place))


def _read(text: str) -> dict[int, bool]:
    return {column: value == 1 for column, value in _numbers(text).items()}


def _numbers(text: str) -> dict[int, int]:
    """`0:240,3:80`; what is damaged is left out."""
    pairs = (part.partition(":") for part in text.split(",") if part)
    return {int(one): int(other) for one, _, other in pairs if one.isdecimal() and other.isdecimal()}
