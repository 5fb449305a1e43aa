"""A folder of images with a metadata CSV becomes a verified table: HAM10000, or any data set with its columns.

Every image is found by its id wherever it lies below the folder and is counted once (Kaggle's copy of HAM10000 holds
each twice). The whole HAM10000 has to match its published figures; any other data set brings its own classes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.contract import ClassInfo
from trainer.data.class_codes import (
    class_list,
    class_names,
    coarse_labels,
    notes_on_strangers,
    with_known_codes,
    with_labels,
)
from trainer.data.download import download_ham10000
from trainer.data.locate import locate_images, some
from trainer.data.metadata import CLASSES_FILE, archive_id, find_metadata, known_diagnosis, read_table, with_lesions
from trainer.data.split import group_ids
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

HAM10000_CLASSES: tuple[ClassInfo, ...] = (
    ClassInfo("akiec", "Actinic keratosis or intraepithelial carcinoma", True),
    ClassInfo("bcc", "Basal cell carcinoma", True),
    ClassInfo("bkl", "Benign keratosis-like lesion", False),
    ClassInfo("df", "Dermatofibroma", False),
    ClassInfo("mel", "Melanoma", True),
    ClassInfo("nv", "Melanocytic nevus", False),
    ClassInfo("vasc", "Vascular lesion", False),
)
HAM10000_LICENCE = (
    "CC BY-NC 4.0: non-commercial use with attribution (Tschandl, Rosendahl, Kittler, Sci. Data 5, 180161, 2018)"
)
HAM10000_IMAGES, HAM10000_LESIONS = 10_015, 7_470
_HAM10000_IDS = range(24_306, 34_321)  # ISIC_0024306 to ISIC_0034320, without gaps
_MIN_GROUPS = 3  # per class under --limit: one each for training, validation and test
FURTHER_CLASSES: tuple[ClassInfo, ...] = (
    ClassInfo("ak", "Actinic keratosis", True),
    ClassInfo("benign", "Benign", False),
    ClassInfo("malignant", "Malignant", True),
    ClassInfo("scc", "Squamous cell carcinoma", True),
)
"""Of ISIC 2019 beside HAM10000's. `ak` counts as malignant as `akiec` does, which it is a part of."""

_COLUMNS_TAKEN = frozenset({"image_id", "lesion_id", "patient_id", "label", "source", "fold"})
_LONGEST_CODE = 64  # desktop.contract.ClassInfo


@dataclass(frozen=True, eq=False)
class Dataset:
    """A verified data set.

    table: one row per image, sorted by image_id, with a RangeIndex and the columns image_id, lesion_id, dx, dx_type,
    age (years), sex, localization (missing where unknown), path (Path of the image) and whatever else the metadata
    has. classes: in output order. fingerprint: 16 hex digits of a sha256 over ids, diagnoses and files. notes:
    what was decided about the data that a person may not expect, a line each.
    """

    name: str
    licence: str
    folder: Path
    table: pd.DataFrame
    classes: tuple[ClassInfo, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids that are listed and have no image, of a data set that is only looked at."""
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a diagnosis covers that is none of the classes: the codes of those it may be."""
    limited: bool = False
    """Whether a limit left images out."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """Class of each image as an index into `classes`, int64 [N]; -1 where the diagnosis covers several."""
        index = {info.code: number for number, info in enumerate(self.classes)}
        index |= dict.fromkeys(self.sets, -1)
        return np.array([index[code] for code in self.table["dx"]], dtype=np.int64)

    @property
    def members(self) -> NDArray[np.bool_]:
        """Which classes each image may be of, bool [N, C]: one, or those that its diagnosis covers."""
        codes = [info.code for info in self.classes]
        rows = {code: np.array([code == own for own in codes]) for code in codes}
        rows |= {label: np.isin(codes, members) for label, members in self.sets.items()}
        return np.stack([rows[said] for said in self.table["dx"]])

    @property
    def counts(self) -> dict[str, int]:
        """Images per class code, in the order of `classes`."""
        labels = self.labels
        count = np.bincount(labels[labels >= 0], minlength=len(self.classes))
        return {info.code: int(n) for info, n in zip(self.classes, count, strict=True)}

    @property
    def several_sources(self) -> bool:
        """Whether the images come from more than one."""
        return int(self.table["source"].nunique()) > 1

    @property
    def lesions(self) -> int:
        """Number of different lesions."""
        return int(self.table["lesion_id"].nunique())


def find_data(folder: Path | None) -> Path:
    """The folder to train from: `folder` if it holds metadata, or the Kaggle download of HAM10000 when None is given.

    Raises DataError when the folder is missing, has no metadata, or the download fails.
    """
    found = download_ham10000() if folder is None else folder
    find_metadata(found)
    return found


def load_dataset(
    folder: Path,
    *,
    limit: int | None = None,
    seed: int = 0,
    incomplete: bool = False,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    source: str | None = None,
    called: str | None = None,
) -> Dataset:
    """Read and verify the data set in `folder`.

    Always checked: the needed columns, no empty or repeated image id, one diagnosis per lesion, every image present.
    What claims to be HAM10000 (by the name of its metadata file, or because it lists more than half of HAM10000's
    images) is called so only with exactly its 10,015 images, 7 classes and 7,470 lesions; what else lies in the folder
    is a source of its own, and a copy that was changed is told in the notes and in the name.

    limit: keep about so many images, as whole groups of duplicates, in the classes' proportions but with at least
    three groups of each class where there are so many; which ones depends on `seed` alone. incomplete: images may be
    missing, as where data are only looked at. labels: what diagnoses stand for, a class's code or those of several, as
    `trainer.data.sources.Source`. source: what the table's column `source` says, by default the data set's name;
    called: that name, by default the folder's. Raises DataError.
    """
    if limit is not None and limit < 1:
        raise DataError(f"The limit must be at least 1 image, not {limit}.")
    metadata = find_metadata(folder)
    table, of_ages = read_table(metadata)
    sets, mapped = coarse_labels(folder), dict(labels or {})
    covering = {label.casefold(): label if len(own) > 1 else own[0] for label, own in sets.items()}
    sets = {label: own for label, own in sets.items() if len(own) > 1}
    names = covering | class_names(folder, HAM10000_CLASSES + FURTHER_CLASSES)
    named = {*names, *(label.strip().casefold() for label in mapped)}
    table["dx"] = table["dx"].map(partial(known_diagnosis, named=named))
    table, notes = with_known_codes(table, names)
    table, more = with_labels(table, mapped, sets, known=HAM10000_CLASSES + FURTHER_CLASSES, folder=folder)
    table, alone = with_lesions(table)
    notes += [*of_ages, *alone]
    sets |= more
    _check_rows(table, metadata, sets)
    ham = of_ham10000(table)
    claims = _is_named_ham10000(metadata) or int(ham.sum()) > HAM10000_IMAGES / 2
    wrong = _unlike_ham10000(table[ham] if ham.any() else table) if claims else []
    located = locate_images(table["image_id"].tolist(), folder, metadata, incomplete=incomplete)
    if located.missing:
        kept = ~table["image_id"].isin(located.missing).to_numpy()
        table, ham = table[kept].reset_index(drop=True), ham[kept]
    table["path"] = np.array(located.paths, dtype=object)
    notes = [*notes, *located.notes]

    total = len(table)
    limited = limit is not None and limit < total
    name = called or folder.resolve().name
    table["source"] = source or name
    if claims and not wrong:
        own = "own images" if name == "HAM10000" else name
        table["source"] = np.where(ham, "HAM10000", own) if source is None else source
        name = "HAM10000" if ham.all() else f"HAM10000 + {int((~ham).sum()):,} other images"
        if not ham.all():
            where = "another source" if source is None else f"of {source} too"
            notes.append(f"HAM10000 is whole among {total:,} images; the other {int((~ham).sum()):,} are {where}")
    elif claims and limit is None:
        name = f"{name} (not HAM10000 as published)"
        notes.append(f"this is not the HAM10000 that was published: it has {', '.join(wrong)}")
    if limit is not None and limit < total:
        table = table[_choose(table, limit, seed)].reset_index(drop=True)
        name = f"{name}, {len(table):,} of {total:,} images"
    sets = {label: members for label, members in sets.items() if (table["dx"] == label).any()}
    codes = sorted(set(table["dx"]) - set(sets))
    _check_codes(codes, metadata)
    classes = class_list(codes, known=HAM10000_CLASSES + FURTHER_CLASSES, folder=folder)
    return Dataset(
        name=name,
        licence=licence_of(table),
        folder=folder,
        table=table,
        classes=classes,
        fingerprint=fingerprint_of(table),
        missing=located.missing,
        sets=sets,
        limited=limited,
        notes=(*notes, *notes_on_strangers(classes, HAM10000_CLASSES + FURTHER_CLASSES, folder)),
    )


def describe(dataset: Dataset) -> str:
    """What the data set holds, as a few lines of text: name, licence, images, lesions, and both for each class."""
    lesions = dataset.table.groupby("dx")["lesion_id"].nunique()
    width = max(len(info.code) for info in dataset.classes)
    lines = [
        f"{dataset.name}: {len(dataset.table):,} images of {dataset.lesions:,} lesions in "
        f"{len(dataset.classes)} classes (fingerprint {dataset.fingerprint})",
        f"Licence: {dataset.licence}",
    ]
    for info in dataset.classes:
        malignant = ", malignant" if info.malignant else ""
        lines.append(
            f"  {info.code:<{width}} {dataset.counts[info.code]:>7,} images {lesions[info.code]:>7,} lesions  "
            f"{info.name}{malignant}"
        )
    lines += [f"note: {note}" for note in dataset.notes]
    return "\n".join(lines)


def licence_of(table: pd.DataFrame) -> str:
    """HAM10000's licence where any image carries one of its ids, else "not stated"."""
    return HAM10000_LICENCE if of_ham10000(table).any() else "not stated"


def _check_rows(table: pd.DataFrame, metadata: Path, sets: Mapping[str, tuple[str, ...]]) -> None:
    if table.empty:
        raise DataError(f"{metadata} lists no images; give a folder with a complete data set.")
    for column in ("image_id", "lesion_id", "dx"):
        empty = int((table[column] == "").sum())
        if empty:
            raise DataError(f"{empty:,} rows of {metadata} have no {column}; fill them in or remove them.")
    repeated = table.loc[table["image_id"].duplicated(), "image_id"].unique()
    if len(repeated):
        raise DataError(f"{metadata} lists {some(repeated)} more than once; leave one row for each image.")
    diagnoses = table[~table["dx"].isin(sets)].groupby("lesion_id")["dx"].nunique()
    torn = diagnoses.index[diagnoses > 1]
    if len(torn):
        raise DataError(
            f"In {metadata} the images of one lesion carry different diagnoses ({some(torn)}); correct the dx or the "
            "lesion_id, or call the column patient_id where it names patients."
        )


def _check_codes(codes: list[str], metadata: Path) -> None:
    """A class code is a column of the predictions and of the results, and travels in the model file."""
    taken = [code for code in codes if code.casefold() in _COLUMNS_TAKEN]
    if taken:
        raise DataError(f"In {metadata} a diagnosis is called '{taken[0]}', which is a column's name; rename it.")
    if "all" in codes:
        raise DataError(f"In {metadata} a diagnosis is called 'all', as figures of all classes are; rename it.")
    long = [code for code in codes if len(code) > _LONGEST_CODE]
    if long:
        raise DataError(
            f"In {metadata} the diagnosis '{long[0][:30]}...' is longer than {_LONGEST_CODE} characters; use a code "
            f"and name it in {CLASSES_FILE}."
        )


def _is_named_ham10000(metadata: Path) -> bool:
    return metadata.stem.lower() == "ham10000_metadata"


def of_ham10000(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which of the images [N] carry an id of HAM10000."""
    numbers = (archive_id(image_id).removeprefix("ISIC_") for image_id in table["image_id"])
    return np.array([len(number) == 7 and int(number) in _HAM10000_IDS for number in numbers], dtype=bool)


def _unlike_ham10000(table: pd.DataFrame) -> list[str]:
    """What rows with HAM10000's ids have that HAM10000 has not; copies with rows lost or changed circulate."""
    expected = {info.code for info in HAM10000_CLASSES}
    figures = [
        (len(table), HAM10000_IMAGES, "images"),
        (table["dx"].nunique(), len(expected), "classes"),
        (table["lesion_id"].nunique(), HAM10000_LESIONS, "lesions"),
    ]
    wrong = [f"{found:,} {what} instead of {right:,}" for found, right, what in figures if found != right]
    foreign = sorted(set(table["dx"]) - expected)
    return [*wrong, f"unknown diagnoses ({some(foreign)})"] if foreign else wrong


def _choose(table: pd.DataFrame, limit: int, seed: int) -> NDArray[np.bool_]:
    """Rows to keep under a limit, bool [N]."""
    groups = group_ids(table)
    diagnoses = table["dx"].to_numpy(dtype=str)
    keep = np.zeros(len(table), dtype=bool)
    for code in np.unique(diagnoses):
        rows = np.flatnonzero(diagnoses == code)
        names, sizes = np.unique(groups[rows], return_counts=True)
        goal = limit * len(rows) / len(table)
        chosen: list[Any] = []
        images = 0
        for group in np.random.default_rng([seed, *str(code).encode()]).permutation(len(names)):
            if len(chosen) >= _MIN_GROUPS and images + sizes[group] / 2 > goal:
                break
            chosen.append(names[group])
            images += sizes[group]
        keep[rows] = np.isin(groups[rows], chosen)
    return keep


def fingerprint_of(table: pd.DataFrame) -> str:
    """16 hex digits of a sha256 over ids, lesions, diagnoses and what is in the files at `path`."""
    digest = hashlib.sha256()
    columns = (table[name] for name in ("image_id", "lesion_id", "dx", "path"))
    for image_id, lesion_id, dx, path in zip(*columns, strict=True):
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise DataError(f"{path} cannot be read ({error.strerror or error}); check its permissions.") from None
        digest.update(f"{image_id},{lesion_id},{dx},{content}\n".encode())
    return digest.hexdigest()[:16]
