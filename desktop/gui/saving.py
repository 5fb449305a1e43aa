"""The table to a file, in a thread: the very writer and run record of ham-classify."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from desktop.batch import Finished
from desktop.contract import OperatingPoint
from desktop.errors import HamError
from desktop.files import atomic_write
from desktop.gui.result import Result, to_save
from desktop.gui.results_model import ResultsModel
from desktop.gui.session import Session
from desktop.model import Classifier
from desktop.outputs.record import record_path, write_record
from desktop.outputs.table import CsvWriter, JsonLinesWriter

WRITERS: dict[str, type[CsvWriter] | type[JsonLinesWriter]] = {".csv": CsvWriter, ".jsonl": JsonLinesWriter}


@dataclass(frozen=True)
class Job:
    """Everything a save needs, frozen when it was asked for: a run that goes on does not change it.

    results: in the order to write; root: the folder names are relative to; point: what decides on referral; finished,
    started, options: for the record.
    """

    target: Path
    results: Sequence[Result]
    root: str | None
    point: OperatingPoint | None
    classifier: Classifier
    finished: Finished
    started: datetime.datetime
    options: dict[str, Any]


def job_of(session: Session, model: ResultsModel, target: Path) -> Job:
    """What there is to save now, all rows of it. There must be a classifier."""
    assert session.classifier is not None
    return Job(
        target=with_suffix(target),
        results=tuple(model.results),
        root=model.root,
        point=session.point,
        classifier=session.classifier,
        finished=session.finished,
        started=session.tally.started,
        options=options_of(session),
    )


def options_of(session: Session) -> dict[str, Any]:
    """What the results depend on, in the words of ham-classify's run record."""
    how = session.options
    return {
        "provider": how.provider,
        "operating_point": session.point.name if session.point else None,
        "recursive": True,
        "tta": how.tta,
        "batch_size": how.batch_size or session.batch_size,
        "threads": how.threads,
    }


def with_suffix(path: Path) -> Path:
    """A name whose ending says its format: what has none of WRITERS' endings becomes a .csv."""
    return path if path.suffix.lower() in WRITERS else path.with_name(path.name + ".csv")


def save(job: Job) -> None:
    """Write the table and, beside it, the record. Raises OutputError; an earlier file is then untouched."""
    with atomic_write(job.target) as stream:
        writer = WRITERS[job.target.suffix.lower()](stream, job.classifier.info)
        for result in job.results:
            writer.write(to_save(result, job.root, job.classifier.info, job.point))
    write_record(record_path(job.target), job.classifier, job.finished, started=job.started, options=job.options)


class Saver(QThread):
    """One save in the background."""

    succeeded = Signal(Path, int)
    """The file, and the number of rows in it."""
    failed = Signal(str)

    def __init__(self, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job = job

    def run(self) -> None:
        try:
            save(self._job)
        except HamError as error:
            self.failed.emit(str(error))
        else:
            self.succeeded.emit(self._job.target, len(self._job.results))
