"""All the figures of a reading: per reader and pooled, aided against unaided, and what readers agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.figure import Figure
from desktop.language.spoken import kept, marked
from desktop.reading.design import Arm, Design
from desktop.reading.figures.accuracy import MALIGNANT, Accuracy, accuracy
from desktop.reading.figures.agreement import MISSING, cohen_kappa, fleiss_kappa, krippendorff_alpha
from desktop.reading.figures.comparison import McNemar, PairedTest, mcnemar, paired_over_readers
from desktop.reading.file import ReadingFile
from desktop.reading.order import steps
from desktop.reading.records import Record, records

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Change:
    """Cases of a reader (or of all) before and after the model's answer, by whether the model was right."""

    model_right: McNemar
    model_wrong: McNemar
    all: McNemar


@dataclass(frozen=True)
class Comparison:
    """Aided against unaided on the answers that have both. paired: by the name of the figure, in English."""

    by_reader: dict[str, Change]
    pooled: Change
    paired: dict[str, PairedTest | None]
    seconds: PairedTest | None


@dataclass(frozen=True)
class Agreement:
    """In one arm. pairs: Cohen's kappa by two readers; itself: of a reader's answers to the repeats."""

    fleiss: Figure | None
    alpha: Figure | None
    pairs: dict[tuple[str, str], Figure | None]
    itself: dict[str, tuple[int, Figure | None]]


@dataclass(frozen=True)
class Summary:
    """accuracy: by arm, then by reader, "" for all of them; notes: what a person must know before reading figures, kept
    in English."""

    readers: tuple[str, ...]
    progress: dict[str, tuple[int, int]]
    accuracy: dict[Arm, dict[str, Accuracy]]
    model: Accuracy | None
    comparison: Comparison | None
    agreement: dict[Arm, Agreement]
    notes: tuple[str, ...]
    rows: tuple[Record, ...]


def summarise(reading: ReadingFile) -> Summary:
    """Raises ReadingError where the answers are damaged."""
    rows = tuple(records(reading))
    counted = [row for row in rows if row.counts]
    first = [row for row in counted if not row.repeat]
    readers = tuple(reading.readers())
    classes = reading.protocol.classes
    arms = [arm for arm in Arm if any(row.arm == arm.value for row in counted)]
    by_arm = {arm: [row for row in first if row.arm == arm.value] for arm in arms}
    figures = {
        arm: {name: accuracy([r for r in of if not name or r.reader == name], classes) for name in ("", *readers)}
        for arm, of in by_arm.items()
    }
    progress = {
        name: (sum(r.reader == name for r in counted), len(steps(reading.protocol, reading.cases, name)))
        for name in readers
    }
    both = reading.protocol.design in (Design.BOTH_IN_A_ROW, Design.TWO_SESSIONS) and len(arms) == 2
    return Summary(
        readers,
        progress,
        figures,
        _model_alone(reading),
        _comparison(first, readers, reading) if both else None,
        {arm: _agreement(reading, [r for r in counted if r.arm == arm.value], readers) for arm in arms},
        _notes(reading, rows, progress),
        rows,
    )


def _notes(reading: ReadingFile, rows: Sequence[Record], progress: dict[str, tuple[int, int]]) -> tuple[str, ...]:
    notes = []
    without = sum(not case.truth for case in reading.cases)
    if without:
        total = len(reading.cases)
        notes.append(
            kept(f"{without} of {total} images have no truth here: they count for agreement and seconds alone.")
        )
    for name, (done, asked) in progress.items():
        if done < asked:
            notes.append(kept(f"{name} has given {done} of {asked} answers: figures are of these."))
        back = sum(row.clock_back for row in rows if row.reader == name)
        if back:
            notes.append(
                kept(
                    f"Dated before the one before them are {back} of the answers of {name}: the computer's clock was "
                    "set back. Order and seconds do not come from that clock and hold."
                )
            )
        changed = sum(row.act == "change" for row in rows if row.reader == name)
        if changed:
            notes.append(
                kept(f"{name} changed answers {changed} times: the last one counts, the earlier ones are in the table.")
            )
    unsure = sum(row.counts and row.answer in ("other", "not assessable") for row in rows)
    if unsure:
        notes.append(
            kept(f"Of the answers, {unsure} say 'other' or 'not assessable': neither is ever right, nor malignant.")
        )
    return tuple(notes)


def _model_alone(reading: ReadingFile) -> Accuracy | None:
    """The model on the same images; no seconds."""
    codes = [choice.code for choice in reading.protocol.classes]
    named = [(case, codes[int(np.argmax(case.model))]) for case in reading.cases if case.model and case.truth]
    if not named:
        return None
    blank = Record(
        *("", 0, "", 0, 0, 0, "", "", "", False, "", "", "answer", True, "", None, None, None),
        *(0.0, 0.0, None, None, None, None, "", False),
    )
    rows = [replace(blank, sha256=c.image, lesion=c.lesion, truth=c.truth, answer=said) for c, said in named]
    return replace(accuracy(rows, reading.protocol.classes), seconds=None)


def _comparison(rows: Sequence[Record], readers: Sequence[str], reading: ReadingFile) -> Comparison | None:
    pairs: dict[str, list[tuple[Record, Record]]] = {}
    for name in readers:
        own = {arm: {r.case: r for r in rows if r.reader == name and r.arm == arm.value} for arm in Arm}
        common = [case for case in own[Arm.UNAIDED] if case in own[Arm.AIDED]]
        if found := [(own[Arm.UNAIDED][case], own[Arm.AIDED][case]) for case in common]:
            pairs[name] = found
    if not pairs:
        return None
    classes = reading.protocol.classes
    sides = [{n: accuracy([pair[side] for pair in p], classes) for n, p in pairs.items()} for side in (0, 1)]
    taken: dict[str, Callable[[Accuracy], Figure | None]] = {
        marked("accuracy"): lambda a: a.accuracy,
        marked("sensitivity for malignant"): lambda a: a.sensitivity[MALIGNANT],
        marked("specificity for malignant"): lambda a: a.specificity[MALIGNANT],
    }
    paired = {}
    for what, take in taken.items():
        values = [(take(sides[0][n]), take(sides[1][n])) for n in pairs]
        whole = [(a.value, b.value) for a, b in values if a is not None and b is not None]
        paired[what] = paired_over_readers([a for a, _ in whole], [b for _, b in whole])
    seconds = [(sides[0][n].seconds, sides[1][n].seconds) for n in pairs]
    return Comparison(
        {name: _change(found) for name, found in pairs.items()},
        _change([pair for found in pairs.values() for pair in found]),
        paired,
        paired_over_readers([a or 0.0 for a, _ in seconds], [b or 0.0 for _, b in seconds]),
    )


def _change(pairs: Sequence[tuple[Record, Record]]) -> Change:
    def of(chosen: Sequence[tuple[Record, Record]]) -> McNemar:
        moved = Counter((a.correct, b.correct) for a, b in chosen)
        return mcnemar(moved[False, True], moved[True, False])

    right = [p for p in pairs if p[1].truth and p[1].model_answer_shown == p[1].truth]
    wrong = [p for p in pairs if p[1].truth and p[1].model_answer_shown != p[1].truth]
    return Change(of(right), of(wrong), of([*right, *wrong]))


def _agreement(reading: ReadingFile, rows: Sequence[Record], readers: Sequence[str]) -> Agreement:
    codes = {code: number for number, code in enumerate(reading.protocol.codes)}
    lesions = np.array([case.lesion or case.image for case in reading.cases], dtype=np.str_)
    said = {name: np.full((2, len(lesions)), MISSING, dtype=np.int64) for name in readers}
    for row in rows:
        said[row.reader][int(row.repeat), row.case - 1] = codes[row.answer]
    first: NDArray[np.int64] = np.stack([said[name][0] for name in readers])
    return Agreement(
        fleiss_kappa(first, lesions),
        krippendorff_alpha(first, lesions),
        {(a, b): cohen_kappa(said[a][0], said[b][0], lesions) for a, b in combinations(readers, 2)},
        {
            name: (int((said[name] != MISSING).all(axis=0).sum()), cohen_kappa(said[name][0], said[name][1], lesions))
            for name in readers
            if (said[name][1] != MISSING).any()
        },
    )
