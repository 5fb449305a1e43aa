"""How the images of a study are called: relative to what all that was dropped has in common, and those that moved as
where they lay before, so that a table saved before and one saved afterwards speak of the same files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from desktop.engine.discovery import common_folder
from desktop.images.image_file import relative_name
from desktop.study.browsing import read_setting, write_setting
from desktop.study.store import Study

_MOVED = "moved"
"""The setting of a study that holds `Naming.moved`."""


@dataclass(frozen=True)
class Naming:
    """`root`: the folder that names are relative to, None where there is none; `moved`: folders as they lie now, and
    where each lay when its images were named."""

    root: str | None = None
    moved: Mapping[str, str] = field(default_factory=dict)

    def name(self, path: str) -> str:
        """Of an image by its absolute path; fast enough to be called for every row that is painted."""
        return name_below(self.former(path) if self.moved else path, self.root)

    def former(self, path: str) -> str:
        """Where a file or folder lay when it was named."""
        end = len(path)
        while end > 0:
            if (before := self.moved.get(path[:end])) is not None:
                return before + path[end:]
            end = path.rfind(os.sep, 0, end)
        return path


def name_below(path: str, root: str | None) -> str:
    """`desktop.images.image_file.relative_name` of an absolute path, quickly."""
    if root is not None:
        prefix = root if root.endswith(os.sep) else root + os.sep
        if path.startswith(prefix):
            return path[len(prefix) :].replace(os.sep, "/")
    return relative_name(Path(path), None)


def read_naming(study: Study, sources: Sequence[Path]) -> Naming:
    """How images are called where these were dropped. Where there is something again at a folder's former place, names
    tell the two apart. Raises StudyError."""
    kept = json.loads(read_setting(study, _MOVED) or "{}")
    return _naming(sources, {now: before for now, before in kept.items() if not os.path.lexists(before)})


def keep_names(
    study: Study, before: Naming, sources: Mapping[Path, Path], images: Mapping[Path, Path], others: Iterable[Path]
) -> None:
    """Images lie elsewhere now and are called as before. `before`: how that was; `sources`: what was dropped, where it
    was and is; `images`: those that moved, where they were and are; `others`: all that did not. Raises StudyError.

    Where names stay by themselves, as when all that was dropped moved together, nothing needs to be remembered."""
    plain = _naming(list(sources.values()), {})
    called = [(plain.name(str(now)), before.name(str(then))) for then, now in images.items()]
    called += [(plain.name(str(path)), before.name(str(path))) for path in others]
    moved = {}
    if any(PurePosixPath(now).parent != PurePosixPath(then).parent for now, then in called):
        moved = dict(before.moved)
        torn = set()
        for then, now in [*sources.items(), *((then.parent, now.parent) for then, now in images.items())]:
            former = before.former(str(then))
            if then != now and moved.setdefault(str(now), former) != former:
                torn.add(str(now))  # images of several folders lie in one now
        moved = {now: former for now, former in moved.items() if now not in torn and now != former}
    write_setting(study, _MOVED, json.dumps(moved))


def _naming(sources: Sequence[Path], moved: Mapping[str, str]) -> Naming:
    if not moved:
        root = common_folder(sources) if sources else None
        return Naming(None if root is None else str(root))
    plain = Naming(None, moved)
    former = [plain.former(os.path.abspath(source)) for source in sources]  # noqa: PTH100 - as names are made
    pairs = zip(former, sources, strict=True)
    folders = [Path(place) if source.is_dir() else Path(place).parent for place, source in pairs]
    try:
        return Naming(os.path.commonpath(folders), moved)
    except ValueError:  # different drives, or nothing dropped
        return Naming(None, moved)
