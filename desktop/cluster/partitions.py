"""A source in parts, and the folder in which each part's rows are kept once all of them are there.

A part ends where its images' names say so, not after a fixed number, so that an image that is added or gone changes
one part and not all that follow. A part's file is called by what decides about its content (the job and the images with
their size and time), so a file that is there is the answer, whoever wrote it and when.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from desktop.cluster.sources import Item
from desktop.common.files import OutputError, atomic_write, cannot_write
from desktop.results.rows import FAILED

MEAN, LEAST, MOST = 1024, 256, 4096
"""Images of a part: about MEAN, at least LEAST (but for the last), at most MOST."""

SUFFIX = ".parquet"
_ABOUT = b"ham"
_LOCK = ".in-use"  # with a dot: what reads the folder as a data set passes it over
_JOB = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Part:
    """Images that follow one another in the source. digest: names the job, the images and the state they are in."""

    digest: str
    items: Sequence[Item]


@dataclass(frozen=True)
class About:
    """What a part's file says of itself: its counts, and the labels of the providers that answered."""

    classified: int
    failed: int
    providers: tuple[str, ...]


def cut(items: Iterable[Item], job: str) -> Iterator[Part]:
    """Divide a source into parts for a job."""
    part: list[Item] = []
    for item in items:
        part.append(item)
        ends = zlib.crc32(os.fsencode(item.name)) % (MEAN - LEAST) == 0
        if len(part) >= MOST or (len(part) >= LEAST and ends):
            yield Part(_digest(part, job), part)
            part = []
    if part:
        yield Part(_digest(part, job), part)


def _digest(items: Sequence[Item], job: str) -> str:
    digest = hashlib.sha256(job.encode())
    for item in items:
        digest.update(os.fsencode(f"\n{item.location}\0{item.name}\0{item.stamp}"))
    return digest.hexdigest()[:32]


def parts_path(results: Path) -> Path:
    """`results.parquet` -> `results.parts`."""
    return results.with_suffix(".parts")


class PartFolder:
    """The parts of one job beside its results, written by one program at a time."""

    def __init__(self, results: Path, job: str) -> None:
        """Open or make the folder. Raises OutputError: it cannot be written, or another run writes there."""
        self.path = parts_path(results) / job[:16]
        self.providers: frozenset[str] | None = None
        """The labels of those that answer now, None for any: answers by others are not known, their digits differ."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = (self.path / _LOCK).open("a")
        except OSError as error:
            raise OutputError(cannot_write(self.path, error)) from None
        if not _locked(self._lock):
            self._lock.close()
            raise OutputError(f"{self.path} is in use by another ham-classify; wait for it, or name other results")

    def close(self) -> None:
        """Let others write there. Nothing is left where no part was written."""
        lock = self.path / _LOCK
        empty = [path.name for path in self.path.iterdir()] == [_LOCK]
        if sys.platform != "win32" and empty:  # while it is still held
            lock.unlink(missing_ok=True)
        self._lock.close()
        if empty:
            with suppress(OSError):
                lock.unlink(missing_ok=True)
                self.path.rmdir()
                self.path.parent.rmdir()

    def forget(self) -> None:
        """Remove the job's parts, and what a killed run left half-written."""
        for path in self.path.iterdir():
            if path.name != _LOCK:
                path.unlink(missing_ok=True)

    def keep_only(self, digests: Collection[str]) -> None:
        """Remove what the results were not made of: earlier states of images, and the parts of earlier jobs, so that
        the folder read as a data set has each image once."""
        for path in self.path.glob(f"*{SUFFIX}"):
            if path.stem not in digests:
                path.unlink(missing_ok=True)
        for other in self.path.parent.iterdir():
            if other != self.path and other.is_dir() and _JOB.fullmatch(other.name):
                with suppress(OSError), (other / _LOCK).open("a") as lock:
                    if _locked(lock):  # no other run writes there
                        for path in [*other.glob(f"*{SUFFIX}"), other / _LOCK]:
                            path.unlink(missing_ok=True)
                with suppress(OSError):
                    other.rmdir()

    def about(self, part: Part) -> About | None:
        """What is known of a part; None where it was not done, its file cannot be read, another provider answered, or
        the source tells of no image whether it is still what it was."""
        if not any(item.stamp for item in part.items):
            return None
        try:
            metadata = parquet.read_schema(self._place(part.digest)).metadata
            known = json.loads(metadata[_ABOUT])
            about = About(known["classified"], known["failed"], tuple(known["providers"]))
            return about if self.providers is None or self.providers.issuperset(about.providers) else None
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return None

    def read(self, digest: str) -> Any:
        """The part's rows as an Arrow table. Raises OutputError where they cannot be read (any more)."""
        try:
            return parquet.read_table(self._place(digest), partitioning=None).replace_schema_metadata(None)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise OutputError(f"{self._place(digest)} cannot be read ({error}); delete it and run again") from None

    def write(self, part: Part, table: Any, providers: Iterable[str]) -> About:
        """Keep a whole part, or nothing of it. Raises OutputError."""
        if table.num_rows != len(part.items):
            raise AssertionError(f"{table.num_rows} rows for {len(part.items)} images")
        failed = sum(status == FAILED for status in table.column("status").to_pylist())
        about = About(table.num_rows - failed, failed, tuple(sorted(providers)))
        text = {"classified": about.classified, "failed": about.failed, "providers": about.providers}
        with atomic_write(self._place(part.digest), "wb") as stream:
            marked = table.replace_schema_metadata({_ABOUT: json.dumps(text)})
            parquet.write_table(marked, stream, compression="zstd")
        return about

    def _place(self, digest: str) -> Path:
        return self.path / f"{digest}{SUFFIX}"


def _locked(stream: Any) -> bool:
    """Take the file's lock, which the system gives back when the program ends; False where another has it."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        with suppress(OSError):
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            return True
        return False
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
