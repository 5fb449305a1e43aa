"""Images of a study that lie elsewhere now: found again by content, else by name and size, with their answers and
reviews, none twice.

lost = missing(study)                                  # of the images listed those that are not there
found = match(lost, find_images([folder]), known_contents(study))
relink(study, found)                                   # those that were found lie there from now on
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.engine.discovery import common_folder
from desktop.images.image_file import ImageFile
from desktop.study.browsing import read_setting, read_sources, write_setting, write_sources
from desktop.study.database import to_path
from desktop.study.fingerprints import fingerprint
from desktop.study.naming import keep_names, read_naming
from desktop.study.store import Study, stamp

PLACE = "place"
"""The setting that says in which folder the study lay when it was open last."""


@dataclass(frozen=True)
class Lost:
    """An image where it was: its key in the study, its path, its size in bytes."""

    id: int
    path: Path
    size: int


def listed(study: Study) -> list[Lost]:
    """All images of the listing. Raises StudyError."""
    rows = study.file.rows("SELECT id, path, size FROM images WHERE listing = ? ORDER BY position", study.listing)
    return [Lost(key, to_path(path), size) for key, path, size in rows]


def missing(study: Study, stopped: Callable[[], bool] = lambda: False) -> list[Lost]:
    """Of the images listed those that are not where they were. Raises StudyError."""
    lost = []
    for one in listed(study):
        if stopped():
            return []
        if not os.path.exists(one.path):  # noqa: PTH110 - a Path's own costs more than the rest
            lost.append(one)
    return lost


def moved_along(study: Study, lost: Iterable[Lost]) -> dict[int, Path]:
    """Where images lie that moved together with the study file: at the same place seen from it, and as large."""
    place, now = read_setting(study, PLACE), study.path.parent.absolute()
    if not place or Path(place) == now:
        return {}
    found = {}
    for one in lost:
        there = Path(os.path.normpath(now / os.path.relpath(one.path, place)))
        if stamp(str(there))[0] == one.size:
            found[one.id] = there
    return found


def match(
    lost: Iterable[Lost], files: Iterable[ImageFile], contents: Mapping[int, bytes] | None = None
) -> dict[int, Path]:
    """Which of the files is which image: one of the same content, whatever its name; where the content is not known,
    one of the same name and size. Of several the one whose path is most alike, and what cannot be told apart is left
    out. `contents`: fingerprints by the image's key (`desktop.study.fingerprints`)."""
    known = contents or {}
    by_size: dict[int, list[Lost]] = defaultdict(list)
    for one in lost:
        by_size[one.size].append(one)
    fits: dict[int, list[tuple[int, Path]]] = defaultdict(list)
    for file in files:
        path = Path(os.path.abspath(file.path))  # noqa: PTH100 - as the study names them
        alike = by_size.get(stamp(str(path))[0], ())
        content = _content(path) if any(one.id in known for one in alike) else None
        for one in alike:
            same_name = one.path.name.casefold() == path.name.casefold()
            if known[one.id] == content if one.id in known else same_name:
                fits[one.id].append((_alike(one.path, path), path))
    found: dict[int, Path] = {}
    for key, places in fits.items():
        places.sort(key=lambda place: -place[0])
        if len(places) == 1 or places[0][0] > places[1][0]:
            found[key] = places[0][1]
    taken: dict[Path, list[int]] = defaultdict(list)
    for key, path in found.items():
        taken[path].append(key)
    return {keys[0]: path for path, keys in taken.items() if len(keys) == 1}


def relink(study: Study, found: Mapping[int, Path]) -> int:
    """These images lie there from now on, with what was answered and said of them; how many. An image that was listed
    at its new place already, and of which nothing was said there, gives way. Raises StudyError."""
    study.flush()
    before = {one.id: one.path for one in listed(study)}
    linked = {}
    with study.file.transaction() as database:
        for key, path in found.items():
            name = os.fsencode(path)
            other = database.execute("SELECT id, lesion FROM images WHERE path = CAST(? AS TEXT)", (name,)).fetchone()
            if other is not None and other[0] != key:
                said = database.execute("SELECT 1 FROM reviews WHERE image = ?", (other[0],)).fetchone()
                if said or other[1] is not None:
                    continue
                database.execute("DELETE FROM images WHERE id = ?", (other[0],))
            size, mtime_ns = stamp(str(path))
            database.execute(
                "UPDATE images SET path = CAST(? AS TEXT), size = ?, mtime_ns = ? WHERE id = ?",
                (name, size, mtime_ns, key),
            )
            # A copy has another time and the same content: its answers go on to count.
            database.execute("UPDATE contents SET mtime_ns = ? WHERE image = ? AND size = ?", (mtime_ns, key, size))
            database.execute("UPDATE results SET mtime_ns = ? WHERE image = ? AND size = ?", (mtime_ns, key, size))
            linked[key] = path
    if linked:
        _move_sources(study, before, linked)
    return len(linked)


def _content(path: Path) -> bytes | None:
    try:
        return fingerprint(path)
    except OSError:
        return None


def remember_place(study: Study) -> None:
    """Where the study lies now, to tell the next time that it moved. Raises StudyError."""
    write_setting(study, PLACE, str(study.path.parent.absolute()))


def _move_sources(study: Study, before: Mapping[int, Path], linked: Mapping[int, Path]) -> None:
    """What was dropped moved with its images, which are called as before; not where some of them are where they were.
    `before`: where all images were."""
    sources = read_sources(study)
    own: dict[Path, list[int]] = {source: [] for source in sources}
    for key, path in before.items():
        for place in (path, *path.parents):
            if place in own:
                own[place].append(key)
    naming = read_naming(study, sources)
    moved = {}
    for source, keys in own.items():
        gone = [key for key in keys if key in linked]
        whole = gone and not any(before[key].exists() for key in keys if key not in linked)
        moved[source] = _moved(source, before[gone[0]], [linked[key] for key in gone]) if whole else source
    images = {before[key]: path for key, path in linked.items()}
    keep_names(study, naming, moved, images, (path for key, path in before.items() if key not in linked))
    write_sources(study, dict.fromkeys(moved.values()))


def _moved(source: Path, before: Path, linked: Sequence[Path]) -> Path:
    """Where a source is whose images are `linked` now; `before`: where the first of them was."""
    tail = _alike(before, linked[0])
    old, new = before.parts[: -tail or None], linked[0].parts[: -tail or None]
    if source.parts[: len(old)] == old:
        return Path(*new, *source.parts[len(old) :])
    return common_folder(linked) or source  # more moved than was told apart


def _alike(one: Path, other: Path) -> int:
    """How many names at the end of two paths are the same."""
    count = 0
    for a, b in zip(reversed(one.parts), reversed(other.parts), strict=False):
        if a.casefold() != b.casefold():
            break
        count += 1
    return count
