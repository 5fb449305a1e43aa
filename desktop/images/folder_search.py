"""Which files below a folder are images: one rule for every command that searches one, and a count of what it left.

Names decide, not contents. Only a file without an ending is looked into, for that is how many devices name their DICOM
files.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.images.formats import signatures
from desktop.images.formats.signatures import SUFFIXES

# Bins, previews and snapshots that storage devices and systems keep among the files (Synology, QNAP, NetApp, Buffalo,
# Windows, macOS, Linux); those with a dot in front are hidden anyway.
_SYSTEM_FOLDERS = frozenset(
    {
        *("@eadir", "#recycle", "#snapshot", "@tmp", "@sharebin", "@recycle", "@recently-snapshot", "@transcode"),
        *("~snapshot", "$recycle.bin", "recycler", "recycled", "system volume information", "__macosx"),
        *("network trash folder", "temporary items", "thevolumesettingsfolder", "lost+found", "trashbox"),
    }
)
_CHECKED_DISK = re.compile(r"found\.\d{3}")
_ENDINGS_NAMED = 6
OVERLAY = ".heatmap.jpg"
"""What the names of our own heat maps end in. No search takes one for an image, wherever it was written."""


@dataclass
class PassedOver:
    """What a search did not take. endings: files by lower-case ending, "" for none; hidden: files and folders whose
    name begins with a dot; system: folders by name; links: to a folder above, where a search would have no end."""

    endings: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    system: Counter[str] = field(default_factory=Counter)
    links: int = 0

    def in_words(self) -> str:
        """`passed over: 2 .gif, 1 without an ending, 3 hidden, 1 system folder (@eaDir)`; "" for nothing."""
        ranked = sorted(self.endings.items(), key=lambda item: (-item[1], item[0]))
        parts = [f"{count:,} {ending or 'without an ending'}" for ending, count in ranked[:_ENDINGS_NAMED]]
        if others := sum(count for _, count in ranked[_ENDINGS_NAMED:]):
            parts.append(f"{others:,} with other endings")
        if self.hidden:
            parts.append(f"{self.hidden:,} hidden")
        if count := self.system.total():
            parts.append(f"{count:,} system folder{'' if count == 1 else 's'} ({', '.join(sorted(self.system))})")
        if self.links:
            parts.append(f"{self.links:,} link{'' if self.links == 1 else 's'} to a folder above")
        return f"passed over: {', '.join(parts)}" if parts else ""

    def lines(self) -> tuple[str, ...]:
        """`in_words`, as a summary takes it: one line or none."""
        words = self.in_words()
        return (words,) if words else ()


def ending_of(name: str) -> str:
    """What a file is counted by that is no image: its lower-case ending, "" for none or a number (`1.2.840`)."""
    if is_overlay(name):
        return OVERLAY
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - twice as fast as Path.suffix
    return "" if suffix[1:].isdecimal() else suffix


def is_image_name(name: str) -> bool:
    """Whether a file's ending, in any case, is one of an image, and of none that we drew."""
    return os.path.splitext(name)[1].lower() in SUFFIXES and not is_overlay(name)  # noqa: PTH122 - faster than Path


def is_overlay(name: str) -> bool:
    """Whether a file of that name is a heat map that we drew over an image."""
    return name.lower().endswith(OVERLAY)


def is_hidden(name: str) -> bool:
    """Whether files and folders of that name are passed over: `.DS_Store`, `._x.jpg`, `.git`."""
    return name.startswith(".")


def is_system_folder(name: str) -> bool:
    """Whether a folder of that name holds what a system keeps for itself: previews, deleted files, snapshots."""
    folded = name.lower()
    return folded in _SYSTEM_FOLDERS or _CHECKED_DISK.fullmatch(folded) is not None


def image_paths(
    folder: Path, *, recursive: bool = True, roots: Sequence[Path] = (), passed: PassedOver | None = None
) -> Iterator[Path]:
    """The images below `folder`, one by one, folder by folder in name order. A folder that cannot be listed comes as if
    it were an image: reading it fails with the reason, and that is a row a person sees.

    Hidden files, hidden folders and system folders are passed over; `folder` itself is searched whatever its name.
    Links to files are files. A link to a folder is followed where it leads out of the `roots` (the folders that are
    searched, `folder` among them) and not above one, and each real folder is searched once: what lies inside is found
    at its own place. `passed` counts what was passed over. Never raises OSError.
    """
    search = _Search(recursive, [*roots, folder], PassedOver() if passed is None else passed)
    open_folders = [search.entries(folder, None)]  # a list and no recursion, for a tree may be deeper than the stack
    while open_folders:
        for path, is_folder, real in open_folders[-1]:
            if not is_folder:
                yield path
            else:
                open_folders.append(search.entries(path, real))
                break
        else:
            open_folders.pop()


class _Search:
    """The state of one walk. A folder's real path is carried along below a link only, where it is needed."""

    def __init__(self, recursive: bool, roots: Sequence[Path], passed: PassedOver) -> None:
        self._recursive = recursive
        self._given = roots
        self._roots: list[str] | None = None
        self._behind_links: set[str] = set()
        self._passed = passed

    def entries(self, folder: Path, real: str | None) -> Iterator[tuple[Path, bool, str | None]]:
        """The folder's images and the folders to search in name order, which of the two each is, and of a folder below
        a link its real path."""
        try:
            with os.scandir(folder) as entries:
                names, folders, links = [], set(), set()
                for entry in entries:
                    if is_hidden(entry.name):
                        self._passed.hidden += 1
                        continue
                    names.append(entry.name)
                    if _is_folder(entry):
                        folders.add(entry.name)
                        if entry.is_symlink() or _is_junction(entry):
                            links.add(entry.name)
        except OSError:
            yield folder, False, None
            return
        names.sort()  # files and folders together, which is the order of paths compared by parts
        for name in names:
            path = folder / name
            if name not in folders:
                if self._is_wanted(path):
                    yield path, False, None
            elif is_system_folder(name):
                self._passed.system[name] += 1
            elif self._recursive:
                place = None if real is None else os.path.join(real, name)  # noqa: PTH118 - a Path each costs more
                if name in links:
                    place = os.path.realpath(path)
                if place is None or self._leads_on(place):
                    yield path, True, place

    def _leads_on(self, real: str) -> bool:
        """Whether a folder met behind a link is searched there."""
        if self._roots is None:
            self._roots = [os.path.realpath(root) for root in self._given]
        if real in self._behind_links or any(_is_below(real, root) for root in self._roots):
            return False
        if any(_is_below(root, real) for root in self._roots):
            self._passed.links += 1
            return False
        self._behind_links.add(real)
        return True

    def _is_wanted(self, path: Path) -> bool:
        suffix = os.path.splitext(path.name)[1].lower()  # noqa: PTH122 - as above
        if suffix in SUFFIXES and not is_overlay(path.name):
            return True
        if signatures.may_be_dicom(path.name, suffix):
            try:
                if path.is_file() and signatures.kind_of_file(path) in (signatures.DICOM, signatures.BARE_DICOM):
                    return True
            except OSError:
                pass
        self._passed.endings[ending_of(path.name)] += 1
        return False


def _is_below(path: str, folder: str) -> bool:
    """Whether a real path is a folder or lies in it."""
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a link of Windows that says it is a folder; Python knows from 3.12 on, and the walk has its
    end by the length of names before."""
    known = getattr(entry, "is_junction", None)
    return bool(known and known())
