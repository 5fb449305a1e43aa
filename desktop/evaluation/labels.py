"""A file of known diagnoses, whose images are found by the names they have in results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.common.diagnoses import AGE_COLUMNS, PATIENT_COLUMNS, SITE_COLUMNS, read_diagnoses
from desktop.images.image_names import NameIndex

_BESIDE = (PATIENT_COLUMNS, AGE_COLUMNS, SITE_COLUMNS)


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
    """The labels of a file, found by the name an image has in results. undiagnosed: images that the file lists without
    a diagnosis."""

    def __init__(self, path: Path, labels: Mapping[str, Label], undiagnosed: Sequence[str] = ()) -> None:
        self.path = path
        self.undiagnosed = tuple(undiagnosed)
        self._by_id = labels
        self._index = NameIndex((label.image, label) for label in labels.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Label]:
        return iter(self._by_id.values())

    def find(self, name: str, path: Path | None = None) -> Label | None:
        """The label of an image by its relative name, compared part by part from the file upwards, with or without an
        image's ending: `NameIndex.find`. `path`: where the image lies, if that is known."""
        return self._index.find(name, path)


def read_labels(path: Path) -> Labels:
    """Read a labels file (`desktop.common.diagnoses`). Raises TableError with the line that is wrong."""
    known = read_diagnoses(path)
    labels = {
        one.image: Label(one.image, one.diagnosis, one.lesion, *(one.told(*columns) for columns in _BESIDE))
        for one in known.entries
    }
    return Labels(path, labels, known.undiagnosed)
