"""`ham-classify --watch`: one run without an end over a folder that fills, its results table kept up to date."""

from __future__ import annotations

import datetime
import sys
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from desktop.cli.run import open_network, recorded_options
from desktop.common.command_line import say
from desktop.common.files import OutputError, atomic_write
from desktop.common.interrupts import RunToken, cancelled_by_signal
from desktop.engine.discovery import check_paths, common_folder
from desktop.engine.events import Classified, Failed, Finished, Note
from desktop.engine.pipeline import DEFAULT_BATCH_SIZE, classify_files
from desktop.engine.watching import Watcher
from desktop.images.folder_search import PassedOver
from desktop.model.network import Network
from desktop.outputs.existing import (
    check_beside,
    check_output,
    refuse_input,
    without_own_files,
    written_by_run,
)
from desktop.outputs.folder_shift import folder_shift
from desktop.outputs.run_record import record_path, write_record
from desktop.outputs.tables import WRITERS
from desktop.request import Mode, Outcome, Request
from desktop.results.terms import Terms
from desktop.study.ownership import claim
from desktop.study.setup import Setup
from desktop.study.store import Study, study_path

AGAIN_S = 5.0
"""Seconds after which a table that could not be written is tried again."""

_TABLE_EVERY_S = 1.0
_TABLE_SHARE = 20  # the table is written anew at most for one part in that many of the time


def watch(request: Request) -> Outcome:
    """Classify what is in the request's paths and what arrives there into its output and study, until Ctrl-C.

    The table holds what was answered, in the order of arrival; an image that a device takes away again keeps its row
    until the next start. Raises UsageError, and what the model, the provider and the output may raise.
    """
    output, own = request.table, PassedOver()
    check_paths(request.paths)
    written = written_by_run(output)
    # Its own table among the watched files would be a new arrival each time that it is written.
    paths = without_own_files(request.paths, written, own)
    check_output(output)
    check_beside(output, labels=False)
    refuse_input(request.model, written)
    classifier, terms = open_network(request)
    started = datetime.datetime.now(datetime.UTC)
    root = common_folder(paths)
    token = RunToken()
    with Study.open(study_path(output)) as study, cancelled_by_signal(token):
        claim(study, output)
        study.select(Setup.of(classifier, tta=request.tta), classifier.info)
        if request.fresh:
            study.forget_results()
        study.begin_listing()
        shift = folder_shift(terms)
        table = _Table(study, output, classifier, terms, root)
        watcher = Watcher(
            paths,
            partial(table.extend, study),
            token,
            recursive=request.recursive,
            settle=request.settle,
            idle=table.write_if_due,
        )
        say(f"watching {', '.join(map(str, paths))}; Ctrl-C ends it")
        size = request.batch_size or DEFAULT_BATCH_SIZE
        pending = study.pending(root, watcher.more)
        with (
            tqdm(unit="image", file=sys.stderr, disable=None, dynamic_ncols=True) as bar,
            closing(classify_files(classifier, pending, batch_size=size, tta=request.tta, token=token)) as events,
        ):
            for event in events:
                if isinstance(event, Note):
                    bar.write(f"note: {event.message}", file=sys.stderr)
                if isinstance(event, Failed):
                    bar.write(f"failed: {event.file.name}: {event.reason}", file=sys.stderr)
                if isinstance(event, Classified | Failed):
                    study.save(event)
                    if shift is not None:
                        shift.arrived(event)
                    bar.update()
                    table.changed()
                    table.write_if_due()
        table.write_if_changed()
        if shift is not None:
            for event in study.answers(root):
                shift.add(event.file, terms.row(event))
        counts = study.counts()
    seconds = (datetime.datetime.now(datetime.UTC) - started).total_seconds()
    finished = Finished(counts.classified, counts.failed, False, seconds)
    options = recorded_options(request, terms)
    options |= {"batch_size": size, "threads": request.threads, "watch": True}
    if output.exists():
        write_record(
            record_path(output),
            classifier,
            finished,
            started=started,
            options=options,
            shift=shift.shift if shift else None,
        )
    return Outcome(
        classified=counts.classified,
        failed=counts.failed,
        seconds=seconds,
        mode=Mode.WATCH,
        output=output,
        said=(*own.lines(), *watcher.passed.lines(), *terms.words(), *(shift.words() if shift else ())),
    )


class _Table:
    """The results file, written anew from the study when it has changed; from any thread."""

    def __init__(self, study: Study, output: Path, classifier: Network, terms: Terms, root: Path | None) -> None:
        self._study, self._output, self._classifier, self._terms, self._root = study, output, classifier, terms, root
        self._lock = threading.Lock()
        self._changed = self._failing = False
        self._next = 0.0

    def extend(self, study: Study, files: list[Any]) -> None:
        """The listing grows, and with it the table, by what was answered in an earlier run."""
        study.add(files, moved=True)
        self._changed = True

    def changed(self) -> None:
        self._changed = True

    def write_if_due(self) -> None:
        """Write the table unless that was done a moment ago. Where it cannot be (a spreadsheet holds it open, a share
        is away for a while) that is said once, the answers stay in the study, and it is tried again."""
        if not self._changed or time.monotonic() < self._next:
            return
        try:
            self.write_if_changed()
        except OutputError as error:
            self._changed = True
            self._next = time.monotonic() + AGAIN_S
            if not self._failing:
                say(f"note: {error}; the answers are kept in {self._study.path}, and it is tried again")
            self._failing = True
        else:
            self._failing = False

    def write_if_changed(self) -> None:
        with self._lock:
            if not self._changed:  # an earlier table stays as it is when nothing arrived
                return
            self._changed = False
            began = time.monotonic()
            self._study.flush()
            info = self._classifier.info
            with atomic_write(self._output) as stream:
                writer = WRITERS[self._output.suffix.lower()](stream, info, self._terms.more_columns)
                for event in self._study.answers(self._root):
                    row = self._terms.row(event)
                    writer.write(row, self._terms.more(row))
            ended = time.monotonic()
            self._next = ended + max(_TABLE_EVERY_S, _TABLE_SHARE * (ended - began))
