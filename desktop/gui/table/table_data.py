"""What is asked of all rows at once: which a filter admits, how many, in what order. Knows no Qt."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.gui.session.row import KINDS, Filter
from desktop.gui.table.columns import CLASSES, NONE, Column, Known
from desktop.gui.table.row_columns import RowColumns, by_value
from desktop.images.image_names import searchable
from desktop.results.wording import named

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TEXTS = frozenset({Column.NOTE, Column.LESION, Column.PATIENT, Column.SITE})


class TableData(RowColumns):
    """Masks are bool [rows]."""

    # --- what is asked of all rows -----------------------------------------------------------------------------------

    @property
    def threshold(self) -> float | None:
        """That scores are compared with; None without an operating point."""
        return None if self._point is None else self._point.threshold

    def score_of(self, i: int) -> float | None:
        """What is compared with the threshold; None without an operating point, and for a failed image."""
        return None if self._point is None or self._best[i] < 0 else float(self._score[i])

    def margin_of(self, i: int) -> float:
        """By how much the likeliest class leads, 0..1."""
        return float(self._margin[i])

    def reader_of(self, i: int) -> int:
        """The person's class: its place, NONE, or STRANGE."""
        return int(self._reader[i])

    def truth_of(self, i: int) -> int:
        """The known class: its place, NONE, or STRANGE."""
        return int(self._truth[i])

    def best_of(self, i: int) -> int:
        """The place of the class that the model named; below 0 for a failed image."""
        return int(self._best[i])

    def is_named(self, i: int) -> bool:
        """Whether the window names a diagnosis for an image: not for an unfamiliar or a failed one."""
        return bool(self._best[i] >= 0 and not self._unfamiliar[i])

    def handed_over(self, i: int) -> bool:
        """Whether an answer is among the least sure, that a person looks at."""
        return bool(self._best[i] >= 0 and float(self._own[i].max()) < self._sure_from)

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
                mask &= np.logical_or.reduce([self._admitted(which) for which in chosen])
        if classes:
            mask &= self._of_classes(classes)
        whole = searchable(words.strip())
        if whole and (group := self._of_lesion(whole) or self.of_patient(whole)):
            mask[[i for i in range(len(self)) if i not in group]] = False
            return mask
        for word in whole.split():
            mask &= self._with_word(word)
        return mask

    def counts(self) -> dict[Filter, int]:
        """How many images each filter lets through."""
        return {which: int(np.count_nonzero(self._filtered(which))) for which in Filter}

    @property
    def flagged(self) -> bool:
        """Whether any image failed or is to be looked at twice."""
        count = len(self)
        flags = (self._unfamiliar, self._uncertain, self._poor, self._best < 0)
        return any(bool(flag[:count].any()) for flag in flags)

    def class_counts(self) -> dict[str, int]:
        """How many images each class was named for."""
        named = self._best[: len(self)][self._is_named()]
        return dict(zip(self._codes, np.bincount(named, minlength=len(self._codes)).tolist(), strict=True))

    def order(self, mask: NDArray[np.bool_], column: int | None, *, descending: bool) -> NDArray[np.int64]:
        """The admitted rows, sorted by a column, those alike in the order they came; None: all in that order."""
        rows = np.flatnonzero(mask)
        if column is None:
            return rows
        if column == Column.FILE:
            return np.array(sorted(rows.tolist(), key=self._file_keys.__getitem__, reverse=descending), np.int64)
        if column in _TEXTS:
            return rows[np.argsort(self._text_key(column, descending=descending)[rows], kind="stable")]
        key = self._key(column)[rows]
        return rows[np.argsort(-key if descending else key, kind="stable")]

    def _is_named(self) -> NDArray[np.bool_]:
        """Whether the window names a diagnosis for an image."""
        count = len(self)
        return (self._best[:count] >= 0) & ~self._unfamiliar[:count]

    def _admitted(self, which: Filter) -> NDArray[np.bool_]:
        """As `_filtered`, by what was reviewed when the filter was chosen."""
        count = len(self)
        if which is Filter.REVIEWED:
            return self._reviewed_then[:count].copy()
        if which is Filter.TO_REVIEW:
            return (self._best[:count] >= 0) & ~self._reviewed_then[:count]
        if which is Filter.DIFFERS:
            return self._differs(self._reader_then)
        return self._filtered(which)

    def _of_lesion(self, name: str) -> set[int]:
        """The images of a lesion called exactly so: `lesion 1` would else find every path with `lesion` in it."""
        return {i for i, (_, lesion) in self._noted_then.items() if searchable(lesion) == name}

    def _filtered(self, which: Filter) -> NDArray[np.bool_]:
        count = len(self)
        read = self._best[:count] >= 0
        match which:  # each mask alone: all of them are counted at every portion of rows
            case Filter.REFER:
                if self._point is None:
                    return np.zeros(count, bool)
                return read & (self._score[:count].astype(np.float64) >= self._point.threshold)
            case Filter.ALL:
                return np.ones(count, bool)
            case Filter.UNFAMILIAR:
                return self._unfamiliar[:count].copy()
            case Filter.UNCERTAIN:
                return self._uncertain[:count].copy()
            case Filter.POOR:
                return self._poor[:count].copy()
            case Filter.FAILED:
                return ~read
            case Filter.TO_REVIEW:
                return read & ~self._reviewed[:count]
            case Filter.REVIEWED:
                return self._reviewed[:count].copy()
            case Filter.DIFFERS:
                return self._differs(self._reader)
            case Filter.WRONG:
                return self._differs(self._truth)
            case Filter.YOURSELF:
                return self._handed_over()

    def _handed_over(self) -> NDArray[np.bool_]:
        """Whose answer is among the least sure, that a person looks at."""
        count = len(self)
        if not self.hands_over:
            return np.zeros(count, bool)
        sure = self._own[:count].max(axis=1, initial=0.0).astype(np.float64)
        handed: NDArray[np.bool_] = (self._best[:count] >= 0) & (sure < self._sure_from)
        return handed

    def _differs(self, said: NDArray[np.int16]) -> NDArray[np.bool_]:
        """Where somebody named a diagnosis, and the window another one; of an unfamiliar image it names none."""
        count = len(self)
        differs: NDArray[np.bool_] = (said[:count] != NONE) & (said[:count] != self._best[:count])
        return differs & self._is_named()

    def compared(self, truth: int, named: int, *, by_person: bool) -> NDArray[np.bool_]:
        """The images of one cell of a confusion matrix: their diagnosis by a person, or the known one, and the
        model's."""
        count = len(self)
        said = self._reader_then if by_person else self._truth
        mask: NDArray[np.bool_] = (said[:count] == truth) & (self._best[:count] == named)
        return mask

    def _text_key(self, column: int, *, descending: bool) -> NDArray[np.int64]:
        """The place of each row's text among all different ones, of which there are few; empty ones always last."""
        texts = self._texts_in(column)
        keys = {text: by_value(text.casefold()) for text in set(texts.values())}
        ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values()), reverse=descending))}
        key = np.full(len(self), len(ranks), np.int64)
        key[list(texts)] = [ranks[keys[text]] for text in texts.values()]
        return key

    def _texts_in(self, column: int) -> dict[int, str]:
        """What stands in a column of words, by row; only where anything does."""
        if column == Column.NOTE:
            texts = {i: note for i, (note, _) in self._noted_then.items()}
        elif column == Column.LESION:
            texts = {i: known.lesion for i, known in self._truths.items()}
            texts |= {i: lesion for i, (_, lesion) in self._noted_then.items() if lesion}
        elif column == Column.SITE:
            texts = {i: known.site for i, known in self._truths.items()}
        else:
            texts = {i: self.patient_of(i) for i in (range(len(self)) if self.tells_patients else self._truths)}
        return {i: text for i, text in texts.items() if text}

    def _of_classes(self, classes: Collection[str]) -> NDArray[np.bool_]:
        wanted = [self._codes.index(code) for code in classes if code in self._codes]
        return np.isin(self._best[: len(self)], wanted) & self._is_named()

    def _with_word(self, word: str) -> NDArray[np.bool_]:
        if self._texts is None:
            self._texts = [self._text(result) for result in self.results]
        found = np.fromiter((word in text for text in self._texts), bool, len(self))
        found[[i for i, text in self._words.items() if word in text]] = True
        if word in self._codes:  # `mel` is melanoma, and not every name that begins so
            classes = [word]
        else:
            known = zip(self._codes, self._names, strict=True)
            classes = [code for code, name in known if any(word in said.casefold() for said in (name, named(name)))]
        return found | self._of_classes(classes) if classes else found

    def _key(self, column: int) -> NDArray[Any]:
        """What a column is sorted by: failed below unfamiliar below every value, as the cells of both are empty."""
        count = len(self)
        failed, unfamiliar = self._best[:count] < 0, self._unfamiliar[:count]
        if column == Column.REFER:
            refers = self._filtered(Filter.REFER)
            return np.where(failed, -1, np.where(refers, 2, np.where(unfamiliar, 0, 1)))
        if column == Column.FLAGS:
            return _ranks(self._flag_texts)[self._flags[:count]]
        if column == Column.REVIEW:
            return _ranks(self._said_texts)[self._said_then[:count]]
        if column in (Column.AGREES, Column.RIGHT):
            said = self._reader_then[:count] if column == Column.AGREES else self._truth[:count]
            return np.where((said == NONE) | ~self._is_named(), 0, np.where(said == self._best[:count], 1, 2))
        if column == Column.UNFAMILIARITY:
            return np.where(failed, -1.0, self._unfamiliarity[:count].astype(np.float64))
        if column == Column.TRUTH:
            return self._alphabetical(self._truth[:count])
        if column == Column.AGE:
            return np.array([_age(self._truths.get(i)) for i in range(count)])
        if column == Column.YOURSELF:
            return self._filtered(Filter.YOURSELF).astype(np.int64)
        if column == Column.OWN_DIAGNOSIS:
            value = self._alphabetical(self._own_best[:count])
        elif column == Column.OWN_PROBABILITY:
            value = self._own[np.arange(count), self._own_best[:count]].astype(np.float64)
        elif column == Column.OWN_MALIGNANT:
            value = self._malignant_of(self._own[:count]).astype(np.float64)
        elif column == Column.DIAGNOSIS:
            value = self._alphabetical(self._best[:count])
        elif column == Column.PROBABILITY:
            value = self._probabilities[np.arange(count), self._best[:count]].astype(np.float64)
        elif column == Column.SCORE:
            value = self._score[:count].astype(np.float64)
        elif column == Column.MARGIN:
            value = self._margin[:count].astype(np.float64)
        elif column >= CLASSES:
            value = self._probabilities[:count, column - CLASSES].astype(np.float64)
        else:
            value = self._malignant[:count].astype(np.float64)
        return np.where(failed, -2.0, np.where(unfamiliar, -1.0, value))

    def _alphabetical(self, classes: NDArray[np.int16]) -> NDArray[np.float64]:
        ranks = np.argsort(np.argsort(np.array([named(name) for name in self._names], dtype=str)))
        return np.where(classes < 0, classes, ranks[classes]).astype(np.float64)


def _age(known: Known | None) -> float:
    try:
        return float(known.age) if known else -1.0
    except ValueError:
        return -1.0


def _ranks(numbers: dict[str, int]) -> NDArray[np.int64]:
    """By the number of a text its place among all of them."""
    ranks = np.zeros(len(numbers), np.int64)
    for rank, text in enumerate(sorted(numbers)):
        ranks[numbers[text]] = rank
    return ranks
