"""The name that results have for an image tells it from every other image of the run."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from desktop.images.image_file import relative_name


@pytest.mark.parametrize(
    ("path", "root", "name"),
    [
        (PurePosixPath("/photos/a/1.jpg"), PurePosixPath("/photos"), "a/1.jpg"),
        (PurePosixPath("/photos"), PurePosixPath("/photos"), "photos"),
        (PurePosixPath("/other/1.jpg"), PurePosixPath("/photos"), "other/1.jpg"),
        (PurePosixPath("/a/1.jpg"), None, "a/1.jpg"),
        (PureWindowsPath(r"C:\photos\a\1.jpg"), PureWindowsPath(r"C:\photos"), "a/1.jpg"),
        (PureWindowsPath(r"C:\photos\1.jpg"), None, "C/photos/1.jpg"),
        (PureWindowsPath(r"D:\photos\1.jpg"), None, "D/photos/1.jpg"),
        (PureWindowsPath(r"\\clinic\images\photos\1.jpg"), None, "clinic/images/photos/1.jpg"),
    ],
)
def test_a_name_is_relative_and_has_the_drive_where_nothing_is_in_common(
    path: PurePath, root: PurePath | None, name: str
) -> None:
    assert relative_name(path, root) == name
