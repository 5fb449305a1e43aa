"""Results to files, in a thread: tables, reports, and copies of the images by diagnosis."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from desktop.common.files import atomic_write, check_writable
from desktop.common.interrupts import RunToken
from desktop.contract import ModelInfo
from desktop.engine.events import Classified, Failed, Finished
from desktop.engine.pipeline import classify_files
from desktop.errors import HamError
from desktop.gui.export_kinds import Columns, Kind
from desktop.gui.session.row import Result, to_save
from desktop.gui.settings import Numbers
from desktop.gui.translation import tr, trn
from desktop.images.image_file import ImageFile
from desktop.language.spoken import told
from desktop.model.network import Network
from desktop.outputs.folder_shift import FolderShift, folder_shift
from desktop.outputs.image_copies import check_target, copy_images, folder_names
from desktop.outputs.lesion_table import LesionTable
from desktop.outputs.run_record import record_path, write_record
from desktop.outputs.spreadsheet import SpreadsheetWriter
from desktop.outputs.tables import CsvWriter, JsonLinesWriter, RowWriter
from desktop.results.rows import Row, at_prevalence
from desktop.results.terms import Terms
from desktop.study.naming import Naming

_NAMED_AT_MOST = 3  # of the files that could not be copied


@dataclass(frozen=True)
class Job:
    """Everything an export needs, frozen when it was asked for: a run that goes on does not change it.

    results: in the order to write; naming: how images are called; terms: that their numbers are told by;
    classifier: the same model, running, which reports and the record need, None where it is not open; finished,
    started, options: for the record; columns: beside the table's own; diagnoses: for copies, the class code of an image
    where a person's counts and not the model's.
    """

    kind: Kind
    target: Path
    results: Sequence[Result]
    naming: Naming
    terms: Terms
    classifier: Network | None
    finished: Finished
    started: datetime.datetime
    options: dict[str, Any]
    numbers: Numbers = Numbers.POINT
    columns: Columns | None = None
    diagnoses: Callable[[Result], str] | None = None
    said: Callable[[Result], str] | None = None
    """What a person said about an image, in words, for reports."""
    lesions: LesionTable | None = None
    """The joint answers to the images that a person grouped, for reports."""
    sources: Sequence[Path] = ()
    """The files and folders that were dropped."""
    waiting: int = 0
    """Images that had no answer yet when it was asked for."""
    unfamiliarity: Sequence[float] = ()
    """Of every answered image of the study, whatever rows are written: what is told of the folder as a whole."""

    @property
    def info(self) -> ModelInfo:
        """The document of the model that answered."""
        return self.terms.info

    @property
    def folder(self) -> FolderShift | None:
        """What the images say together; None where the model cannot tell."""
        found = folder_shift(self.terms)
        if found is not None:
            found.count(*self.unfamiliarity)
        return found


class StoppedError(Exception):
    """A person stopped the export."""


class Progress:
    """How far a job is, and whether to go on; shared by two threads."""

    def __init__(self) -> None:
        self.token = RunToken()
        self._lock = threading.Lock()
        self._done = self._total = 0

    @property
    def counts(self) -> tuple[int, int]:
        """(done, total); a total of 0 while it is not known."""
        with self._lock:
            return self._done, self._total

    def begins(self, total: int) -> None:
        with self._lock:
            self._done, self._total = 0, total

    def step(self) -> None:
        """One more is done. Raises StoppedError."""
        if self.token.cancelled:
            raise StoppedError
        with self._lock:
            self._done += 1


def export(job: Job, progress: Progress) -> str:
    """Do the job; a sentence that tells what was made. Raises OutputError and others of HamError, and StoppedError."""
    progress.begins(len(job.results))
    if job.kind is Kind.COPIES:
        return _copies(job, progress)
    check_writable(job.target)
    if job.kind.is_report:
        return _report(job, progress)
    return _table(job, progress)


class Exporter(QThread):
    """One export in the background."""

    succeeded = Signal(str)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.progress = Progress()

    def cancel(self) -> None:
        """Stop at the next image. Of a table or report nothing is left, of copies those that were made."""
        self.progress.token.cancel()

    def run(self) -> None:
        try:
            sentence = export(self.job, self.progress)
        except StoppedError:
            self.stopped.emit()
        except HamError as error:
            self.failed.emit(str(error))
        else:
            self.succeeded.emit(sentence)


def _rows(job: Job, progress: Progress) -> Iterator[tuple[Result, Row]]:
    for result in job.results:
        progress.step()
        yield result, to_save(result, job.naming, job.info, job.terms.point, job.terms.prevalence)


def _table(job: Job, progress: Progress) -> str:
    columns, terms = job.columns or Columns((), lambda _: ()), job.terms
    names = (*columns.names, *terms.more_columns)
    with atomic_write(job.target) as stream:
        writer: RowWriter
        if job.kind is Kind.SPREADSHEET:
            writer = SpreadsheetWriter(stream, job.info, names, comma=job.numbers is Numbers.COMMA)
        elif job.kind is Kind.JSON_LINES:
            writer = JsonLinesWriter(stream, job.info, names)
        else:
            writer = CsvWriter(stream, job.info, names)
        for result, row in _rows(job, progress):
            writer.write(row, (*columns.values(result), *terms.more(row)))
    if job.classifier is not None and job.kind is not Kind.SPREADSHEET:
        folder = job.folder
        write_record(
            record_path(job.target),
            job.classifier,
            job.finished,
            started=job.started,
            options=job.options,
            shift=folder.shift if folder else None,
        )
    return trn("{n:,} row saved to {target}", "{n:,} rows saved to {target}", len(job.results), target=job.target)


def _report(job: Job, progress: Progress) -> str:
    from desktop.outputs.report.page import Beside
    from desktop.outputs.report.report import Report

    classifier = job.classifier
    assert classifier is not None
    tta = int(job.options.get("tta", 1))
    if job.kind is Kind.PDF:
        from desktop.gui.export.report_pdf import PdfReport

        report: Report | PdfReport = PdfReport(
            job.target, classifier, job.terms, tta=tta, folder=job.folder, lesions=job.lesions
        )
    else:
        beside = Beside(shift=job.folder, terms=job.terms, lesions=job.lesions)
        report = Report(job.target, classifier, job.terms.point, tta=tta, beside=beside)
    try:
        for result, row in _rows(job, progress):
            report.add(ImageFile(Path(result.path), row.file), row, job.said(result) if job.said else "")
        lacking = report.lacking()
        progress.begins(len(lacking))
        events = classify_files(classifier, lacking, heatmaps=True, tta=tta, token=progress.token)
        with closing(events):
            for event in events:
                if isinstance(event, Classified):
                    report.picture(event, job.terms.row(event))
                if isinstance(event, Classified | Failed):
                    progress.step()
        if progress.token.cancelled:
            raise StoppedError
        report.finish(job.finished)
    finally:
        report.close()
    return trn(
        "Report of {n:,} image saved to {target}",
        "Report of {n:,} images saved to {target}",
        len(job.results),
        target=job.target,
    )


def _copies(job: Job, progress: Progress) -> str:
    searched = [path for path in job.sources if path.is_dir()]
    check_target(job.target, (Path(result.path) for result in job.results), searched)
    plain = {one.code: one.name for one in job.info.classes}  # on the disk as always, whatever language is spoken
    names = folder_names(list(plain.values()))
    images = []
    failed = 0
    for result in job.results:
        said = job.diagnoses(result) if job.diagnoses else ""
        if said:
            name = plain.get(said, said)
            images.append((Path(result.path), names.get(name) or folder_names([name])[name]))
        elif result.failed:
            failed += 1
        elif result.unfamiliar:
            images.append((Path(result.path), "Unfamiliar"))
        else:
            row = at_prevalence(result.row, job.info, job.terms.prevalence)
            images.append((Path(result.path), names[plain[row.diagnosis]]))
    progress.begins(len(images))
    new = there = 0
    lost: list[str] = []
    for copied in copy_images(images, job.target):
        progress.step()
        new += copied.new
        there += copied.target is not None and not copied.new
        if copied.target is None:
            lost.append(f"{copied.source.name}: {told(copied.problem)}")
    words = [trn("{n:,} image copied to {target}", "{n:,} images copied to {target}", new, target=job.target)]
    if there:
        words.append(tr("{there:,} there already", there=there))
    if failed:
        words.append(
            trn("{n:,} image without a diagnosis left out", "{n:,} images without a diagnosis left out", failed)
        )
    if lost:
        which, more = "; ".join(lost[:_NAMED_AT_MOST]), len(lost) - _NAMED_AT_MOST
        words.append(
            tr("not copied: {which} and {more:,} more", which=which, more=more)
            if more > 0
            else tr("not copied: {which}", which=which)
        )
    return ", ".join(words)
