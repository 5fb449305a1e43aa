"""Labelled images from anywhere, read for classes that a network already has: what `ham-train evaluate` measures on.

Two forms of labels: HAM10000's columns (image_id, lesion_id and dx; age, sex and the others where they are known), and
the ground truth of ISIC 2018 with one column per class. Lesions may be unknown: an image is then a lesion of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.diagnoses import KnownDiagnoses, read_diagnoses
from desktop.common.tables import TableError
from desktop.contract import ClassInfo
from desktop.images.image_names import readable, without_ending
from trainer.data.class_codes import WHOLE, coarse_labels, expanded, named_classes, stands_for, without_lacking
from trainer.data.dataset import FURTHER_CLASSES, HAM10000_CLASSES, Dataset, fingerprint_of, licence_of
from trainer.data.locate import OTHER_THING, locate_images
from trainer.data.metadata import (
    CALLED,
    CLASSES_FILE,
    EVERYWHERE,
    OPTIONAL,
    TABLES,
    ages_of,
    archive_id,
    is_of_the_archive,
    known_id,
)
from trainer.data.near_copies import differing
from trainer.data.split import EXTRA_DUPLICATES, group_ids, same_id
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Labelled:
    """dataset: the images with a diagnosis among the classes asked for, or one that covers several of them; unknown:
    images left out, by diagnosis; undiagnosed: how many are listed without one."""

    dataset: Dataset
    unknown: dict[str, int]
    undiagnosed: int = 0


def load_labelled(
    folder: Path,
    classes: Sequence[ClassInfo],
    *,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    name: str | None = None,
) -> Labelled:
    """Read a folder of images with a CSV of labels beside them, for classes named by code or by name in any case.

    labels: what diagnoses stand for, as `trainer.data.sources.Source`, a class or several; `classes.csv` in the folder
    may say it as well, and `benign` and `malignant` cover all such classes where they are none. An image that may
    be of a class which the network lacks is left out, unless nothing is judged otherwise for it. name: of the data set,
    by default the folder's. Raises DataError where there is no such CSV or no telling which, an image is missing or
    listed twice with two diagnoses, one lesion has two diagnoses, a label is mapped to no class of these, or none of
    the diagnoses is among the classes.
    """
    file, table, undiagnosed = _read(folder)
    table["age"], notes = ages_of(table["age"])
    places, sets = _meanings(folder, classes, labels or {})
    codes = [places.get(said.casefold()) for said in table["dx"]]
    known = np.array([code is not None for code in codes])
    unknown = Counter(table["dx"][~known])
    table["dx"] = np.array(codes, dtype=object)
    table = table[known].reset_index(drop=True)
    if table.empty:
        said = ", ".join(sorted(unknown)[:5])
        raise DataError(f"{file} has none of the classes {', '.join(c.code for c in classes)} (it has {said}).")
    torn = table[~table["dx"].isin(sets)].groupby("lesion_id")["dx"].nunique() > 1
    if torn.any():
        raise DataError(
            f"In {file} the images of lesion {torn.index[torn][0]} carry different diagnoses; correct dx or lesion_id."
        )
    located = locate_images(table["image_id"].tolist(), folder, file)
    table["path"] = np.array(located.paths, dtype=object)
    dataset = Dataset(
        name=name or folder.resolve().name,
        licence=licence_of(table),
        folder=folder,
        table=table,
        classes=tuple(classes),
        fingerprint=fingerprint_of(table),
        notes=(*notes, *located.notes),
        sets={label: members for label, members in sets.items() if (table["dx"] == label).any()},
    )
    return Labelled(dataset, dict(sorted(unknown.items())), undiagnosed)


def unseen(
    table: pd.DataFrame,
    split: pd.DataFrame,
    pictures: Sequence[str] | None = None,
    hashes: NDArray[np.uint8] | None = None,
) -> NDArray[np.bool_]:
    """Which images [N] a run can be measured on: neither they, nor a copy, nor another image of their lesion was
    learned from, nor of a lesion that is known to be the same skin.

    split: image_id, lesion_id and part of the run's own images, and source, patient_id, picture and looks where they
    were kept; what it trained on or chose by is "train" and "val". pictures: what each image shows
    (`trainer.data.copies.picture_digests`, at the run's image size), hashes: and what that looks like
    (`trainer.data.near_copies`). Ids of lesions and patients are compared where the two tables share an image and where
    they are those of the ISIC archive: elsewhere the same number is another lesion. An image of the same id is the same
    one but where it looks like another: many clinics have an `IMG_0001`.
    """
    own = ~split["part"].str.startswith("test").to_numpy(dtype=bool)
    own = _with_their_groups(split, own, split["picture"] if "picture" in split.columns else None)
    ids = {archive_id(image) for image in split["image_id"][own]}
    twins = {b for a, b in EXTRA_DUPLICATES if a in ids} | {a for a, b in EXTRA_DUPLICATES if b in ids}
    at = _rows_in(split, table, hashes)
    shared = at >= 0
    seen = table["image_id"].map(archive_id).isin(twins).to_numpy(dtype=bool) | (shared & own[at])
    for column in ("lesion_id", "patient_id"):
        if column in table.columns and column in split.columns:
            told = (*split[column][own], *np.array(_without_source(split, column), dtype=object)[own])
            known = {same_id(one) for one in told} - {""}
            same = table[column].fillna("").map(same_id).isin(known).to_numpy(dtype=bool)
            everywhere = np.array([bool(EVERYWHERE.fullmatch(one)) for one in table[column].fillna("")], dtype=bool)
            seen |= same if shared.any() else same & everywhere
    if pictures is not None and "picture" in split.columns:
        seen |= np.isin(np.array(pictures), split["picture"].to_numpy(dtype=str)[own])
    result: NDArray[np.bool_] = ~_with_their_groups(table, seen, pictures)
    return result


def _rows_in(split: pd.DataFrame, table: pd.DataFrame, hashes: NDArray[np.uint8] | None) -> NDArray[np.int64]:
    """The row of a run's split that each image of a table is, int64 [N]; -1 for none, and for one that only has the
    name of another."""

    def key(image: str) -> str:
        return archive_id(image) or image.casefold()

    places = {key(image): row for row, image in enumerate(_without_source(split, "image_id"))}
    places |= {key(image): row for row, image in enumerate(split["image_id"])}
    rows = np.array([places.get(key(image), -1) for image in table["image_id"]], dtype=np.int64)
    if hashes is None or "looks" not in split.columns:
        return rows
    for number in np.flatnonzero(rows >= 0):
        known = np.frombuffer(bytes.fromhex(split["looks"].iloc[rows[number]]), np.uint8)
        other = float(differing(hashes[number][None], known[None])[0, 0]) > OTHER_THING
        if other and not archive_id(table["image_id"].iloc[number]):
            rows[number] = -1
    return rows


def _without_source(split: pd.DataFrame, column: str) -> list[str]:
    """Ids as the source has them: those that several had begin with its name (`trainer.data.merged_sources`)."""
    if "source" not in split.columns:
        return list(split[column])
    return [one.removeprefix(f"{source}/") for one, source in zip(split[column], split["source"], strict=True)]


def _with_their_groups(table: pd.DataFrame, chosen: NDArray[np.bool_], pictures: Any) -> NDArray[np.bool_]:
    """The chosen rows [N] and all others of their lesions, patients and pictures."""
    groups = group_ids(table, None if pictures is None else np.array(pictures, dtype=object))
    found: NDArray[np.bool_] = np.isin(groups, groups[chosen])
    return found


def _meanings(
    folder: Path, classes: Sequence[ClassInfo], labels: Mapping[str, str | Sequence[str]]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """What each diagnosis (in lower case) stands for, a class's code or the name of a set of classes; and the sets."""
    codes = [c.code for c in classes]
    places = {c.name.casefold(): c.code for c in classes} | {c.code.casefold(): c.code for c in classes}
    whole = {label: [c.code for c in classes if c.malignant == bad] for label, bad in WHOLE.items()}
    asked: dict[str, str | Sequence[str]] = {label: own for label, own in whole.items() if label not in places}
    asked |= coarse_labels(folder) | {label.strip(): target for label, target in labels.items()}
    mapped = {label.strip() for label in labels}
    beyond = [*HAM10000_CLASSES, *FURTHER_CLASSES, *named_classes(folder)]
    named = {info.name.casefold(): info.code for info in (*beyond, *classes)}
    several = {
        label: [named.get(member.casefold(), member) for member in stands_for(target)]
        for label, target in asked.items()
    }
    told = {info.code.casefold() for info in (*beyond, *classes)}
    sets: dict[str, tuple[str, ...]] = {}
    for label, own in several.items():
        members = expanded(own, {other: of for other, of in several.items() if other != label}, classes)
        known = tuple(code for code in codes if code.casefold() in {one.casefold() for one in members})
        strange = [one for one in members if one.casefold() not in told]
        if label in mapped and known and strange:
            raise DataError(
                f"The label {label} of {folder} is mapped to {strange[0]}, which is no known class; correct it or name "
                f"the class in {CLASSES_FILE}."
            )
        if known and (label in mapped or label not in whole) and len(own) == len(members) == 1:
            places[label.casefold()] = known[0]
        elif known:
            places.pop(label.casefold(), None)
            if (within := without_lacking(members, classes, [*beyond, *classes])) is not None:
                places[label.casefold()], sets[label] = label, within
        elif label in mapped:
            raise DataError(
                f"The label {label} of {folder} is mapped to {', '.join(members) or 'nothing'}, which is none of the "
                f"run's classes ({', '.join(codes)}); correct it."
            )
    return places, sets


def _read(folder: Path) -> tuple[Path, pd.DataFrame, int]:
    """The labels file of a folder, its table (image_id, lesion_id, dx, OPTIONAL, and patient_id where it is told),
    sorted by image_id, and how many images it lists without a diagnosis."""
    try:
        if not folder.is_dir():
            what = "is a file" if folder.exists() else "does not exist"
            raise DataError(f"The data folder {folder} {what}; give the folder with the images and their labels.")
        tables = sorted(p for p in folder.iterdir() if p.suffix.lower() in TABLES and p.name.lower() != CLASSES_FILE)
    except OSError as error:
        raise DataError(f"The data folder {folder} cannot be read ({error.strerror}); check its permissions.") from None
    fitting: dict[Path, KnownDiagnoses] = {}
    archives: dict[Path, KnownDiagnoses] = {}
    reasons: list[str] = []
    for file in tables:
        try:
            known = read_diagnoses(file)
            (archives if is_of_the_archive(known.columns) else fitting)[file] = known
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
    file, known = next(iter(fitting.items()))
    return file, _table(known), len(known.undiagnosed)


def _table(known: KnownDiagnoses) -> pd.DataFrame:
    import pandas as pd

    entries = known.entries
    plain = pd.DataFrame(
        {
            "image_id": [without_ending(readable(entry.image)) for entry in entries],
            "lesion_id": [known_id(entry.lesion) or f"image {entry.image}" for entry in entries],
            "dx": [" ".join(entry.diagnosis.split()) for entry in entries],
            **{name: [entry.told(*CALLED[name]) or None for entry in entries] for name in OPTIONAL},
        },
        dtype=object,
    )
    patients = [known_id(entry.told(*CALLED["patient_id"])) for entry in entries]
    if any(patients):
        plain["patient_id"] = np.array(patients, dtype=object)
    plain = plain.sort_values("image_id", kind="stable", ignore_index=True)
    repeated = plain["image_id"][plain["image_id"].duplicated()]
    if len(repeated):
        raise DataError(f"{known.path} lists {repeated.iloc[0]} more than once; leave one row for each image.")
    return plain
