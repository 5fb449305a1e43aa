"""Which lesion an image shows, or which patient, told by its folder, by a table, or by a pattern on its name: for the
command line and the window alike.

    rule = lesion_rule("labels.csv")                 # or "folder", or r"^(?P<lesion>[^_]+)_"
    rule("clinicA/L01_2.jpg")                        # the lesion's name, "" where there is none
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from desktop.common.diagnoses import IMAGE_COLUMNS, LESION_COLUMNS, PATIENT_COLUMNS
from desktop.common.tables import TableError, names_a_file, read_table
from desktop.errors import UsageError
from desktop.images.image_names import NameIndex
from desktop.language.spoken import marked

FOLDER = "folder"
_TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Told:
    """What is told of an image. word: in words, and of a pattern the group that is it, else its first group, else all
    that it matches; columns: that a table may have it in."""

    word: str
    columns: tuple[str, ...]


LESION = Told(marked("lesion"), LESION_COLUMNS)
PATIENT = Told(marked("patient"), PATIENT_COLUMNS)

LesionRule = Callable[[str], str]
"""From an image's name in results (`/` between folders) to its lesion's name (or patient's), "" where none is told."""


def lesion_rule(told: str, what: Told = LESION) -> LesionRule:
    """The rule that a word, a file or a pattern stands for: `folder`, a CSV table with a column of images and one of
    lesions, or a regular expression. Raises UsageError (TableError of a table) where it is none of them."""
    if told.strip().casefold() == FOLDER:
        return by_folder
    if Path(told).suffix.lower() in _TABLES or names_a_file(told):
        return by_table(Path(told), what)
    return by_pattern(told, what)


def by_folder(name: str) -> str:
    """The folder that the image lies in, `clinicA/L01`; an image beside no other folder is of no lesion."""
    folder = str(PurePosixPath(name).parent)
    return "" if folder == "." else folder


def by_table(path: Path, what: Told = LESION) -> LesionRule:
    """The lesions or patients of a CSV table. Raises TableError: unreadable, without those columns, two lesions of an
    image."""
    word = what.word
    table = read_table(path, f"{word}s")
    image, lesion = table.column(*IMAGE_COLUMNS), table.column(*what.columns)
    if image is None or lesion is None:
        raise TableError(
            f"the {word}s in {path} need a column 'image_id' with the images' names and a column '{word}_id', and its "
            f"first line is '{','.join(table.columns)[:80]}'"
        )
    known: dict[str, str] = {}
    for row in table.rows:
        name, told = row.cells[image].replace("\\", "/"), row.cells[lesion]
        if name and told and known.setdefault(name, told) != told:
            raise TableError(f"the {word}s in {path} give '{name}' two {word}s, the second in line {row.line}")
    if not known:
        raise TableError(f"the {word}s in {path} name no {word} in any line")
    index = NameIndex(known.items())
    return lambda name: index.find(name) or ""


def by_pattern(pattern: str, what: Told = LESION) -> LesionRule:
    """What a regular expression finds in the name, folders included, else in the file's name alone: `^L1_` is meant of
    that. Raises UsageError where it is none."""
    if not pattern.strip():
        raise UsageError("no pattern is written; write one such as ^[^_]+ for what stands before the first _")
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(
            f"{pattern!r} is no regular expression ({error}); write one such as ^[^_]+ for what stands before the "
            "first _"
        ) from None
    group: int | str = what.word if what.word in compiled.groupindex else min(1, compiled.groups)

    def of(name: str) -> str:
        found = compiled.search(name) or compiled.search(name.rpartition("/")[2])
        return (found[group] or "").strip() if found else ""

    return of
