"""One run of ham-classify: paths in, a results table and its record out, with progress on standard error."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from desktop.common.command_line import say
from desktop.common.files import OutputError, atomic_write, cannot_write
from desktop.common.interrupts import RunToken, cancelled_by_signal
from desktop.common.streams import is_missing
from desktop.engine import tuning
from desktop.engine.discovery import check_paths, common_folder, find_images
from desktop.engine.events import Classified, Event, Failed, Finished, Note
from desktop.engine.lookahead import Ahead, Listing
from desktop.engine.pipeline import classify_files
from desktop.errors import InputError, UsageError
from desktop.evaluation.grouping import read_grouping
from desktop.evaluation.labels import read_labels
from desktop.images.folder_search import PassedOver
from desktop.images.formats.signatures import FORMAT_ENDINGS
from desktop.images.image_file import ImageFile
from desktop.language.choice import of_a_report
from desktop.model.network import Network
from desktop.outputs.existing import (
    check_beside,
    check_output,
    left_from_before,
    refuse_input,
    without_own_files,
    written_by_run,
)
from desktop.outputs.extras import Comparison, Extra, needs_heatmaps
from desktop.outputs.folder_shift import folder_shift
from desktop.outputs.lesion_table import LesionTable
from desktop.outputs.run_record import record_path, write_record
from desktop.outputs.tables import WRITERS, CsvWriter, RowWriter
from desktop.request import Outcome, Request
from desktop.results.rows import Row
from desktop.results.terms import Terms, terms_of
from desktop.results.wording import missing_in_words
from desktop.study.database import StudyError
from desktop.study.ownership import claim
from desktop.study.setup import Setup
from desktop.study.store import Study, study_path

_VIEWS = {2: "as it is and mirrored", 4: "mirrored and upside down too", 8: "mirrored, upside down and turned too"}


def run_once(request: Request) -> Outcome:
    """Classify every image among the request's paths into its output (None: standard output as CSV).

    With an output, answers are kept in a study beside it (`study_path`) as they come, and only images without one are
    classified: an interrupted run goes on, a repeated one does what changed. The table is written from the study at the
    end, so it does not show in how many runs it was made.

    Raises UsageError for wrong paths, InputError where there is no image, and what the model, the provider and the
    output may raise. Everything that can be known to be wrong is told before the first image is read. Ctrl-C during the
    run raises KeyboardInterrupt between two images or rows, with the answers so far kept.
    """
    output, passed = request.output, PassedOver()
    check_paths(request.paths)
    written = written_by_run(output, request.report)
    paths = without_own_files(request.paths, written, passed)
    if output is None and is_missing("stdout"):
        raise UsageError("there is no standard output for the table to go to; name a file with -o")
    known = None if request.labels is None else read_labels(request.labels)
    if request.heatmaps is not None:
        from desktop.outputs.heatmaps.folder import HeatmapFolder, check_folder

        check_folder(request.heatmaps, paths)
    if request.report is not None:
        from desktop.outputs.report.page import Beside
        from desktop.outputs.report.report import Report, check_report

        check_report(request.report)
    grouping = None if request.lesions is None else read_grouping(request.lesions)
    files, count = _at_least_one(paths, request.recursive, passed)
    if grouping is not None:
        grouping.check(find_images(paths, recursive=request.recursive))
    if output is not None:
        check_output(output)
        check_beside(output, labels=known is not None, lesions=grouping is not None)
    for read in (request.labels, request.model, None if request.lesions is None else Path(request.lesions)):
        refuse_input(read, written)
    classifier, terms = open_network(request)
    point = terms.point
    if request.tta > 1:
        say(f"each image is seen {_VIEWS[request.tta]}, so the network works {request.tta} times as long")

    started = datetime.datetime.now(datetime.UTC)
    classifier, how = tuning.tuned(classifier, count=count, batch_size=request.batch_size, threads=request.threads)
    token = RunToken()
    shift = folder_shift(terms)
    extras: list[Extra] = [] if shift is None else [shift]
    lesions = None if grouping is None else LesionTable(grouping, terms, output)
    if lesions is not None:
        extras.append(lesions)
    comparison = None if known is None else Comparison(known, terms, output, lesions=lesions, between=token.go_on)
    if comparison is not None:
        extras.append(comparison)
    language = of_a_report(request.language)
    if request.heatmaps is not None:
        extras.append(HeatmapFolder(request.heatmaps, classifier, tta=request.tta, language=language))
    if request.report is not None:
        beside = Beside(comparison, shift, terms, lesions)
        report = Report(request.report, classifier, point, tta=request.tta, beside=beside, language=language)
        extras.append(report)
    asked = _Asked(classifier, terms, how, request.tta, extras, token)
    with cancelled_by_signal(token):
        if output is None:
            with _standard_output() as stream:
                finished = _to_stream(asked, files, CsvWriter(stream, classifier.info, terms.more_columns))
            return _outcome(finished, None, (*passed.lines(), *terms.words(), *_finish(asked, finished)))
        finished, before = _to_file(asked, files, output, root=common_folder(paths), fresh=request.fresh)
        options: dict[str, Any] = {
            **recorded_options(request, terms),
            "batch_size": how.batch_size,
            "threads": request.threads,
            "lesions": grouping.words if grouping else None,
        }
        write_record(
            record_path(output),
            classifier,
            finished,
            started=started,
            options=options,
            shift=shift.shift if shift else None,
        )
        try:
            said = _finish(asked, finished)
        except KeyboardInterrupt:
            say(f"{output} is whole; what was asked for beside it is not, and the same command goes on with that")
            raise
        left = left_from_before(output, labels=known is not None, lesions=grouping is not None)
        return _outcome(finished, output, (*passed.lines(), *terms.words(), *said, *left), before)


def open_network(request: Request) -> tuple[Network, Terms]:
    """The network asked for, running, and what rows are made by; which model runs where is said."""
    network = Network.load(
        request.model, provider=request.provider, threads=request.threads, notify=lambda m: say(f"note: {m}")
    )
    terms = terms_of(
        network.info, operating_point=request.operating_point, prevalence=request.prevalence, sets=request.sets
    )
    say(f"model {network.info.name} ({network.info.precision}) on {network.provider.label}")
    if missing := missing_in_words(network.info):
        say(missing)
    return network, terms


def recorded_options(request: Request, terms: Terms) -> dict[str, Any]:
    """What a run record keeps of every request."""
    return {
        "provider": request.provider,
        **terms.recorded(),
        "recursive": request.recursive,
        "tta": request.tta,
    }


@dataclass(frozen=True)
class _Asked:
    """What every image is put through."""

    classifier: Network
    terms: Terms
    plan: tuning.Plan
    tta: int
    extras: Sequence[Extra]
    token: RunToken

    def go_on(self) -> None:
        """Raises KeyboardInterrupt where the person at the terminal wants no more."""
        self.token.go_on()

    def events(self, files: Iterable[ImageFile]) -> Generator[Event, None, None]:
        return classify_files(
            self.classifier,
            files,
            batch_size=self.plan.batch_size,
            workers=self.plan.workers,
            tta=self.tta,
            heatmaps=needs_heatmaps(self.extras),
            token=self.token,
        )

    def row(self, event: Classified | Failed) -> Row:
        return self.terms.row(event)

    def show(self, event: Classified) -> None:
        for extra in self.extras:
            extra.picture(event, self.row(event))

    def put(self, event: Classified | Failed, writer: RowWriter) -> None:
        """A row of the table, and what is made from it."""
        row = self.row(event)
        writer.write(row, self.terms.more(row))
        for extra in self.extras:
            extra.add(event.file, row)


def _to_stream(asked: _Asked, files: Iterator[ImageFile], writer: RowWriter) -> Finished:
    """Rows as they come, and nothing kept."""
    ahead = Ahead(files, asked.token)
    try:
        with _progress() as bar, closing(asked.events(ahead)) as events:
            for event in events:
                bar.total = ahead.total
                if isinstance(event, Classified):
                    asked.show(event)
                if isinstance(event, Classified | Failed):
                    asked.put(event, writer)
                elif isinstance(event, Finished):
                    asked.go_on()
                    return event
                _show(bar, event)
    finally:
        ahead.close()
    raise AssertionError("a run ends with Finished")


def _to_file(
    asked: _Asked, files: Iterator[ImageFile], output: Path, *, root: Path | None, fresh: bool
) -> tuple[Finished, int]:
    """Answers into the study, then the table from it. The counts of the whole table, and how many were known before."""
    with Study.open(study_path(output)) as study:
        claim(study, output)
        study.select(Setup.of(asked.classifier, tta=asked.tta), asked.classifier.info)
        if fresh:
            study.forget_results()
        try:
            done = _complete(asked, study, files, root)
            with atomic_write(output) as stream:
                writer = WRITERS[output.suffix.lower()](stream, asked.classifier.info, asked.terms.more_columns)
                for event in study.answers(root):
                    asked.go_on()
                    asked.put(event, writer)
        except BaseException:
            with suppress(StudyError):
                study.flush()
            kept = study.counts().classified
            say(
                f"not finished: {kept:,} answers are kept in {study.path}; the same command goes on from there "
                f"({output} was not touched)"
            )
            raise
        counts = study.counts()
    known = counts.listed - done.classified - done.failed
    return Finished(counts.classified, counts.failed, done.cancelled, done.seconds), known


def _complete(asked: _Asked, study: Study, files: Iterator[ImageFile], root: Path | None) -> Finished:
    """Give every image of the study an answer."""
    study.begin_listing()
    listing = Listing(files, study.add, asked.token)
    try:
        pending = study.pending(root, listing.more)
        with _progress() as bar, closing(asked.events(pending)) as events:
            answered = 0
            for event in events:
                if bar.total is None and listing.total is not None:
                    _show_known(bar, study, listing.total, answered)
                if isinstance(event, Classified):
                    asked.show(event)
                if isinstance(event, Classified | Failed):
                    study.save(event)
                    answered += isinstance(event, Classified)
                elif isinstance(event, Finished):
                    study.flush()
                    asked.go_on()
                    return event
                _show(bar, event)
    except BaseException:
        asked.token.cancel()
        raise
    finally:
        listing.join()
    raise AssertionError("a run ends with Finished")


def _finish(asked: _Asked, finished: Finished) -> tuple[str, ...]:
    """Show the extras what they lack, let them write, and give what they say."""
    said = []
    for extra in asked.extras:
        if lacking := extra.lacking():
            events = asked.events(lacking)
            with _progress(f"pictures of {len(lacking):,} images") as bar, closing(events):
                bar.total = len(lacking)
                for event in events:
                    if isinstance(event, Classified):
                        extra.picture(event, asked.row(event))
                    if isinstance(event, Classified | Failed):
                        bar.update()
        asked.go_on()
        said.append(extra.finish(finished))
    return tuple(said)


def _at_least_one(paths: Sequence[Path], recursive: bool, passed: PassedOver) -> tuple[Iterator[ImageFile], int | None]:
    """The images, and how many, or None for many."""
    files = find_images(paths, recursive=recursive, passed=passed)
    first = list(islice(files, tuning.SMALL_RUN))
    if not first:
        raise InputError(_no_images(paths, recursive, passed))
    return chain(first, files), len(first) if len(first) < tuning.SMALL_RUN else None


def _progress(what: str | None = None) -> tqdm[Any]:
    # disable=None: no bar where standard error is no terminal, so that logs stay readable.
    return tqdm(desc=what, unit="image", file=sys.stderr, disable=None, dynamic_ncols=True)


def _show_known(bar: tqdm[Any], study: Study, total: int, answered: int) -> None:
    """Count what was known before this run as done, but not as done by its speed."""
    study.flush()
    known = study.counts().classified - answered
    bar.total, bar.initial, bar.n = total, known, bar.n + known
    if known:
        bar.write(f"{known:,} of {total:,} images are answered in {study.path} already", file=sys.stderr)
    bar.refresh()


def _show(bar: tqdm[Any], event: Event) -> None:
    if isinstance(event, Note):
        bar.write(f"note: {event.message}", file=sys.stderr)
    elif isinstance(event, Failed):
        bar.write(f"failed: {event.file.name}: {event.reason}", file=sys.stderr)
    if isinstance(event, Classified | Failed):
        bar.update()


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    # Rows end in a plain line feed on every system, in a file as on standard output.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")
    try:
        yield sys.stdout
        sys.stdout.flush()  # here and not at exit, where a failure could no longer be told in words
    except BrokenPipeError:  # the reader has what it wanted (`| head`); Click ends the command
        raise
    except OSError as error:
        # What is still buffered would fail once more at exit (https://docs.python.org/3/library/signal.html).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(cannot_write(Path("standard output"), error)) from None


def _no_images(paths: Sequence[Path], recursive: bool, passed: PassedOver) -> str:
    where = str(paths[0]) if len(paths) == 1 else f"the {len(paths)} paths given"
    below = "" if recursive else " (folders below it were not searched)"
    left = "".join(f" ({words})" for words in passed.lines())
    return f"no image ({FORMAT_ENDINGS}) was found in {where}{below}{left}; name a folder that holds some"


def _outcome(finished: Finished, output: Path | None, said: tuple[str, ...], known: int = 0) -> Outcome:
    return Outcome(
        classified=finished.classified,
        failed=finished.failed,
        known=known,
        seconds=finished.seconds,
        output=output,
        said=said,
    )
