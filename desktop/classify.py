"""One run of ham-classify: paths in, a results table and its record out, with progress on standard error."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from desktop.batch import DEFAULT_BATCH_SIZE, Classified, Failed, Finished, classify_files
from desktop.contract import ModelInfo, OperatingPoint
from desktop.errors import InputError, UsageError
from desktop.files import OutputError, atomic_write, cannot_write, part_path
from desktop.model import Classifier
from desktop.outputs.record import record_path, write_record
from desktop.outputs.table import CsvWriter, JsonLinesWriter, RowWriter
from desktop.results import to_row
from desktop.scan import ImageFile, check_paths, find_images
from desktop.terminal import say

WRITERS: dict[str, type[CsvWriter] | type[JsonLinesWriter]] = {".csv": CsvWriter, ".jsonl": JsonLinesWriter}


@dataclass(frozen=True)
class Outcome:
    """Counts of a finished run and a line that tells them."""

    classified: int
    failed: int
    summary: str


def classify_paths(
    paths: Sequence[Path],
    output: Path | None,
    *,
    model: Path | None,
    provider: str,
    batch_size: int | None,
    threads: int | None,
    recursive: bool,
    operating_point: str | None,
) -> Outcome:
    """Classify every image among `paths` into `output` (None: standard output as CSV).

    Raises UsageError for wrong paths or options, InputError where there is no image, and what the model, the provider
    and the output may raise.
    Everything that can be known to be wrong is told before the first image is read.
    """
    if output is not None and output.suffix.lower() not in WRITERS:
        raise UsageError(f"{output} ends in '{output.suffix}'; results are written as .csv or .jsonl")
    check_paths(paths)
    files = list(find_images(paths, recursive=recursive))
    if not files:
        raise InputError(_no_images(paths, recursive))
    classifier = Classifier.load(model, provider=provider, threads=threads, notify=lambda m: say(f"note: {m}"))
    point = classifier.info.operating_point(operating_point)
    say(f"model {classifier.info.name} ({classifier.info.precision}) on {classifier.provider.label}")

    started = datetime.datetime.now(datetime.UTC)
    with _writer(output, classifier.info) as writer:
        finished = _run(classifier, files, point, writer, batch_size or DEFAULT_BATCH_SIZE)
    if output is not None:
        options: dict[str, Any] = {
            "provider": provider,
            "operating_point": point.name if point else None,
            "recursive": recursive,
        }
        options |= {"batch_size": batch_size or DEFAULT_BATCH_SIZE, "threads": threads}
        write_record(record_path(output), classifier, finished, started=started, options=options)
    return Outcome(finished.classified, finished.failed, _summary(finished, output))


def _run(
    classifier: Classifier, files: list[ImageFile], point: OperatingPoint | None, writer: RowWriter, batch_size: int
) -> Finished:
    # disable=None: no bar where standard error is no terminal, so that logs stay readable.
    with tqdm(total=len(files), unit="image", file=sys.stderr, disable=None, dynamic_ncols=True) as bar:
        for event in classify_files(classifier, files, total=len(files), batch_size=batch_size):
            if isinstance(event, Finished):
                return event
            if isinstance(event, Classified | Failed):
                writer.write(to_row(event, classifier.info, point))
                if isinstance(event, Failed):
                    bar.write(f"failed: {event.file.name}: {event.reason}", file=sys.stderr)
                bar.update()
    raise AssertionError("a run ends with Finished")


@contextmanager
def _writer(output: Path | None, info: ModelInfo) -> Iterator[RowWriter]:
    if output is None:
        with _standard_output() as stream:
            yield CsvWriter(stream, info)
        return
    try:
        with atomic_write(output, keep_part=True) as stream:
            yield WRITERS[output.suffix.lower()](stream, info)
    except BaseException:
        if part_path(output).exists():
            say(f"not finished: the rows so far are in {part_path(output)}; {output} was not touched")
        raise


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


def _no_images(paths: Sequence[Path], recursive: bool) -> str:
    where = str(paths[0]) if len(paths) == 1 else f"the {len(paths)} paths given"
    below = "" if recursive else " (folders below it were not searched)"
    endings = ".jpg, .png, .tif, .bmp, .webp, .heic, .dcm"
    return f"no image ({endings}) was found in {where}{below}; name a folder that holds some"


def _summary(finished: Finished, output: Path | None) -> str:
    count = finished.classified + finished.failed
    rate = count / finished.seconds if finished.seconds else 0.0
    where = f" -> {output}" if output else ""
    return (
        f"{count:,} images: {finished.classified:,} classified, {finished.failed:,} failed, "
        f"in {finished.seconds:.1f} s ({rate:.0f} images/s){where}\nResearch use only, not a medical device."
    )
