"""The same figures by sex, age, body site and how the diagnosis was made: `subgroups.json`, each cell with its numbers,
and which groups the network finds less of than chance allows.

A figure on fewer than MIN_CASES cases is left out: its interval would span most of what is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.statistics import holm, proportion
from desktop.contract import ClassInfo, Figure, OperatingPoint
from trainer.data.metadata import known_id
from trainer.data.split import clusters
from trainer.errors import UNREADABLE, RunError
from trainer.measure.coarse_diagnoses import Coarse

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MIN_CASES = 10
ALPHA = 0.05
ACCURACY, _SENSITIVITY = "accuracy", "_sensitivity"
UNKNOWN = "unknown"
_AGES = (30, 45, 60, 75)
_SEXES = dict.fromkeys(("f", "w", "woman", "weiblich", "femenino", "mujer"), "female")
_SEXES |= dict.fromkeys(("m", "man", "männlich", "masculino", "hombre"), "male")
"""As tables of several sources write it, in lower case."""


class Subgroup(msgspec.Struct, frozen=True):
    """One row of a table.

    n: images that any figure judges; lesions: of these; positives: images of the malignant classes, and of melanoma, by
    the names of the operating points' scores; figures: with Wilson intervals, None where there were fewer than
    MIN_CASES cases.
    """

    group: str
    n: int
    lesions: int
    positives: dict[str, int]
    figures: dict[str, Figure | None]


Covering = tuple["pd.DataFrame", Coarse]
"""Images whose diagnosis covers several classes: their rows of the data set's table, and the answers to them."""

Tables = dict[str, tuple[Subgroup, ...]]
"""By title: "sex", "age", "body site", "diagnosis"; only those that the data's metadata tell apart."""


class Gap(msgspec.Struct, frozen=True):
    """A group in which a figure is lower than in all others, by more than chance allows.

    table, group: as in the tables; figure: "melanoma sensitivity" for one; right of cases: in the group, and in the
    others, in what `unit` says; p: of Fisher's exact test, corrected for all `looked_at` comparisons (Holm).
    """

    table: str
    group: str
    figure: str
    right: int
    cases: int
    others_right: int
    others: int
    p: float
    looked_at: int
    unit: str = "lesions"

    def told(self) -> str:
        """`melanoma sensitivity 0.571 (8 of 14 lesions) at age 30 to 44, 0.966 (144 of 149) in the others (...)`."""
        chance = f"p {self.p:.2g}" if self.p >= 0.0001 else "p below 0.0001"
        return (
            f"{self.figure} {self.right / self.cases:.3f} ({self.right} of {self.cases} {self.unit}) at {self.table} "
            f"{self.group}, {self.others_right / self.others:.3f} ({self.others_right} of {self.others}) in the others "
            f"({chance}, corrected for {self.looked_at} comparisons)"
        )


class Subgroups(msgspec.Struct, frozen=True):
    """`subgroups.json`. gaps: of the test part, of validation where the test part was not read."""

    validation: Tables
    test: Tables = {}
    gaps: tuple[Gap, ...] = ()


def subgroup_tables(
    table: pd.DataFrame,
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    *,
    classes: Sequence[ClassInfo],
    points: Sequence[OperatingPoint],
    covering: Covering | None = None,
) -> Tables:
    """Tables over the rows of a data set's table: labels [N] class indices, probabilities [N, C] calibrated.

    Figures: accuracy, and for the first operating point of each score its sensitivity and specificity. Intervals are
    over lesions, or patients where they are known. covering: further images, that count where their diagnosis says of
    the point's classes or not.
    """
    judged = _judged(labels, probabilities, classes, points, covering)
    table, judged = _counted(table, judged, covering)
    lesions, whose = table["lesion_id"].to_numpy(dtype=str), clusters(table)
    found: Tables = {}
    for title, names in _groups(table):
        found[title] = tuple(_subgroup(name, names == name, lesions, whose, judged) for name in _ordered(names))
    return found


def subgroup_gaps(
    table: pd.DataFrame,
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    *,
    classes: Sequence[ClassInfo],
    points: Sequence[OperatingPoint],
    covering: Covering | None = None,
) -> tuple[Gap, ...]:
    """Sensitivities and specificities of the tables' groups that lie below those of all other images, the surest first.

    Every group with MIN_CASES cases, and as many in the others, is compared by Fisher's exact test over lesions, or
    patients where they are known (right where at least half of its images are), and what is left below ALPHA after
    Holm's correction is a gap. The arguments are those of `subgroup_tables`.
    """
    from scipy.stats import fisher_exact

    judged = _judged(labels, probabilities, classes, points, covering)
    table, judged = _counted(table, judged, covering)
    lesions = clusters(table)
    patients = "patient_id" in table.columns and bool((table["patient_id"].fillna("") != "").any())
    unit = "patients or lesions" if patients else "lesions"
    judged.pop(ACCURACY)
    looked_at: list[tuple[str, str, str, tuple[int, int], tuple[int, int]]] = []
    for title, names in _groups(table):
        for name in _ordered(names):
            for figure, (cases, right) in judged.items():
                parts = (cases & (names == name), cases & (names != name))
                inside, outside = (_lesions_right(right[rows], lesions[rows]) for rows in parts)
                if name != UNKNOWN and min(inside[1], outside[1]) >= MIN_CASES:
                    looked_at.append((title, name, figure, inside, outside))
    chances = [float(fisher_exact([[a, n - a], [b, m - b]]).pvalue) for _, _, _, (a, n), (b, m) in looked_at]
    corrected = holm(chances)
    found = [
        Gap(title, name, figure.replace("_", " "), a, n, b, m, p, len(looked_at), unit)
        for (title, name, figure, (a, n), (b, m)), p in zip(looked_at, corrected, strict=True)
        if p < ALPHA and a / n < b / m
    ]
    return tuple(sorted(found, key=lambda gap: gap.p))


def load_subgroups(path: Path) -> Subgroups | None:
    """Read a `subgroups.json`; None where the run has none. Raises RunError."""
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Subgroups)
    except UNREADABLE as error:
        raise RunError(f"{path} cannot be read ({error}); train the run again") from None


_Judged = dict[str, tuple["NDArray[np.bool_]", "NDArray[np.bool_]"]]
"""By figure: which images are its cases [N], and which of these were answered rightly [N]."""


def _judged(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    classes: Sequence[ClassInfo],
    points: Sequence[OperatingPoint],
    covering: Covering | None,
) -> _Judged:
    """Of the labelled images and those of `covering` behind them."""
    members, exact = np.eye(len(classes), dtype=bool)[labels], np.ones(len(labels), dtype=bool)
    if covering is not None:
        members = np.concatenate([members, covering[1].members])
        probabilities = np.concatenate([probabilities, covering[1].probabilities])
        exact = np.concatenate([exact, np.zeros(len(covering[1].members), dtype=bool)])
    named = members[np.arange(len(members)), probabilities.argmax(axis=1)]
    found: _Judged = {ACCURACY: (exact, exact & named)}
    first = {point.classes: point for point in reversed(points)}
    for point in (point for point in points if first[point.classes] is point):
        within = np.array([info.code in point.classes for info in classes], dtype=bool)
        inside, outside = (members & within).any(axis=1), (members & ~within).any(axis=1)
        # In float32, as the threshold was fitted and as the model answers.
        referred = probabilities[:, within].sum(axis=1).astype(np.float32) >= point.threshold
        score = point.name.split("-")[0]
        found[f"{score}{_SENSITIVITY}"] = (inside & ~outside, referred)
        found[f"{score}_specificity"] = (outside & ~inside, ~referred)
    return found


def _counted(table: pd.DataFrame, judged: _Judged, covering: Covering | None) -> tuple[pd.DataFrame, _Judged]:
    """The rows of the images that any figure judges, those of `covering` behind the others, and how they are judged."""
    import pandas as pd

    if covering is None:
        return table, judged
    any_figure = np.any([cases for cases, _ in judged.values()], axis=0)
    together = pd.concat([table, covering[0]], ignore_index=True)[any_figure]
    return together, {name: (cases[any_figure], right[any_figure]) for name, (cases, right) in judged.items()}


def _subgroup(
    name: str, inside: NDArray[np.bool_], lesions: NDArray[np.str_], whose: NDArray[np.str_], judged: _Judged
) -> Subgroup:
    figures = {}
    for figure, (cases, right) in judged.items():
        rows = cases & inside
        figures[figure] = proportion(right[rows], whose[rows]) if rows.sum() >= MIN_CASES else None
    positives = {
        figure.removesuffix(_SENSITIVITY): int((cases & inside).sum())
        for figure, (cases, _) in judged.items()
        if figure.endswith(_SENSITIVITY)
    }
    return Subgroup(name, int(inside.sum()), len(np.unique(lesions[inside])), positives, figures)


def _lesions_right(right: NDArray[np.bool_], lesions: NDArray[np.str_]) -> tuple[int, int]:
    """How many lesions are answered rightly, half of their images or more, and how many there are."""
    _, index, sizes = np.unique(lesions, return_inverse=True, return_counts=True)
    return int((np.bincount(index, weights=right, minlength=len(sizes)) / sizes >= 0.5).sum()), len(sizes)


def _groups(table: pd.DataFrame) -> Iterator[tuple[str, NDArray[np.object_]]]:
    """The tables' titles with the group of every row, of those columns that tell any apart."""
    for title, column in _COLUMNS.items():
        names = np.array([_GROUPERS[column](value) for value in table[column]], dtype=object)
        if not set(names) <= {UNKNOWN}:
            yield title, names


def _known(value: object) -> str:
    return known_id(value.strip()).lower() or UNKNOWN if isinstance(value, str) else UNKNOWN


def _sex(value: object) -> str:
    return _SEXES.get(_known(value), _known(value))


def _age_band(age: object) -> str:
    if not isinstance(age, float | int) or not np.isfinite(age):
        return UNKNOWN
    if age < _AGES[0]:
        return f"under {_AGES[0]}"
    if age >= _AGES[-1]:
        return f"{_AGES[-1]} and over"
    low = max(edge for edge in _AGES if age >= edge)
    return f"{low} to {_AGES[_AGES.index(low) + 1] - 1}"


def _diagnosis_type(value: object) -> str:
    known = _known(value)
    if known == UNKNOWN:
        return UNKNOWN
    # HAM10000 has histo, follow_up, consensus and confocal; the ISIC archive spells the first histopathology.
    return "by histology" if known.startswith("histo") else "without histology"


_COLUMNS = {"sex": "sex", "age": "age", "body site": "localization", "diagnosis": "dx_type"}
_GROUPERS: dict[str, Callable[[object], str]] = {
    "sex": _sex,
    "age": _age_band,
    "localization": _known,
    "dx_type": _diagnosis_type,
}


def _ordered(names: NDArray[np.object_]) -> list[str]:
    """Ages ascending, everything else by size; what is unknown last."""
    values, counts = np.unique(names.astype(str), return_counts=True)
    bands = [f"under {_AGES[0]}", *(_age_band(edge) for edge in _AGES)]

    def key(name: str) -> tuple[bool, int, int, str]:
        return name == UNKNOWN, bands.index(name) if name in bands else 0, -int(counts[values == name][0]), name

    return sorted(map(str, values), key=key)
