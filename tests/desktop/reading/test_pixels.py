"""The image of a reading, unpacked to be decoded: what keeps it from that is told, and it is asked for again."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from desktop.reading.design import ReadingError
from desktop.reading.pixels import frame
from tests.desktop.reading.helpers import write_reading


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_an_image_that_there_is_no_room_to_unpack_is_told_and_shown_when_there_is(tmp_path: Path) -> None:
    import resource

    stored = write_reading(tmp_path, 2).stored(0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))  # as on a full disk
    try:
        with pytest.raises(ReadingError, match="cannot be unpacked"):
            frame(stored)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert frame(stored).pixels.ndim == 3


def test_a_machine_without_a_place_for_temporary_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = write_reading(tmp_path, 2).stored(0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(ReadingError, match="no place to unpack"):
        frame(stored)
