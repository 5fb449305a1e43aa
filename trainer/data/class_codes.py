"""The classes of a data set: known however their codes are written, and what `classes.csv` says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.common.tables import Row, TableError, read_table
from desktop.contract import ClassInfo
from trainer.data.metadata import CLASSES_FILE
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

WHOLE = {"benign": False, "malignant": True}
"""What a diagnosis says that only tells benign and malignant apart, where other diagnoses are finer."""
_YES_NO = dict.fromkeys(("yes", "y", "true", "1", "1.0", "malignant"), True)
_YES_NO |= dict.fromkeys(("no", "n", "false", "0", "0.0", "benign"), False)


def class_names(folder: Path, known: Sequence[ClassInfo]) -> dict[str, str]:
    """The code of each class that `classes.csv` in `folder` names, else of the `known`, by its code and its name in
    lower case. Raises DataError."""
    file = folder / CLASSES_FILE
    classes = list(_read_classes(file).values()) if file.is_file() else known
    return {one.name.casefold(): one.code for one in classes} | {one.code.casefold(): one.code for one in classes}


def without_lacking(
    members: Sequence[str], there: Sequence[ClassInfo], known: Sequence[ClassInfo]
) -> tuple[str, ...] | None:
    """Of the classes that a label covers those that are `there`, in their order; None where leaving the others out
    would say more than the label does: where one of them is not `known`, is malignant where others are not, or one
    class alone would be left. Codes in any case."""
    asked = {code.casefold() for code in members}
    found = [info for info in there if info.code.casefold() in asked]
    lacking = asked - {info.code.casefold() for info in found}
    malignant = {info.code.casefold(): info.malignant for info in known}
    alike = len({info.malignant for info in found} | {malignant.get(code) for code in lacking}) == 1
    sure = not lacking or (alike and len(found) > 1)
    return tuple(info.code for info in found) if found and sure else None


def named_classes(folder: Path) -> list[ClassInfo]:
    """The classes that `classes.csv` in `folder` names; none without one. Raises DataError."""
    file = folder / CLASSES_FILE
    return list(_read_classes(file).values()) if file.is_file() else []


def with_known_codes(table: pd.DataFrame, names: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """The table with each diagnosis by its known code (`MEL` and `Melanoma` are `mel`), others that differ in case
    alone by their commonest spelling, and without rows that have no diagnosis; and notes of all that."""
    undiagnosed = table["dx"] == ""
    notes = []
    if undiagnosed.any() and not undiagnosed.all():
        count = int(undiagnosed.sum())
        images = "1 image" if count == 1 else f"{count:,} images"
        notes.append(f"{images} without a diagnosis left out")
        table = table[~undiagnosed].reset_index(drop=True)
    spelled: dict[str, str] = {}
    for said, _ in Counter(table["dx"]).most_common():
        spelled.setdefault(said.casefold(), names.get(said.casefold(), said))
    changed = {said: spelled[said.casefold()] for said in set(table["dx"]) if spelled[said.casefold()] != said}
    if changed:
        told = ", ".join(f"{said} as {code}" for said, code in sorted(changed.items()))
        notes.append(f"diagnoses read by their known codes: {told}")
        table = table.assign(dx=table["dx"].replace(changed))
    return table, notes


def with_labels(
    table: pd.DataFrame,
    labels: Mapping[str, str | Sequence[str]],
    sets: Mapping[str, tuple[str, ...]],
    *,
    known: Sequence[ClassInfo],
    folder: Path,
) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """The table with the diagnoses that `labels` (in any case) maps, and the sets of classes that it maps to.

    Raises DataError for a class that neither the known ones, `classes.csv`, `sets` nor the table has, a label that
    covers nothing, and one that the table has not.
    """
    if not labels:
        return table, {}
    own = {code.casefold(): code for code in table["dx"]}
    names = class_names(folder, known)
    codes = {info.code.casefold(): info.code for info in known} | own
    codes |= {label.casefold(): label for label in sets} | names
    meant: dict[str, str] = {}
    changed: dict[str, str] = {}
    more: dict[str, tuple[str, ...]] = {}
    for said, target in labels.items():
        members = stands_for(target)
        if not members:
            raise DataError(f"The label {said} of {folder} covers no class; name those that it may be.")
        strange = [code for code in members if code.casefold() not in codes]
        if strange:
            raise DataError(
                f"The label {said} of {folder} is mapped to {strange[0]}, which is no known class; correct it or name "
                f"the class in {CLASSES_FILE}."
            )
        # The codes of the table are known ones by now: `MEL` may stand there as `mel`.
        plain = said.strip().casefold()
        row = own.get(plain) or own.get(names.get(plain, plain).casefold())
        if row is None:
            raise DataError(f"{folder} has no image with the label {said} that is to be mapped; correct or remove it.")
        if meant.setdefault(row, said) != said:
            raise DataError(f"The labels {meant[row]} and {said} of {folder} are the same label; leave one.")
        covered = sorted({codes[code.casefold()] for code in members})
        if len(covered) == 1:
            changed[row] = covered[0]
        elif row in covered:
            raise DataError(
                f"The label {said} of {folder} is one of the classes that it is to cover; give these images another "
                "label in the table."
            )
        else:
            more[row] = tuple(sorted({code for one in covered for code in sets.get(one, (one,))}))
    return table.assign(dx=table["dx"].replace(changed)), more


def stands_for(target: str | Iterable[str]) -> list[str]:
    """The codes that a label is mapped to, without blanks around them; each once, in whatever case it is repeated."""
    given = [target] if isinstance(target, str) else target
    return list({code.strip().casefold(): code.strip() for code in given if code.strip()}.values())


def expanded(
    members: Iterable[str], sets: Mapping[str, Iterable[str]], classes: Sequence[ClassInfo]
) -> tuple[str, ...]:
    """The codes that a label covers with the classes in the place of what stands for several itself: one of `sets`, or
    `benign` and `malignant` where they are none of `classes`."""
    several = {label.casefold(): tuple(own) for label, own in sets.items()}
    for label, bad in WHOLE.items():
        several.setdefault(label, tuple(info.code for info in classes if info.malignant == bad) or (label,))
    single = {info.code.casefold() for info in classes}
    found: dict[str, None] = {}
    for code in members:
        own = (code,) if code.casefold() in single else several.get(code.casefold(), (code,))
        found |= dict.fromkeys(own)
    return tuple(found)


def notes_on_strangers(classes: Sequence[ClassInfo], known: Sequence[ClassInfo], folder: Path) -> list[str]:
    """A note for classes that nothing says anything of, which count as benign."""
    if (folder / CLASSES_FILE).is_file():
        return []
    strange = [one.code for one in classes if one.code not in {info.code for info in known}]
    if not strange:
        return []
    return [f"not known, and so counted as benign: {', '.join(strange)}; name them in {CLASSES_FILE} to say otherwise"]


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


def coarse_labels(folder: Path) -> dict[str, tuple[str, ...]]:
    """The labels of `classes.csv` in `folder` that stand for other classes, by their column `covers`: codes or names in
    any case, with +, ;, comma or | between, or blanks. Raises DataError for one that covers no class, one without a
    row, and a label that is a class as well or has two rows."""
    file = folder / CLASSES_FILE
    if not file.is_file():
        return {}
    named = _read_classes(file).values()
    known = {one.name.casefold(): one.code for one in named} | {one.code.casefold(): one.code for one in named}
    found: dict[str, tuple[str, ...]] = {}
    for row in _table_of(file):
        label, covers = row.cells.get("code", ""), row.cells.get("covers", "")
        if not covers:
            continue
        if label.casefold() in known or label.casefold() in {other.casefold() for other in found}:
            raise DataError(
                f"Line {row.line} of {file} names {label} once more; leave one row for each class and label."
            )
        members = _covered_by(covers, known)
        strange = [one for one in members if one.casefold() not in known]
        if strange or not members or not label:
            what = f"{', '.join(strange)}, which it does not name" if strange else "no class"
            raise DataError(f"{file} says that {label or 'a label'} covers {what}; correct line {row.line}.")
        found[label] = tuple(sorted({known[one.casefold()] for one in members}))
    return found


def _covered_by(covers: str, known: Mapping[str, str]) -> list[str]:
    """What a cell of the column `covers` lists; blanks and / part it as well where that makes known classes of it."""
    listed = [one.strip() for one in re.split(r"[+;,|]", covers) if one.strip()]
    if all(one.casefold() in known for one in listed):
        return listed
    return [one for one in re.split(r"[+;,|/\s]", covers) if one]


LONGEST_NAME = 200
"""Characters of a class's name that a model file holds (`desktop.contract`): told before hours of training."""


def _read_classes(file: Path) -> dict[str, ClassInfo]:
    named: dict[str, ClassInfo] = {}
    for row in _table_of(file):
        if row.cells.get("covers", ""):
            continue
        code, name = (row.cells.get(key, "") for key in ("code", "name"))
        malignant = _YES_NO.get(row.cells.get("malignant", "").lower())
        if not code or not name or malignant is None or code.casefold() in {known.casefold() for known in named}:
            raise DataError(
                f"Line {row.line} of {file} must have a code of its own (in any case), a name, and yes or no under "
                "malignant (columns code, name, malignant); correct it."
            )
        if len(name) > LONGEST_NAME:
            raise DataError(
                f"Line {row.line} of {file} names {code} with {len(name)} characters; a model file holds "
                f"{LONGEST_NAME}, shorten it."
            )
        named[code] = ClassInfo(code, name, malignant)
    return named


def _table_of(file: Path) -> Sequence[Row]:
    """Its rows, the names of the columns in lower case."""
    try:
        rows = read_table(file, "classes").rows
    except TableError as error:
        raise DataError(f"{error}.") from None
    return [Row(row.line, {name.lower(): cell for name, cell in row.cells.items()}) for row in rows]
