"""Which lesion an image shows, by one rule for all of them: a table's column, the image's folder, or its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from desktop.common.diagnoses import IMAGE_COLUMNS, LESION_COLUMNS
from desktop.common.tables import read_table
from desktop.errors import UsageError
from desktop.images.image_file import ImageFile
from desktop.images.image_names import NameIndex

FOLDER = "folder"


@dataclass(frozen=True)
class Grouping:
    """words: the rule, for a person; lesion: of an image by its relative name and where it lies, None where the rule
    says nothing of it; such an image is a lesion of its own."""

    words: str
    lesion: Callable[[str, Path | None], str | None]

    def check(self, files: Iterable[ImageFile]) -> None:
        """Raises UsageError where the rule fits none of the files; it stops at the first that it fits."""
        if not any(self.lesion(file.name, file.path) for file in files):
            raise UsageError(f"--lesions: {self.words} fits none of the images; nothing would be grouped")


def read_grouping(text: str) -> Grouping:
    """`folder`, the name of a CSV file with the images' names and a column lesion_id, or a regular expression.

    A regular expression is searched for in the image's relative name; its first group is the lesion, without a group
    all that it matches. Raises UsageError for a file without the columns, and for what is no regular expression.
    """
    if text.strip() == "":
        raise UsageError("--lesions is empty; give a CSV file, 'folder', or a regular expression")
    if text == FOLDER:
        return Grouping("the image's folder", _folder)
    if _is_file(text):
        return _by_table(Path(text))
    if text.casefold().endswith((".csv", ".tsv", ".txt")):
        raise UsageError(f"--lesions {text}: there is no such file")
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise UsageError(
            f"--lesions '{text}' is neither a file, 'folder', nor a regular expression ({error})"
        ) from None

    def matched(name: str, path: Path | None) -> str | None:
        found = pattern.search(name)
        return None if found is None else (found[1] if pattern.groups else found[0]) or None

    return Grouping(f"the pattern '{text}'", matched)


def _folder(name: str, path: Path | None) -> str | None:
    inside = str(PurePosixPath(name).parent)
    return inside if inside != "." else (None if path is None else path.parent.name or None)


def _by_table(path: Path) -> Grouping:
    table = read_table(path, "lesions")
    image, lesion = table.column(*IMAGE_COLUMNS), table.column(*LESION_COLUMNS)
    if image is None or lesion is None:
        missing = "image_id" if image is None else "lesion_id"
        raise UsageError(f"the lesions in {path} have no column {missing}; it has: {', '.join(table.columns)[:80]}")
    index = NameIndex((row.cells[image], row.cells[lesion]) for row in table.rows if row.cells[image])
    return Grouping(f"the column {lesion} of {path.name}", lambda name, at: index.find(name, at) or None)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or no name
        return False
