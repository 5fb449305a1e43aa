"""Where the image of each id lies below a data folder, by the search and the names that every program has."""

from __future__ import annotations

import filecmp
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.errors import ImageError
from desktop.images import load_image
from desktop.images.folder_search import PassedOver, image_paths
from desktop.images.image_names import NameIndex, readable, searchable, without_ending
from trainer.data.near_copies import differing, perceptual_hashes
from trainer.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What folders are called whose files have the names of the images and are others: lesions drawn, previews, heat maps.
_NO_PICTURES = (
    *("mask", "segment", "annotation", "groundtruth", "ground_truth", "ground truth", "contour", "superpixel", "label"),
    *("thumb", "preview", "overlay", "heatmap", "heat_map", "attribute"),
)
_NO_PICTURES_WHOLE = frozenset({"gt", "seg", "segs", "roi", "rois"})
_PICTURES = ("image", "img", "photo", "picture", "input")
_PHOTOGRAPHS = (".jpg", ".jpeg", ".jpe", ".jfif")
_LOOKED_AT = 64  # side in pixels at which two files of one name are compared
OTHER_THING = 0.3
"""Share of differing bits above which they show different things: a preview of 60 x 45 pixels stays below, and of
100,000 pairs of different dermatoscopic images all but seven lie above."""
_NAMED = 3  # offenders spelled out in a sentence


@dataclass(frozen=True)
class Located:
    """paths: the image of each id, in their order; notes: sentences on what was chosen between; missing: ids without
    an image, where those may be; the paths are then those of the others."""

    paths: tuple[Path, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...] = ()


def locate_images(image_ids: Sequence[str], folder: Path, metadata: Path, *, incomplete: bool = False) -> Located:
    """The file of each image, anywhere below `folder`: by its name, with or without folders, ending, in any case.

    Of several files of one id none counts that lies in a folder of masks or previews, where there is another; then one
    in a folder of images goes before others, a JPEG (as cameras write) before what programs draw, and of files that are
    alike in all of that the larger, which is no preview. Several that are not copies of each other are told. Files of
    one name that show different things are two images: an id has to say which, by the folders before its name. Raises
    DataError for these, and naming those that `metadata`, the file that lists them, has and the folder has not; unless
    the data may be `incomplete` and some image is there.
    """
    index = NameIndex((image_id, place) for place, image_id in enumerate(image_ids))
    found: dict[int, list[Path]] = defaultdict(list)
    passed = PassedOver()
    for path in image_paths(folder, passed=passed):
        place = index.find(path.relative_to(folder).as_posix(), path) if path.is_file() else None  # no broken link
        if place is not None:
            found[place].append(path)
    for place, paths in found.items():  # an id that is a whole path names that file, whatever other path ends in it
        if "/" in readable(image_ids[place]):
            named = [path for path in paths if _path_as_id(path, folder) == _searched(image_ids[place])]
            found[place] = named or paths
    missing = [image_id for place, image_id in enumerate(image_ids) if place not in found]
    if missing and not (incomplete and found):
        packed = any(path.suffix.lower() == ".zip" for path in folder.iterdir())
        what = "unpack the zip files there" if packed else "add them, or remove their rows"
        left = "".join(f"; {line}" for line in passed.lines() if passed.system or passed.links)
        raise DataError(
            f"{len(missing):,} of the {len(image_ids):,} images that {metadata} lists are nowhere below {folder} "
            f"({some(missing)}{left}); {what}."
        )
    apart = [place for place in sorted(found) if len(found[place]) > 1 and _differ(found[place], folder)]
    if apart and not incomplete:
        one = [path.relative_to(folder) for path in found[apart[0]]]
        shown = f"{some([image_ids[place] for place in apart])}: {some([path.as_posix() for path in one])}"
        raise DataError(
            f"In {metadata} {len(apart):,} {'id is' if len(apart) == 1 else 'ids are'} the name of several files that "
            f"show different things ({shown}); {_way_out(one)}."
        )
    chosen = {place: min(found[place], key=lambda path: _rank(path, folder)) for place in sorted(found)}
    return Located(tuple(chosen.values()), _notes(folder, image_ids, found, chosen), tuple(missing))


def _path_as_id(path: Path, folder: Path) -> str:
    return _searched(path.relative_to(folder).as_posix())


def _searched(image_id: str) -> str:
    return searchable(without_ending(readable(image_id)))


def _way_out(paths: Sequence[Path]) -> str:
    """What tells files of one name apart: the folder of each, where they lie in several and none at the top."""
    folders = {path.parent for path in paths}
    if len(folders) < len(paths):
        return "give each a name of its own"
    deepest = max(paths, key=lambda path: len(path.parts))
    also = ", and move the one that lies in no folder into one" if Path() in folders else ""
    return f"write the folder before the id ({deepest.with_suffix('').as_posix()}){also}"


def some(names: Any) -> str:
    """The first few of `names`, and how many more there are."""
    listed = ", ".join(str(name) for name in names[:_NAMED])
    return f"{listed} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else listed


def _differ(paths: Sequence[Path], folder: Path) -> bool:
    """Whether files of one name are photographs of different things, and none a copy, a preview or a drawing."""
    kept: list[Path] = []
    for path in paths:
        if not _drawn(path, folder) and not any(_is_copy(path, other) for other in kept):
            kept.append(path)
    seen = [own for own in map(_looks, kept if len(kept) > 1 else ()) if own is not None]
    return any(float(differing(own, seen[0])[0, 0]) > OTHER_THING for own in seen[1:])


def _looks(path: Path) -> NDArray[np.uint8] | None:
    """The perceptual hash [1, B] of a file; None for one that is no picture, or a drawing without any colour."""
    try:
        pixels = load_image(path, _LOOKED_AT)
    except ImageError:
        return None
    colourless = bool((pixels.max(axis=-1) == pixels.min(axis=-1)).all())
    return None if colourless and path.suffix.lower() not in _PHOTOGRAPHS else perceptual_hashes(pixels[None])


def _drawn(path: Path, folder: Path) -> bool:
    inside = [part.lower() for part in path.relative_to(folder).parts[:-1]]
    return any(part in _NO_PICTURES_WHOLE or any(word in part for word in _NO_PICTURES) for part in inside)


def _rank(path: Path, folder: Path) -> tuple[bool, bool, bool, int, str]:
    inside = [part.lower() for part in path.relative_to(folder).parts[:-1]]
    drawn = _drawn(path, folder)
    pictures = any(word in part for part in inside for word in _PICTURES)
    photograph = path.suffix.lower() in _PHOTOGRAPHS
    return drawn, not pictures, not photograph, -path.stat().st_size, str(path)


def _notes(
    folder: Path, image_ids: Sequence[str], found: dict[int, list[Path]], chosen: Mapping[int, Path]
) -> tuple[str, ...]:
    several = [place for place, paths in found.items() if not all(_is_copy(path, paths[0]) for path in paths[1:])]
    if not several:
        return ()
    taken = Counter(_place(chosen[place], folder) for place in several)
    left = Counter(_place(path, folder) for place in several for path in found[place] if path != chosen[place])
    images = "1 image has" if len(several) == 1 else f"{len(several):,} images have"
    return (
        f"{images} several files of the name ({some([image_ids[place] for place in sorted(several)])}): taken from "
        f"{some(list(taken))}, left in {some(list(left))}",
    )


def _is_copy(path: Path, other: Path) -> bool:
    """Whether two files hold the same; formats without compression have the size of every other image, too."""
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:  # the one that is taken is read later, and says why it cannot be
        return path.stat().st_size == other.stat().st_size


def _place(path: Path, folder: Path) -> str:
    return path.parent.relative_to(folder).as_posix()
