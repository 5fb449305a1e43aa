"""The report of a run: one HTML file that opens offline and prints, most suspicious images first.

Only the PICTURES most suspicious images have pictures; the rest stand in a table.
"""

from __future__ import annotations

import base64
import datetime
from pathlib import Path

from desktop.common.files import atomic_write, check_writable
from desktop.contract import OperatingPoint
from desktop.errors import UsageError
from desktop.model.network import Network
from desktop.outputs.report import page as html
from desktop.outputs.report.base import SpooledReport

PICTURES = 1000
"""Images shown with pictures at most, about 30 kB each; a browser still scrolls through that."""


def check_report(path: Path) -> None:
    """Raises UsageError for a name that is no HTML file's, OutputError where it cannot be written."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{path} ends in '{path.suffix}'; a report is written as .html")
    check_writable(path)


class Report(SpooledReport):
    """`--report`."""

    def __init__(self, path: Path, classifier: Network, point: OperatingPoint | None, *, tta: int) -> None:
        super().__init__(path, classifier, point, tta=tta, pictures=PICTURES)

    def write(self) -> None:
        spool, info = self.store, self.classifier.info
        with atomic_write(self.path) as stream:
            facts = html.Facts(
                provider=self.classifier.provider.label,
                sha256=self.classifier.sha256,
                tta=self.tta,
                written=datetime.datetime.now().astimezone(),
                pictures=spool.with_pictures,
            )
            stream.write(html.head(spool.summary, facts, info, self.point))
            for one in spool.shown():
                stream.write(html.card(one.row, [_data_uri(p) for p in one.pictures], info, self.point))
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


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
