"""What lies where the results are to be written: an earlier table is replaced, anything else is somebody's work.

And what a run writes is never what it reads: a pattern like `*` names the table of the run before among the images.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from desktop.common.files import check_writable
from desktop.errors import UsageError
from desktop.evaluation.summary import labels_path
from desktop.images.folder_search import PassedOver, ending_of
from desktop.outputs.lesion_table import lesions_path
from desktop.outputs.run_record import record_path
from desktop.outputs.tables import WRITERS, CsvWriter
from desktop.study.store import study_path

_HEAD = 256
_FOOT = 65_536  # Parquet names its columns at the end


def check_output(path: Path) -> None:
    """Before the work begins: raises UsageError where `path` holds anything but results of ham-classify, which would be
    lost, and OutputError where it cannot be written."""
    if path.is_file() and path.stat().st_size and not _holds_results(path):
        raise UsageError(
            f"{path} is no results table of ham-classify and would be replaced by one; name another file with -o, or "
            "move that one away"
        )
    check_writable(path)


def check_beside(output: Path, *, labels: bool, lesions: bool = False) -> None:
    """Raises OutputError where what is written beside the table cannot be: the record, with `labels` the figures of the
    comparison, and with `lesions` their table."""
    beside = (labels_path(output),) if labels else ()
    for path in (record_path(output), *beside, *((lesions_path(output),) if lesions else ())):
        check_writable(path)


def left_from_before(output: Path, *, labels: bool, lesions: bool) -> tuple[str, ...]:
    """What is said of files beside the table that an earlier run made and this one, which was not asked for them, left:
    they may be of other images or at another prevalence."""
    beside = {labels_path(output): labels, lesions_path(output): lesions}
    return tuple(
        f"note: {path} is of an earlier run and was left as it is"
        for path, made in beside.items()
        if not made and path.is_file()
    )


FileId = tuple[int, int]
"""A file by whatever name or link: its device, and its number there."""


def written_by_run(output: Path | None, report: Path | None = None) -> frozenset[FileId]:
    """Those files that are there already of what a run with these outputs writes, SQLite's own included."""
    files = [] if report is None else [report]
    if output is not None:
        study = study_path(output)
        files += [output, record_path(output), labels_path(output), lesions_path(output)]
        files += [study, *(study.with_name(study.name + tail) for tail in ("-wal", "-journal"))]
    return frozenset(key for path in files if (key := _identity(path)) is not None)


def refuse_input(path: Path | None, written: Collection[FileId]) -> None:
    """Raises UsageError for a file to read that the run would write over."""
    if path is not None and _identity(path) in written:
        raise UsageError(f"{path} is read by this run and would be written over by it; name another output")


def without_own_files(paths: Sequence[Path], written: Collection[FileId], passed: PassedOver) -> tuple[Path, ...]:
    """The paths to search for images, less the files that the run itself writes, which `passed` counts.

    Raises UsageError where none is left.
    """
    kept = []
    for path in paths:
        if _identity(path) in written:
            passed.endings[ending_of(path.name)] += 1
        else:
            kept.append(path)
    if not kept:
        raise UsageError(f"{paths[0]} is what this run writes, and no image; name an image or a folder")
    return tuple(kept)


def _identity(path: Path) -> FileId | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _holds_results(path: Path) -> bool:
    """By its first bytes or, for Parquet, its last; one that cannot be read is left for the writing to tell."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(max(0, path.stat().st_size - _FOOT))
            foot = stream.read()
    except OSError:
        return True
    if path.suffix.lower() == ".parquet":
        return head.startswith(b"PAR1") and b"operating_point" in foot and b"referral" in foot
    return WRITERS.get(path.suffix.lower(), CsvWriter).wrote(head, foot)
