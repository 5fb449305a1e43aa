"""What a run can make beside its table: a comparison with known diagnoses, heat maps, a report.

An extra is shown the images as they are answered and, later, every row of the finished table. What it lacks then,
because the answer came from an earlier run, it asks for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from desktop.engine.events import Classified, Finished
from desktop.evaluation.agreement import Agreement, Tally
from desktop.evaluation.labels import Label, Labels
from desktop.evaluation.summary import agreement_in_words, labels_path, lesions_in_words, write_agreement
from desktop.images.image_file import ImageFile
from desktop.outputs.lesion_table import LesionTable
from desktop.results.rows import Row
from desktop.results.terms import Terms


class Extra(Protocol):
    """One thing to make. `needs_heatmaps`: `picture` wants events that carry them."""

    needs_heatmaps: bool

    def picture(self, event: Classified, row: Row) -> None:
        """An image was answered in this run."""

    def add(self, file: ImageFile, row: Row) -> None:
        """A row of the table, in its order, answered in this run (then after its `picture`) or in an earlier one."""

    def lacking(self) -> Sequence[ImageFile]:
        """After all rows: the images whose `picture` is wanted and was not shown."""

    def finish(self, finished: Finished) -> str:
        """Write what was made. A few lines for the person at the terminal. Raises OutputError."""


class Comparison:
    """`--labels`: the table of figures, and the same as JSON where the results go to a file."""

    needs_heatmaps = False

    def __init__(
        self,
        labels: Labels,
        terms: Terms,
        output: Path | None,
        *,
        lesions: LesionTable | None = None,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """`lesions`: given the same rows before, are compared too; `between`: called as `Tally.agreement` does it, and
        what it raises ends the count, and nothing is written."""
        self._labels = labels
        self._terms = terms
        rule = None if lesions is None else lesions.grouping.rule
        self._tally = Tally(labels, terms.info, terms.point, lesion_of=rule)
        self._lesions = lesions
        self._by_lesion: dict[str, set[Label]] = {}
        self._output = output
        self._between = between

    def picture(self, event: Classified, row: Row) -> None:
        pass

    def add(self, file: ImageFile, row: Row) -> None:
        self._tally.add(row, file.path)
        label = None if self._lesions is None else self._labels.find(row.file, file.path)
        if self._lesions is not None and label is not None:
            lesion = self._lesions.lesion_of(row.file)
            self._by_lesion.setdefault(lesion, set()).add(Label(lesion, label.diagnosis))

    def lacking(self) -> Sequence[ImageFile]:
        return ()

    @cached_property
    def agreement(self) -> Agreement:
        """The comparison, once all rows were added."""
        return self._tally.agreement(self._between)

    @cached_property
    def by_lesion(self) -> Agreement | None:
        """The same over lesions, each compared once; None where none were asked for. A lesion whose images have several
        diagnoses is left out, and one of which no image counts."""
        if self._lesions is None:
            return None
        known = {lesion: next(iter(labels)) for lesion, labels in self._by_lesion.items() if len(labels) == 1}
        tally = Tally(Labels(self._labels.path, known), self._terms.info, self._terms.point)
        for row in self._lesions.rows():
            tally.count(row, known.get(row.file))
        return tally.agreement(self._between)

    @property
    def labels(self) -> Path:
        """The file that was compared with."""
        return self._labels.path

    def finish(self, finished: Finished) -> str:
        agreement = self.agreement
        words = "\n" + agreement_in_words(agreement, self._labels.path)
        if self.by_lesion is not None:
            words += "\n\n" + lesions_in_words(self.by_lesion)
        if self._output is None:
            return words
        path = labels_path(self._output)
        write_agreement(
            path,
            agreement,
            labels=self._labels.path,
            model=self._terms.info.name,
            by_lesion=self.by_lesion,
            prevalence=self._terms.recorded()["prevalence"],
        )
        return f"{words}\nthe same figures -> {path}"


def needs_heatmaps(extras: Iterable[Extra]) -> bool:
    """Whether any of them wants heat maps in the events."""
    return any(extra.needs_heatmaps for extra in extras)
