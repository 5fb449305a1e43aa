"""Labelled images from anywhere, read for classes that a network already has: what `ham-train evaluate` measures on.

Two forms of labels: HAM10000's columns (image_id, lesion_id and dx; age, sex and the others where they are known), and
the ground truth of ISIC 2018 with one column per class. Lesions may be unknown: an image is then a lesion of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.diagnoses import AGE_COLUMNS, SITE_COLUMNS, KnownDiagnoses, read_diagnoses
from desktop.common.tables import TableError
from desktop.contract import ClassInfo
from desktop.images.image_names import readable, without_ending
from trainer.data.dataset import Dataset, fingerprint_of, licence_of
from trainer.data.locate import locate_images
from trainer.data.metadata import CLASSES_FILE, OPTIONAL, is_of_the_archive
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


_CALLED = {"age": ("age", *AGE_COLUMNS), "localization": SITE_COLUMNS}


@dataclass(frozen=True, eq=False)
class Labelled:
    """dataset: the images with a diagnosis among the classes asked for; unknown: images left out, by diagnosis."""

    dataset: Dataset
    unknown: dict[str, int]


def load_labelled(folder: Path, classes: Sequence[ClassInfo]) -> Labelled:
    """Read a folder of images with a CSV of labels beside them, for classes named by code or by name in any case.

    Raises DataError where there is no such CSV or no telling which, an image is missing or listed twice with two
    diagnoses, one lesion has two diagnoses, or none of the diagnoses is among the classes.
    """
    file, table = _read(folder)
    places = {c.name.casefold(): c.code for c in classes} | {c.code.casefold(): c.code for c in classes}
    codes = [places.get(said.casefold()) for said in table["dx"]]
    known = np.array([code is not None for code in codes])
    unknown = Counter(table["dx"][~known])
    table["dx"] = np.array(codes, dtype=object)
    table = table[known].reset_index(drop=True)
    if table.empty:
        said = ", ".join(sorted(unknown)[:5])
        raise DataError(f"{file} has none of the classes {', '.join(c.code for c in classes)} (it has {said}).")
    torn = table.groupby("lesion_id")["dx"].nunique() > 1
    if torn.any():
        raise DataError(
            f"In {file} the images of lesion {torn.index[torn][0]} carry different diagnoses; correct dx or lesion_id."
        )
    located = locate_images(table["image_id"].tolist(), folder, file)
    table["path"] = np.array(located.paths, dtype=object)
    dataset = Dataset(
        name=folder.resolve().name,
        licence=licence_of(table),
        folder=folder,
        table=table,
        classes=tuple(classes),
        fingerprint=fingerprint_of(table),
        notes=located.notes,
    )
    return Labelled(dataset, dict(sorted(unknown.items())))


def unseen(table: pd.DataFrame, split: pd.DataFrame) -> NDArray[np.bool_]:
    """Which images [N] a run can be measured on: neither they nor another image of their lesion was learned from.

    split: image_id, lesion_id and part of the run's own images; what it trained on or chose by is "train" and "val".
    Lesion ids are compared only where the two tables share an image: elsewhere the same number is another lesion.
    """
    used = split[split["part"] != "test"]
    seen = table["image_id"].isin(used["image_id"])
    if table["image_id"].isin(split["image_id"]).any():
        seen |= table["lesion_id"].isin(used["lesion_id"])
    result: NDArray[np.bool_] = ~seen.to_numpy()
    return result


def _read(folder: Path) -> tuple[Path, pd.DataFrame]:
    """The labels file of a folder and its table: image_id, lesion_id, dx and OPTIONAL, sorted by image_id."""
    try:
        if not folder.is_dir():
            what = "is a file" if folder.exists() else "does not exist"
            raise DataError(f"The data folder {folder} {what}; give the folder with the images and their labels.")
        tables = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv" and p.name.lower() != CLASSES_FILE)
    except OSError as error:
        raise DataError(f"The data folder {folder} cannot be read ({error.strerror}); check its permissions.") from None
    fitting: dict[Path, pd.DataFrame] = {}
    archives: dict[Path, pd.DataFrame] = {}
    reasons: list[str] = []
    for file in tables:
        try:
            known = read_diagnoses(file)
            (archives if is_of_the_archive(known.columns) else fitting)[file] = _table(known)
        except TableError as error:
            reasons.append(str(error))
    fitting = fitting or archives
    if len(fitting) > 1:
        raise DataError(
            f"{folder} holds several files of labels ({', '.join(p.name for p in fitting)}); leave the one to use."
        )
    if not fitting:
        why = f" ({reasons[0]})" if reasons else ""
        raise DataError(
            f"{folder} holds no file of labels{why}; put a CSV there with the columns image_id and dx, or with image "
            "and one column per class."
        )
    return next(iter(fitting.items()))


def _table(known: KnownDiagnoses) -> pd.DataFrame:
    import pandas as pd

    entries = known.entries
    plain = pd.DataFrame(
        {
            "image_id": [without_ending(readable(entry.image)) for entry in entries],
            "lesion_id": [entry.lesion or f"image {entry.image}" for entry in entries],
            "dx": [entry.diagnosis for entry in entries],
            **{name: [entry.told(*_CALLED.get(name, (name,))) or None for entry in entries] for name in OPTIONAL},
        },
        dtype=object,
    )
    plain["age"] = pd.to_numeric(plain["age"], errors="coerce").astype(float)
    plain = plain.sort_values("image_id", kind="stable", ignore_index=True)
    repeated = plain["image_id"][plain["image_id"].duplicated()]
    if len(repeated):
        raise DataError(f"{known.path} lists {repeated.iloc[0]} more than once; leave one row for each image.")
    return plain
