"""Every answer as one row of a table: CSV, JSON Lines, and the input file of iMRMC.

The columns follow Grand-Challenge's reader studies and the public logs of readers with and without a model (Barata
2023, doi:10.7910/DVN/PWQMQ7; Tschandl 2020, doi:10.7910/DVN/DBW86T).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from desktop.common.files import atomic_write
from desktop.common.formula_guard import as_text
from desktop.errors import InputError
from desktop.reading.answers import check_chain, last_of_each_step
from desktop.reading.design import Arm
from desktop.reading.file import ReadingFile


@dataclass(frozen=True)
class Record:
    """A row of an answer. counts: whether it is the last to its step; truth, correct, model_correct: None where the
    truth is not known; order: from 1; clock_back: the row is dated before the one before it."""

    reading: str
    session: int
    reader: str
    row: int
    order: int
    case: int
    image: str
    sha256: str
    lesion: str
    repeat: bool
    design: str
    arm: str
    act: str
    counts: bool
    answer: str
    confidence: int | None
    management: str | None
    note: str | None
    seconds_shown: float
    seconds_edited: float
    model_answer_shown: str | None
    model_answer: str | None
    truth: str | None
    correct: bool | None
    answered_at: str
    clock_back: bool


def records(reading: ReadingFile) -> Iterator[Record]:
    """All rows, reader by reader, in order. Raises ReadingError."""
    place = {case.image: index for index, case in enumerate(reading.cases)}
    codes = [choice.code for choice in reading.protocol.classes]
    for reader in reading.readers():
        rows = reading.answers(reader)
        check_chain(rows)
        counted = {answer.id for answer in last_of_each_step(rows).values()}
        before = ""
        for row in rows:
            index = place[row.image]
            case = reading.cases[index]
            yield Record(
                reading=reading.protocol.title,
                session=row.session,
                reader=reader,
                row=row.number,
                order=row.step + 1,
                case=index + 1,
                image=case.name,
                sha256=row.image,
                lesion=case.lesion,
                repeat=bool(row.showing),
                design=reading.protocol.design.value,
                arm=row.arm.value,
                act=row.act,
                counts=row.id in counted,
                answer=row.answer,
                confidence=row.confidence or None,
                management=row.management or None,
                note=row.note or None,
                seconds_shown=row.seconds_shown,
                seconds_edited=row.seconds_edited,
                model_answer_shown=row.model_shown or None,
                model_answer=codes[max(range(len(codes)), key=case.model.__getitem__)] if case.model else None,
                truth=case.truth or None,
                correct=row.answer == case.truth if case.truth else None,
                answered_at=row.at,
                clock_back=row.at < before,
            )
            before = row.at


COLUMNS = tuple(field.name for field in fields(Record))


def write_csv(rows: Sequence[Record], target: Path) -> None:
    """UTF-8, a line per row; yes and no for what is true or not, empty for what is not known. Raises OutputError."""
    with atomic_write(target) as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(COLUMNS)
        writer.writerows([_cell(value) for value in astuple(row)] for row in rows)


def write_json_lines(rows: Sequence[Record], target: Path) -> None:
    """An object per row; null for what is not known. Raises OutputError."""
    with atomic_write(target) as stream:
        for row in rows:
            stream.write(json.dumps(dict(zip(COLUMNS, astuple(row), strict=True)), ensure_ascii=False) + "\n")


def write_imrmc(reading: ReadingFile, rows: Sequence[Record], target: Path) -> None:
    """The input of iMRMC (FDA): one score per reader, case and modality, truth as reader -1 in modality 0.

    A case is positive where its truth is malignant. The score is the confidence, 1..5 (1 where none is asked), below
    zero where the answer is not malignant. Repeats, images without truth and answers that do not count are left out.
    Raises InputError where no row is left, OutputError.
    """
    malignant = {choice.code for choice in reading.protocol.choices if choice.malignant}
    used = [row for row in rows if row.counts and not row.repeat and row.truth]
    if not used:
        raise InputError("no image with known truth is answered yet, and iMRMC wants the truth; nothing is written")
    cases = {row.case: row.truth in malignant for row in used}
    readers = {name: number for number, name in enumerate(dict.fromkeys(row.reader for row in used), 1)}
    arms = [arm.value for arm in Arm if any(row.arm == arm.value for row in used)]
    with atomic_write(target) as stream:
        lines = [
            " ".join(reading.protocol.title.split()),
            "Score: confidence 1 to 5, negative where the answer is not malignant.",
            *(f"Reader {number}: {name}" for name, number in readers.items()),
            f"N0: {sum(not positive for positive in cases.values())}",
            f"N1: {sum(cases.values())}",
            f"NR: {len(readers)}",
            f"NM: {len(arms)}",
            "",
            "BEGIN DATA:",
            *(f"-1,{case},0,{int(positive)}" for case, positive in sorted(cases.items())),
        ]
        for row in used:
            score = (row.confidence or 1) * (1 if row.answer in malignant else -1)
            lines.append(f"{readers[row.reader]},{row.case},{row.arm},{score}")
        stream.write("\n".join(lines) + "\n")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, str):
        return as_text(value.replace("\r\n", "\n").replace("\r", "\n"))
    return value
