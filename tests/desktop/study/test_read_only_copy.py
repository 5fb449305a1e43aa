"""A study where nothing can be written can be looked at, and never changes; a command that must write says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.images.image_file import ImageFile
from desktop.study.database import StudyError
from desktop.study.store import Study
from tests.desktop.helpers import IS_ROOT, needs_permissions


def made(path: Path, count: int) -> Path:
    """A study of so many images."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Study.open(path) as study:
        study.begin_listing()
        study.add([ImageFile(path.parent / f"{n}.png", f"{n}.png") for n in range(count)])
    return path


def images(study: Study) -> int:
    return int(study.file.rows("SELECT count(*) FROM images")[0][0])


@pytest.fixture
def share(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A file system of its own, and what makes it read-only."""
    if not sys.platform.startswith("linux") or not IS_ROOT:
        pytest.skip("a read-only file system can be mounted by root on Linux only")
    place = tmp_path / "share"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place, lambda: subprocess.run(["mount", "-o", "remount,ro", place], check=True) and None
    subprocess.run(["umount", place], check=True)


def test_on_a_read_only_share(share):
    place, close = share
    path = made(place / "clinic.hamstudy", 3)
    close()
    with Study.open(path, look=True) as study:
        assert (study.file.read_only, images(study), study.path) == (True, 3, path)
    with pytest.raises(StudyError, match="cannot be written"):
        Study.open(path)


def test_with_the_log_that_a_killed_program_left(share, tmp_path):
    place, close = share
    path = made(tmp_path / "clinic.hamstudy", 3)
    with Study.open(path) as study:
        study.add([ImageFile(tmp_path / "more.png", "more.png")])
        for file in tmp_path.glob("clinic.hamstudy*"):
            shutil.copy(file, place)
    assert (place / "clinic.hamstudy-wal").stat().st_size > 0
    close()
    with Study.open(place / "clinic.hamstudy", look=True) as study:
        assert images(study) == 4


@needs_permissions
def test_in_somebody_elses_folder(tmp_path):
    path = made(tmp_path / "theirs" / "clinic.hamstudy", 3)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with Study.open(path, look=True) as study:
            assert (study.file.read_only, images(study)) == (True, 3)
    finally:
        path.parent.chmod(0o755)


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A study whose log cannot be written, whoever tries."""
    path = made(tmp_path / "clinic.hamstudy", 3)
    (tmp_path / "clinic.hamstudy-wal").mkdir()
    return path


def test_what_is_changed_while_looking_is_not_kept_and_no_copy_stays(blocked, tmp_path, monkeypatch):
    copies = tmp_path / "temporary"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    before = blocked.read_bytes()
    with Study.open(blocked, look=True) as study:
        study.add([ImageFile(tmp_path / "more.png", "more.png")])
        assert images(study) == 4
        (copy,) = copies.iterdir()
        assert os.name == "nt" or copy.stat().st_mode & 0o077 == 0
        study.file.copy_to(tmp_path / "saved.hamstudy")
    assert blocked.read_bytes() == before
    assert list(copies.iterdir()) == []
    with Study.open(tmp_path / "saved.hamstudy") as study:
        assert (study.file.read_only, images(study)) == (False, 4)


def test_a_command_that_must_write_is_refused(blocked):
    with pytest.raises(StudyError):
        Study.open(blocked)


def test_what_is_no_study_is_not_looked_at_either(tmp_path):
    path = tmp_path / "clinic.hamstudy"
    path.write_bytes(b"words, and no database at all" * 100)
    with pytest.raises(StudyError, match="is no study file"):
        Study.open(path, look=True)
    with Study.open(made(tmp_path / "in use.hamstudy", 1)), pytest.raises(StudyError, match="is in use"):
        Study.open(tmp_path / "in use.hamstudy", look=True)
