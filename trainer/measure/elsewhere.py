"""Figures of a run on images from elsewhere: what an evaluation found, what a run keeps, and all beside its own.

A network is used elsewhere than where it was made, and is worse there as a rule: what is known of that goes wherever
the run's own figures go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.contract import ExternalSet, Figure, OperatingPoint, UnfamiliaritySample
from trainer.errors import UNREADABLE, RunError
from trainer.measure.scores import OVERALL, PartScores
from trainer.measure.subgroups import Gap, Tables

FOLDER = "elsewhere"
COMPARED = ("macro_auc", "malignant_auc", "accuracy", "balanced_accuracy", "ece", "unfamiliar")
"""The figures shown side by side, of those in OVERALL, before what the operating points achieve."""
PREFIX = "elsewhere/"
"""Begins the names of these figures in a model file, before the name they are kept under."""
SOURCES = "sources.json"
"""A run's figures of each of its training sources by itself."""


class Measured(msgspec.Struct, frozen=True):
    """`metrics.json` of an evaluation.

    points: achieved sensitivity and specificity by the name of the operating point, with intervals over lesions.
    left_out: images by the reason why they are not counted; unfamiliarity: of the images, None in evaluations of
    earlier versions.
    """

    run: str
    data: str
    fingerprint: str
    scores: PartScores
    points: dict[str, dict[str, Figure]]
    subgroups: Tables
    left_out: dict[str, int]
    gaps: tuple[Gap, ...] = ()
    unfamiliarity: UnfamiliaritySample | None = None

    @property
    def unfamiliar(self) -> Figure | None:
        """Share of the images beyond the run's threshold."""
        return self.scores.unfamiliar

    def flat(self) -> dict[str, Figure]:
        """The figures of COMPARED and of the operating points by name, as a model file carries them."""
        return flat(self.scores, self.points)

    def external(self) -> ExternalSet:
        """What a model file carries of it: the figures of `by_name`, and how unfamiliar the images are."""
        figures = by_name(self.scores, self.points)
        return ExternalSet(self.scores.images, self.scores.lesions, figures, self.unfamiliarity)


class SourceFigures(msgspec.Struct, frozen=True):
    """One training source's images of one part. judged: those whose diagnosis says malignant or not, malignant: how
    many are; figures: those of `by_name`."""

    images: int
    lesions: int
    judged: int
    malignant: int
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Column:
    """One set of images in the table of all: its name, how many, its figures, and whether it is of the run itself."""

    name: str
    images: int
    lesions: int
    figures: dict[str, Figure]
    inside: bool = True


def flat(scores: PartScores, points: dict[str, dict[str, Figure]]) -> dict[str, Figure]:
    """Figures of COMPARED by their names, and those of points as `POINT/sensitivity` and `POINT/specificity`."""
    found = {name: figure for name, figure in scores.figures().items() if name in COMPARED}
    return found | {f"{name}/{kind}": figure for name, own in points.items() for kind, figure in own.items()}


def by_name(scores: PartScores, points: dict[str, dict[str, Figure]]) -> dict[str, Figure]:
    """The figures of `flat`, and those of every class, as in "mel/auc"."""
    classes = {
        f"{code}/{name}": figure for code, own in scores.classes.items() for name, figure in own.figures().items()
    }
    return flat(scores, points) | classes


def load_measured(file: Path) -> Measured:
    """Read the `metrics.json` of an evaluation. Raises RunError."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Measured)
    except UNREADABLE as error:
        raise RunError(f"{file} cannot be read ({error}); evaluate again with --keep {file.parent.name}") from None


def load_kept(run: Path) -> dict[str, Measured]:
    """What a run keeps, by the names given with --keep, in their order. Raises RunError."""
    files = sorted((run / FOLDER).glob("*/metrics.json"))
    return {file.parent.name: load_measured(file) for file in files}


def load_by_source(run: Path, part: str) -> dict[str, SourceFigures]:
    """The figures of a run's sources on its "test" or "validation" part; none for a run of one. Raises RunError."""
    file = run / SOURCES
    if not file.is_file():
        return {}
    try:
        found = msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, SourceFigures]])
    except UNREADABLE as error:
        raise RunError(f"{file} cannot be read ({error}); put the run's own back, or train again") from None
    return found.get("test" if part == "test" else "val", {})


def side_by_side(
    inside: str,
    scores: PartScores,
    points: Sequence[OperatingPoint],
    sources: dict[str, SourceFigures],
    kept: dict[str, Measured],
) -> list[Column]:
    """The run's own part, called `inside` ("test" or "validation"), that of each of its sources, and all it keeps."""
    own = {p.name: p.test if inside == "test" else p.validation for p in points}
    columns = [Column(inside, scores.images, scores.lesions, flat(scores, own))]
    shown = columns[0].figures
    columns += [
        Column(f"{inside}: {name}", s.images, s.lesions, {key: f for key, f in s.figures.items() if key in shown})
        for name, s in sources.items()
    ]
    return columns + [
        Column(name, m.scores.images, m.scores.lesions, m.flat(), inside=False) for name, m in kept.items()
    ]


def rows(columns: Iterable[Column]) -> list[tuple[str, list[Figure | None]]]:
    """Lines of a table: what a figure is called by people, and its value in each column."""
    columns = list(columns)
    names = dict.fromkeys(name for column in columns for name in column.figures)
    return [
        (OVERALL.get(name, name.replace("/", ", ")), [column.figures.get(name) for column in columns]) for name in names
    ]
