"""Files and folders become image files, as a stream in path order.

What is an image in a folder is the rule of `desktop.images.folder_search`, the same for every command. The first image
comes before the last folder is seen; what turns out to be no image is a failed row later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.errors import UsageError
from desktop.images.folder_search import OVERLAY, PassedOver, image_paths, is_overlay, is_system_folder
from desktop.images.image_file import ImageFile, relative_name


def check_paths(paths: Sequence[Path]) -> None:
    """Raises UsageError for the first path that is not there, so that a slip is told before any work is done."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}; check the name")


def find_images(
    paths: Sequence[Path], *, recursive: bool = True, passed: PassedOver | None = None
) -> Iterator[ImageFile]:
    """The images among `paths` (files as they are, folders searched), each once, folder by folder in name order.

    A file that is named is taken whatever its ending; in folders the rule of `image_paths` decides. Of several paths
    system folders and overlays of ours are passed over as they are within a folder, for a pattern like `photos/*` names
    them too.
    Names are relative to the one folder given, or to what all the paths have in common. `passed` counts what was passed
    over, and is complete when the last image was given.
    """
    root = common_folder(paths)
    passed = PassedOver() if passed is None else passed
    folders = [path for path in paths if path.is_dir()]
    # Only where one path lies inside another can a file be met twice; remembering all of a million is saved elsewhere.
    seen: set[str] | None = set() if _overlap(paths) else None
    for path in paths:
        if path not in folders:
            if len(paths) > 1 and is_overlay(path.name):
                passed.endings[OVERLAY] += 1
                continue
            found: Iterator[Path] = iter((path,))
        elif len(paths) > 1 and is_system_folder(path.name):
            passed.system[path.name] += 1
            continue
        else:
            found = image_paths(path, recursive=recursive, roots=folders, passed=passed)
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
