"""Whose a study is: the memory of a results table beside it, or a person's document from the window.

Both may have the same name, `clinic.csv` and `clinic.hamstudy`. A run into the table must not make the person's study
its own: its listing would hide the images and reviews there.
"""

from __future__ import annotations

from pathlib import Path

from desktop.errors import UsageError
from desktop.study.browsing import made_in_window, read_setting, write_setting
from desktop.study.store import Study

_TABLE = "table"


def claim(study: Study, table: Path) -> None:
    """Make the study the memory of a results table, where it is that already or nobody's.

    Raises UsageError, and changes nothing, for a study of the window that no table was written from.
    """
    if read_setting(study, _TABLE) is not None:
        return
    (images,) = study.file.rows("SELECT count(*) FROM images WHERE listing > 0")[0]
    (reviews,) = study.file.rows("SELECT count(*) FROM reviews")[0]
    if reviews or (images and made_in_window(study)):
        raise UsageError(
            f"{study.path} is a study of its own ({images:,} images, {reviews:,} reviews), which this run would change "
            f"to keep the answers of {table}; name another results file with -o"
        )
    write_setting(study, _TABLE, table.name)
