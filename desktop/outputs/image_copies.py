"""Copies of images in folders by diagnosis. Originals are only read: never moved, renamed or written.

Nothing in the target is overwritten either: a copy that is there already is left, and another file of the same name
gets a number beside it.
"""

from __future__ import annotations

import errno
import filecmp
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.common.files import OutputError, cannot_write, part_path, remove_left_overs
from desktop.errors import UsageError
from desktop.language.spoken import kept

_FORBIDDEN = '<>:"/\\|?*'  # in file names on Windows; the folders may be carried there
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_LONGEST_NAME = 100
_BLOCK = 1 << 20
_OF_THE_PLACE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


@dataclass(frozen=True)
class Copied:
    """What became of one image. `target`: where its copy lies, None where it could not be read (`problem`); `new`:
    whether it was made now."""

    source: Path
    target: Path | None
    new: bool = False
    problem: str = ""


def check_target(folder: Path, images: Iterable[Path], searched: Iterable[Path] = ()) -> None:
    """Raises UsageError where the copies would lie among the images, or elsewhere in one of the folders that were
    searched for them, and be classified with them the next time."""
    target = folder.resolve()
    for parent in {*(image.parent for image in images), *searched}:
        if target.is_relative_to(parent.resolve()):
            raise UsageError(
                f"the folder {folder} lies among the images in {parent}, and the copies would be classified with them "
                "the next time; choose a folder beside it"
            )
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, and the copies need a folder; choose another name")


def folder_names(names: Sequence[str]) -> dict[str, str]:
    """A folder's name for each of these: possible on every system, and no two alike whatever the case."""
    taken: Counter[str] = Counter()
    made = {}
    for name in dict.fromkeys(names):
        plain = "".join("_" if c in _FORBIDDEN or not c.isprintable() else c for c in name)[:_LONGEST_NAME].strip(" .")
        if not plain or plain.lower() in _RESERVED:
            plain += "_"
        taken[plain.casefold()] += 1
        count = taken[plain.casefold()]
        made[name] = plain if count == 1 else f"{plain} ({count})"
    return made


def copy_images(images: Iterable[tuple[Path, str]], folder: Path) -> Iterator[Copied]:
    """Copy each image into the folder of that name below `folder`, one by one; stop taking to stop copying.

    Raises OutputError where the target cannot be written, the disk being full for example.
    """
    made: set[Path] = set()
    for source, name in images:
        place = folder / name
        try:
            place.mkdir(parents=True, exist_ok=True)
            if place not in made:
                remove_left_overs(place)
                made.add(place)
        except OSError as error:
            raise OutputError(cannot_write(place, error)) from None
        try:
            yield _copy(source, place)
        except _NameError as error:
            yield Copied(source, None, problem=kept(f"the folder takes no file of this name ({error})"))
        except FileNotFoundError:
            yield Copied(source, None, problem=kept("the file is not there (any more)"))
        except PermissionError:
            yield Copied(source, None, problem=kept("the file may not be read (permission denied)"))
        except OSError as error:
            yield Copied(source, None, problem=kept(f"the file cannot be read ({error.strerror or error})"))


class _NameError(Exception):
    """No file can be called so there."""


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise _NameError(error.strerror) from None


def _copy(source: Path, place: Path) -> Copied:
    """Raises OSError where the source cannot be read, OutputError where the copy cannot be written."""
    number = 1
    with source.open("rb") as original:
        while True:
            target = place / (source.name if number == 1 else f"{source.stem} ({number}){source.suffix}")
            if not _exists(target):
                break
            if _same(source, target):
                return Copied(source, target)
            number += 1
        _write(original, target)
    _keep_times(source, target)
    return Copied(source, target, new=True)


def _same(source: Path, target: Path) -> bool:
    """Whether the copy is there already; what cannot be read there is another file."""
    try:
        return filecmp.cmp(source, target, shallow=False)
    except OSError:
        return False


def _write(original: BinaryIO, target: Path) -> None:
    """Whole or not at all. What the original raises is passed on; what the copy raises becomes an OutputError."""
    part = part_path(target)
    try:
        copy = part.open("wb")
    except OSError as error:  # a plain name: whatever is wrong is wrong with the place
        raise OutputError(cannot_write(target, error)) from None
    try:
        with copy:
            while block := original.read(_BLOCK):
                try:
                    copy.write(block)
                    copy.flush()
                except OSError as error:
                    raise OutputError(cannot_write(target, error)) from None
        try:
            part.replace(target)
        except OSError as error:
            # It was written there under a plain name, so it is this name that is refused, by whichever of the many
            # errors that systems and shares have for that.
            if error.errno in _OF_THE_PLACE:
                raise OutputError(cannot_write(target, error)) from None
            raise _NameError(error.strerror) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _keep_times(source: Path, copy: Path) -> None:
    """Some shares refuse times; the copy is whole without them."""
    with suppress(OSError):
        status = source.stat()
        os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))
