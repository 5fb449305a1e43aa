"""Copies go on after a name that is not possible where they go, and are whole where times are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.outputs.image_copies import copy_images


def test_an_impossible_name_is_one_image_that_was_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    for name in ("a.png", "b:c.png", "d.png"):
        (tmp_path / name).write_bytes(name.encode())
    whole = Path.replace

    def as_on_another_system(self: Path, target: Path) -> Path:
        if ":" in Path(target).name:
            raise OSError(errno.EINVAL, "Invalid argument", str(target))
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", as_on_another_system)
    images = [(tmp_path / name, "Nevus") for name in ("a.png", "b:c.png", "d.png")]
    copied = list(copy_images(images, tmp_path / "out"))
    assert [one.target is not None for one in copied] == [True, False, True]
    assert copied[1].problem == "the folder takes no file of this name (Invalid argument)"


def test_a_copy_is_whole_where_the_share_refuses_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError("not permitted")

    (tmp_path / "a.png").write_bytes(b"content")
    monkeypatch.setattr(os, "utime", refuses)
    (copied,) = copy_images([(tmp_path / "a.png", "Nevus")], tmp_path / "out")
    assert copied.new
    assert copied.target is not None
    assert copied.target.read_bytes() == b"content"
