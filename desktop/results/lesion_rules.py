"""Which lesion an image shows, told by its folder, by a table, or by a pattern on its name: for the command line and
the window alike.

    rule = lesion_rule("labels.csv")                 # or "folder", or r"^(?P<lesion>[^_]+)_"
    rule("clinicA/L01_2.jpg")                        # the lesion's name, "" where there is none
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from desktop.common.diagnoses import IMAGE_COLUMNS, LESION_COLUMNS
from desktop.common.tables import TableError, read_table
from desktop.errors import UsageError
from desktop.images.image_names import NameIndex

FOLDER = "folder"
GROUP = "lesion"
"""Of a pattern, the group that is the lesion; else its first group, else all that it matches."""
_TABLES = (".csv", ".tsv", ".txt")

LesionRule = Callable[[str], str]
"""From an image's name in results (`/` between folders) to its lesion's name, "" where none is told."""


def lesion_rule(told: str) -> LesionRule:
    """The rule that a word, a file or a pattern stands for: `folder`, a CSV table with a column of images and one of
    lesions, or a regular expression. Raises UsageError (TableError of a table) where it is none of them."""
    if told.strip().casefold() == FOLDER:
        return by_folder
    if Path(told).suffix.lower() in _TABLES:
        return by_table(Path(told))
    return by_pattern(told)


def by_folder(name: str) -> str:
    """The folder that the image lies in, `clinicA/L01`; an image beside no other folder is of no lesion."""
    folder = str(PurePosixPath(name).parent)
    return "" if folder == "." else folder


def by_table(path: Path) -> LesionRule:
    """The lesions of a CSV table. Raises TableError: unreadable, without those columns, two lesions of an image."""
    table = read_table(path, "lesions")
    image, lesion = table.column(*IMAGE_COLUMNS), table.column(*LESION_COLUMNS)
    if image is None or lesion is None:
        raise TableError(
            f"the lesions in {path} need a column 'image_id' with the images' names and a column 'lesion_id', and its "
            f"first line is '{','.join(table.columns)[:80]}'"
        )
    known: dict[str, str] = {}
    for row in table.rows:
        name, told = row.cells[image].replace("\\", "/"), row.cells[lesion]
        if name and told and known.setdefault(name, told) != told:
            raise TableError(f"the lesions in {path} give '{name}' two lesions, the second in line {row.line}")
    if not known:
        raise TableError(f"the lesions in {path} name no lesion in any line")
    index = NameIndex(known.items())
    return lambda name: index.find(name) or ""


def by_pattern(pattern: str) -> LesionRule:
    """What a regular expression finds in the name, folders included. Raises UsageError where it is none."""
    if not pattern.strip():
        raise UsageError("no pattern is written; write one such as ^[^_]+ for what stands before the first _")
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(
            f"{pattern!r} is no regular expression ({error}); write one such as ^[^_]+ for what stands before the "
            "first _"
        ) from None
    group: int | str = GROUP if GROUP in compiled.groupindex else min(1, compiled.groups)

    def of(name: str) -> str:
        found = compiled.search(name)
        return (found[group] or "").strip() if found else ""

    return of
