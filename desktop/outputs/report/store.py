"""What a report is made of, kept in a temporary file: rows and small pictures go in as they come and out in order.

Most suspicious images first; memory holds a few numbers per image. Only the most suspicious have pictures. What is
written of it, and how, is the matter of `desktop.outputs.report.report` and of the window's PDF.
"""

from __future__ import annotations

import dataclasses
import heapq
import io
import json
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from desktop.common.files import OutputError, cannot_write
from desktop.engine.events import Classified
from desktop.errors import ImageError
from desktop.images.image_file import ImageFile
from desktop.outputs.heatmaps.drawing import blend, frame_picture
from desktop.outputs.report.page import Counts
from desktop.results.rows import FAILED, UNFAMILIAR, Row

SIDE = 320
"""Pixels of a picture's longer side: sharp at the printed size of 45 mm."""


@dataclass(frozen=True)
class Shown:
    """An image of the report. `pictures`: JPEG files, the image and where there is one its heat map; empty where it
    could not be read again."""

    row: Row
    pictures: Sequence[bytes]


class ReportStore:
    """`picture` and `add` as `desktop.outputs.extras.Extra` has them; then `lacking`, and the three parts of the
    report."""

    def __init__(self, path: Path, *, pictures: int) -> None:
        """`path`: of the report; `pictures`: how many images get pictures at most. Raises OutputError."""
        self.summary = Counts()
        self._path = path
        self._most = pictures
        try:
            # Beside the report, where there must be room anyway; it has no name there and is gone when the program is.
            self._file = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - lives as long as the report
        except OSError as error:
            raise OutputError(cannot_write(path, error)) from None
        self._pictures: dict[str, int] = {}
        self._best: list[float] = []
        self._answered: list[tuple[float, int, int]] = []
        self._failed: list[int] = []

    def picture(self, event: Classified, row: Row) -> None:
        """Keep small pictures of an image that can still be among the most suspicious. Raises OutputError."""
        assert event.heatmaps is not None
        assert row.malignant is not None
        if len(self._best) < self._most:
            heapq.heappush(self._best, row.malignant)
        elif row.malignant < heapq.heappushpop(self._best, row.malignant):
            return
        try:
            frame = frame_picture(event.file.path, event.width, event.height, SIDE)
        except ImageError:  # it was read a moment ago; the row says what was found
            return
        images = [_jpeg(frame)]
        if UNFAMILIAR not in row.flags:
            images.append(_jpeg(blend(frame, event.heatmaps[int(np.argmax(event.probabilities))])))
        self._pictures[event.file.name] = self._keep(images)

    def add(self, file: ImageFile, row: Row) -> None:
        self.summary.add(row)
        at = self._keep([_coded(file, row)])
        if row.status == FAILED:
            self._failed.append(at)
        else:
            assert row.malignant is not None
            self._answered.append((-row.malignant, len(self._answered), at))

    def lacking(self) -> Sequence[ImageFile]:
        """Of the most suspicious images those without pictures: they were answered by an earlier run."""
        self._answered.sort()
        self._best = []  # what was kept on the way there does not count: these are wanted in any case
        found = (self._row(at)[0] for _, _, at in self._answered[: self._most])
        return [file for file in found if file.name not in self._pictures]

    @property
    def with_pictures(self) -> int:
        """How many images `shown` gives."""
        return min(self._most, len(self._answered))

    def shown(self) -> Iterator[Shown]:
        """The images with pictures, most suspicious first."""
        self._answered.sort()
        for _, _, at in self._answered[: self._most]:
            _, row = self._row(at)
            place = self._pictures.get(row.file)
            yield Shown(row, () if place is None else self._read(place))

    @property
    def without_pictures(self) -> int:
        """How many rows `rest` gives."""
        return len(self._answered) - self.with_pictures

    def rest(self) -> Iterator[Row]:
        """The others, in the same order."""
        self._answered.sort()
        for _, _, at in self._answered[self._most :]:
            yield self._row(at)[1]

    @property
    def not_classified(self) -> int:
        """How many rows `failed` gives."""
        return len(self._failed)

    def failed(self) -> Iterator[Row]:
        for at in self._failed:
            yield self._row(at)[1]

    def close(self) -> None:
        """Let the temporary file go."""
        self._file.close()

    def _keep(self, parts: Sequence[bytes]) -> int:
        """Put away a few pieces of bytes; where they lie."""
        try:
            at = self._file.seek(0, io.SEEK_END)
            self._file.write(struct.pack(f"<{len(parts) + 1}Q", len(parts), *map(len, parts)))
            self._file.writelines(parts)
        except OSError as error:
            raise OutputError(cannot_write(self._path, error)) from None
        return at

    def _read(self, at: int) -> list[bytes]:
        self._file.seek(at)
        (count,) = struct.unpack("<Q", self._file.read(8))
        lengths = struct.unpack(f"<{count}Q", self._file.read(8 * count))
        return [self._file.read(length) for length in lengths]

    def _row(self, at: int) -> tuple[ImageFile, Row]:
        path, name, values = json.loads(self._read(at)[0])
        return ImageFile(Path(path), name), msgspec.convert(values, Row)


def _coded(file: ImageFile, row: Row) -> bytes:
    # Not msgspec's own JSON: a name that is no text has no place in it.
    return json.dumps((str(file.path), file.name, dataclasses.asdict(row))).encode()


def _jpeg(image: Any) -> bytes:
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=80)
    return coded.getvalue()
