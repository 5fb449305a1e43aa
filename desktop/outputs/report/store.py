"""What a report is made of, kept in a temporary SQLite database: rows go in as they come and out in order.

Most suspicious images first; memory holds nothing per image. Pictures are made when the report is written, and of the
images that are shown with pictures alone: until then the heat map of the diagnosis, a few hundred bytes, is enough.
"""

from __future__ import annotations

import dataclasses
import io
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.files import OutputError, cannot_write
from desktop.common.formula_guard import as_text
from desktop.engine.events import Classified
from desktop.errors import ImageError
from desktop.images.image_file import ImageFile
from desktop.outputs.heatmaps.drawing import blend, frame_picture
from desktop.outputs.tables import file_name
from desktop.results.rows import FAILED, UNFAMILIAR, Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 320
"""Pixels of a picture's longer side: sharp at the printed size of 45 mm."""

_TABLES = """
CREATE TABLE images (
    id INTEGER PRIMARY KEY, path BLOB NOT NULL, name TEXT NOT NULL, malignant REAL, cells TEXT NOT NULL,
    said TEXT NOT NULL
);
CREATE TABLE heatmaps (path BLOB PRIMARY KEY, side INTEGER NOT NULL, map BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX suspicious ON images (malignant DESC, id);
"""
_ORDER = "FROM images WHERE malignant IS NOT NULL ORDER BY malignant DESC, id"


@dataclass
class Counts:
    """What the summary counts, row by row."""

    images: int = 0
    failed: int = 0
    referred: int = 0
    said: int = 0
    """Images that a person said something about."""
    diagnoses: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

    @property
    def classified(self) -> int:
        return self.images - self.failed

    def add(self, row: Row) -> None:
        self.images += 1
        if row.status == FAILED:
            self.failed += 1
            return
        self.referred += bool(row.referral)
        self.flags.update(row.flags)
        if UNFAMILIAR not in row.flags:
            self.diagnoses[row.diagnosis] += 1


@dataclass(frozen=True)
class Shown:
    """An image of the report. `pictures`: JPEG files, the image and where there is one its heat map; empty where it
    could not be read again."""

    row: Row
    pictures: Sequence[bytes]
    said: str = ""
    """What a person said about the image, in words."""


@dataclass(frozen=True)
class Told:
    """An image of the report without pictures."""

    row: Row
    said: str = ""


class ReportStore:
    """`picture` and `add` as `desktop.outputs.extras.Extra` has them; then `lacking`, and the three parts of the
    report."""

    def __init__(self, path: Path, *, pictures: int, side: int = SIDE) -> None:
        """`path`: of the report; `pictures`: how many images get pictures at most; `side`: pixels of a picture's longer
        side. Raises OutputError."""
        self.summary = Counts()
        self._path = path
        self._most = pictures
        self._side = side
        # SQLite's own temporary file: it has no name, holds what does not fit into its cache, and is gone when the
        # program is, however that ends.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._run("PRAGMA journal_mode = OFF")
        for statement in _TABLES.split(";")[:-1]:
            self._run(statement)

    def picture(self, event: Classified, row: Row) -> None:
        """Keep what the pictures of an image will be made from. Raises OutputError."""
        assert event.heatmaps is not None
        best: NDArray[np.float32] = event.heatmaps[int(np.argmax(row.probabilities))]  # of the diagnosis that is named
        coded = np.ascontiguousarray(best, "<f4").tobytes()
        self._run("INSERT OR REPLACE INTO heatmaps VALUES (?, ?, ?)", _key(event.file.path), best.shape[0], coded)

    def add(self, file: ImageFile, row: Row, said: str = "") -> None:
        """Keep a row of the table, its texts as `desktop.common.formula_guard` has them: a report's tables are copied
        into spreadsheets. `said`: what a person said about the image, in words. Raises OutputError."""
        row, said = dataclasses.replace(row, file=file_name(row.file), error=as_text(row.error)), as_text(said)
        self.summary.add(row)
        self.summary.said += bool(said)
        # Not msgspec's own JSON: a name that is no text has no place in it.
        cells, name = json.dumps(dataclasses.asdict(row)), json.dumps(file.name)
        score = None if row.status == FAILED else row.malignant
        self._run("INSERT INTO images VALUES (NULL, ?, ?, ?, ?, ?)", _key(file.path), name, score, cells, said)

    def lacking(self) -> Sequence[ImageFile]:
        """Of the most suspicious images those whose heat map is not known: they were answered by an earlier run."""
        found = self._run(
            f"SELECT path, name FROM (SELECT path, name, malignant, id {_ORDER} LIMIT ?) i WHERE NOT EXISTS "
            "(SELECT 1 FROM heatmaps h WHERE h.path = i.path) ORDER BY malignant DESC, id",
            self._most,
        )
        return [ImageFile(Path(os.fsdecode(path)), json.loads(name)) for path, name in found]

    @property
    def with_pictures(self) -> int:
        """How many images `shown` gives."""
        return min(self._most, self.summary.classified)

    def shown(self) -> Iterator[Shown]:
        """The images with pictures, most suspicious first, each read and drawn as it is asked for."""
        for path, cells, said, side, coded in self._run(
            "SELECT i.path, i.cells, i.said, h.side, h.map FROM "
            f"(SELECT path, cells, said, malignant, id {_ORDER} LIMIT ?) i LEFT JOIN heatmaps h ON h.path = i.path "
            "ORDER BY i.malignant DESC, i.id",
            self._most,
        ):
            row = _row(cells)
            heatmap = None if coded is None else np.frombuffer(coded, "<f4").reshape(side, -1)
            yield Shown(row, _pictures(Path(os.fsdecode(path)), row, heatmap, self._side), said)

    @property
    def without_pictures(self) -> int:
        """How many rows `rest` gives."""
        return self.summary.classified - self.with_pictures

    def rest(self) -> Iterator[Told]:
        """The others, in the same order."""
        found = self._run(f"SELECT cells, said {_ORDER} LIMIT -1 OFFSET ?", self._most)
        return (Told(_row(cells), said) for cells, said in found)

    @property
    def not_classified(self) -> int:
        """How many rows `failed` gives."""
        return self.summary.failed

    def failed(self) -> Iterator[Told]:
        found = self._run("SELECT cells, said FROM images WHERE malignant IS NULL ORDER BY id")
        return (Told(_row(cells), said) for cells, said in found)

    def close(self) -> None:
        """Let the temporary file go."""
        self._database.close()

    def _run(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:  # no room where temporary files go
            raise OutputError(cannot_write(self._path, OSError(str(error)))) from None


def _pictures(path: Path, row: Row, heatmap: NDArray[np.float32] | None, side: int) -> Sequence[bytes]:
    if heatmap is None or row.width is None or row.height is None:
        return ()
    try:
        frame = frame_picture(path, row.width, row.height, side)
    except ImageError:  # it was read before; the row says what was found
        return ()
    images = [frame] if UNFAMILIAR in row.flags else [frame, blend(frame, heatmap)]
    return [_jpeg(image) for image in images]


def _key(path: Path) -> bytes:
    """Two images may share a name in results (of two drives, for instance), never a path."""
    return os.fsencode(path)


def _row(cells: str) -> Row:
    return msgspec.convert(json.loads(cells), Row)


def _jpeg(image: Any) -> bytes:
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=80)
    return coded.getvalue()
