"""Files and folders become image files, as a stream in path order.

A folder is read with `os.scandir`, one level at a time, so that the first image comes before the last folder is
seen. Names decide here, not contents; what turns out to be no image is a failed row later. Only a file whose name has
no ending is looked into, for that is how many devices name their DICOM files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.errors import UsageError
from desktop.images import SUFFIXES, signatures
from desktop.images.image_file import ImageFile, relative_name


def check_paths(paths: Sequence[Path]) -> None:
    """Raises UsageError for the first path that is not there, so that a slip is told before any work is done."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}; check the name")


def find_images(paths: Sequence[Path], *, recursive: bool = True) -> Iterator[ImageFile]:
    """The images among `paths` (files as they are, folders searched), each once, folder by folder in name order.

    A file that is named is taken whatever its ending; in folders the ending decides (upper or lower case), or, for a
    name without one, DICOM's four letters in the file. Hidden files and folders (`.DS_Store`, `._x.jpg`, `.git`) are
    passed over. Names are relative to the one folder given, or to what all the paths have in common. Symbolic links to
    folders are not followed, so no tree is endless.
    """
    root = common_folder(paths)
    # Only where one path lies inside another can a file be met twice; remembering all of a million is saved elsewhere.
    seen: set[str] | None = set() if _overlap(paths) else None
    for path in paths:
        found = _walk(path, recursive) if path.is_dir() else iter((path,))
        for file in found:
            absolute = os.path.abspath(file)  # noqa: PTH100 - resolve() would follow links and change names
            if seen is not None:
                if absolute in seen:
                    continue
                seen.add(absolute)
            yield ImageFile(file, relative_name(Path(absolute), root))


def _overlap(paths: Sequence[Path]) -> bool:
    """Whether one of the paths is another, or lies inside it."""
    absolute = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    known = set(absolute)
    return len(known) < len(absolute) or any(not known.isdisjoint(path.parents) for path in absolute)


def _walk(folder: Path, recursive: bool) -> Iterator[Path]:
    open_folders = [_entries(folder)]  # a list and no recursion, for a tree may be deeper than Python's stack
    while open_folders:
        for path, is_folder in open_folders[-1]:
            if not is_folder:
                yield path
            elif recursive:
                open_folders.append(_entries(path))
                break
        else:
            open_folders.pop()


def _entries(folder: Path) -> Iterator[tuple[Path, bool]]:
    """The folder's images and folders in name order, and which of the two each is."""
    try:
        with os.scandir(folder) as entries:
            names, folders = [], set()
            for entry in entries:
                if not entry.name.startswith("."):
                    names.append(entry.name)
                    if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
                        folders.add(entry.name)
    except OSError:
        # Handed on as if it were an image: reading it fails with the reason, and that is a row a person sees.
        yield folder, False
        return
    names.sort()  # files and folders together, which is the order of paths compared by parts
    for name in names:
        if name in folders:
            yield folder / name, True
        elif _is_wanted(folder / name):
            yield folder / name, False


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a link of Windows that says it is a folder; Python knows from 3.12 on, and the walk has its
    end by the length of names before."""
    known = getattr(entry, "is_junction", None)
    return bool(known and known())


def _is_wanted(path: Path) -> bool:
    suffix = os.path.splitext(path.name)[1].lower()  # noqa: PTH122 - twice as fast as Path.suffix
    if suffix in SUFFIXES:
        return True
    if not signatures.may_be_dicom(path.name, suffix):
        return False
    try:
        return path.is_file() and signatures.kind_of_file(path) == signatures.DICOM
    except OSError:
        return False


def common_folder(paths: Sequence[Path]) -> Path | None:
    """What names are relative to: the one folder given, or the deepest folder all paths have in common, if any."""
    absolute = [Path(os.path.abspath(p)) for p in paths]  # noqa: PTH100
    if len(absolute) == 1:
        return absolute[0] if absolute[0].is_dir() else absolute[0].parent
    try:
        common = Path(os.path.commonpath(absolute))
    except ValueError:  # different drives, or nothing given
        return None
    return common if common.is_dir() else common.parent
