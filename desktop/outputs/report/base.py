"""What the reports have in common, whatever they are written as: they gather rows in a store
(`desktop.outputs.report.store`) and are written from it at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from desktop.common.formula_guard import as_text
from desktop.contract import ModelInfo, OperatingPoint
from desktop.engine.events import Classified, Finished
from desktop.images.image_file import ImageFile
from desktop.language.spoken import report_in
from desktop.model.network import Network
from desktop.outputs.report.store import SIDE, ReportStore
from desktop.results.rows import Row


class RunReport:
    """An extra (`desktop.outputs.extras.Extra`); a subclass says in `write` how the file is made of the store."""

    needs_heatmaps = True

    def __init__(
        self,
        path: Path,
        classifier: Network,
        point: OperatingPoint | None,
        *,
        tta: int,
        pictures: int,
        side: int = SIDE,
        language: str = "",
    ) -> None:
        """`pictures`: images shown with pictures at most, `side` pixels on their longer side; `language`: its code, ""
        for the one spoken. Raises OutputError."""
        self.path = path
        self.classifier = classifier
        self.info = _as_text(classifier.info)
        """The model's document with the names that are shown: a table that is copied from a report holds no formula."""
        self.point = point
        self.tta = tta
        self.language = language
        self.store = ReportStore(path, pictures=pictures, side=side)

    def picture(self, event: Classified, row: Row) -> None:
        """Keep what pictures are made of. Raises OutputError."""
        self.store.picture(event, row)

    def add(self, file: ImageFile, row: Row, said: str = "") -> None:
        """`said`: what a person said about the image, in words; empty for none."""
        self.store.add(file, row, said)

    def lacking(self) -> Sequence[ImageFile]:
        """Of the most suspicious images those answered by an earlier run."""
        return self.store.lacking()

    def close(self) -> None:
        """Give up: nothing is written."""
        self.store.close()

    def finish(self, finished: Finished) -> str:
        """Write the report. Raises OutputError; an earlier file is then untouched."""
        try:
            with report_in(self.language):
                self.write()
        finally:
            self.store.close()
        return f"report -> {self.path}"

    def write(self) -> None:
        """Make the file, whole or not at all. Raises OutputError."""
        raise NotImplementedError


def _as_text(info: ModelInfo) -> ModelInfo:
    classes = tuple(msgspec.structs.replace(one, name=as_text(one.name)) for one in info.classes)
    data = msgspec.structs.replace(info.data, name=as_text(info.data.name))
    return msgspec.structs.replace(info, name=as_text(info.name), classes=classes, data=data)
