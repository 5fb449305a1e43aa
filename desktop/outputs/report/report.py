"""The report of a run: one HTML file that opens offline and prints, most suspicious images first.

Only the PICTURES most suspicious images have pictures; the rest stand in a table.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from desktop.common.files import atomic_write, check_writable
from desktop.contract import OperatingPoint
from desktop.errors import UsageError
from desktop.evaluation.handover import HandOverCount
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from desktop.outputs.report.base import RunReport
from desktop.outputs.report.page import Beside, Facts, page
from desktop.results.rows import Row

PICTURES = 1000
"""Images shown with pictures at most, about 30 kB each; a browser still scrolls through that."""


def check_report(path: Path) -> None:
    """Raises UsageError for a name that is no HTML file's, OutputError where it cannot be written."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{path} ends in '{path.suffix}'; a report is written as .html")
    check_writable(path)


class Report(RunReport):
    """`--report`."""

    def __init__(
        self,
        path: Path,
        classifier: Network,
        point: OperatingPoint | None,
        *,
        tta: int,
        beside: Beside | None = None,
        language: str = "",
    ) -> None:
        """`beside`: what else the page shows; it was given the same rows."""
        super().__init__(path, classifier, point, tta=tta, pictures=PICTURES, language=language)
        self.beside = beside or Beside()
        self.handover = HandOverCount(classifier.info)

    def add(self, file: ImageFile, row: Row, said: str = "") -> None:
        super().add(file, row, said)
        self.handover.add(row)

    def write(self) -> None:
        facts = Facts(
            provider=self.classifier.provider.label,
            sha256=self.classifier.sha256,
            tta=self.tta,
            written=datetime.datetime.now().astimezone(),
        )
        with atomic_write(self.path) as stream:
            stream.writelines(page(self.store, facts, self.info, self.point, self.beside, self.handover))
