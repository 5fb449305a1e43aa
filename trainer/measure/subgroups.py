"""The same figures by sex, age, body site and how the diagnosis was made: `subgroups.json`, each cell with its numbers.

A figure on fewer than MIN_CASES cases is left out: its interval would span most of what is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.statistics import wilson
from desktop.contract import ClassInfo, Figure, OperatingPoint
from trainer.errors import RunError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MIN_CASES = 10
UNKNOWN = "unknown"
_AGES = (30, 45, 60, 75)


class Subgroup(msgspec.Struct, frozen=True):
    """One row of a table.

    n: images; lesions: of these; positives: images of the malignant classes, and of melanoma, by the names of the
    operating points' scores; figures: with Wilson intervals, None where there were fewer than MIN_CASES cases.
    """

    group: str
    n: int
    lesions: int
    positives: dict[str, int]
    figures: dict[str, Figure | None]


Tables = dict[str, tuple[Subgroup, ...]]
"""By title: "sex", "age", "body site", "diagnosis"; only those that the data's metadata tell apart."""


class Subgroups(msgspec.Struct, frozen=True):
    """`subgroups.json`."""

    validation: Tables
    test: Tables = {}


def subgroup_tables(
    table: pd.DataFrame,
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    *,
    classes: Sequence[ClassInfo],
    points: Sequence[OperatingPoint],
) -> Tables:
    """Tables over the rows of a data set's table: labels [N] class indices, probabilities [N, C] calibrated.

    Figures: accuracy, and for the first operating point of each score its sensitivity and specificity. The intervals
    take images for independent; few lesions have more than one in a part.
    """
    first = {point.classes: point for point in reversed(points)}
    chosen = [point for point in points if first[point.classes] is point]
    found: Tables = {}
    for title, column in _COLUMNS.items():
        names = np.array([_GROUPERS[column](value) for value in table[column]], dtype=object)
        if set(names) <= {UNKNOWN}:
            continue
        groups = []
        for name in _ordered(names):
            rows = np.flatnonzero(names == name)
            answers = (labels[rows], probabilities[rows])
            lesions = int(table["lesion_id"].iloc[rows].nunique())
            groups.append(_subgroup(str(name), lesions, *answers, classes=classes, points=chosen))
        found[title] = tuple(groups)
    return found


def load_subgroups(path: Path) -> Subgroups | None:
    """Read a `subgroups.json`; None where the run has none. Raises RunError."""
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Subgroups)
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"{path} cannot be read ({error}); train the run again") from None


def _subgroup(
    name: str,
    lesions: int,
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    *,
    classes: Sequence[ClassInfo],
    points: Sequence[OperatingPoint],
) -> Subgroup:
    right = int((probabilities.argmax(axis=1) == labels).sum())
    figures = {"accuracy": _enough(right, len(labels))}
    positives = {}
    for point in points:
        columns = [i for i, c in enumerate(classes) if c.code in point.classes]
        positive = np.isin(labels, columns)
        # In float32, as the threshold was fitted and as the model answers.
        referred = probabilities[:, columns].sum(axis=1).astype(np.float32) >= point.threshold
        score = point.name.split("-")[0]
        positives[score] = int(positive.sum())
        figures[f"{score}_sensitivity"] = _enough(int((referred & positive).sum()), int(positive.sum()))
        figures[f"{score}_specificity"] = _enough(int((~referred & ~positive).sum()), int((~positive).sum()))
    return Subgroup(name, len(labels), lesions, positives, figures)


def _enough(successes: int, trials: int) -> Figure | None:
    return wilson(successes, trials) if trials >= MIN_CASES else None


def _known(value: object) -> str:
    return value.strip().lower() or UNKNOWN if isinstance(value, str) else UNKNOWN


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
    "sex": _known,
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
