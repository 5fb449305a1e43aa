"""A new reading from a folder, files, a CSV or a study: images found once each, truth looked up, the model asked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.common.tables import read_table
from desktop.engine.discovery import check_paths, common_folder, find_images
from desktop.errors import ImageError, InputError, UsageError
from desktop.evaluation.labels import Labels, read_labels
from desktop.images import read_image
from desktop.images.image_file import ImageFile, relative_name
from desktop.language.spoken import kept
from desktop.reading.design import Case, Choice, Protocol, check_protocol
from desktop.reading.file import ModelFacts, create
from desktop.study.database import SUFFIX as STUDY_SUFFIX

if TYPE_CHECKING:
    from desktop.api import Classifier
    from desktop.contract import ModelInfo

_COLUMNS = ("path", "file", "image", "filename", "image_id", "name")
_TRIED = 64
_NAMED = 3


@dataclass(frozen=True)
class Made:
    """What became of the sources. notes: sentences on what was left out or is missing."""

    images: int
    with_truth: int
    notes: tuple[str, ...]


def choices_of(info: ModelInfo) -> tuple[Choice, ...]:
    """A model's classes as the answers of a reading."""
    return tuple(Choice(c.code, c.name, c.malignant) for c in info.classes)


def make_reading(
    target: Path,
    protocol: Protocol,
    sources: Sequence[Path],
    *,
    truth: Path | None = None,
    classifier: Classifier | None = None,
) -> Made:
    """Write a new reading to `target`. classifier: its answers are kept, sealed; its classes are the protocol's.

    Raises UsageError for a contradictory design or wrong sources, InputError where no image can be read, OutputError.
    """
    check_protocol(protocol, has_model=classifier is not None)
    if protocol.teaching and truth is None:
        raise UsageError("teaching shows the truth after each answer; name the file with it (--truth FILE.csv)")
    labels = None if truth is None else read_labels(truth)
    found = [ImageFile(Path(os.path.abspath(file.path)), file.name) for file in _images(sources)]  # noqa: PTH100 - a
    # link stays what it is called
    files, copies, unreadable = _distinct(found)
    notes = _left_out(copies, unreadable)
    _check_copies(copies, labels)
    same: dict[Path, list[ImageFile]] = {file.path: [file] for file in files.values()}
    for copy, original in copies:
        same[original.path].append(copy)
    cases = [_case(digest, same[file.path], labels, protocol) for digest, file in files.items()]
    if classifier is not None:
        answers = {r.path: r for r in classifier.classify([file.path for file in files.values()])}
        asked = []
        for case, file in zip(cases, files.values(), strict=True):
            said = answers[file.path]
            if said.probabilities is None:
                raise InputError(f"the model could not answer {file.path} ({said.error}); take it out and try again")
            given = tuple(round(said.probabilities[choice.code], 6) for choice in protocol.classes)
            asked.append(Case(case.image, case.name, case.lesion, case.truth, given))
        cases = asked
    facts = None
    if classifier is not None:
        facts = ModelFacts(classifier.info.name, classifier.sha256, str(classifier.path.absolute()))
    places = {digest: file.path for digest, file in files.items()}
    create(target, protocol, cases, places, facts)
    with_truth = sum(bool(case.truth) for case in cases)
    if truth is not None and with_truth < len(cases):
        without = len(cases) - with_truth
        notes.append(kept(f"{without} of {len(cases)} images have no truth in {truth}; the figures leave them out"))
    return Made(len(cases), with_truth, tuple(notes))


def hashed(path: Path) -> str:
    """SHA-256 of a file, by which an image is known. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _images(sources: Sequence[Path]) -> Iterator[ImageFile]:
    if not sources:
        raise UsageError("name the images of the reading: a folder, files, a CSV with a column 'path', or a study")
    plain = [source for source in sources if source.suffix.lower() not in (".csv", STUDY_SUFFIX)]
    for source in sources:
        if source.suffix.lower() == ".csv":
            yield from _of_table(source)
        elif source.suffix.lower() == STUDY_SUFFIX:
            yield from _of_study(source)
    if plain:
        check_paths(plain)
        yield from find_images(plain)


def _of_table(path: Path) -> Iterator[ImageFile]:
    table = read_table(path, "list")
    column = table.column(*_COLUMNS)
    if column is None:
        raise UsageError(f"the list {path} has no column 'path'; its first line is '{', '.join(table.columns)[:80]}'")
    for row in table.rows:
        if name := row.cells[column]:
            file = path.parent / name
            if not file.is_file():
                raise UsageError(f"the list {path} names '{name}' in line {row.line}, and there is no such file")
            yield ImageFile(file, name)


def _of_study(path: Path) -> Iterator[ImageFile]:
    from desktop.study.database import StudyFile

    if not path.is_file():
        raise UsageError(f"there is no study {path}; name one that is there")
    study = StudyFile(path)
    try:
        found = [
            Path(name)
            for _, name in study.paged(
                "SELECT position, path FROM images WHERE listing = (SELECT max(listing) FROM images) AND position > ? "
                "ORDER BY position LIMIT ?"
            )
        ]
    finally:
        study.close()
    root = common_folder(found) if found else None
    for file in found:
        yield ImageFile(file, relative_name(file, root))


def _distinct(
    files: Sequence[ImageFile],
) -> tuple[dict[str, ImageFile], list[tuple[ImageFile, ImageFile]], list[tuple[ImageFile, str]]]:
    """By content: each image once, the copies with what they are copies of, and what cannot be read."""
    found: dict[str, ImageFile] = {}
    copies, unreadable = [], []
    for file in files:
        try:
            read_image(file.path, _TRIED)
            digest = hashed(file.path)
        except (ImageError, OSError) as error:
            unreadable.append((file, str(error)))
            continue
        if digest not in found:
            found[digest] = file
        elif found[digest].path != file.path:
            copies.append((file, found[digest]))
    if not found:
        why = f" ({unreadable[0][0].name}: {unreadable[0][1]})" if unreadable else ""
        raise InputError(f"no image of the reading can be read{why}; name a folder with images")
    return found, copies, unreadable


def _left_out(copies: Sequence[tuple[ImageFile, ImageFile]], unreadable: Sequence[tuple[ImageFile, str]]) -> list[str]:
    notes = []
    if copies:
        pairs = ", ".join(f"{a.name} is {b.name}" for a, b in copies[:_NAMED])
        notes.append(
            kept(f"1 image is a copy of another and shown once ({pairs})")
            if len(copies) == 1
            else kept(f"{len(copies)} images are copies of others and shown once ({pairs})")
        )
    if unreadable:
        named = ", ".join(f"{file.name}: {why}" for file, why in unreadable[:_NAMED])
        notes.append(
            kept(f"1 file cannot be read, left out ({named})")
            if len(unreadable) == 1
            else kept(f"{len(unreadable)} files cannot be read, left out ({named})")
        )
    return notes


def _case(digest: str, files: Sequence[ImageFile], labels: Labels | None, protocol: Protocol) -> Case:
    """files: the image under all its names; the first that the truth knows is what it is called."""
    known = ((file, labels.find(file.name, file.path)) for file in files) if labels is not None else ()
    file, label = next(((file, label) for file, label in known if label is not None), (files[0], None))
    if label is None:
        return Case(digest, file.name)
    said = {name.casefold(): c.code for c in protocol.classes for name in (c.name, c.code)}
    truth = said.get(label.diagnosis.casefold())
    if truth is None:
        codes = ", ".join(choice.code for choice in protocol.classes)
        raise UsageError(
            f"the truth of {file.name} is '{label.diagnosis}', and the classes are {codes}; name that class too, "
            "or correct the truth"
        )
    return Case(digest, file.name, label.lesion, truth)


def _check_copies(copies: Sequence[tuple[ImageFile, ImageFile]], labels: Labels | None) -> None:
    for one, other in copies if labels is not None else ():
        assert labels is not None
        first, second = labels.find(one.name, one.path), labels.find(other.name, other.path)
        if first and second and first.diagnosis != second.diagnosis:
            raise UsageError(
                f"{one.name} and {other.name} are the same image with two truths ({first.diagnosis}, "
                f"{second.diagnosis}); correct one of them"
            )
