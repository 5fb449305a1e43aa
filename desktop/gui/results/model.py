"""The table behind the views: results in the order they came, shown filtered, searched and sorted.

Filtering and sorting are done on columns of NumPy (`desktop.gui.table.columns`) and not in a QSortFilterProxyModel,
whose comparisons each call back into Python: a hundred thousand rows are rearranged in a few milliseconds this way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.contract import HandOver, ModelInfo, OperatingPoint
from desktop.gui.session.reviews import Reviews
from desktop.gui.session.row import Filter, Result
from desktop.gui.settings import Numbers
from desktop.gui.table.cells import HEADERS as HEADERS
from desktop.gui.table.cells import Cell, Cells
from desktop.gui.table.columns import CLASSES, NUMBERS, Known, column_called, column_name
from desktop.gui.table.columns import Column as Column
from desktop.gui.table.header import SHORT_TITLE
from desktop.gui.table.layout import alignment
from desktop.gui.table.table_data import TableData
from desktop.gui.theme import bold_font
from desktop.gui.translation import tr
from desktop.results.prevalence import Prevalence
from desktop.study.naming import Naming
from desktop.study.reviews import NO_REVIEW, Review

Index = QModelIndex | QPersistentModelIndex
_MARKS = (Column.REFER, Column.AGREES, Column.RIGHT, Column.YOURSELF)


class Role(IntEnum):
    """What the model tells beside Qt's own roles."""

    RESULT = Qt.ItemDataRole.UserRole + 1


class ResultsModel(QAbstractTableModel):
    """`append` portions of results; `narrow`, `search` and `sort` decide which are shown and where, `set_point` who is
    referred."""

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = TableData()
        self._cells = Cells(self._data)
        self._reviews: Reviews | None = None
        self._shown = np.zeros(0, np.int64)
        self._filters: frozenset[Filter] = frozenset()
        self._classes: frozenset[str] = frozenset()
        self._words = ""
        self._cell_of: tuple[int, int, bool] | None = None
        self._sorted_by: int | None = None
        self._descending = False
        self._count()

    @property
    def results(self) -> list[Result]:
        """All results in the order they came, whatever is shown. Not to be changed."""
        return self._data.results

    @property
    def naming(self) -> Naming:
        """How images are called."""
        return self._data.naming

    @property
    def has_known(self) -> bool:
        """Whether known diagnoses were opened that speak of some of the images."""
        return self._data.has_known

    @property
    def hands_over(self) -> bool:
        """Whether any answers are marked for a person to look at."""
        return self._data.hands_over

    @property
    def why_empty(self) -> str:
        """What is said where no row is shown."""
        return (
            tr("No row matches the filter and the search")
            if self._data.results
            else tr("Results appear here as they come")
        )

    def set_info(self, info: ModelInfo) -> None:
        """The model whose classes the results name."""
        others = info.codes != self._cells.codes
        by = None if self._sorted_by is None else column_name(self._sorted_by, self.codes)
        if others:
            self.beginResetModel()
        self._cells.set_info(info)
        self._data.set_info(info)
        if others:
            self._sorted_by = column_called(by, info.codes)
            self._shown = np.zeros(0, np.int64)
            self.endResetModel()
            self._choose()
        self._count()

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the classes, which have a column each."""
        return self._cells.codes

    @property
    def shown(self) -> list[Result]:
        """The results that are shown, in their order."""
        return [self._data.results[i] for i in self._shown]

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        if numbers is not self._cells.numbers:
            self._cells.numbers = numbers
            self._tell_all()

    def set_naming(self, naming: Naming) -> None:
        if naming != self._data.naming:
            self._data.set_naming(naming)
            self._tell_changed(Column.FILE)

    def set_point(self, point: OperatingPoint | None) -> None:
        """Refer by this operating point; nothing is classified again."""
        self._data.set_point(point)
        self._cells.set_point(point)
        self._count()
        if Filter.REFER in self._filters or self._sorted_by in (Column.REFER, Column.SCORE):
            self._choose()
        self._tell_changed(Column.REFER, Column.SCORE)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.SCORE, Column.SCORE)

    def set_prevalence(self, prevalence: Prevalence | None) -> None:
        """Tell the answers at this prevalence, of None with the model's own numbers; nothing is classified again."""
        if prevalence == self._data.prevalence:
            return
        self._data.set_prevalence(prevalence)
        self._count()
        self._data.freeze()
        self._choose()
        self._tell_all()

    def set_handover(self, step: HandOver | None) -> None:
        """Mark the answers that are less sure than this step's, for a person to look at; None: none of them."""
        self._data.set_handover(step.confidence if step else 0.0)
        self._count()
        if Filter.YOURSELF in self._filters or self._sorted_by == Column.YOURSELF:
            self._choose()
        self._tell_changed(Column.YOURSELF)

    def set_patients(self, rule: Callable[[str], str] | None) -> None:
        """How the patient of a name in the table is told; None where known diagnoses alone may tell it."""
        self._data.set_patients(rule)
        self._choose()
        self._tell_all()

    @property
    def tells_patients(self) -> bool:
        """Whether a rule tells of which patient images are."""
        return self._data.tells_patients

    def patient_of(self, result: Result) -> str:
        """The patient of a result; empty where none is told."""
        place = self._data.place(result.key)
        return "" if place is None else self._data.patient_of(place)

    def at_terms(self, result: Result) -> Result:
        """A result with the numbers that are shown of it: at the prevalence that is set."""
        return replace(result, row=self._data.row_of(result))

    def set_known(self, known: Callable[[str], Known | None] | None) -> None:
        """Where the known diagnosis of a name in the table is found; None: nowhere."""
        self._data.set_known(known)
        self._count()
        if Filter.WRONG in self._filters or self._cell_of is not None:
            self._choose()
        self._tell_all()

    def known(self, result: Result) -> Known | None:
        """What is known of an image from elsewhere."""
        place = self._data.place(result.key)
        return None if place is None else self._data.known(place)

    def set_reviews(self, reviews: Reviews) -> None:
        """Where the reviews are; what changes there is seen here."""
        self._reviews = reviews
        self._data.set_reviews(reviews.of)
        self._cells.set_reviews(reviews)
        reviews.changed.connect(self._on_reviewed)

    def append(self, results: Sequence[Result]) -> None:
        """Add a portion; it appears at the end, or where the sorting puts it. A result of an image that is there
        already, which changed on the disk, takes the earlier one's place."""
        new = self._data.append(results)
        self._count()
        replaced = len(new) < len(results)
        if self._sorted_by is not None or replaced:
            self._choose()
            if replaced:
                self._tell_all()
            return
        mask = self._mask()
        mask[: new.start] = False
        admitted = np.flatnonzero(mask)
        if len(admitted):
            at = len(self._shown)
            self.beginInsertRows(QModelIndex(), at, at + len(admitted) - 1)
            self._shown = np.concatenate([self._shown, admitted])
            self.endInsertRows()

    def clear(self) -> None:
        self.beginResetModel()
        self._data.clear()
        self._cell_of = None
        self._shown = np.zeros(0, np.int64)
        self.endResetModel()
        self._count()

    def remove(self, results: Collection[Result]) -> None:
        """These are no part of the table any more; the current image stays the current one where it remains."""
        gone = {result.key for result in results}
        kept = np.flatnonzero(np.fromiter((r.key not in gone for r in self.results), bool, len(self._data)))

        def remove() -> None:
            self._data.keep(kept)
            self._shown = self._data.order(self._mask(), self._sorted_by, descending=self._descending)

        self._rearrange(remove, kept)
        self._count()

    def narrow(self, filters: Collection[Filter], classes: Collection[str] = ()) -> None:
        """Show only what these filters admit (none: all), and only images that one of these classes was named for
        (none: of all)."""
        self._filters, self._classes = frozenset(filters), frozenset(classes)
        self._cell_of = None
        self._data.freeze()
        self._choose()

    def narrow_to_cell(self, truth: int, named: int, *, by_person: bool) -> None:
        """Show only the images of one cell of a confusion matrix, given by the classes' places."""
        self._cell_of = (truth, named, by_person)
        self._data.freeze()
        self._choose()

    def search(self, words: str) -> None:
        """Show only rows whose file name or diagnosis contains every word, upper or lower case."""
        self._words = words
        self._data.freeze()
        self._choose()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 returns to the order in which the results came."""
        self._sorted_by = column if column >= 0 else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._data.freeze()
        self._choose()

    def next_to_review(self, row: int) -> int | None:
        """The next row below that is to review, else the first of all; None where there is none."""
        return self._data.next_to_review(self._shown, row)

    def result(self, row: int) -> Result:
        """What is shown in a row."""
        result: Result = self._data.results[self._shown[row]]
        return result

    def row_of(self, result: Result) -> int | None:
        """Where a result is shown now."""
        place = self._data.place(result.key)
        found = np.flatnonzero(self._shown == (-1 if place is None else place))
        return int(found[0]) if len(found) else None

    def has(self, key: int) -> bool:
        """Whether there is a row of that image, shown or not."""
        return self._data.place(key) is not None

    def result_of(self, key: int) -> Result | None:
        """The result of an image, shown or not."""
        place = self._data.place(key)
        return None if place is None else self._data.results[place]

    def review(self, result: Result) -> Review:
        """What a person said about it."""
        return self._reviews.of(result.key) if self._reviews else NO_REVIEW

    def is_referred(self, row: int) -> bool:
        """Whether the operating point refers the image in a row."""
        return bool(self._data.refers(int(self._shown[row])))

    def say_again(self) -> None:
        """In another language."""
        self._cells.say_again()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self._tell_all()

    def cell(self, row: int, column: int) -> Cell:
        """What the view paints, without the way through Qt's roles."""
        return self._cells.cell(int(self._shown[row]), column)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else CLASSES + self._cells.classes

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells.header(section)[role == Qt.ItemDataRole.ToolTipRole]
        if role == SHORT_TITLE:
            return self._cells.short_title(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(section)
        if role == Qt.ItemDataRole.FontRole:  # a style sheet's would be drawn and not measured
            return bold_font()
        if role == Qt.ItemDataRole.InitialSortOrderRole:  # what is most comes first at the first click
            most = section in NUMBERS or section >= CLASSES or section in _MARKS
            return Qt.SortOrder.DescendingOrder if most else Qt.SortOrder.AscendingOrder
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = int(self._shown[index.row()])
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells.text(place, column)
        if role == Role.RESULT:
            return self._data.results[place]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == Column.FILE:  # with the diagnosis: over a picture of the grid this is the only tip there is
                return f"{self._data.results[place].path}\n{self._cells.text(place, Column.DIAGNOSIS)}"
            return self._cells.text(place, column, full=True)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._cells.header(column)[0]}: {self._cells.text(place, column, full=True)}"
        return None

    def _mask(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        mask = self._data.admitted(self._filters, self._classes, self._words)
        if self._cell_of is not None:
            truth, named, by_person = self._cell_of
            mask &= self._data.compared(truth, named, by_person=by_person)
        return mask

    def _count(self) -> None:
        self.counts = self._data.counts()
        self.class_counts = self._data.class_counts()
        self.empty_columns = self._cells.empty_columns()
        self.counts_changed.emit()

    def _tell_all(self) -> None:
        if len(self._shown):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))

    def _tell_changed(self, *columns: Column) -> None:
        if len(self._shown):
            self.dataChanged.emit(self.index(0, min(columns)), self.index(len(self._shown) - 1, max(columns)))

    def _on_reviewed(self, keys: list[int]) -> None:
        self._data.review_changed(keys or [result.key for result in self._data.results])
        self._count()
        # A row that was just reviewed stays where it is, in sight, until filter or order are chosen anew: it would be
        # gone before a person saw what they did.
        self._tell_changed(Column.REVIEW, Column.AGREES, Column.NOTE, Column.LESION)

    def _choose(self) -> None:
        """Show what is wanted now, sorted, and let selections follow their images."""

        def choose() -> None:
            self._shown = self._data.order(self._mask(), self._sorted_by, descending=self._descending)

        self._rearrange(choose)

    def _rearrange(self, change: Callable[[], None], kept: np.ndarray[Any, np.dtype[np.int64]] | None = None) -> None:
        """`kept`: the places that the change leaves, in their order; None for all."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        places = [self._shown[index.row()] for index in held]
        rows = np.full(len(self._data), -1)  # by the place of before
        change()
        if held:
            rows[self._shown if kept is None else kept[self._shown]] = np.arange(len(self._shown))
            moved = [
                self.index(int(rows[place]), index.column()) if rows[place] >= 0 else QModelIndex()
                for place, index in zip(places, held, strict=True)
            ]
            self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()
