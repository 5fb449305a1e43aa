"""An image to classify: where it lies, and the name that results have for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image to classify: where it lies, and the name it has in results (relative, with `/`)."""

    path: Path
    name: str


def relative_name(path: Path, root: Path | None) -> str:
    """An absolute path's name in results: relative to `root` where it lies below it, with `/`."""
    if path == root:  # the folder given itself, when it cannot be listed
        return path.name
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.relative_to(path.anchor).as_posix()
