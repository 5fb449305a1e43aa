"""A folder that becomes what was made for it in one go: until then all of it lies in a hidden folder on the same disk.

A new folder is there at once, by one renaming. Of one that was there before, each file is replaced as `put_in_place`
does, and all are put back where one cannot be.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.common.files import OutputError, cannot_write, part_path, place_of, put_in_place, remove_left_overs


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """An empty folder whose files become those of `folder` when the block ends well; others in `folder` stay.

    When the block fails or the program is killed, `folder` is what it was; what a killed program left is removed by the
    next. Raises OutputError where `folder` cannot be written.
    """
    is_new = not folder.exists()
    made = part_path(folder if is_new else folder / "x")
    try:
        remove_left_overs(made.parent)
        made.mkdir()
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from None
    try:
        yield made
        try:
            if is_new:
                made.rename(folder)
            else:
                _move_into(made, folder)
        except OSError as error:
            raise OutputError(cannot_write(folder, error)) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move_into(made: Path, folder: Path) -> None:
    """Put every file in place, or all of them back. What can fail comes first: after it there are renamings alone."""
    before = made / "before"
    files = [(file, place_of(folder / file.name)) for file in sorted(made.iterdir())]
    before.mkdir()
    for file, target in files:
        if target.exists():
            shutil.copy2(target, before / file.name)
    reached = []
    try:
        for file, target in files:
            reached.append((before / file.name, target))
            put_in_place(file, target)
    except BaseException:
        for copy, target in reached:
            if copy.exists():
                put_in_place(copy, target)
            else:
                target.unlink(missing_ok=True)
        raise
