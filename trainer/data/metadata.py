"""The text files of a data set: its metadata CSV and, where it names its own classes, `classes.csv`.

Reads and checks form only; whether rows make sense together is checked in `trainer.data.dataset`.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from desktop.contract import ClassInfo
from trainer.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

NEEDED = ("image_id", "lesion_id", "dx")
OPTIONAL = ("dx_type", "age", "sex", "localization")
CLASSES_FILE = "classes.csv"

_HAM10000_NAMES = ("ham10000_metadata.csv", "ham10000_metadata")  # Kaggle's and the Dataverse's
_OTHER_NAME = "metadata.csv"
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


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
    for name in (*_HAM10000_NAMES, _OTHER_NAME):
        for path in files:
            if path.name.lower() == name:
                return path
    tables = [path for path in files if path.suffix.lower() == ".csv" and path.name.lower() != CLASSES_FILE]
    fitting = [path for path in tables if set(NEEDED) <= set(_header(path))]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise DataError(
            f"{folder} holds several metadata files ({', '.join(path.name for path in fitting)}); rename the one to "
            f"use to {_OTHER_NAME}."
        )
    some, lack = ", ".join(path.name for path in tables[:3]), "lacks" if len(tables) == 1 else "lack"
    seen = f" ({some} {lack} the columns {', '.join(NEEDED)})" if tables else ""
    raise DataError(
        f"{folder} holds no metadata{seen}; give the folder with HAM10000_metadata.csv, or another CSV with the "
        f"columns {', '.join(NEEDED)}, with --data."
    )


def read_table(metadata: Path) -> pd.DataFrame:
    """Metadata sorted by image_id with a RangeIndex: the needed columns as text, optional ones missing where empty.

    age is float in years. Further columns are kept as text. Raises DataError.
    """
    import pandas as pd

    try:
        table = pd.read_csv(metadata, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except (OSError, UnicodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{metadata} cannot be read as a CSV table ({reason}); replace it.") from error
    table.columns = table.columns.str.strip()
    absent = [name for name in NEEDED if name not in table.columns]
    if absent:
        has = ", ".join(table.columns[:8]) + (", ..." if len(table.columns) > 8 else "")
        raise DataError(
            f"{metadata} lacks the column{'s' if len(absent) > 1 else ''} {', '.join(absent)} (it has {has}); give a "
            "folder with HAM10000's metadata, or rename the columns."
        )
    for name in NEEDED:
        table[name] = table[name].str.strip()
    for name in OPTIONAL:
        if name not in table.columns:
            table[name] = pd.Series([None] * len(table), dtype=object)
        else:
            table[name] = table[name].mask(table[name].str.strip() == "")
    table["age"] = pd.to_numeric(table["age"], errors="coerce").astype(float)
    first = [*NEEDED, *OPTIONAL]
    further = [name for name in table.columns if name not in first]
    return table[first + further].sort_values("image_id", kind="stable", ignore_index=True)


def class_list(codes: Sequence[str], *, known: Sequence[ClassInfo], folder: Path) -> tuple[ClassInfo, ...]:
    """A ClassInfo for each of `codes`, in their order.

    From `classes.csv` (columns code, name, malignant) in `folder` if there is one, which then has to name every code;
    else from `known`, and a code that is not known there stands for itself as benign. Raises DataError.
    """
    file = folder / CLASSES_FILE
    if file.is_file():
        named = _read_classes(file)
        absent = [code for code in codes if code not in named]
        if absent:
            raise DataError(f"{file} does not name the classes {', '.join(absent)}; add a row for each.")
    else:
        named = {info.code: info for info in known}
    return tuple(named.get(code) or ClassInfo(code, code, False) for code in codes)


LONGEST_NAME = 200
"""Characters of a class's name that a model file holds (`desktop.contract`): told before hours of training."""


def _read_classes(file: Path) -> dict[str, ClassInfo]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeError, csv.Error) as error:
        raise DataError(f"{file} cannot be read as a CSV table ({error}); correct or remove it.") from error
    named: dict[str, ClassInfo] = {}
    for number, row in enumerate(rows, start=2):
        code, name = (str(row.get(key) or "").strip() for key in ("code", "name"))
        malignant = _YES_NO.get(str(row.get("malignant") or "").strip().lower())
        if not code or not name or malignant is None or code in named:
            raise DataError(
                f"Line {number} of {file} must have a code of its own, a name, and yes or no under malignant (columns "
                "code, name, malignant); correct it."
            )
        if len(name) > LONGEST_NAME:
            raise DataError(
                f"Line {number} of {file} names {code} with {len(name)} characters; a model file holds {LONGEST_NAME}, "
                "shorten it."
            )
        named[code] = ClassInfo(code, name, malignant)
    return named


def _header(path: Path) -> list[str]:
    """Column names of a CSV; none where it is no readable text. Pixel tables have thousands, so the read is capped."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            first = lines.readline(65_536)
    except (OSError, UnicodeError):
        return []
    return [name.strip().strip('"') for name in first.split(",")]
