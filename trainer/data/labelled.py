"""Labelled images from anywhere, read for classes that a network already has: what `ham-train evaluate` measures on.

Two forms of labels: HAM10000's columns (image_id, lesion_id and dx; age, sex and the others where they are known), and
the ground truth of ISIC 2018 with one column per class. Lesions may be unknown: an image is then a lesion of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import ClassInfo
from desktop.evaluation.labels import LabelsError, read_labels
from desktop.images import SUFFIXES
from trainer.data.dataset import Dataset, fingerprint_of, licence_of, locate_images
from trainer.data.metadata import CLASSES_FILE, OPTIONAL, read_table
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


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
    table["path"] = np.array(locate_images(table["image_id"].tolist(), folder, file), dtype=object)
    dataset = Dataset(
        name=folder.resolve().name,
        licence=licence_of(table),
        folder=folder,
        table=table,
        classes=tuple(classes),
        fingerprint=fingerprint_of(table),
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
    reasons: list[str] = []
    for file in tables:
        try:
            fitting[file] = _table(file)
        except LabelsError as error:
            reasons.append(str(error))
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


def _table(file: Path) -> pd.DataFrame:
    import pandas as pd

    labels = list(read_labels(file))
    plain = _people(file, pd.Index([label.image for label in labels])).reset_index(drop=True)
    plain.insert(0, "image_id", [_stem(label.image) for label in labels])
    plain.insert(1, "lesion_id", [label.lesion or f"image {label.image}" for label in labels])
    plain.insert(2, "dx", [label.diagnosis for label in labels])
    plain = plain.sort_values("image_id", kind="stable", ignore_index=True)
    repeated = plain["image_id"][plain["image_id"].duplicated()]
    if len(repeated):
        raise DataError(f"{file} lists {repeated.iloc[0]} more than once; leave one row for each image.")
    return plain


def _people(file: Path, ids: pd.Index) -> pd.DataFrame:
    """The OPTIONAL columns of HAM10000 for each id; missing where the file is of another form and has none of them."""
    import pandas as pd

    try:
        full = read_table(file).drop_duplicates("image_id").set_index("image_id")
    except DataError:
        return pd.DataFrame(None, index=ids, columns=list(OPTIONAL), dtype=object)
    return full.reindex(ids)[list(OPTIONAL)]


def _stem(image: str) -> str:
    """The id of an image that a file may name with folder and ending."""
    path = PurePosixPath(image)
    return path.stem if path.suffix.lower() in SUFFIXES else path.name
