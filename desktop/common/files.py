"""Files that are either whole or not there: written under a name of their own beside the target, then moved into place.

What lies at the target is treated as a good editor treats it: a symbolic link stays one and what it points to is
written, a file with several names keeps them, its permissions stay, a file that is marked as read-only is refused, and
so is what is no file (a folder, a pipe, a device). Unfinished parts have names that no other writer and no person uses,
so two writers of one target never meet in one; what a program that was killed left behind is removed by the next one.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from desktop.errors import HamError


class OutputError(HamError):
    """An output that cannot be written (folder missing, read-only, disk full)."""


_PART = re.compile(r"\.ham-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.part(?:-journal|-wal)?")  # SQLite's own beside it


def part_path(path: Path) -> Path:
    """A name beside `path` for its unfinished content, another one each time. Hidden, so that no search takes it."""
    return path.with_name(f".ham-{_host()}-{os.getpid()}-{os.urandom(4).hex()}.part")


@contextmanager
def atomic_write(path: Path, mode: str = "w") -> Iterator[Any]:
    """A stream whose content becomes `path` when the block ends well; text is UTF-8 with plain line feeds.

    What UTF-8 cannot hold (a file name that was none to begin with) is written as `\\udcff`, as JSON would.

    When the block fails, an earlier `path` is untouched and the unfinished part is removed. Raises OutputError when the
    target cannot be written.
    """
    text: dict[str, Any] = {} if "b" in mode else {"encoding": "utf-8", "newline": "", "errors": "backslashreplace"}
    try:
        target = place_of(path)
        part = part_path(target)
        stream = part.open(mode.replace("w", "x"), **text)
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(part, target)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise OutputError(cannot_write(path, error)) from None
        raise


def put_in_place(part: Path, target: Path) -> None:
    """Make finished content `target`, with the permissions and names of the file that lies there. Raises OSError."""
    try:
        before = target.stat()
    except FileNotFoundError:
        part.replace(target)
        return
    if before.st_nlink > 1 and sys.platform != "win32":
        # Moved into place it would take one of the file's names from it. So this is the one case in which a program
        # that is killed at this moment leaves half a file.
        with part.open("rb") as finished, target.open("r+b") as stream:
            shutil.copyfileobj(finished, stream)
            stream.truncate()
            stream.flush()
            os.fsync(stream.fileno())
        part.unlink()
        return
    part.chmod(stat.S_IMODE(before.st_mode))
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root may give files away; the group may be one of one's own
            os.chown(part, before.st_uid, before.st_gid)
    part.replace(target)


def check_writable(path: Path) -> None:
    """Raises OutputError where `path` could not be written, before the work that would end in it is begun.

    Parts that killed programs of this computer left in its folder are removed.
    """
    try:
        target = place_of(path)
        part = part_path(target)
        part.open("x", encoding="utf-8").close()
        part.unlink()
        if sys.platform == "win32" and target.exists():
            target.open("r+b").close()  # there a file that a spreadsheet holds open cannot be replaced
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None
    remove_left_overs(target.parent)


def cannot_write(path: Path, error: OSError) -> str:
    """The sentence for an output that failed."""
    missing = next((folder for folder in reversed(path.parents) if not folder.exists()), None)
    if missing is not None:
        return f"{path} cannot be written, there is no folder {missing}; make it first, or choose another place"
    return f"{path} cannot be written ({error.strerror or error}); choose another place or make room there"


def place_of(path: Path) -> Path:
    """Where the content really goes. Raises OutputError for what must not be replaced, OSError."""
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISDIR(mode):
        raise OutputError(f"{path} cannot be written, it is a folder; choose another name")
    if not stat.S_ISREG(mode):
        raise OutputError(f"{path} cannot be written, it is a pipe or a device; name a file")
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise OutputError(f"{path} cannot be written, it is read-only; make it writable, or choose another name")
    return target


def remove_left_overs(folder: Path) -> None:
    """Remove the unfinished parts of programs of this computer that are not running any more; nothing else."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _PART.fullmatch(entry.name)
            if found and found[1] == _host() and not _is_running(int(found[2])):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    Path(entry.path).unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # there a signal would end it; a part in use cannot be removed anyway
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another person's
        return True
    return True


def _host() -> str:
    """This computer, in eight characters: a folder on a share is written to by several."""
    return f"{zlib.crc32(platform.node().encode(errors='surrogateescape')):08x}"
