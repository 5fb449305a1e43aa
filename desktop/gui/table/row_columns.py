"""The numbers of all rows as columns of NumPy, so that filters, counts, sorting and the operating point's slider take
milliseconds over a hundred thousand rows. What is asked of them is in `desktop.gui.table.table_data`. Knows no Qt.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.session.row import Result
from desktop.gui.table.columns import NONE, STRANGE, Known
from desktop.images.image_names import searchable
from desktop.images.quality import BLURRED, BRIGHT, DARK, SMALL
from desktop.results.prevalence import Prevalence
from desktop.results.rows import FAILED, UNCERTAIN, UNCERTAIN_MARGIN, Row, at_prevalence
from desktop.study.naming import Naming
from desktop.study.reviews import NO_REVIEW, NOT_ASSESSABLE, Review

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 1024
_POOR = frozenset({BLURRED, DARK, BRIGHT, SMALL})
_COLUMNS = (
    *("_best", "_unfamiliar", "_uncertain", "_poor", "_reviewed", "_malignant", "_probabilities", "_score", "_own"),
    "_own_best",
    *(
        "_flags",
        "_said",
        "_margin",
        "_unfamiliarity",
        "_reader",
        "_reviewed_then",
        "_said_then",
        "_reader_then",
        "_truth",
    ),
)
_DIGITS = re.compile(r"\d+")


def by_value(text: str) -> str:
    """A text to sort by: numbers in it by their value, 2 before 10."""
    return _DIGITS.sub(lambda found: found[0].zfill(20), text)


class RowColumns:
    """Results in the order they came, and their numbers, a column for each kind."""

    def __init__(self) -> None:
        self.results: list[Result] = []
        self.naming = Naming()
        self._codes: tuple[str, ...] = ()
        self._names: list[str] = []
        self._info: ModelInfo | None = None
        self._point: OperatingPoint | None = None
        self._prevalence: Prevalence | None = None
        self._sure_from = 0.0
        self._row_now: tuple[Result, Row] | None = None
        self._patient_rule: Callable[[str], str] | None = None
        self._by_patient: dict[str, set[int]] | None = None
        self._review: Callable[[int], Review] = lambda _: NO_REVIEW
        self._known: Callable[[str], Known | None] | None = None
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
        self._own_best = np.zeros(_LEAST, np.int16)  # as `_best`, of the model's own
        self._own = np.zeros((_LEAST, len(self._codes)), np.float32)  # the model's, whatever the prevalence
        self._score = np.zeros(_LEAST, np.float32)
        self._flags = np.zeros(_LEAST, np.int32)  # numbers of texts, of which there are few different ones
        self._said = np.zeros(_LEAST, np.int32)
        self._flag_texts: dict[str, int] = {}
        self._said_texts: dict[str, int] = {}
        self._margin = np.zeros(_LEAST, np.float32)
        self._unfamiliarity = np.zeros(_LEAST, np.float32)
        self._reader = np.full(_LEAST, NONE, np.int16)  # the person's class of `_codes`
        self._truth = np.full(_LEAST, NONE, np.int16)  # the known class of `_codes`
        # As they were when a person last asked for an order: rows do not move under one's hand.
        self._reviewed_then = np.zeros(_LEAST, bool)
        self._said_then = np.zeros(_LEAST, np.int32)
        self._reader_then = np.full(_LEAST, NONE, np.int16)
        self._noted_then: dict[int, tuple[str, str]] = {}  # notes and lesions, by row
        self._words: dict[int, str] = {}  # the same, to be searched
        self._since: set[int] = set()  # rows whose review changed since
        self._truths: dict[int, Known] = {}

    def __len__(self) -> int:
        return len(self.results)

    # --- what is in it -----------------------------------------------------------------------------------------------

    def set_info(self, info: ModelInfo) -> None:
        """The model whose classes the results name. Only while there are no results, or for the same classes."""
        self._info = info
        self._names = [c.name for c in info.classes]
        if self._codes != info.codes:
            self._codes = info.codes
            self._start()

    def set_naming(self, naming: Naming) -> None:
        """How images are called."""
        self.naming = naming
        self._texts = self._by_patient = None

    def set_known(self, known: Callable[[str], Known | None] | None) -> None:
        """Where the known diagnosis of a name in the table is found."""
        self._known, self._by_patient = known, None
        for i in range(len(self)):
            self._put_known(i)

    def set_patients(self, rule: Callable[[str], str] | None) -> None:
        """How the patient of a name in the table is told."""
        self._patient_rule, self._by_patient = rule, None

    @property
    def tells_patients(self) -> bool:
        """Whether a rule tells of which patient images are."""
        return self._patient_rule is not None

    def patient_of(self, i: int) -> str:
        """By the rule on names, else as known diagnoses have it; empty where none is told."""
        told = self._patient_rule(self.naming.name(self.results[i].path)) if self._patient_rule else ""
        known = self._truths.get(i)
        return told or (known.patient if known else "")

    def of_patient(self, name: str) -> set[int]:
        """The images of the patient who is called so, as `searchable` writes it."""
        if self._by_patient is None:
            self._by_patient = {}
            for i in range(len(self)) if self._patient_rule or self._truths else ():
                self._by_patient.setdefault(searchable(self.patient_of(i)), set()).add(i)
        return self._by_patient.get(name, set())

    def known(self, i: int) -> Known | None:
        """What is known of an image from elsewhere."""
        return self._truths.get(i)

    @property
    def has_known(self) -> bool:
        """Whether anything is known of any image."""
        return bool(self._truths)

    def freeze(self) -> None:
        """Order and admit by what was said up to now, until this is asked again."""
        count = len(self)
        self._reviewed_then[:count] = self._reviewed[:count]
        self._said_then[:count] = self._said[:count]
        self._reader_then[:count] = self._reader[:count]
        for i in self._since:
            self._take_note(i)
        self._since.clear()

    def set_reviews(self, review: Callable[[int], Review]) -> None:
        """Where the review of an image's key is found."""
        self._review = review

    def set_point(self, point: OperatingPoint | None) -> None:
        """Refer by this point from now on."""
        self._point = point
        count = len(self)
        self._score[:count] = self._scores(slice(0, count))

    def set_prevalence(self, prevalence: Prevalence | None) -> None:
        """Tell the answers at this prevalence from now on, of None with the model's own numbers."""
        self._prevalence, self._row_now = prevalence, None
        count = len(self)
        if not count or self._info is None:
            return
        own, read = self._own[:count], self._best[:count] >= 0
        now = own if prevalence is None else prevalence.adjust(own)
        self._probabilities[:count] = np.where(read[:, None], now, 0.0)
        named = self._own_best[:count] if prevalence is None else now.argmax(axis=1)
        self._best[:count] = np.where(read, named, -1)
        self._malignant[:count] = self._malignant_of(self._probabilities[:count])
        second, first = np.sort(now, axis=1)[:, -2:].T
        self._margin[:count] = np.where(read, first - second, 0.0)
        uncertain = read & (first - second < UNCERTAIN_MARGIN)
        changed = np.flatnonzero(uncertain != self._uncertain[:count])
        before = self._flags[changed]
        for number in np.unique(before):  # of which there are few, and those of one change alike
            alike = changed[before == number]
            self._flags[alike] = self._number_of_flags(self.row(int(alike[0])))
        self._uncertain[:count] = uncertain

    @property
    def prevalence(self) -> Prevalence | None:
        """That answers are told at; None for the model's own numbers."""
        return self._prevalence

    def set_handover(self, confidence: float) -> None:
        """From this probability on (the largest of the model's own) an answer is sure enough; 0: all are."""
        self._sure_from = confidence

    @property
    def hands_over(self) -> bool:
        """Whether answers may be too unsure."""
        return self._sure_from > 0.0

    def row(self, i: int) -> Row:
        """An image's row with the numbers at the prevalence that is set."""
        return self.row_of(self.results[i])

    def row_of(self, result: Result) -> Row:
        """The same of a result; the last one is kept, as a table asks for it cell by cell."""
        if self._prevalence is None or self._info is None:
            return result.row
        if self._row_now is None or self._row_now[0] is not result:
            self._row_now = result, at_prevalence(result.row, self._info, self._prevalence)
        return self._row_now[1]

    def clear(self) -> None:
        self.naming = Naming()
        self._start()

    def append(self, results: Sequence[Result]) -> range:
        """Add a portion; the places it got. A result of an image that is there already takes its place instead."""
        first = len(self)
        self._by_patient = None
        self._grow(first + len(results))
        for result in results:
            i = self._rows_by_key.get(result.key, len(self))
            if i < len(self):
                self.results[i] = result
            else:
                self.results.append(result)
                self._rows_by_key[result.key] = i
                # By folder first: a separator sorts before every letter, as it does in the order of a search.
                # Numbers by their value: 2 before 10.
                text = result.path.replace(os.sep, "\0").casefold()
                self._file_keys.append(by_value(text))
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
        row, failed = self.row_of(result), result.failed
        self._best[i] = -1 if failed else self._codes.index(row.diagnosis)
        self._malignant[i] = row.malignant or 0.0
        self._probabilities[i] = 0.0 if failed else row.probabilities
        self._own[i] = 0.0 if failed else row.own
        self._own_best[i] = -1 if failed else self._codes.index(result.row.diagnosis)
        self._unfamiliar[i] = result.unfamiliar
        self._uncertain[i] = UNCERTAIN in row.flags
        self._poor[i] = not _POOR.isdisjoint(row.flags)
        self._flags[i] = self._number_of_flags(row)
        self._unfamiliarity[i] = row.unfamiliarity or 0.0
        if not failed:
            *_, second, first = (0.0, *sorted(row.probabilities))
            self._margin[i] = first - second
        self._put_review(i, result.key)
        self._take_note(i)
        self._since.discard(i)
        self._reviewed_then[i], self._said_then[i] = self._reviewed[i], self._said[i]
        self._reader_then[i] = self._reader[i]
        self._put_known(i)

    def _number_of_flags(self, row: Row) -> int:
        text = f"\1{row.error}" if row.status == FAILED else ",".join(row.flags)
        return self._flag_texts.setdefault(text, len(self._flag_texts))

    def _put_known(self, i: int) -> None:
        known = self._known and self._known(self.naming.name(self.results[i].path))
        if not known:
            self._truths.pop(i, None)
            self._truth[i] = NONE
            return
        self._truths[i] = known
        self._truth[i] = self.class_of(known.diagnosis)

    def class_of(self, diagnosis: str) -> int:
        """The place of a class by its code or name, whatever the case; NONE for "", STRANGE for no class."""
        if not diagnosis:
            return NONE
        folded = diagnosis.casefold()
        for place, code in enumerate(self._codes):
            if folded == code.casefold():
                return place
        return next((i for i, name in enumerate(self._names) if name.casefold() == folded), STRANGE)

    def _class_said(self, label: str) -> int:
        """As `class_of`, of what a person said: that an image cannot be assessed is no diagnosis."""
        if label in self._codes:
            return self._codes.index(label)
        return NONE if label == NOT_ASSESSABLE else self.class_of(label)

    def _put_review(self, i: int, key: int) -> None:
        review = self._review(key)
        self._reviewed[i] = review.reviewed
        text = f"{int(review.reviewed)}{review.label}"
        self._said[i] = self._said_texts.setdefault(text, len(self._said_texts))
        self._reader[i] = self._class_said(review.label)
        self._since.add(i)

    def _take_note(self, i: int) -> None:
        """Search and sort by a row's note and lesion as they are now."""
        review = self._review(self.results[i].key)
        if review.note or review.lesion:
            self._noted_then[i] = review.note, review.lesion
            self._words[i] = searchable(f"{review.note} {review.lesion}")
        else:
            self._noted_then.pop(i, None)
            self._words.pop(i, None)

    def keep(self, kept: NDArray[np.int64]) -> None:
        """Forget all rows but these, given in their order."""
        places = kept.tolist()
        self._by_patient = None
        self.results = [self.results[i] for i in places]
        self._rows_by_key = {result.key: i for i, result in enumerate(self.results)}
        self._file_keys = [self._file_keys[i] for i in places]
        self._texts = None if self._texts is None else [self._texts[i] for i in places]
        for name in _COLUMNS:
            column = getattr(self, name)
            column[: len(kept)] = column[kept]
        self._words = {now: self._words[i] for now, i in enumerate(places) if i in self._words}
        self._noted_then = {now: self._noted_then[i] for now, i in enumerate(places) if i in self._noted_then}
        self._since = {now for now, i in enumerate(places) if i in self._since}
        self._truths = {now: self._truths[i] for now, i in enumerate(places) if i in self._truths}

    def review_changed(self, keys: Iterable[int]) -> list[int]:
        """Look at these reviews again; the rows they belong to."""
        rows = [self._rows_by_key[key] for key in keys if key in self._rows_by_key]
        for i in rows:
            self._put_review(i, self.results[i].key)
        return rows

    def place(self, key: int) -> int | None:
        """Where the image of that key stands among all results."""
        return self._rows_by_key.get(key)

    def next_to_review(self, shown: NDArray[np.int64], row: int) -> int | None:
        """Of the rows shown, given by their places, the first below `row` that is to review, else the first of all."""
        open_rows = np.flatnonzero((self._best[shown] >= 0) & ~self._reviewed[shown])
        if not len(open_rows):
            return None
        below = open_rows[open_rows > row]
        return int(below[0] if len(below) else open_rows[0])

    def _grow(self, count: int) -> None:
        if count <= len(self._best):
            return
        room = max(count, 2 * len(self._best))
        for name in _COLUMNS:
            old = getattr(self, name)
            new = np.zeros((room, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)

    def _malignant_of(self, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        total = np.zeros(len(probabilities), np.float32)
        for place, one in enumerate(self._info.classes if self._info else ()):
            if one.malignant:
                total += probabilities[:, place]
        return total

    def _scores(self, rows: slice) -> NDArray[np.float32]:
        """Added up class by class in float32, as `desktop.results.rows.score` does."""
        total = np.zeros(rows.stop - rows.start, np.float32)
        for code in self._point.classes if self._point else ():
            total += self._own[rows, self._codes.index(code)]
        return total

    def _text(self, result: Result) -> str:
        return searchable(self.naming.name(result.path))
