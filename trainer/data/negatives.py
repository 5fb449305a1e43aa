"""Folders of images that are none of what a network is for: everyday photographs, close-ups without a dermatoscope.

Half of them is to be learned from, the other half judges; what belongs together (a patient's images, copies of one
file) stays in one half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.diagnoses import IMAGE_COLUMNS, PATIENT_COLUMNS
from desktop.common.tables import TableError, read_table
from desktop.images.folder_search import image_paths
from desktop.images.image_names import NameIndex
from trainer.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trainer.data.sources import Source

METADATA = "metadata.csv"
"""Where a folder says whose image is whose: the columns image_id and patient_id; it need not be there."""


@dataclass(frozen=True, eq=False)
class Negatives:
    """One folder of images of another kind.

    paths: its images; groups: [N], the patient of each or what its file holds; learned: bool [N], those to learn from,
    the others judge; fingerprint: 16 hex digits of a sha256 over names, groups and files.
    """

    name: str
    folder: Path
    paths: tuple[Path, ...]
    groups: NDArray[np.str_]
    learned: NDArray[np.bool_]
    fingerprint: str


def load_negatives(folders: Sequence[Path], *, sources: Sequence[Source] = (), seed: int = 0) -> tuple[Negatives, ...]:
    """Read and halve every folder, each with a name of its own; copies of one file are in the same half, also in other
    folders. sources: what is trained on, that none may be part of; seed: of the halves. Raises DataError."""
    resolved = [folder.resolve() for folder in folders]
    twice = next((folder for folder in resolved if resolved.count(folder) > 1), None)
    if twice is not None:
        raise DataError(f"{twice} is named twice as a folder of negatives; leave one.")
    for number, folder in enumerate(resolved):
        others = [("the data", Path(source.folder).resolve()) for source in sources]
        others += [("the negatives", other) for other in resolved[:number]]
        for what, own in others:
            if folder == own or own in folder.parents or folder in own.parents:
                raise DataError(
                    f"The negatives {folder} and {what} {own} lie within each other, so that one image would be "
                    "both; keep them apart."
                )
    found: list[Negatives] = []
    decided: dict[str, bool] = {}
    for folder in resolved:
        name, number = folder.name[:60] or "negatives", 2
        while name in {other.name for other in found}:
            name, number = f"{folder.name[:55]} {number}", number + 1
        found.append(_read(folder, name, seed, decided))
    return tuple(found)


def _read(folder: Path, name: str, seed: int, decided: dict[str, bool]) -> Negatives:
    """decided: of what other folders hold, by content, whether it is learned from; what this one holds is added."""
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder of negatives; name one with images in it, with --negatives.")
    paths = tuple(sorted(path for path in image_paths(folder) if path.is_file()))
    contents = [_content(path) for path in paths]
    patients = _patients(folder, paths)
    groups = np.array([p or content for p, content in zip(patients, contents, strict=True)], dtype=str)
    names = np.unique(groups)
    if len(names) < 2:
        raise DataError(
            f"{folder} holds {len(paths):,} images of {len(names)} patients or files, and half of them has to judge "
            "what is learned from the other; give at least two."
        )
    sides = [decided.get(content) for content in contents]
    if any(len({s for s, g in zip(sides, groups, strict=True) if g == name} - {None}) > 1 for name in set(groups)):
        raise DataError(
            f"{folder} holds images of one patient that other folders of negatives hold as files of several; remove "
            "the copies."
        )
    known = {group: side for group, side in zip(groups.tolist(), sides, strict=True) if side is not None}
    drawn = [one for one in np.random.default_rng([seed, *name.encode()]).permutation(names) if one not in known]
    wanted = max(len(names) // 2 - sum(known.values()), 0)
    chosen = {*drawn[:wanted], *(group for group, side in known.items() if side)}
    learned = np.isin(groups, sorted(chosen))
    if learned.all() or not learned.any():
        raise DataError(f"All images of {folder} are copies of images in other folders of negatives; leave it out.")
    decided |= dict(zip(contents, learned.tolist(), strict=True))
    lines = (f"{path.name},{g},{c}\n" for path, g, c in zip(paths, groups, contents, strict=True))
    fingerprint = hashlib.sha256("".join(lines).encode(errors="surrogateescape")).hexdigest()[:16]
    return Negatives(name, folder, paths, groups, learned, fingerprint)


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror or error}); check its permissions.") from None


def _patients(folder: Path, paths: Sequence[Path]) -> list[str]:
    """The patient of every image, "" where `METADATA` is not there or does not say."""
    file = folder / METADATA
    if not file.is_file():
        return [""] * len(paths)
    try:
        table = read_table(file, "rows")
    except TableError as error:
        raise DataError(f"{error}.") from None
    image, patient = table.column(*IMAGE_COLUMNS), table.column(*PATIENT_COLUMNS)
    if image is None or patient is None:
        return [""] * len(paths)
    index = NameIndex((row.cells[image], row.cells[patient]) for row in table.rows)
    return [index.find(path.relative_to(folder).as_posix(), path) or "" for path in paths]
