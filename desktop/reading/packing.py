"""A reading carried to another computer and its answers brought back: packed, saved as a small file, merged.

A packed reading holds the images and what its readers may see, and nothing else: no file names, no lesions, no truth
outside of teaching, and in the design `unaided` no answer of the model.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.common.files import atomic_write
from desktop.errors import ModelError, UsageError
from desktop.reading.answers import Answer, check_chain, decoded, encoded, joined
from desktop.reading.carried_model import model_content
from desktop.reading.design import ReadingError, reader_name
from desktop.reading.file import IMAGES, MODEL, MODEL_FILE, PARTS, PROTOCOL, SUFFIX, TRUTH, ReadingFile, write
from desktop.reading.order import steps
from desktop.reading.reader_progress import Given, check_given

ANSWERS_SUFFIX = ".hamanswers"


class _Header(msgspec.Struct, frozen=True):
    """The first line of a file of answers."""

    ham_answers: int
    reading: str
    title: str


@dataclass(frozen=True)
class Merged:
    """What a merge did. added: rows by reader, 0 where all were there already."""

    path: Path
    added: dict[str, int]


def pack(reading: ReadingFile, target: Path, *, with_model: bool = True) -> None:
    """Write a reading with its images for another computer. with_model: its model's file too, where readers see it.

    Raises ReadingError for an image and ModelError for a model that was changed since, UsageError for a design with
    heat maps that shall go without its model, OutputError.
    """
    design = reading.protocol.design
    if reading.protocol.heat_map and not with_model:
        raise UsageError(
            "the design shows heat maps, which the model makes on the reader's computer; pack it with the model"
        )
    wanted = {PROTOCOL, IMAGES}
    if reading.protocol.teaching:
        wanted.add(TRUTH)
    if design.shows_model:
        wanted.add(MODEL)
    digests = reading.digests()
    contents: dict[str, bytes] = {}
    for name in (PROTOCOL, IMAGES, *PARTS):
        if name in wanted and (content := reading.part(name)) is not None:
            contents[name] = content
    if design.shows_model and with_model and reading.model is not None:
        try:
            model = model_content(reading)
        except ModelError as error:
            raise ModelError(f"{error}, or pack with --without-model") from None
        digests[MODEL_FILE], contents[MODEL_FILE] = hashlib.sha256(model).hexdigest(), model
    pictures = ((case.image, None, reading.stored(i).content()) for i, case in enumerate(reading.cases))
    write(target, digests, contents, pictures)


def save_answers(reading: ReadingFile, target: Path, readers: Sequence[str] = ()) -> int:
    """Write the answers of some readers (default: all) as a small file; returns how many rows. Raises OutputError."""
    count = 0
    with atomic_write(target, "wb") as stream:
        stream.write(msgspec.json.encode(_Header(1, reading.id, reading.protocol.title)) + b"\n")
        for reader in readers or reading.readers():
            for row in reading.answers(reader):
                stream.write(encoded(row) + b"\n")
                count += 1
    return count


def merge(reading: ReadingFile, sources: Sequence[Path]) -> list[Merged]:
    """Bring answers from files of answers and packed readings into a reading; each file as a whole or not at all.

    Raises ReadingError with the reason where they belong to another reading, or a reader answered on two computers.
    """
    done = []
    for source in sources:
        chains = _chains(reading, source)
        new: list[Answer] = []
        added = {}
        for reader, rows in chains.items():
            check_chain(rows)
            if reader_name(reader) != reader:
                raise ReadingError(f"{source}: '{reader}' is no reader's name; ask for the file again")
            _check_order(reading, reader, rows)
            name = next((n for n in reading.readers() if n.casefold() == reader.casefold()), reader)
            if name != reader:
                raise ReadingError(
                    f"{source}: the reader '{reader}' is called '{name}' here; let one person have one name"
                )
            fresh = joined(reading.answers(reader), rows)
            added[reader] = len(fresh)
            new.extend(fresh)
        reading.append(new)
        done.append(Merged(source, added))
    return done


def _chains(reading: ReadingFile, source: Path) -> dict[str, list[Answer]]:
    """The rows of a file by reader, in order."""
    if source.suffix.lower() == SUFFIX:
        other = ReadingFile(source)
        try:
            _check_same(reading, source, other.id, other.protocol.title)
            return {reader: other.answers(reader) for reader in other.readers()}
        finally:
            other.close()
    try:
        lines = source.read_bytes().split(b"\n")
    except OSError as error:
        raise ReadingError(f"{source} cannot be read ({error.strerror}); name a file of answers") from None
    try:
        header = msgspec.json.decode(lines[0], type=_Header)
    except msgspec.MsgspecError:
        raise ReadingError(f"{source} is no file of answers; name a {ANSWERS_SUFFIX} or {SUFFIX} file") from None
    _check_same(reading, source, header.reading, header.title)
    chains: dict[str, list[Answer]] = {}
    for line in lines[1:]:
        if line:
            row = decoded(line)
            chains.setdefault(row.reader, []).append(row)
    return chains


def _check_same(reading: ReadingFile, source: Path, identity: str, title: str) -> None:
    if identity == reading.id:
        return
    if title == reading.protocol.title:
        raise ReadingError(
            f"{source} belongs to a reading of the same title ('{title}') with another design, other images or another "
            "model; the design of a reading cannot be changed in the middle, so its answers are kept apart"
        )
    raise ReadingError(f"{source} holds answers to another reading ('{title}'); merge it into that one")


def _check_order(reading: ReadingFile, reader: str, rows: Sequence[Answer]) -> None:
    order = steps(reading.protocol, reading.cases, reader)
    for row in rows:
        step = order[row.step] if 0 <= row.step < len(order) else None
        expected = step and (reading.cases[step.case].image, step.showing, step.arm, step.session)
        if row.reading != reading.id or expected != (row.image, row.showing, row.arm, row.session):
            raise ReadingError(
                f"row {row.number} of {reader} does not follow the order of this reading; ask for the file again"
            )
        try:
            check_given(reading.protocol, Given(row.answer, row.confidence, row.management, row.note))
            datetime.datetime.fromisoformat(row.at)
        except (ReadingError, ValueError) as error:
            raise ReadingError(f"row {row.number} of {reader} is damaged ({error}); ask for the file again") from None
