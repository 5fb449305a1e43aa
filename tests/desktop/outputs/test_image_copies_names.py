"""Copies go on after a name that is not possible where they go, and are whole where times are refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from desktop.common.files import OutputError
from desktop.outputs.image_copies import copy_images


def refused(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """As on a system or share that answers a name with a colon by this error."""
    whole = Path.replace

    def as_on_another_system(self: Path, target: Path) -> Path:
        if ":" in Path(target).name:
            raise OSError(number, os.strerror(number), str(target))
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", as_on_another_system)


@pytest.mark.parametrize(
    "number", [errno.EINVAL, errno.ENOENT, errno.EACCES, errno.EPERM, errno.EILSEQ, errno.ENAMETOOLONG, errno.EIO]
)
def test_an_impossible_name_is_one_image_that_was_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    for name in ("a.png", "b:c.png", "d.png"):
        (tmp_path / name).write_bytes(name.encode())
    refused(monkeypatch, number)
    images = [(tmp_path / name, "Nevus") for name in ("a.png", "b:c.png", "d.png")]
    copied = list(copy_images(images, tmp_path / "out"))
    assert [one.target is not None for one in copied] == [True, False, True]
    assert copied[1].problem == f"the folder takes no file of this name ({os.strerror(number)})"
    assert sorted(path.name for path in (tmp_path / "out" / "Nevus").iterdir()) == ["a.png", "d.png"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_place_that_takes_nothing_more_ends_the_copying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "b:c.png").write_bytes(b"content")
    refused(monkeypatch, number)
    with pytest.raises(OutputError, match="cannot be written"):
        list(copy_images([(tmp_path / "b:c.png", "Nevus")], tmp_path / "out"))


def test_a_name_as_long_as_a_name_can_be_is_copied(tmp_path: Path) -> None:
    name = "a" * 251 + ".png"
    (tmp_path / name).write_bytes(b"content")
    (copied,) = copy_images([(tmp_path / name, "Nevus")], tmp_path / "out")
    assert copied.new


def test_a_copy_is_whole_where_the_share_refuses_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError("not permitted")

    (tmp_path / "a.png").write_bytes(b"content")
    monkeypatch.setattr(os, "utime", refuses)
    (copied,) = copy_images([(tmp_path / "a.png", "Nevus")], tmp_path / "out")
    assert copied.new
    assert copied.target is not None
    assert copied.target.read_bytes() == b"content"
