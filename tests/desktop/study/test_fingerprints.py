"""Files known again by what they hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.images.image_file import ImageFile
from desktop.study.database import StudyError
from desktop.study.fingerprints import fingerprint, known_contents, remember_contents
from desktop.study.store import Study


@pytest.mark.parametrize("size", [0, 1, 8 * 1024, 8 * 1024 + 1, 100_000])
def test_copies_are_alike_and_a_change_at_either_end_or_in_the_middle_is_seen(tmp_path: Path, size: int) -> None:
    content = bytes(i % 251 for i in range(size))
    (tmp_path / "one").write_bytes(content)
    (tmp_path / "copy").write_bytes(content)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "copy")
    (tmp_path / "longer").write_bytes(content + b"\0")
    assert fingerprint(tmp_path / "longer") != fingerprint(tmp_path / "one")
    for place in {0, size // 2, size - 1} if size else ():
        changed = bytearray(content)
        changed[place] ^= 1
        (tmp_path / "changed").write_bytes(changed)
        assert fingerprint(tmp_path / "changed") != fingerprint(tmp_path / "one")


def _study(tmp_path: Path, count: int) -> Study:
    images = tmp_path / "images"
    images.mkdir()
    for number in range(count):
        (images / f"{number:03d}.png").write_bytes(f"{number:020d}".encode())
    study = Study.open(tmp_path / "one.hamstudy")
    study.begin_listing()
    study.add([ImageFile(path, path.name) for path in sorted(images.iterdir())])
    return study


def test_contents_are_kept_once_and_anew_where_a_file_changed(tmp_path: Path) -> None:
    with _study(tmp_path, 3) as study:
        assert remember_contents(study) == 3
        assert remember_contents(study) == 0
        assert len(set(known_contents(study).values())) == 3
        changed = tmp_path / "images" / "001.png"
        changed.write_bytes(b"longer than it was before")
        study.begin_listing()
        study.add([ImageFile(path, path.name) for path in sorted(changed.parent.iterdir())])
        assert remember_contents(study) == 1
        assert fingerprint(changed) in known_contents(study).values()


def test_a_file_that_is_gone_is_passed_over_and_a_study_closed_meanwhile_is_an_error_in_words(tmp_path: Path) -> None:
    study = _study(tmp_path, 300)
    (tmp_path / "images" / "000.png").unlink()

    def closes_at(last: int) -> Callable[[], bool]:
        asked = itertools.count()

        def asks() -> bool:
            if next(asked) == last:
                study.file.close()
            return False

        return asks

    with pytest.raises(StudyError, match="closed meanwhile"):
        remember_contents(study, closes_at(200))
    with Study.open(tmp_path / "one.hamstudy") as again:
        assert len(known_contents(again)) == 127
        assert remember_contents(again, lambda: True) == 0
        assert remember_contents(again) == 299 - 127
