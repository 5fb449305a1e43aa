"""Known diagnoses of images as data sets write them: a column with the diagnosis, or one column per class.

HAM10000 (`image_id,lesion_id,dx`), the ground truths of ISIC 2018 and 2019 (`image,MEL,NV,...`), ISIC 2020
(`image_name,...,diagnosis`), the ISIC archive (`isic_id,...,diagnosis`), and tables made after them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from desktop.common.tables import Row, Table, TableError, column_key, read_table
from desktop.language.spoken import marked

IMAGE_COLUMNS = ("image_id", "image", "isic_id", "image_name", "file", "filename", "file_name", "img_id", "name")
DIAGNOSIS_COLUMNS = ("dx", "diagnosis", "label", "class", "diagnostic")
LESION_COLUMNS = ("lesion_id", "lesion")
PATIENT_COLUMNS = ("patient_id", "patient")
AGE_COLUMNS = ("age_approx", "age")
SITE_COLUMNS = ("localization", "anatom_site_general", "anatom_site_special", "anatom_site", "site")
"""Names of columns, in any case; the first that is there counts."""

_WORDS = {"true": True, "yes": True, "false": False, "no": False}
_NO_CLASSES = frozenset({*LESION_COLUMNS, *PATIENT_COLUMNS, *AGE_COLUMNS, *SITE_COLUMNS})

# Classes that ISIC's ground truths name: where a table has several runs of 0 and 1, theirs is the diagnosis.
_KNOWN_CLASSES = frozenset({"mel", "nv", "bcc", "ak", "akiec", "bkl", "df", "vasc", "scc", "unk"})


@dataclass(frozen=True)
class KnownDiagnosis:
    """image: the id as the file has it, `/` between folders; diagnosis: a class code or name as written; lesion: ""
    where unknown; line: of the file; cells: the whole row by column name."""

    image: str
    diagnosis: str
    lesion: str
    line: int
    cells: Mapping[str, str]

    def told(self, *columns: str) -> str:
        """What the row says in the first of these columns that the table has, whatever its case; else ""."""
        by_name = {column_key(name): cell for name, cell in reversed([*self.cells.items()])}
        return next((by_name[key] for key in map(column_key, columns) if key in by_name), "")


@dataclass(frozen=True)
class KnownDiagnoses:
    """entries: each image once, in the file's order; undiagnosed: images that the file lists without a diagnosis;
    columns: of the table."""

    path: Path
    entries: tuple[KnownDiagnosis, ...]
    undiagnosed: tuple[str, ...]
    columns: tuple[str, ...]


def read_diagnoses(path: Path) -> KnownDiagnoses:
    """Read a table of known diagnoses. Raises TableError with the line that is wrong."""
    table = read_table(path, marked("labels"))
    if {"file", "diagnosis", "probability", "referral", "status"} <= set(table.columns):
        raise TableError(
            f"{path} is a results table of ham-classify, not known diagnoses: its answers would be compared with "
            "themselves; name the file that the diagnoses are in"
        )
    image = table.column(*IMAGE_COLUMNS)
    if image is None:
        raise TableError(
            f"the labels in {path} have no column with the images' names; its first line must hold 'image_id' or "
            f"'image', and it is '{','.join(table.columns)[:80]}'"
        )
    if not table.rows:
        raise TableError(f"the labels in {path} hold no line below the first")
    columns, told = diagnoses_of(table, image)
    if not columns:
        raise TableError(
            f"the labels in {path} have neither a column 'dx' with a diagnosis nor one column per class holding 0 and 1"
        )
    lesion = table.column(*LESION_COLUMNS)
    entries: dict[str, KnownDiagnosis] = {}
    undiagnosed: list[str] = []
    for row, said in zip(table.rows, told, strict=True):
        identity = row.cells[image].replace("\\", "/")
        if not identity:
            raise TableError(f"the labels in {path} name no image in line {row.line}")
        if not said:
            undiagnosed.append(identity)
            continue
        entry = KnownDiagnosis(identity, said, row.cells[lesion] if lesion else "", row.line, row.cells)
        if entries.setdefault(identity, entry).diagnosis != said:
            raise TableError(f"the labels in {path} give '{identity}' two diagnoses, the second in line {row.line}")
    if not entries:
        raise TableError(f"the labels in {path} name no diagnosis in any line")
    return KnownDiagnoses(path, tuple(entries.values()), tuple(undiagnosed), table.columns)


def diagnoses_of(table: Table, image: str) -> tuple[tuple[str, ...], list[str]]:
    """Which columns tell the diagnosis, and what each row says, "" for nothing: the column with a diagnosis, else the
    names of the classes. No columns where there are neither. `image`: the column of the names. Raises TableError.
    """
    if diagnosis := table.column(*DIAGNOSIS_COLUMNS):
        return (diagnosis,), [row.cells[diagnosis] for row in table.rows]
    classes = _class_columns(table, image)
    return tuple(classes), [_marked(table.path, row, classes) for row in table.rows]


def _class_columns(table: Table, image: str) -> Sequence[str]:
    """The columns of the classes, none where none are: neighbours that hold 0 and 1 and of which no row marks two.

    Weights and further facts that are 0 or 1 as well (ISIC 2019's test truth has two) stand beside the classes. Of
    several choices the one with most classes of ISIC's counts, then with most rows marked, then the longest. Raises
    TableError.
    """
    runs: list[list[str]] = [[]]
    for name in table.columns:
        may_be = name != image and column_key(name) not in _NO_CLASSES
        if may_be and _holds_flags([row.cells[name] for row in table.rows]):
            runs[-1].append(name)
        else:
            runs.append([])
    longest = max(runs, key=len)
    if len(longest) < 2:
        return []
    ranked = sorted((part for run in runs for part in _parts(run, table.rows)), reverse=True)
    flags = [name for run in runs for name in run]
    if not ranked:
        isic = sum(name.casefold() in _KNOWN_CLASSES for name in flags) > 1
        return _whole(table, [] if isic else longest, flags)
    best = [columns for *rank, columns in ranked if rank == list(ranked[0][:3])]
    if len(best) > 1:
        several = " or ".join(f"{part[0]} to {part[-1]}" for part in best[:2])
        raise TableError(f"the labels in {table.path} do not tell which columns are the classes: {several}; keep those")
    return _whole(table, best[0], flags)


def _whole(table: Table, found: Sequence[str], flags: Sequence[str]) -> Sequence[str]:
    """The columns found among all of 0 and 1; ISIC's classes where one of them was left out. Raises TableError where a
    class would be passed over in silence: a row that marks two of ISIC's, or marks none of those found and others."""
    isic = [name for name in flags if name.casefold() in _KNOWN_CLASSES]
    if not set(isic) <= set(found):
        for row in table.rows:
            _marked(table.path, row, isic)
        if len(isic) < 2:
            raise TableError(f"the labels in {table.path} do not tell which columns are the classes beside {isic[0]}")
        found = isic
    left = [name for name in flags if name not in found]
    for row in () if isic else table.rows:
        if not _marked(table.path, row, found) and any(_flag(row.cells[name]) for name in left):
            raise TableError(
                f"the labels in {table.path} mark none of {', '.join(found)} in line {row.line} and others; leave the "
                "columns of the classes alone, and mark one in each row"
            )
    return found


def _parts(run: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[int, int, int, list[str]]]:
    """Neighbours of which no row marks two: (how many are ISIC's, rows marked, how many, their names)."""
    totals = [0] * len(run)
    together: set[tuple[int, int]] = set()
    for row in rows:
        marked = [at for at, name in enumerate(run) if _flag(row.cells[name])]
        together.update(pairwise(marked))
        for at in marked:
            totals[at] += 1
    for first in range(len(run)):
        for last in range(first + 2, len(run) + 1):
            if not any(first <= one and other < last for one, other in together):
                names = list(run[first:last])
                isic = sum(name.casefold() in _KNOWN_CLASSES for name in names)
                yield isic, sum(totals[first:last]), len(names), names


def _holds_flags(cells: Sequence[str]) -> bool:
    """Whether a column says of every row yes or no, or nothing of those that are not labelled."""
    flags = [_flag(cell) for cell in cells if cell]
    return bool(flags) and None not in flags


def _flag(text: str) -> bool | None:
    """Yes or no in the words of data sets and spreadsheets: 1, 1.0, 1,0 or true; None for anything else."""
    if (word := text.casefold()) in _WORDS:
        return _WORDS[word]
    try:
        return {0.0: False, 1.0: True}.get(float(text.replace(",", ".")))
    except ValueError:
        return None


def _marked(path: Path, row: Row, classes: Sequence[str]) -> str:
    """The one class that is marked; "" for none."""
    marked = [name for name in classes if _flag(row.cells[name])]
    if len(marked) > 1:
        raise TableError(
            f"the labels in {path} mark {len(marked)} classes in line {row.line}, and an image has one "
            f"({', '.join(marked)})"
        )
    return marked[0] if marked else ""
