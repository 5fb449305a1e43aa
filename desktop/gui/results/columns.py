"""The numbers of all rows as columns of NumPy, so that filters, counts, sorting and the operating point's slider take
milliseconds over a hundred thousand rows. Knows no Qt.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.session.row import KINDS, Filter, Result, name_below
from desktop.images.quality import BLURRED, BRIGHT, DARK, SMALL
from desktop.results.rows import UNCERTAIN
from desktop.study.reviews import NO_REVIEW, Review

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 1024
_POOR = frozenset({BLURRED, DARK, BRIGHT, SMALL})
_COLUMNS = (
    *("_best", "_unfamiliar", "_uncertain", "_poor", "_reviewed", "_malignant", "_probabilities", "_score"),
    *("_flags", "_said"),
)


class Column(IntEnum):
    """The table's columns, in their order."""

    FILE = 0
    DIAGNOSIS = 1
    PROBABILITY = 2
    MALIGNANT = 3
    REFER = 4
    FLAGS = 5
    REVIEW = 6


class TableData:
    """Results in the order they came, and what is asked of all of them at once. Masks are bool [rows]."""

    def __init__(self) -> None:
        self.results: list[Result] = []
        self.root: str | None = None
        self._codes: tuple[str, ...] = ()
        self._names: list[str] = []
        self._point: OperatingPoint | None = None
        self._review: Callable[[int], Review] = lambda _: NO_REVIEW
        self._start()

    def _start(self) -> None:
        self.results = []  # not cleared in place: a save in the background may hold the old list
        self._rows_by_key: dict[int, int] = {}
        self._file_keys: list[str] = []
        self._texts: list[str] | None = []
        self._best = np.zeros(_LEAST, np.int16)  # of `_codes`; -1: failed
        self._unfamiliar = np.zeros(_LEAST, bool)
        self._uncertain = np.zeros(_LEAST, bool)
        self._poor = np.zeros(_LEAST, bool)
        self._reviewed = np.zeros(_LEAST, bool)
        self._malignant = np.zeros(_LEAST, np.float32)
        self._probabilities = np.zeros((_LEAST, len(self._codes)), np.float32)
        self._score = np.zeros(_LEAST, np.float32)
        self._flags = np.zeros(_LEAST, np.int32)  # numbers of texts, of which there are few different ones
        self._said = np.zeros(_LEAST, np.int32)
        self._flag_texts: dict[str, int] = {}
        self._said_texts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.results)

    # --- what is in it -----------------------------------------------------------------------------------------------

    def set_info(self, info: ModelInfo) -> None:
        """The model whose classes the results name. Only while there are no results, or for the same classes."""
        self._names = [c.name for c in info.classes]
        if self._codes != info.codes:
            self._codes = info.codes
            self._start()

    def set_root(self, root: str | None) -> None:
        """The folder that names are relative to."""
        self.root = root
        self._texts = None

    def set_reviews(self, review: Callable[[int], Review]) -> None:
        """Where the review of an image's key is found."""
        self._review = review

    def set_point(self, point: OperatingPoint | None) -> None:
        """Refer by this point from now on."""
        self._point = point
        count = len(self)
        self._score[:count] = self._scores(slice(0, count))

    def clear(self) -> None:
        self.root = None
        self._start()

    def append(self, results: Sequence[Result]) -> range:
        """Add a portion; the places it got. A result of an image that is there already takes its place instead."""
        first = len(self)
        self._grow(first + len(results))
        for result in results:
            i = self._rows_by_key.get(result.key, len(self))
            if i < len(self):
                self.results[i] = result
            else:
                self.results.append(result)
                self._rows_by_key[result.key] = i
                # By folder first: a separator sorts before every letter, as it does in the order of a search.
                self._file_keys.append(result.path.replace(os.sep, "\0").casefold())
                if self._texts is not None:
                    self._texts.append(self._text(result))
            self._put(i, result)
            if i < first:
                self._score[i : i + 1] = self._scores(slice(i, i + 1))
        here = slice(first, len(self))
        self._score[here] = self._scores(here)
        return range(first, len(self))

    def _put(self, i: int, result: Result) -> None:
        """An image's numbers into the columns."""
        row, failed = result.row, result.failed
        self._best[i] = -1 if failed else self._codes.index(row.diagnosis)
        self._malignant[i] = row.malignant or 0.0
        self._probabilities[i] = 0.0 if failed else row.probabilities
        self._unfamiliar[i] = result.unfamiliar
        self._uncertain[i] = UNCERTAIN in row.flags
        self._poor[i] = not _POOR.isdisjoint(row.flags)
        text = f"\1{row.error}" if failed else ",".join(row.flags)
        self._flags[i] = self._flag_texts.setdefault(text, len(self._flag_texts))
        self._put_review(i, result.key)

    def _put_review(self, i: int, key: int) -> None:
        review = self._review(key)
        self._reviewed[i] = review.reviewed
        text = f"{int(review.reviewed)}{review.label}"
        self._said[i] = self._said_texts.setdefault(text, len(self._said_texts))

    def keep(self, kept: NDArray[np.int64]) -> None:
        """Forget all rows but these, given in their order."""
        places = kept.tolist()
        self.results = [self.results[i] for i in places]
        self._rows_by_key = {result.key: i for i, result in enumerate(self.results)}
        self._file_keys = [self._file_keys[i] for i in places]
        self._texts = None if self._texts is None else [self._texts[i] for i in places]
        for name in _COLUMNS:
            column = getattr(self, name)
            column[: len(kept)] = column[kept]

    def review_changed(self, keys: Iterable[int]) -> list[int]:
        """Look at these reviews again; the rows they belong to."""
        rows = [self._rows_by_key[key] for key in keys if key in self._rows_by_key]
        for i in rows:
            self._put_review(i, self.results[i].key)
        return rows

    def place(self, key: int) -> int | None:
        """Where the image of that key stands among all results."""
        return self._rows_by_key.get(key)

    # --- what is asked of all rows -----------------------------------------------------------------------------------

    def refers(self, i: int) -> bool | None:
        """Whether the operating point refers an image; None without one, and for a failed image."""
        if self._point is None or self._best[i] < 0:
            return None
        return bool(float(self._score[i]) >= self._point.threshold)

    def admitted(
        self, filters: Collection[Filter], classes: Collection[str] = (), words: str = ""
    ) -> NDArray[np.bool_]:
        """What these filters let through (none: all; see KINDS), of these classes (none: of all) and with every one of
        the words."""
        mask = np.ones(len(self), bool)
        for kind in KINDS:
            if chosen := [which for which in filters if which in kind]:
                mask &= np.logical_or.reduce([self._filtered(which) for which in chosen])
        if classes:
            mask &= self._of_classes(classes)
        for word in words.casefold().split():
            mask &= self._with_word(word)
        return mask

    def counts(self) -> dict[Filter, int]:
        """How many images each filter lets through."""
        return {which: int(np.count_nonzero(self._filtered(which))) for which in Filter}

    def class_counts(self) -> dict[str, int]:
        """How many images each class was named for."""
        named = self._best[: len(self)][self._is_named()]
        return dict(zip(self._codes, np.bincount(named, minlength=len(self._codes)).tolist(), strict=True))

    def order(self, mask: NDArray[np.bool_], column: Column | None, *, descending: bool) -> NDArray[np.int64]:
        """The admitted rows, sorted by a column, those alike in the order they came; None: all in that order."""
        rows = np.flatnonzero(mask)
        if column is None:
            return rows
        if column is Column.FILE:
            return np.array(sorted(rows.tolist(), key=self._file_keys.__getitem__, reverse=descending), np.int64)
        key = self._key(column)[rows]
        return rows[np.argsort(-key if descending else key, kind="stable")]

    # --- how ---------------------------------------------------------------------------------------------------------

    def _grow(self, count: int) -> None:
        if count <= len(self._best):
            return
        room = max(count, 2 * len(self._best))
        for name in _COLUMNS:
            old = getattr(self, name)
            new = np.zeros((room, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)

    def _scores(self, rows: slice) -> NDArray[np.float32]:
        """Added up class by class in float32, as `desktop.results.rows.score` does."""
        total = np.zeros(rows.stop - rows.start, np.float32)
        for code in self._point.classes if self._point else ():
            total += self._probabilities[rows, self._codes.index(code)]
        return total

    def _is_named(self) -> NDArray[np.bool_]:
        """Whether the window names a diagnosis for an image."""
        count = len(self)
        return (self._best[:count] >= 0) & ~self._unfamiliar[:count]

    def _filtered(self, which: Filter) -> NDArray[np.bool_]:
        count = len(self)
        read = self._best[:count] >= 0
        if which is Filter.REFER:
            if self._point is None:
                return np.zeros(count, bool)
            return read & (self._score[:count].astype(np.float64) >= self._point.threshold)
        mask = {
            Filter.ALL: np.ones(count, bool),
            Filter.UNFAMILIAR: self._unfamiliar[:count].copy(),
            Filter.UNCERTAIN: self._uncertain[:count].copy(),
            Filter.POOR: self._poor[:count].copy(),
            Filter.FAILED: ~read,
            Filter.TO_REVIEW: read & ~self._reviewed[:count],
            Filter.REVIEWED: self._reviewed[:count].copy(),
        }
        return mask[which]

    def _of_classes(self, classes: Collection[str]) -> NDArray[np.bool_]:
        wanted = [self._codes.index(code) for code in classes if code in self._codes]
        return np.isin(self._best[: len(self)], wanted) & self._is_named()

    def _with_word(self, word: str) -> NDArray[np.bool_]:
        if self._texts is None:
            self._texts = [self._text(result) for result in self.results]
        found = np.fromiter((word in text for text in self._texts), bool, len(self))
        classes = [code for code, name in zip(self._codes, self._names, strict=True) if word in name.casefold()]
        return found | self._of_classes(classes) if classes else found

    def _text(self, result: Result) -> str:
        return name_below(result.path, self.root).casefold()

    def _key(self, column: Column) -> NDArray[Any]:
        """What a column is sorted by: failed below unfamiliar below every value, as the cells of both are empty."""
        count = len(self)
        failed, unfamiliar = self._best[:count] < 0, self._unfamiliar[:count]
        if column is Column.REFER:
            refers = self._filtered(Filter.REFER)
            return np.where(failed, -1, np.where(refers, 2, np.where(unfamiliar, 0, 1)))
        if column is Column.FLAGS:
            return _ranks(self._flag_texts)[self._flags[:count]]
        if column is Column.REVIEW:
            return _ranks(self._said_texts)[self._said[:count]]
        if column is Column.DIAGNOSIS:
            ranks = np.argsort(np.argsort(np.array(self._names, dtype=str)))
            value = ranks[self._best[:count]].astype(np.float64)
        elif column is Column.PROBABILITY:
            value = self._probabilities[np.arange(count), self._best[:count]].astype(np.float64)
        else:
            value = self._malignant[:count].astype(np.float64)
        return np.where(failed, -2.0, np.where(unfamiliar, -1.0, value))


def _ranks(numbers: dict[str, int]) -> NDArray[np.int64]:
    """By the number of a text its place among all of them."""
    ranks = np.zeros(len(numbers), np.int64)
    for rank, text in enumerate(sorted(numbers)):
        ranks[numbers[text]] = rank
    return ranks
