"""What the table's cells and headers say. Knows no widget."""

from __future__ import annotations

from typing import NamedTuple

from desktop.contract import ModelInfo, OperatingPoint
from desktop.contract.operating_points import score_name
from desktop.gui.session.reviews import Reviews
from desktop.gui.settings import Numbers
from desktop.gui.table.columns import CLASSES, NONE, Column
from desktop.gui.table.table_data import TableData
from desktop.gui.translation import marked, tr
from desktop.language.spoken import told
from desktop.results.wording import beside_threshold, flags_in_words, named
from desktop.study.reviews import NO_REVIEW, OUTSIDE, Review

NOTHING = "–"  # noqa: RUF001 - an en dash, the sign for an empty cell
NOT_KEPT = marked("⚠ not on the disk")

HEADERS = {
    Column.FILE: (marked("File"), marked("Name relative to what was dropped")),
    Column.DIAGNOSIS: (marked("Diagnosis"), marked("The likeliest class, by the model")),
    Column.PROBABILITY: (marked("Probability"), marked("Calibrated probability of the likeliest class, 0 to 1")),
    Column.MALIGNANT: (marked("Malignant"), marked("Summed probability of the malignant classes, 0 to 1")),
    Column.REFER: (marked("Refer"), marked("Whether the score that decides reaches its threshold")),
    Column.FLAGS: (marked("Flags"), marked("What to look at twice, and why an image failed")),
    Column.REVIEW: (marked("Your review"), marked("Your diagnosis, and ✓ where the image is settled")),
    Column.SCORE: (marked("Score"), marked("The score that decides on referral, 0 to 1")),
    Column.MARGIN: (marked("Margin"), marked("By how much the likeliest class leads, 0 (undecided) to 1")),
    Column.UNFAMILIARITY: (marked("Unfamiliarity"), marked("How unlike the training images it is; flagged from 1")),
    Column.AGREES: (marked("Agrees"), marked("Whether the model names your diagnosis")),
    Column.NOTE: (marked("Note"), marked("Your note")),
    Column.LESION: (marked("Lesion"), marked("The lesion that the image shows")),
    Column.TRUTH: (marked("Known diagnosis"), marked("From the file of known diagnoses")),
    Column.RIGHT: (marked("Right"), marked("Whether the model names the known diagnosis")),
    Column.PATIENT: (
        marked("Patient"),
        marked("From the images' names (Edit > Patients from names), or the known diagnoses"),
    ),
    Column.AGE: (marked("Age"), marked("From the file of known diagnoses")),
    Column.SITE: (marked("Site"), marked("From the file of known diagnoses")),
    Column.OWN_DIAGNOSIS: (
        marked("Own diagnosis"),
        marked("The likeliest class by the model's own numbers, without your prevalence"),
    ),
    Column.OWN_PROBABILITY: (
        marked("Own probability"),
        marked("The model's own of its likeliest class, without your prevalence"),
    ),
    Column.OWN_MALIGNANT: (
        marked("Own malignant"),
        marked("The model's own of the malignant classes, without your prevalence"),
    ),
    Column.YOURSELF: (
        marked("Yourself"),
        marked("Whether the answer is among the least sure, that you want to look at yourself"),
    ),
}

SHORT = {
    Column.PROBABILITY: marked("Prob."),
    Column.MALIGNANT: marked("Malig."),
    Column.REFER: marked("Ref."),
}
"""Titles in a table that has no room for the whole ones."""


class Cell(NamedTuple):
    """How a cell looks: its text, and the name of its colour."""

    text: str
    tone: str


class Cells:
    """Texts by the place of an image and the number of a column."""

    def __init__(self, data: TableData) -> None:
        self._data = data
        self._info: ModelInfo | None = None
        self._names: dict[str, str] = {}
        self._point: OperatingPoint | None = None
        self._reviews: Reviews | None = None
        self.numbers = Numbers.POINT
        self.say_again()

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the model's classes."""
        return self._info.codes if self._info else ()

    @property
    def classes(self) -> int:
        """How many the model has."""
        return len(self.codes)

    def set_info(self, info: ModelInfo) -> None:
        """The model whose classes the results name."""
        self._info = info
        self._names = {c.code: c.name for c in info.classes}

    def set_point(self, point: OperatingPoint | None) -> None:
        """What decides on referral."""
        self._point = point
        self.say_again()

    def say_again(self) -> None:
        """In another language."""
        self._score = tr(HEADERS[Column.SCORE][0])
        if self._point is not None and self._info is not None:
            self._score = tr("{name} score", name=score_name(self._info, self._point.classes))

    def set_reviews(self, reviews: Reviews) -> None:
        self._reviews = reviews

    def header(self, column: int) -> tuple[str, str]:
        """A column's title, and what it means."""
        if column >= CLASSES:
            assert self._info is not None
            one = self._info.classes[column - CLASSES]
            return named(one.name), tr("Probability of {name}, 0 to 1", name=named(one.name))
        if column == Column.SCORE:
            return self._score, tr(HEADERS[Column.SCORE][1])
        title, meaning = HEADERS[Column(column)]
        return tr(title), tr(meaning)

    def short_title(self, column: int) -> str:
        """A column's title in few letters, where it has such a form."""
        short = SHORT.get(Column(column)) if column < CLASSES else None
        return tr(short) if short else self.header(column)[0]

    def cell(self, place: int, column: int) -> Cell:
        """What the view paints."""
        result = self._data.results[place]
        tone = "warm" if self._calls(place, column) else "quiet" if result.failed else "text"
        return Cell(self.text(place, column), tone)

    def _calls(self, place: int, column: int) -> bool:
        """Whether a cell wants to be looked at."""
        if column == Column.REFER:
            return bool(self._data.refers(place))
        if column in (Column.AGREES, Column.RIGHT):
            return self._same(place, column) is False
        if column == Column.REVIEW:
            return bool(self._reviews and self._data.results[place].key in self._reviews.unkept)
        return column == Column.FLAGS

    def text(self, place: int, column: int, *, full: bool = False) -> str:
        """What a cell says; `full`: with a person's diagnosis by its name."""
        result = self._data.results[place]
        row = self._data.row(place)
        if column == Column.FILE:
            return self._data.naming.name(result.path)
        if column == Column.FLAGS:
            return tr("Failed: {error}", error=told(row.error)) if result.failed else flags_in_words(row.flags)
        if column == Column.REFER:
            refers = self._data.refers(place)
            # An unfamiliar image never gets a reassuring `No`.
            return (
                NOTHING if refers is None or (result.unfamiliar and not refers) else tr("Yes") if refers else tr("No")
            )
        if column == Column.YOURSELF:
            return tr("Yes") if self._data.handed_over(place) else ""
        if column == Column.REVIEW:
            return self._review(place)
        if column in (Column.NOTE, Column.LESION):
            review = self._said(place)
            known = self._data.known(place)
            return review.note if column == Column.NOTE else review.lesion or (known.lesion if known else "")
        if column == Column.PATIENT:
            return self._data.patient_of(place)
        if column in (Column.TRUTH, Column.AGE, Column.SITE):
            return self._known(place, column)
        if column in (Column.AGREES, Column.RIGHT):
            same = self._same(place, column)
            return (
                "" if same is None else "✓" if same else tr("✗ differs") if column == Column.AGREES else tr("✗ wrong")
            )
        if result.failed:
            return NOTHING
        if column == Column.UNFAMILIARITY:
            return NOTHING if row.unfamiliarity is None else self.numbers.told(row.unfamiliarity)
        # An unfamiliar image keeps its numbers in the file that is saved; here they would read as an answer.
        if result.unfamiliar:
            return NOTHING
        if column == Column.DIAGNOSIS:
            return named(self._names.get(row.diagnosis, row.diagnosis))
        if column == Column.OWN_DIAGNOSIS:
            return named(self._names.get(result.row.diagnosis, result.row.diagnosis))
        value = self._number(place, column)
        if value is None:
            return NOTHING
        decides = column in (Column.SCORE, Column.MALIGNANT)
        return self.numbers.localised(beside_threshold(value, self._data.threshold if decides else None))

    def _number(self, place: int, column: int) -> float | None:
        own, row = self._data.results[place].row, self._data.row(place)
        if column == Column.OWN_PROBABILITY:
            return own.probability
        if column == Column.OWN_MALIGNANT:
            return own.malignant
        if column == Column.PROBABILITY:
            return row.probability
        if column == Column.MALIGNANT:
            return row.malignant
        if column == Column.SCORE:
            return self._data.score_of(place)
        if column == Column.MARGIN:
            return self._data.margin_of(place)
        return row.probabilities[column - CLASSES]

    def empty_columns(self) -> frozenset[Column]:
        """Those of what may be told of every image in which nothing stands so far."""
        flags = self._data.flagged
        said = self._reviews is not None and any(review != NO_REVIEW for _, review in self._reviews.said)
        return frozenset(column for column, told in ((Column.FLAGS, flags), (Column.REVIEW, said)) if not told)

    def _review(self, place: int) -> str:
        review = self._said(place)
        label = named(OUTSIDE.get(review.label) or self._names.get(review.label, review.label))
        sure = f"{label} ({review.confidence})" if label and review.confidence else label
        lost = tr(NOT_KEPT) if self._reviews and self._data.results[place].key in self._reviews.unkept else ""
        said = " · ".join(part for part in (sure, review.lesion, lost) if part)
        return f"{'✓ ' if review.reviewed else ''}{said}".strip()

    def _known(self, place: int, column: int) -> str:
        known = self._data.known(place)
        if known is None:
            return ""
        if column == Column.TRUTH:
            truth = self._data.truth_of(place)
            return known.diagnosis if truth < 0 or self._info is None else named(self._info.classes[truth].name)
        return known.age if column == Column.AGE else known.site

    def _same(self, place: int, column: int) -> bool | None:
        """Whether the model names what somebody said; None where one of them names nothing."""
        said = self._data.reader_of(place) if column == Column.AGREES else self._data.truth_of(place)
        return None if said == NONE or not self._data.is_named(place) else said == self._data.best_of(place)

    def _said(self, place: int) -> Review:
        return self._reviews.of(self._data.results[place].key) if self._reviews else NO_REVIEW
