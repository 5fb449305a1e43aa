"""Files that are either whole or not there: written under another name beside the target, then moved into place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.errors import HamError


class OutputError(HamError):
    """An output that cannot be written (folder missing, read-only, disk full)."""


def part_path(path: Path) -> Path:
    """Where the unfinished content of `path` is kept."""
    return path.with_name(path.name + ".part")


@contextmanager
def atomic_write(path: Path, mode: str = "w") -> Iterator[Any]:
    """A stream whose content becomes `path` when the block ends well; text is UTF-8 with plain line feeds.

    What UTF-8 cannot hold (a file name that was none to begin with) is written as `\\udcff`, as JSON would.

    When the block fails, an earlier `path` is untouched and the unfinished part is removed. Raises OutputError when the
    target cannot be written.
    """
    part = part_path(path)
    text: dict[str, Any] = {} if "b" in mode else {"encoding": "utf-8", "newline": "", "errors": "backslashreplace"}
    try:
        stream = part.open(mode, **text)
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise OutputError(cannot_write(path, error)) from None
        raise


def check_writable(path: Path) -> None:
    """Raises OutputError where `path` could not be written, before the work that would end in it is begun."""
    part = part_path(path)
    try:
        part.open("a", encoding="utf-8").close()
        part.unlink()
        if sys.platform == "win32" and path.exists():
            path.open("r+b").close()  # there a file that a spreadsheet holds open cannot be replaced
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None


def cannot_write(path: Path, error: OSError) -> str:
    """The sentence for an output that failed."""
    missing = next((folder for folder in reversed(path.parents) if not folder.exists()), None)
    if missing is not None:
        return f"{path} cannot be written, there is no folder {missing}; make it first, or choose another place"
    return f"{path} cannot be written ({error.strerror or error}); choose another place or make room there"
