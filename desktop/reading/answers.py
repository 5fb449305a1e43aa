"""Answers as rows that are only ever added: each names the one before it by its hash, so that files can be joined.

A reader's rows are a chain. Two files that hold the same chain, or one the beginning of the other, are joined without
loss or doubling; two different chains under one name are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.reading.design import Arm, ReadingError


class Answer(msgspec.Struct, frozen=True):
    """What a reader said of an image.

    reading: id of the reading; number: of the row among the reader's, from 1; step: which answer of the reader's order;
    showing: 0, or 1 for a repeat; act: `change` where an earlier answer to the step stays and this one counts;
    confidence: 1..5, 0 where none is asked; management, note: "" for none; seconds_shown: the image on a screen that
    had the keyboard, in all; seconds_edited: of these from the first key on; model_shown: the model's diagnosis as the
    reader saw it, "" unaided; at: the computer's clock, UTC; previous: id of the row before, "" for the first.
    """

    reading: str
    reader: str
    number: int
    step: int
    session: int
    image: str
    showing: int
    arm: Arm
    act: Literal["answer", "change"]
    answer: str
    confidence: int
    management: str
    note: str
    seconds_shown: Annotated[float, Meta(ge=0.0)]
    seconds_edited: Annotated[float, Meta(ge=0.0)]
    model_shown: str
    at: str
    previous: str

    @property
    def id(self) -> str:
        """SHA-256 of all the row says, in hexadecimal digits."""
        return hashlib.sha256(encoded(self)).hexdigest()


def encoded(answer: Answer) -> bytes:
    """The row as one line of JSON, the same on every machine."""
    return msgspec.json.encode(answer)


def decoded(line: bytes) -> Answer:
    """Raises ReadingError where the line is no answer of this version."""
    try:
        return msgspec.json.decode(line, type=Answer)
    except msgspec.MsgspecError as error:
        raise ReadingError(f"a line of the answers is damaged ({error}); ask for the file again") from None


def last_of_each_step(answers: Iterable[Answer]) -> dict[int, Answer]:
    """The answers of one reader that count: of each step the last row."""
    found: dict[int, Answer] = {}
    for answer in sorted(answers, key=lambda a: a.number):
        found[answer.step] = answer
    return found


def check_chain(rows: Sequence[Answer]) -> None:
    """Raises ReadingError where the rows of a reader, in order, do not follow from one another."""
    previous = ""
    for number, row in enumerate(rows, 1):
        if row.number != number or row.previous != previous:
            raise ReadingError(
                f"of the answers of {row.reader} some are missing or were changed (row {number}); ask for the whole "
                "file again"
            )
        previous = row.id


def joined(known: Sequence[Answer], coming: Sequence[Answer]) -> Sequence[Answer]:
    """The rows of `coming` that `known` lacks; both are one reader's chain.

    Raises ReadingError where the two part: the reader has answered on two computers.
    """
    for ours, theirs in zip(known, coming, strict=False):
        if ours.id != theirs.id:
            raise ReadingError(
                f"the reader {theirs.reader} answered this reading on two computers: the answers part at row "
                f"{theirs.number}; keep one of the two files, or let one of them be another reader"
            )
    return coming[len(known) :]
