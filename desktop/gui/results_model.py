"""The table behind the views: results in the order they came, shown filtered, searched and sorted.

Filtering and sorting are done here on plain lists and not in a QSortFilterProxyModel, whose comparisons each call back
into Python: a hundred thousand rows are sorted in well under a tenth of a second this way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.contract import ModelInfo
from desktop.gui.numbers import Numbers
from desktop.gui.result import ADMITS, Filter, Result, name_below
from desktop.words import flags_in_words, referral_in_words

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    FILE = 0
    DIAGNOSIS = 1
    PROBABILITY = 2
    MALIGNANT = 3
    REFER = 4
    NOTES = 5


HEADERS = {
    Column.FILE: ("File", "Name relative to what was dropped"),
    Column.DIAGNOSIS: ("Diagnosis", "The likeliest class"),
    Column.PROBABILITY: ("Probability", "Calibrated probability of the likeliest class, 0 to 1"),
    Column.MALIGNANT: ("Malignant", "Summed probability of the malignant classes, 0 to 1"),
    Column.REFER: ("Refer", "Whether the operating point's score reaches its threshold"),
    Column.NOTES: ("Notes", "What to look at twice, and why an image failed"),
}
NOTHING = "–"  # noqa: RUF001 - an en dash, the sign for an empty cell


class Role(IntEnum):
    """What the model tells beside Qt's own roles."""

    RESULT = Qt.ItemDataRole.UserRole + 1


class Cell(NamedTuple):
    """How a cell looks: its text, the length of its bar (0..1) where it has one, and the name of its colour."""

    text: str
    bar: float | None
    tone: str


class ResultsModel(QAbstractTableModel):
    """`append` portions of results; `narrow`, `search` and `sort` decide which are shown and where."""

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: list[Result] = []
        self._names: dict[str, str] = {}
        self._root: str | None = None
        self._shown: list[int] = []
        self._numbers = Numbers.POINT
        self._filter = Filter.ALL
        self._words = ""
        self._sorted_by: Column | None = None
        self._descending = False
        self._keys: list[Any] = []
        self.counts = dict.fromkeys(Filter, 0)

    @property
    def results(self) -> list[Result]:
        """All results in the order they came, whatever is shown. Not to be changed."""
        return self._results

    @property
    def root(self) -> str | None:
        """The folder that names are relative to."""
        return self._root

    def set_info(self, info: ModelInfo) -> None:
        """The model whose classes the results name."""
        self._names = {c.code: c.name for c in info.classes}

    @property
    def shown(self) -> list[Result]:
        """The results that are shown, in their order."""
        return [self._results[i] for i in self._shown]

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        if numbers is not self._numbers:
            self._numbers = numbers
            if self._shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(Column) - 1))

    def set_root(self, root: str | None) -> None:
        if root != self._root:
            self._root = root
            if self._shown:
                self.dataChanged.emit(self.index(0, Column.FILE), self.index(len(self._shown) - 1, Column.FILE))

    def append(self, results: Iterable[Result]) -> None:
        """Add a portion; it appears at the end, or where the sorting puts it."""
        first = len(self._results)
        self._results.extend(results)
        new = range(first, len(self._results))
        for which, admits in ADMITS.items():
            self.counts[which] += sum(1 for i in new if admits(self._results[i]))
        if self._sorted_by is not None:
            key = _KEYS[self._sorted_by]
            self._keys.extend(key(self._results[i]) for i in new)
        admitted = [i for i in new if self._admits(i)]
        if admitted and self._sorted_by is not None:
            self._rearrange(lambda: self._shown.extend(admitted))
        elif admitted:
            at = len(self._shown)
            self.beginInsertRows(QModelIndex(), at, at + len(admitted) - 1)
            self._shown.extend(admitted)
            self.endInsertRows()
        self.counts_changed.emit()

    def clear(self) -> None:
        self.beginResetModel()
        self._results = []  # not cleared in place: a save in the background may hold the old list
        self._shown = []
        self._keys = []
        self._root = None
        self.counts = dict.fromkeys(Filter, 0)
        self.endResetModel()
        self.counts_changed.emit()

    def narrow(self, which: Filter) -> None:
        """Show only what the filter admits."""
        self._filter = which
        self._choose()

    def search(self, words: str) -> None:
        """Show only rows whose file name or diagnosis contains every word, upper or lower case."""
        self._words = words.casefold()
        self._choose()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 returns to the order in which the results came."""
        self._sorted_by = Column(column) if column >= 0 else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._keys = [] if self._sorted_by is None else [_KEYS[self._sorted_by](r) for r in self._results]
        self._rearrange(lambda: None)

    def row_of(self, result: Result) -> int | None:
        """Where a result is shown now."""
        return next((row for row, i in enumerate(self._shown) if self._results[i] is result), None)

    def cell(self, row: int, column: int) -> Cell:
        """What the view paints, without the way through Qt's roles."""
        result = self._results[self._shown[row]]
        bar = result.row.probability if column == Column.PROBABILITY and not result.unfamiliar else None
        calls = column == Column.NOTES or (column == Column.REFER and result.row.referral)
        tone = "warm" if calls else "quiet" if result.failed else "text"
        return Cell(self._text(result, column), bar, tone)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[Column(section)][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return HEADERS[Column(section)][1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        result = self._results[self._shown[index.row()]]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(result, column)
        if role == Role.RESULT:
            return result
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return result.path if column == Column.FILE else self._text(result, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[Column(column)][0]}: {self._text(result, column)}"
        return None

    def _text(self, result: Result, column: int) -> str:
        row = result.row
        if column == Column.FILE:
            return name_below(result.path, self._root)
        if column == Column.NOTES:
            return f"Failed: {row.error}" if result.failed else flags_in_words(row.flags)
        if column == Column.REFER:
            return NOTHING if result.failed else referral_in_words(row) or NOTHING
        # An unfamiliar image keeps its numbers in the file that is saved; here they would read as an answer.
        if result.failed or result.unfamiliar:
            return NOTHING
        if column == Column.DIAGNOSIS:
            return self._names.get(row.diagnosis, row.diagnosis)
        value = row.probability if column == Column.PROBABILITY else row.malignant
        return NOTHING if value is None else self._numbers.told(value)

    def _admits(self, i: int) -> bool:
        result = self._results[i]
        if not ADMITS[self._filter](result):
            return False
        if not self._words:
            return True
        shown = f"{self._text(result, Column.FILE)} {self._text(result, Column.DIAGNOSIS)}".casefold()
        return all(word in shown for word in self._words.split())

    def _choose(self) -> None:
        def choose() -> None:
            self._shown = [i for i in range(len(self._results)) if self._admits(i)]

        self._rearrange(choose)

    def _rearrange(self, change: Callable[[], None]) -> None:
        """Change which rows are shown, sort them, and let selections follow their images."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        images = [self._shown[index.row()] for index in held]
        change()
        if self._sorted_by is None:
            self._shown.sort()
        else:
            # Python's sort takes what is in order already as it stands, so each portion of a run costs little.
            self._shown.sort(key=self._keys.__getitem__, reverse=self._descending)
        rows = {i: row for row, i in enumerate(self._shown)} if held else {}
        moved = [
            self.index(rows[image], index.column()) if image in rows else QModelIndex()
            for image, index in zip(images, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()


def alignment(column: int) -> Qt.AlignmentFlag:
    """How a column's cells and header are aligned."""
    return Qt.AlignmentFlag.AlignVCenter | (
        Qt.AlignmentFlag.AlignRight if column == Column.MALIGNANT else Qt.AlignmentFlag.AlignLeft
    )


def _number(value: float | None, result: Result) -> float:
    """Failed below unfamiliar below every number, as the cells of both are empty."""
    return -2.0 if result.failed or value is None else -1.0 if result.unfamiliar else value


_KEYS: dict[Column, Callable[[Result], Any]] = {
    # By folder first: a separator sorts before every letter, as it does in the order of a search.
    Column.FILE: lambda r: r.path.replace(os.sep, "\0").casefold(),
    Column.DIAGNOSIS: lambda r: "" if r.failed or r.unfamiliar else r.row.diagnosis,
    Column.PROBABILITY: lambda r: _number(r.row.probability, r),
    Column.MALIGNANT: lambda r: _number(r.row.malignant, r),
    Column.REFER: lambda r: -1 if r.failed else int(bool(r.row.referral)),
    Column.NOTES: lambda r: (r.failed, r.row.error, r.row.flags),
}
