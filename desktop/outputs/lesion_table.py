"""`--lesions`: a row per lesion beside the row per image, from the mean of the images' logits."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop.common.files import atomic_write, check_writable
from desktop.common.formula_guard import as_text
from desktop.engine.events import Classified, Finished
from desktop.errors import UsageError
from desktop.evaluation.grouping import Grouping
from desktop.images.image_file import ImageFile
from desktop.images.image_names import searchable, without_ending
from desktop.language.spoken import told, trn
from desktop.outputs.tables import DECIMALS
from desktop.results.lesions import Gathered, Joint
from desktop.results.rows import FAILED, OK, Row, columns
from desktop.results.terms import Terms

_BEFORE = ("lesion", "images", "left_out", "diagnosis", "probability")
_AFTER = ("malignant", "operating_point", "referral")


def lesions_path(results: Path) -> Path:
    """`results.csv` -> `results.lesions.csv`."""
    return results.with_name(f"{results.stem}.lesions{results.suffix}")


class LesionTable:
    """An extra (`desktop.outputs.extras.Extra`): lesions are gathered from the rows and written at the end.

    Failed and unfamiliar images are counted as left out; a lesion of which no image is left has no diagnosis.
    """

    needs_heatmaps = False

    def __init__(self, grouping: Grouping, terms: Terms, output: Path | None) -> None:
        """`output`: of the images' table, None to write no file. Raises UsageError for what would be overwritten."""
        self.grouping = grouping
        self._terms = terms
        self._target = None if output is None else lesions_path(output)
        self._lesions: dict[str, Gathered] = {}
        self.alone = 0
        """Images of which the rule says nothing; each is a lesion of its own."""
        self.namesakes = 0
        """Images that have their lesion by the name of another one, in another folder."""
        self._named: set[tuple[str, str]] = set()
        if self._target is not None:
            _check(self._target)

    def picture(self, event: Classified, row: Row) -> None:
        pass

    def add(self, file: ImageFile, row: Row) -> None:
        lesion = self.grouping.rule(row.file)
        self._lesions.setdefault(lesion or row.file, Gathered()).add(row)
        self.alone += not lesion
        if lesion and self.grouping.names_images:
            named = lesion, searchable(without_ending(row.file.rpartition("/")[2]))
            self.namesakes += named in self._named
            self._named.add(named)

    def lesion_of(self, name: str) -> str:
        """The lesion of an image; its own name where the rule says nothing of it."""
        return self.grouping.rule(name) or name

    def lacking(self) -> Sequence[ImageFile]:
        return ()

    def joints(self) -> Iterator[tuple[str, int, Joint | None]]:
        """Each lesion in the order of its first image, with how many images it has and its joint answer."""
        terms = self._terms
        for lesion, gathered in self._lesions.items():
            yield lesion, gathered.images, gathered.answer(terms.info, terms.point, prevalence=terms.prevalence)

    def rows(self) -> Iterator[Row]:
        """The lesions as rows of a table of images, whose `file` is the lesion; one without an answer has failed."""
        point = self._terms.point
        for lesion, _, joint in self.joints():
            yield Row(lesion, FAILED) if joint is None else joint_row(lesion, joint, point.name if point else "")

    def words(self) -> str:
        """How many lesions, and how they were told."""
        several = sum(gathered.images > 1 for gathered in self._lesions.values())
        words = trn(
            "{n:,} lesion, {several:,} of several images, by {how}",
            "{n:,} lesions, {several:,} of several images, by {how}",
            len(self._lesions),
            several=several,
            how=told(self.grouping.words),
        )
        if self.alone:
            words += trn(
                "; {n:,} image is not told by it and counted alone",
                "; {n:,} images are not told by it and counted alone",
                self.alone,
            )
        if self.namesakes:
            words += trn(
                "; {n:,} image has the name of another one of its lesion and is counted too",
                "; {n:,} images have the name of another one of their lesion and are counted too",
                self.namesakes,
            )
        return words

    def finish(self, finished: Finished) -> str:
        if self._target is None:
            return self.words()
        with atomic_write(self._target) as stream:
            names = lesion_columns(self._terms)
            if self._target.suffix.lower() == ".csv":
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(names)
                for cells in self._cells():
                    writer.writerow([_text(cell) for cell in cells])
            else:
                for cells in self._cells():
                    values = [None if cell == "" else cell for cell in cells]
                    stream.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")
        return f"{self.words()} -> {self._target}"

    def _cells(self) -> Iterator[list[Any]]:
        terms = self._terms
        classes = len(terms.info.classes)
        name = terms.point.name if terms.point else ""
        for lesion, images, joint in self.joints():
            if joint is None:
                cells: list[Any] = [lesion, 0, images, "", "", *[""] * classes, "", name, ""]
            else:
                numbers = [round(p, DECIMALS) for p in (joint.probability, *joint.probabilities, joint.malignant)]
                referral = "" if joint.referral is None else ("yes" if joint.referral else "no")
                cells = [lesion, joint.images, joint.left_out, joint.diagnosis, *numbers, name, referral]
            yield [*cells, *((terms.prevalence.words,) if terms.prevalence else ())]


def lesion_columns(terms: Terms) -> tuple[str, ...]:
    """The names of the columns; a class is called as in the images' table."""
    classes = columns(terms.info)[3 : 3 + len(terms.info.classes)]
    return (*_BEFORE, *(f"class_{c}" if c in _BEFORE else c for c in classes), *_AFTER, *terms.more_columns)


def joint_row(lesion: str, joint: Joint, point: str) -> Row:
    """A joint answer as the row of an image."""
    return Row(
        file=lesion,
        status=OK,
        diagnosis=joint.diagnosis,
        probability=joint.probability,
        probabilities=joint.probabilities,
        malignant=joint.malignant,
        operating_point=point,
        referral=joint.referral,
    )


def _text(cell: object) -> object:
    return f"{cell:.{DECIMALS}f}" if isinstance(cell, float) else as_text(cell) if isinstance(cell, str) else cell


def _check(path: Path) -> None:
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as stream:
            if not stream.read(16).removeprefix(b'{"').startswith(b"lesion"):
                raise UsageError(
                    f"{path} is no table of lesions and would be replaced by one; move it away, or name other results"
                )
    check_writable(path)
