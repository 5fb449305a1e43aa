"""An image to classify: where it lies, and the name that results have for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image to classify: where it lies, and the name it has in results (relative, with `/`)."""

    path: Path
    name: str


def relative_name(path: PurePath, root: PurePath | None) -> str:
    """An absolute path's name in results: relative to `root` where it lies below it, with `/`."""
    if path == root:  # the folder given itself, when it cannot be listed
        return path.name
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    below = path.relative_to(path.anchor).as_posix()
    return f"{_drive(path)}/{below}" if path.drive else below


def _drive(path: PurePath) -> str:
    """A drive of Windows as a part of a name: `C` for `C:`, `server/share` for a share. Images of two drives that are
    given together have no folder in common, and their names would be the same without it."""
    return path.drive.replace("\\", "/").strip("/").replace(":", "")
