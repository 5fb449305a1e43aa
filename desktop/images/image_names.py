"""Names of images as different programs write them: found again part by part, and sorted as people count.

An image is called `clinicA/001.jpg` here, `001` or `clinicA\\001.JPG` there, in either Unicode normal form. Folders are
compared from the file upwards, and one that is told is never passed over: `clinicA/001` is not `clinicB/001`.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

from desktop.images.formats.signatures import SUFFIXES

T = TypeVar("T")

_DIGITS = re.compile(r"(\d+)")


def readable(name: str) -> str:
    """One spelling for every way of writing a name: `/` between folders, Unicode NFC, no `./` before it."""
    parts = unicodedata.normalize("NFC", name.strip()).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def without_ending(name: str) -> str:
    """The name without the ending of an image in any case; any other dot belongs to it (`1.2.840`, `mole 1.5 mm`)."""
    stem, ending = os.path.splitext(name)  # noqa: PTH122 - a text, and no path of this system
    return stem if ending.lower() in SUFFIXES else name


def searchable(text: str) -> str:
    """The text as a search compares it: both Unicode normal forms and upper and lower case are alike."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """What names are sorted by where people look: folders first, digits as numbers (2 before 10), any case alike."""
    return tuple(
        tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in _DIGITS.split(part) if piece)
        for part in searchable(name).split("/")
    )


class NameIndex(Generic[T]):
    """Things by the names of images, for images that may be called otherwise."""

    def __init__(self, things: Iterable[tuple[str, T]]) -> None:
        """`things`: (name, thing); of several with the very same name the first counts."""
        self._layers = [_Layer[T](spelling) for spelling in (readable, _cut, _folded)]
        self._longest = 1
        known: set[str] = set()
        for name, thing in things:
            if (spelled := readable(name)) in known:
                continue
            known.add(spelled)
            self._longest = max(self._longest, spelled.count("/") + 1)
            for layer in self._layers:
                layer.add(name, thing)

    def find(self, name: str, path: Path | None = None) -> T | None:
        """What belongs to the image called `name`, relative to the folder that was searched; None for nothing, and
        where several fit alike.

        One fits whose name is the end of the image's (`001`, `clinicA/001` for `x/clinicA/001.jpg`), the longest first,
        or which ends in the image's and the folder that was searched. The very name goes before one without its ending,
        and that before one in another case. `path`: where the image lies, which tells the folder that was searched; the
        folders above it are compared too.
        """
        inside = readable(name).count("/") + 1
        full = name if path is None else os.path.abspath(path)  # noqa: PTH100 - resolve() would change names
        tried = [(layer, layer.spelling(full).split("/")) for layer in self._layers]
        tried.insert(1, (self._layers[0], tried[1][1]))  # a thing called without ending goes before one with another
        for length in range(min(self._longest, len(tried[0][1])), 0, -1):
            for layer, parts in tried:
                if (key := "/".join(parts[-length:])) in layer.whole:
                    return layer.whole[key]
        for layer, parts in tried:
            if (key := "/".join(parts[-(inside + 1) :])) in layer.ends:
                return layer.ends[key]
        return None


class _Layer(Generic[T]):
    """Things by one spelling of their names, and by what those end in; None where several have the same."""

    def __init__(self, spelling: Callable[[str], str]) -> None:
        self.spelling = spelling
        self.whole: dict[str, T | None] = {}
        self.ends: dict[str, T | None] = {}

    def add(self, name: str, thing: T) -> None:
        key = self.spelling(name)
        self.whole[key] = None if key in self.whole else thing
        while (slash := key.find("/")) >= 0:
            key = key[slash + 1 :]
            self.ends[key] = None if key in self.ends else thing


def _cut(name: str) -> str:
    return without_ending(readable(name))


def _folded(name: str) -> str:
    return searchable(_cut(name))
