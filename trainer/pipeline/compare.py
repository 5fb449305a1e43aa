"""Runs side by side: the figures of each, and what each differs from the first by, on the images they both judged.

Two intervals that overlap say little about a difference: the images are the same, and both runs find the same ones
hard. The difference is drawn over lesions instead, the same lesions for both (paired bootstrap; Efron & Tibshirani,
An Introduction to the Bootstrap, 1993, ch. 16).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import FEWEST_DRAWN, resamples
from desktop.contract import Figure
from trainer.errors import RunError
from trainer.measure import metrics
from trainer.measure.answers import Answers, read_answers
from trainer.measure.calibration import load_calibration
from trainer.measure.scores import OVERALL, PartScores, load_scores
from trainer.runs.folder import RunFolder, RunRecord, load_run

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = {"test": "test", "val": "validation"}
COMPARED = ("macro_auc", "malignant_auc", "accuracy", "balanced_accuracy", "macro_f1", "brier", "ece")
"""The figures that are compared, of those in OVERALL."""


@dataclass(frozen=True)
class Difference:
    """What a run has more of a figure than the first one. figure: with its 95 % interval, None where it cannot be
    measured; images, lesions: that both have judged."""

    figures: dict[str, Figure | None]
    images: int
    lesions: int


@dataclass(frozen=True)
class Compared:
    """part: "test" or "val"; runs: names in order; scores: of each; differences: of each but the first to the first."""

    part: str
    runs: tuple[str, ...]
    scores: tuple[PartScores, ...]
    differences: tuple[Difference, ...]


def compare_runs(paths: Sequence[Path], *, part: str | None = None) -> Compared:
    """Compare finished runs of the same classes with the first of them.

    part: "test" or "val"; None takes the test part where every run has read it, else validation. Raises RunError where
    a run is none, has not read the test part, has other classes, or shares no image of the part with the first.
    """
    opened = [load_run(path) for path in paths]
    unread = [(folder.path, record.final) for folder, record in opened if not record.test_read]
    if part == "test" and unread:
        why = "has not read its test part (--no-test)" if unread[0][1] is None else "learned from all images"
        raise RunError(f"{unread[0][0]} {why}; compare on validation")
    part = part or ("val" if unread else "test")
    answers = [_answers(folder, record, part) for folder, record in opened]
    codes = [[c.code for c in record.classes] for _, record in opened]
    malignant = [c.malignant for c in opened[0][1].classes]
    for path, own in zip(paths, codes, strict=True):
        if own != codes[0]:
            raise RunError(
                f"{path} tells other classes apart than {paths[0]} ({', '.join(own)}); they have no figure alike"
            )
    for path, (_, record) in zip(paths, opened, strict=True):
        torn = [c.code for c, bad in zip(record.classes, malignant, strict=True) if c.malignant != bad]
        if torn:
            raise RunError(
                f"{torn[0]} is malignant in one of {paths[0]} and {path} and benign in the other; they have no figure "
                "alike"
            )
    scores = [load_scores(folder.metrics) for folder, _ in opened]
    differences = []
    for path, other in zip(paths[1:], answers[1:], strict=True):
        first, second = _shared(answers[0], other)
        if not len(first.labels):
            raise RunError(
                f"{path} and {paths[0]} have no image of the {NAMES[part]} part in common; runs of the same data "
                f"and seed do"
            )
        differences.append(_difference(first, second, np.array(malignant)))
    found = [getattr(own, NAMES[part]) for own in scores]
    names = tuple(folder.path.resolve().name for folder, _ in opened)
    if len(set(names)) < len(names):  # of the same minute, in two folders
        names = tuple(str(path) for path in paths)
    return Compared(part, names, tuple(found), tuple(differences))


def in_words(compared: Compared) -> str:
    """The comparison as a table for the terminal: a line per figure of each run, and its difference to the first."""
    marked = " (chosen there)" if compared.part == "val" else ""
    lines = [
        f"figures of {NAMES[compared.part]}{marked}, differences to {compared.runs[0]} on the images that both "
        "judged, by paired bootstrap over lesions or, where they are known, patients"
    ]
    wide = max(len(name) for name in compared.runs) + 2
    for name in COMPARED:
        lines += ["", OVERALL[name]]
        for place, (run, scores) in enumerate(zip(compared.runs, compared.scores, strict=True)):
            own = getattr(scores, name)
            line = f"  {run:<{wide}}{'-' if own is None else f'{own.value:.4f}':<10}"
            lines.append((line + (_told(compared.differences[place - 1].figures[name]) if place else "")).rstrip())
    lines.append("")
    for run, difference in zip(compared.runs[1:], compared.differences, strict=True):
        lines.append(f"{run}: {difference.images:,} images of {difference.lesions:,} lesions are in both")
    if any(line.endswith(" *") for line in lines):
        lines.append("*: the 95 % interval leaves 0 out; of many figures some do by chance")
    return "\n".join(lines)


def _told(figure: Figure | None) -> str:
    """`+0.0120 [+0.0010, +0.0210] *`, the star where the interval leaves 0 out."""
    if figure is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:+.4f} (too few lesions, or answers that differ, for an interval)"
    star = " *" if figure.low > 0 or figure.high < 0 else ""
    return f"{figure.value:+.4f} [{figure.low:+.4f}, {figure.high:+.4f}]{star}"


def _answers(folder: RunFolder, record: RunRecord, part: str) -> Answers:
    calibration, _ = load_calibration(folder.path)
    return read_answers(folder, part, [c.code for c in record.classes], calibration)


def _shared(first: Answers, second: Answers) -> tuple[Answers, Answers]:
    """Both, reduced to the images that both have, in the same order. Raises RunError for two diagnoses of one."""
    _, a, b = np.intersect1d(first.image_ids, second.image_ids, return_indices=True)
    one, two = (
        replace(
            own,
            image_ids=own.image_ids[rows],
            lesions=own.lesions[rows],
            labels=own.labels[rows],
            before=own.before[rows],
            after=own.after[rows],
            sources=None,
            whose=None if own.whose is None else own.whose[rows],
        )
        for own, rows in ((first, a), (second, b))
    )
    if (one.labels != two.labels).any():
        torn = one.image_ids[one.labels != two.labels][0]
        raise RunError(f"the two runs have other diagnoses of {torn}; compare runs of the same data")
    return one, two


def _difference(first: Answers, second: Answers, malignant: NDArray[np.bool_]) -> Difference:
    labels, lesions = first.labels, first.lesions if first.whose is None else first.whose

    def area(p: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        return metrics.auc(malignant[labels], p[:, malignant].sum(axis=1), w)

    def f1(p: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
        return metrics.mean_of_defined(metrics.class_rates(labels, p, w)["f1"])

    statistics: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]] = {
        "macro_auc": partial(metrics.macro_auc, labels),
        "malignant_auc": area,
        "accuracy": partial(metrics.accuracy, labels),
        "balanced_accuracy": partial(metrics.balanced_accuracy, labels),
        "macro_f1": f1,
        "brier": partial(metrics.brier, labels),
        "ece": partial(metrics.expected_calibration_error, labels),
    }

    def values(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack([s(second.after, weights) - s(first.after, weights) for s in statistics.values()])

    whole = values(np.ones((1, len(labels))))[:, 0]
    count = len(np.unique(lesions))
    drawn = np.concatenate([values(w) for w in resamples(lesions)], axis=1) if count >= FEWEST_DRAWN else None
    # Of other answers, draws that all give the same say that there are too few that differ, and not that nothing does.
    same = np.array_equal(first.after, second.after)
    found: dict[str, Figure | None] = {}
    for place, (name, value) in enumerate(zip(statistics, whole, strict=True)):
        if np.isnan(value):
            found[name] = None
        elif drawn is None:
            found[name] = Figure(float(value))
        else:
            low, high = np.nanpercentile(drawn[place], [2.5, 97.5])
            certain = high > low or same
            found[name] = Figure(float(value), float(low), float(high)) if certain else Figure(float(value))
    return Difference(found, len(labels), len(np.unique(first.lesions)))
