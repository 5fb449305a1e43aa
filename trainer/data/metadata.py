"""The metadata table of a data set: which file it is, and what it says.

Reads and checks form only; whether rows make sense together is checked in `trainer.data.dataset`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.common.diagnoses import (
    AGE_COLUMNS,
    DIAGNOSIS_COLUMNS,
    IMAGE_COLUMNS,
    LESION_COLUMNS,
    PATIENT_COLUMNS,
    SITE_COLUMNS,
    diagnoses_of,
)
from desktop.common.tables import Table, TableError, column_key, column_names
from desktop.common.tables import read_table as read_common_table
from desktop.images.image_names import readable, without_ending
from trainer.data.locate import some
from trainer.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import pandas as pd

NEEDED = ("image_id", "dx")
OPTIONAL = ("dx_type", "age", "sex", "localization")
CLASSES_FILE = "classes.csv"
TABLES = (".csv", ".tsv")
"""Endings of what may be a table, in any case."""

_HAM10000_NAMES = ("ham10000_metadata.csv", "ham10000_metadata")  # Kaggle's and the Dataverse's
_OTHER_NAME = "metadata.csv"
_ARCHIVE = {"isic_id", "attribution"}
CALLED = {
    "image_id": IMAGE_COLUMNS,
    "lesion_id": LESION_COLUMNS,
    "dx": DIAGNOSIS_COLUMNS,
    "patient_id": (*PATIENT_COLUMNS, "patientid", "patient id"),
    "dx_type": ("dx_type", "diagnosis_confirm_type"),
    "age": ("age", *AGE_COLUMNS),
    "sex": ("sex", "gender"),
    "localization": SITE_COLUMNS,
}
"""What the columns are called in the tables of others, in any case; the first that is there counts."""
EVERYWHERE = re.compile(r"(IL|IP|HAM)_\d+", re.IGNORECASE)
"""Lesions and patients of the ISIC archive, the same in every data set."""
_ARCHIVED = re.compile(r"(?:.*/)?(ISIC_\d+)", re.IGNORECASE)
_OLDEST = 120
_UNTOLD = frozenset({"unknown", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "null", "-", "--", "?"})
_UNKNOWN = _UNTOLD | {
    "unk",
    "none",
    "not known",
    "not available",
    "not recorded",
    "missing",
    "unbekannt",
    "desconocido",
}


def find_metadata(folder: Path) -> Path:
    """The metadata file of a data set: HAM10000_metadata(.csv), else metadata.csv, else the one CSV that fits.

    Raises DataError when the folder is missing or holds no such file, or several that could be meant.
    """
    try:
        if not folder.exists():
            raise DataError(f"The data folder {folder} does not exist; check the path given with --data.")
        if not folder.is_dir():
            raise DataError(f"{folder} is a file; give the folder that holds the images and the metadata with --data.")
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise DataError(
            f"The data folder {folder} cannot be read ({error.strerror}); check its permissions."
        ) from error
    tables = [path for path in files if path.suffix.lower() in TABLES and path.name.lower() != CLASSES_FILE]
    fitting = [path for path in tables if not _lacking(_header(path))]
    fitting = fitting or [path for path in tables if _has_classes(path)]
    fitting = [path for path in fitting if not is_of_the_archive(_header(path))] or fitting
    for name in (*_HAM10000_NAMES, _OTHER_NAME):
        for path in files:
            # `metadata.csv` is what the ISIC archive calls its own, too, which lies beside the fitting one.
            if path.name.lower() == name and (name != _OTHER_NAME or path in fitting or not fitting):
                return path
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise DataError(
            f"{folder} holds several metadata files ({', '.join(path.name for path in fitting)}); rename the one to "
            f"use to {_OTHER_NAME}."
        )
    for path in tables:  # a table that is no text at all, or in another encoding, has no columns to name
        try:
            column_names(path, "rows")
        except TableError as error:
            raise DataError(f"{error}.") from None
    shown, lack = ", ".join(path.name for path in tables[:3]), "lacks" if len(tables) == 1 else "lack"
    needed = [name for name in NEEDED if any(name in _lacking(_header(path)) for path in tables)]
    seen = f" ({shown} {lack} the column{'s' * (len(needed) > 1)} {', '.join(needed)})" if tables else ""
    raise DataError(
        f"{folder} holds no metadata{seen}; give the folder with HAM10000_metadata.csv, or another CSV with the "
        f"columns {', '.join(NEEDED)} (or one column per class), with --data."
    )


def read_table(metadata: Path) -> tuple[pd.DataFrame, list[str]]:
    """Metadata sorted by image_id with a RangeIndex: the needed columns as text, optional ones missing where empty;
    and notes of what it says that cannot be used.

    Read by `desktop.common.diagnoses`, as `ham-classify --labels` reads it, so the needed columns may have other names,
    and one column per class may stand in place of dx. image_id is without an image's ending; a row without a diagnosis
    has an empty dx. age is float in years. Further columns are kept as text. Raises DataError.
    """
    import pandas as pd

    try:
        table = read_common_table(metadata, "rows")
    except TableError as error:
        raise DataError(f"{error}.") from error
    absent, classes, diagnoses = _lacking(table.columns), tuple[str, ...](), list[str]()
    if absent == ["dx"]:
        classes, diagnoses = _marked(table)
        absent = [] if classes else absent
    if absent:
        has = ", ".join(table.columns[:8]) + (", ..." if len(table.columns) > 8 else "")
        raise DataError(
            f"{metadata} lacks the column{'s' if len(absent) > 1 else ''} {', '.join(absent)} (it has {has}); give a "
            "folder with HAM10000's metadata, or rename the columns."
        )
    named = {str(table.column(*CALLED[name])): name for name in CALLED if table.column(*CALLED[name])}
    rows = [{named.get(column, column): cell for column, cell in row.cells.items()} for row in table.rows]
    frame = pd.DataFrame(rows, columns=[named.get(column, column) for column in table.columns], dtype=object)
    if classes:
        frame = frame.drop(columns=[*classes]).assign(dx=pd.Series(diagnoses, dtype=object))
    frame["image_id"] = [without_ending(readable(image)) for image in frame["image_id"]]
    for name in OPTIONAL:
        if name not in frame.columns:
            frame[name] = pd.Series([None] * len(frame), dtype=object)
        else:
            frame[name] = frame[name].mask(frame[name] == "")
    frame["age"], notes = ages_of(frame["age"])
    if "lesion_id" not in frame.columns:
        frame["lesion_id"] = ""
    for name in ("lesion_id", "patient_id"):
        if name in frame.columns:
            frame[name] = frame[name].map(known_id)
    first = ["image_id", "lesion_id", "dx", *OPTIONAL]
    further = [name for name in frame.columns if name not in first]
    return frame[first + further].sort_values("image_id", kind="stable", ignore_index=True), notes


def with_lesions(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with every image whose lesion is unknown as a lesion of its own, and a note of that."""
    unknown = table["lesion_id"] == ""
    if not unknown.any():
        return table, []
    own = "image " + table["image_id"]
    count = "all images" if unknown.all() else f"{int(unknown.sum()):,} of {len(table):,} images"
    return table.assign(lesion_id=table["lesion_id"].mask(unknown, own)), [
        f"the lesion of {count} is unknown: each is a lesion of its own"
    ]


def ages_of(told: pd.Series) -> tuple[pd.Series, list[str]]:
    """Ages in years as floats, NaN where none is told, and a note of those that are no age (`40-45`, `999`)."""
    import pandas as pd

    written = told.fillna("").astype(str)
    ages = pd.to_numeric(written.str.replace(",", ".").str.removesuffix("+"), errors="coerce").astype(float)
    ages = ages.where(ages.between(0, _OLDEST))
    lost = written[ages.isna() & ~written.str.casefold().isin(_UNKNOWN | {""})]
    if not len(lost):
        return ages, []
    return ages, [f"the age of {len(lost):,} images is no number of years ({some(sorted(set(lost)))}) and left out"]


def known_id(told: str) -> str:
    """The id of a lesion or a patient; "" for the words that tables have where it is not known."""
    return "" if told.strip().casefold() in _UNKNOWN else told


def known_diagnosis(told: str, named: Collection[str]) -> str:
    """What a table says that an image shows, on one line; "" for the words that say nothing (`n/a`, `unknown`), where
    these are not `named`, in lower case, as a class or a label."""
    said = " ".join(told.split())
    return "" if said.casefold() in _UNTOLD and said.casefold() not in named else said


def archive_id(image_id: str) -> str:
    """`ISIC_0024306` of an image of the ISIC archive, the same one in every data set, whatever folders stand before it
    and in whichever case; "" of any other."""
    found = _ARCHIVED.fullmatch(image_id)
    return found[1].upper() if found else ""


def is_of_the_archive(columns: Sequence[str]) -> bool:
    """Whether these are the columns of the ISIC archive's own `metadata.csv`, which comes with every download: another
    table beside it says what a person meant."""
    return {column_key(column) for column in columns} >= _ARCHIVE


def _marked(table: Table) -> tuple[tuple[str, ...], list[str]]:
    """The columns of the classes, and the one of each row; no columns where the table has none. Raises DataError."""
    try:
        return diagnoses_of(table, str(table.column(*IMAGE_COLUMNS)))
    except TableError as error:
        raise DataError(f"{error}.") from None


def _has_classes(path: Path) -> bool:
    """Whether a table names images and has one column per class, as ISIC's ground truths have."""
    if _lacking(_header(path)) != ["dx"]:
        return False
    try:
        return bool(_marked(read_common_table(path))[0])
    except (TableError, DataError):
        return True  # reading it says what is wrong


def _lacking(columns: Sequence[str]) -> list[str]:
    """The needed columns that are not among these, under any of their names."""
    keys = {column_key(column) for column in columns}
    return [name for name in NEEDED if keys.isdisjoint(map(column_key, CALLED[name]))]


def _header(path: Path) -> list[str]:
    """Column names of a CSV; none where it is no readable text."""
    try:
        return list(column_names(path))
    except TableError:
        return []
