"""The report of a run: one HTML file that opens offline and prints, most suspicious images first.

Rows and pictures go to a temporary file as they come and are read back in order at the end, so memory holds a few
numbers per image. Only the PICTURES most suspicious images have pictures; the rest stand in a table.
"""

from __future__ import annotations

import base64
import datetime
import heapq
import io
import pickle
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from desktop.batch import Classified, Finished
from desktop.contract import OperatingPoint
from desktop.errors import ImageError, UsageError
from desktop.files import OutputError, atomic_write, cannot_write, check_writable
from desktop.model import Classifier
from desktop.outputs import report_html as html
from desktop.overlay import blend, frame_picture
from desktop.results import FAILED, UNFAMILIAR, Row
from desktop.scan import ImageFile

PICTURES = 1000
"""Images shown with pictures at most, about 30 kB each; a browser still scrolls through that."""
SIDE = 320
"""Pixels of a picture's longer side: sharp at the printed size of 45 mm."""


def check_report(path: Path) -> None:
    """Raises UsageError for a name that is no HTML file's, OutputError where it cannot be written."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{path} ends in '{path.suffix}'; a report is written as .html")
    check_writable(path)


class Report:
    """`--report`: an extra (`desktop.extras.Extra`)."""

    needs_heatmaps = True

    def __init__(self, path: Path, classifier: Classifier, point: OperatingPoint | None, *, tta: int) -> None:
        self._path = path
        self._classifier = classifier
        self._point = point
        self._tta = tta
        # Beside the report, where there must be room anyway; it has no name there and is gone when the program is.
        self._spool = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - lives as long as the report
        self._pictures: dict[str, int] = {}
        self._best: list[float] = []
        self._answered: list[tuple[float, int, int]] = []
        self._failed: list[int] = []
        self._summary = html.Counts()

    def picture(self, event: Classified, row: Row) -> None:
        """Keep small pictures of an image that can still be among the PICTURES most suspicious. Raises OutputError."""
        assert event.heatmaps is not None
        assert row.malignant is not None
        if len(self._best) < PICTURES:
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
        self._summary.add(row)
        at = self._keep((ImageFile(file.path, file.name), row))
        if row.status == FAILED:
            self._failed.append(at)
        else:
            assert row.malignant is not None
            self._answered.append((-row.malignant, len(self._answered), at))

    def lacking(self) -> Sequence[ImageFile]:
        """Of the PICTURES most suspicious images those answered by an earlier run."""
        self._answered.sort()
        self._best = []  # what was kept on the way there does not count: these are wanted in any case
        found = (self._read(at)[0] for _, _, at in self._answered[:PICTURES])
        return [file for file in found if file.name not in self._pictures]

    def finish(self, finished: Finished) -> str:
        """Write the report. Raises OutputError."""
        self._answered.sort()
        info = self._classifier.info
        with self._spool, atomic_write(self._path) as stream:
            facts = html.Facts(
                provider=self._classifier.provider.label,
                sha256=self._classifier.sha256,
                tta=self._tta,
                written=datetime.datetime.now().astimezone(),
                pictures=min(PICTURES, len(self._answered)),
            )
            stream.write(html.head(self._summary, facts, info, self._point))
            for _, _, at in self._answered[:PICTURES]:
                _, row = self._read(at)
                place = self._pictures.get(row.file)
                pictures = [] if place is None else [_data_uri(image) for image in self._read(place)]
                stream.write(html.card(row, pictures, info, self._point))
            if rest := self._answered[PICTURES:]:
                stream.write(html.rest_head(len(rest)))
                for _, _, at in rest:
                    stream.write(html.rest_row(self._read(at)[1], info))
                stream.write(html.REST_FOOT)
            if self._failed:
                stream.write(html.failed_head(len(self._failed)))
                for at in self._failed:
                    stream.write(html.failed_item(self._read(at)[1]))
                stream.write(html.FAILED_FOOT)
            stream.write(html.FOOT)
        return f"report -> {self._path}"

    def _keep(self, value: object) -> int:
        try:
            at = self._spool.seek(0, io.SEEK_END)
            pickle.dump(value, self._spool)
        except OSError as error:
            raise OutputError(cannot_write(self._path, error)) from None
        return at

    def _read(self, at: int) -> Any:
        self._spool.seek(at)
        return pickle.load(self._spool)  # our own file, and no other program has its name


def _jpeg(image: Any) -> bytes:
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=80)
    return coded.getvalue()


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
