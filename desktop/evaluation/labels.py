"""A CSV file of known diagnoses: HAM10000's columns, or ISIC's ground truth with one column per class."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from desktop.errors import UsageError

_IDS = ("image_id", "image", "isic_id", "file", "filename", "file_name", "name")
_DIAGNOSES = ("dx", "diagnosis", "label", "class")
_LESIONS = ("lesion_id", "lesion")
_PATIENTS = ("patient_id", "patient")
_AGES = ("age_approx", "age")
_SITES = ("localization", "anatom_site_general", "anatom_site_special", "anatom_site", "site")
_DELIMITERS = ",;\t"


class LabelsError(UsageError):
    """A labels file that cannot be read or understood."""


@dataclass(frozen=True)
class Label:
    """`image`: the id as the file has it; `diagnosis`: a class code or name as written; `lesion`, `patient`, `age` and
    `site`: as written, "" where unknown."""

    image: str
    diagnosis: str
    lesion: str = ""
    patient: str = ""
    age: str = ""
    site: str = ""


class Labels:
    """The labels of a file, found by the name an image has in results."""

    def __init__(self, path: Path, labels: Mapping[str, Label]) -> None:
        self.path = path
        self._by_id = labels
        # An id that is a path or has an ending also fits by its stem, where no other id has the same.
        stems: dict[str, Label | None] = {}
        for label in labels.values():
            stem = PurePosixPath(label.image).stem
            stems[stem] = None if stem in stems else label
        self._by_stem = stems

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Label]:
        return iter(self._by_id.values())

    def find(self, name: str) -> Label | None:
        """The label of an image by its relative name, with or without ending, and then by its file name alone."""
        path = PurePosixPath(name)
        for key in (name, str(path.with_suffix("")), path.name, path.stem):
            if (label := self._by_id.get(key)) is not None:
                return label
        return self._by_stem.get(path.stem)


def read_labels(path: Path) -> Labels:
    """Read a labels file; comma, semicolon or tab separate. Raises LabelsError with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is no UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise LabelsError(f"the labels in {path} cannot be read ({why}); name a CSV file") from None
    header, _, _ = text.partition("\n")
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    try:
        rows = [(reader.line_num, {k.strip(): (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except csv.Error as error:
        raise LabelsError(f"the labels in {path} are damaged in line {reader.line_num} ({error})") from None
    columns = [name.strip() for name in reader.fieldnames or ()]
    if {"file", "diagnosis", "probability", "referral", "status"} <= set(columns):
        raise LabelsError(
            f"{path} is a results table of ham-classify, not known diagnoses: its answers would be compared with "
            "themselves; name the file that the diagnoses are in"
        )
    image = _column(columns, _IDS)
    if image is None:
        raise LabelsError(
            f"the labels in {path} have no column with the images' names; its first line must hold 'image_id' or "
            f"'image', and it is '{header.strip()[:80]}'"
        )
    if not rows:
        raise LabelsError(f"the labels in {path} hold no line below the first")
    diagnosis = _column(columns, _DIAGNOSES)
    classes = [] if diagnosis else _class_columns(columns, rows, image)
    if not diagnosis and len(classes) < 2:
        raise LabelsError(
            f"the labels in {path} have neither a column 'dx' with a diagnosis nor one column per class holding 0 and 1"
        )
    beside = [_column(columns, known) for known in (_LESIONS, _PATIENTS, _AGES, _SITES)]
    labels: dict[str, Label] = {}
    for line, row in rows:
        identity = row[image].replace("\\", "/")
        said = row[diagnosis] if diagnosis else _marked(path, line, row, classes)
        if not identity or not said:
            missing = "image" if not identity else "diagnosis"
            raise LabelsError(f"the labels in {path} name no {missing} in line {line}")
        label = Label(identity, said, *(row[name] if name else "" for name in beside))
        if labels.setdefault(identity, label).diagnosis != said:
            raise LabelsError(f"the labels in {path} give '{identity}' two diagnoses, the second in line {line}")
    return Labels(path, labels)


def _column(columns: list[str], known: tuple[str, ...]) -> str | None:
    """The first column with a known name, whatever its case."""
    lowered = {name.lower(): name for name in reversed(columns)}
    return next((lowered[name] for name in known if name in lowered), None)


def _class_columns(columns: list[str], rows: list[tuple[int, dict[str, str]]], image: str) -> list[str]:
    """The columns that hold nothing but 0 and 1."""
    return [
        name
        for name in columns
        if name not in (image, "") and name.lower() not in _LESIONS and all(_flag(r[name]) is not None for _, r in rows)
    ]


def _flag(text: str) -> bool | None:
    try:
        return {0.0: False, 1.0: True}.get(float(text))
    except ValueError:
        return None


def _marked(path: Path, line: int, row: dict[str, str], classes: list[str]) -> str:
    marked = [name for name in classes if _flag(row[name])]
    if len(marked) != 1:
        raise LabelsError(
            f"the labels in {path} mark {len(marked)} classes in line {line}, and an image has one"
            + (f" ({', '.join(marked)})" if marked else "")
        )
    return marked[0]
