"""The report of a run: one HTML file that opens offline and prints, most suspicious images first.

Only the PICTURES most suspicious images have pictures; the rest stand in a table.
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence
from pathlib import Path

from desktop.batch import Classified, Finished
from desktop.contract import OperatingPoint
from desktop.errors import UsageError
from desktop.files import atomic_write, check_writable
from desktop.model import Classifier
from desktop.outputs import report_html as html
from desktop.outputs.spool import Spool
from desktop.results import Row
from desktop.scan import ImageFile

PICTURES = 1000
"""Images shown with pictures at most, about 30 kB each; a browser still scrolls through that."""


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
        self._spool = Spool(path, pictures=PICTURES)

    def picture(self, event: Classified, row: Row) -> None:
        """Keep small pictures of an image that can still be among the PICTURES most suspicious. Raises OutputError."""
        self._spool.picture(event, row)

    def add(self, file: ImageFile, row: Row) -> None:
        self._spool.add(file, row)

    def lacking(self) -> Sequence[ImageFile]:
        """Of the PICTURES most suspicious images those answered by an earlier run."""
        return self._spool.lacking()

    def close(self) -> None:
        """Give up: nothing is written."""
        self._spool.close()

    def finish(self, finished: Finished) -> str:
        """Write the report. Raises OutputError."""
        spool, info = self._spool, self._classifier.info
        try:
            with atomic_write(self._path) as stream:
                facts = html.Facts(
                    provider=self._classifier.provider.label,
                    sha256=self._classifier.sha256,
                    tta=self._tta,
                    written=datetime.datetime.now().astimezone(),
                    pictures=spool.with_pictures,
                )
                stream.write(html.head(spool.summary, facts, info, self._point))
                for one in spool.shown():
                    stream.write(html.card(one.row, [_data_uri(p) for p in one.pictures], info, self._point))
                if count := spool.without_pictures:
                    stream.write(html.rest_head(count))
                    for row in spool.rest():
                        stream.write(html.rest_row(row, info))
                    stream.write(html.REST_FOOT)
                if count := spool.not_classified:
                    stream.write(html.failed_head(count))
                    for row in spool.failed():
                        stream.write(html.failed_item(row))
                    stream.write(html.FAILED_FOOT)
                stream.write(html.FOOT)
        finally:
            spool.close()
        return f"report -> {self._path}"


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
