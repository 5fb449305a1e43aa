"""Several sources as one data set: classes united, labels that stand for several classes resolved, ids kept apart.

A label may cover a set of classes (`benign`): such an image teaches that it is one of them and nothing more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.contract import ClassInfo
from trainer.data.class_codes import WHOLE, expanded, named_classes, without_lacking
from trainer.data.dataset import FURTHER_CLASSES, HAM10000_CLASSES, Dataset, describe, fingerprint_of, load_dataset
from trainer.data.locate import some
from trainer.data.metadata import CLASSES_FILE, EVERYWHERE, archive_id
from trainer.data.sources import Source
from trainer.data.split import same_id
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


def load_sources(
    sources: Sequence[Source], *, limit: int | None = None, seed: int = 0, incomplete: bool = False
) -> Dataset:
    """All sources that are learned from, as one data set whose table has the column `source`.

    limit: about so many images, of every source in proportion; incomplete: as of `load_dataset`. Raises DataError for
    what that refuses, an image with two diagnoses in two sources, a class that is malignant in one source and benign in
    another, and a label that covers no class.
    """
    learned = [source for source in sources if source.role == "train"]
    sets: list[Dataset] = []
    if limit is not None and len(learned) > 1:
        sizes = [len(load_dataset(Path(s.folder), labels=s.labels, limit=10**9).table) for s in learned]
        limits: list[int | None] = [max(1, round(limit * size / sum(sizes))) for size in sizes]
    else:
        limits = [limit] * len(learned)
    for source, own in zip(learned, limits, strict=True):
        name = source.name if len(learned) > 1 else None
        one = load_dataset(
            Path(source.folder),
            limit=own,
            seed=seed,
            incomplete=incomplete,
            labels=source.labels,
            source=name,
            called=source.name or None,
        )
        sets.append(replace(one, licence=source.licence) if source.licence else one)
    named = [info for source in learned for info in named_classes(Path(source.folder))]
    return _covered(sets[0] if len(sets) == 1 else _joined(learned, sets), named)


def describe_sources(dataset: Dataset) -> str:
    """`describe`, with a line for each of several sources: images, exact and covering labels, classes it lacks."""
    return "\n".join([describe(dataset), *source_lines(dataset)])


def source_lines(dataset: Dataset) -> list[str]:
    """A line for each of several sources: images and the classes it lacks; and one for each label that covers some."""
    lines = []
    names = list(dict.fromkeys(dataset.table["source"]))
    for name in names if len(names) > 1 else []:
        own = dataset.table[dataset.table["source"] == name]
        lacking = [info.code for info in dataset.classes if info.code not in set(own["dx"])]
        lines.append(f"source {name}: {len(own):,} images" + (f", none of {', '.join(lacking)}" if lacking else ""))
    for label, members in dataset.sets.items():
        images = int((dataset.table["dx"] == label).sum())
        lines.append(f"note: {label} ({images:,} images) stands for {' or '.join(members)}")
    return lines


def _joined(sources: Sequence[Source], sets: Sequence[Dataset]) -> Dataset:
    import pandas as pd

    classes: dict[str, tuple[ClassInfo, str]] = {}  # with the first source that has them, and so the labels
    covers: dict[str, tuple[tuple[str, ...], str]] = {}
    sets, told = _spelled_alike(sources, sets)
    for source, one in zip(sources, sets, strict=True):
        for info in one.classes:
            known, first = classes.setdefault(info.code, (info, source.name))
            if known.malignant != info.malignant:
                malignant, benign = (first, source.name) if known.malignant else (source.name, first)
                raise DataError(
                    f"The class {info.code} is malignant in {malignant} and benign in {benign}; make their "
                    f"{CLASSES_FILE} agree."
                )
        for label, members in one.sets.items():
            said, first = covers.setdefault(label, (members, source.name))
            if said != members:
                raise DataError(
                    f"The label {label} covers other classes in {source.name} than in {first}; give it another name "
                    "there."
                )
    both = sorted(set(classes) & set(covers))
    if both:
        raise DataError(
            f"{both[0]} is a class in {classes[both[0]][1]} and a label for several classes in {covers[both[0]][1]}; "
            "rename one."
        )
    tables, apart = _apart([one.table for one in sets], [source.name for source in sources])
    notes = [*told, *apart]
    table = pd.concat(tables, ignore_index=True).sort_values("image_id", kind="stable", ignore_index=True)
    exact = table[~table["dx"].isin(covers)].groupby("lesion_id")["dx"].nunique()
    if (exact > 1).any():  # lesions of the ISIC archive; of one source they are refused
        torn = list(exact.index[exact > 1])
        notes.append(f"{len(torn):,} lesions have other diagnoses in other sources ({some(torn)}); correct one")
    stated = [one.licence for one in sets]
    if len(set(stated)) > 1:
        stated = [f"{source.name}: {licence}" for source, licence in zip(sources, stated, strict=True)]
    return Dataset(
        name=" + ".join(one.name for one in sets),
        licence="; ".join(dict.fromkeys(stated)),
        folder=sets[0].folder,
        table=table,
        classes=tuple(classes[code][0] for code in sorted(classes)),
        fingerprint=fingerprint_of(table),
        notes=(*(f"{s.name}: {note}" for s, one in zip(sources, sets, strict=True) for note in one.notes), *notes),
        sets={label: members for label, (members, _) in covers.items()},
        limited=any(one.limited for one in sets),
        missing=tuple(image for one in sets for image in one.missing),
    )


def _spelled_alike(sources: Sequence[Source], sets: Sequence[Dataset]) -> tuple[list[Dataset], list[str]]:
    """The data sets with every diagnosis as the first that has it spells it, where they differ in case alone; and what
    was changed."""
    first: dict[str, str] = {}
    alike, notes = [], []
    for source, one in zip(sources, sets, strict=True):
        said = [info.code for info in one.classes] + list(one.sets)
        changed = {code: own for code in said if (own := first.setdefault(code.casefold(), code)) != code}
        if changed:
            told = ", ".join(f"{code} as {own}" for code, own in sorted(changed.items()))
            notes.append(f"diagnoses of {source.name} read as those of an earlier source: {told}")
            one = replace(
                one,
                table=one.table.assign(dx=one.table["dx"].replace(changed)),
                classes=tuple(msgspec.structs.replace(i, code=changed.get(i.code, i.code)) for i in one.classes),
                sets={
                    changed.get(label, label): tuple(sorted(changed.get(code, code) for code in members))
                    for label, members in one.sets.items()
                },
            )
        alike.append(one)
    return alike, notes


def _apart(tables: Sequence[pd.DataFrame], names: Sequence[str]) -> tuple[list[pd.DataFrame], list[str]]:
    """The tables with ids that no other has. An image that two sources list is left in the first."""
    seen: dict[str, tuple[str, Path, str]] = {}
    taken: dict[str, set[str]] = {"lesion_id": set(), "patient_id": set()}
    apart, notes = [], []
    for table, name in zip(tables, names, strict=True):
        repeated, renamed = [], {}
        for image_id, dx, path in zip(table["image_id"], table["dx"], table["path"], strict=True):
            if (archive_id(image_id) or image_id) not in seen:
                continue
            said, other, source = seen[archive_id(image_id) or image_id]
            if said != dx:
                raise DataError(
                    f"The image {image_id} is {said} in {source} and {dx} in {name}; correct or remove one, or write "
                    "a folder before the id where they are two images."
                )
            if path.read_bytes() == other.read_bytes() or archive_id(image_id):
                repeated.append(image_id)
            else:
                renamed[image_id] = f"{name}/{image_id}"
        if repeated:
            notes.append(f"{len(repeated):,} images of {name} are in an earlier source too and left out here")
            table = table[~table["image_id"].isin(repeated)].reset_index(drop=True)
        if table.empty:
            raise DataError(f"All images of {name} are in the other sources already; leave it out.")
        table = table.assign(image_id=table["image_id"].replace(renamed))
        for column, known in taken.items():
            if column in table.columns:
                own = [_own(value, known, name) for value in table[column]]
                known.update(same_id(value) for value in table[column].dropna() if value)  # an unknown one is nobody
                table = table.assign(**{column: np.array(own, dtype=object)})
        seen |= {
            archive_id(i) or i: (dx, path, name)
            for i, dx, path in zip(table["image_id"], table["dx"], table["path"], strict=True)
        }
        apart.append(table)
    return apart, notes


def _own(value: str, known: set[str], name: str) -> str:
    strange = isinstance(value, str) and same_id(value) in known and not EVERYWHERE.fullmatch(value)
    return f"{name}/{value}" if strange else value


def _covered(dataset: Dataset, named: Collection[ClassInfo]) -> Dataset:
    """The data set with every set of classes checked, and `benign` and `malignant` as sets where there are finer
    diagnoses for them, and they are not among the classes that a `classes.csv` has `named`."""
    known = [*HAM10000_CLASSES, *FURTHER_CLASSES, *named, *dataset.classes]
    finer = [info for info in dataset.classes if info.code not in WHOLE]
    sets: dict[str, tuple[str, ...]] = {}
    for label, malignant in WHOLE.items():
        members = tuple(info.code for info in finer if info.malignant == malignant)
        if (
            members
            and label not in {info.code for info in named}
            and any(info.code == label for info in dataset.classes)
        ):
            sets[label] = members
    classes = tuple(info for info in dataset.classes if info.code not in sets)
    several = sets | dict(dataset.sets)
    finest = {label: expanded(members, several, classes) for label, members in dataset.sets.items()}
    notes = (*dataset.notes, *_notes_on_malignancy(classes))
    return replace(dataset, classes=classes, sets=sets | _within(finest, classes, known), notes=notes)


def _notes_on_malignancy(classes: Sequence[ClassInfo]) -> list[str]:
    """What a person should know of classes that are all of one side."""
    sides = {info.malignant for info in classes}
    if len(sides) != 1:
        return []
    if sides == {True}:
        return [
            f"every class counts as malignant, so no threshold means anything; say in {CLASSES_FILE} which are benign"
        ]
    return [
        f"no class counts as malignant, so no image is referred and no threshold set; say in {CLASSES_FILE} which are "
        "malignant"
    ]


def _within(
    sets: Mapping[str, tuple[str, ...]], classes: Sequence[ClassInfo], known: Sequence[ClassInfo]
) -> dict[str, tuple[str, ...]]:
    codes = {info.code for info in classes}
    within: dict[str, tuple[str, ...]] = {}
    for label, members in sets.items():
        found = without_lacking(members, classes, known)
        if found is None:
            lacking = [code for code in members if code not in codes] or ["nothing"]
            beside = f", beside {some([c for c in members if c in codes])}" if codes & set(members) else ""
            raise DataError(
                f"The label {label} covers {some(lacking)}, which no image is diagnosed with{beside}, so a network "
                f"cannot learn what it says; name classes among {', '.join(sorted(codes)) or 'those with images'}."
            )
        within[label] = found
    return within
