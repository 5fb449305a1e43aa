"""Folders become images: each once, in path order, named as a person would, and one by one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.engine import discovery
from desktop.engine.discovery import check_paths, common_folder, find_images
from desktop.errors import ImageError, UsageError
from desktop.images import SUFFIXES, read_image
from tests.desktop.helpers import names, needs_permissions, needs_posix


@pytest.fixture
def make(tmp_path: Path):
    """Empty files at the places named; a scan looks at names alone."""

    def make(*places: str) -> Path:
        for place in places:
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path

    return make


def found(paths: Sequence[Path] | Path, *, recursive: bool = True) -> list[str]:
    return names(find_images([paths] if isinstance(paths, Path) else paths, recursive=recursive))


def test_a_folder_is_searched_to_the_bottom(make):
    assert found(make("a.jpg", "b/c.jpg", "b/d/e/f.png")) == ["a.jpg", "b/c.jpg", "b/d/e/f.png"]


def test_a_folder_is_searched_alone_when_asked(make):
    assert found(make("a.jpg", "b/c.jpg"), recursive=False) == ["a.jpg"]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_kind_of_image_is_found_whatever_the_case_of_its_ending(make, suffix):
    expected = {f"a{suffix}", f"b{suffix.upper()}", f"c{suffix.title()}"}
    assert set(found(make(*expected))) == expected


def test_what_is_no_image_by_its_ending_is_passed_over(make):
    assert found(make("a.jpg", "notes.txt", "a.jpg.part", "jpg", "Thumbs.db", "b.gif", "model.onnx", ".jpg")) == [
        "a.jpg"
    ]


def test_hidden_files_and_folders_are_passed_over(make):
    assert found(make("a.jpg", "._a.jpg", ".DS_Store", ".git/b.jpg", "c/.thumbnails/d.jpg", "c/e.jpg")) == [
        "a.jpg",
        "c/e.jpg",
    ]


def test_a_hidden_folder_that_is_named_is_searched(make):
    assert found(make(".private/a.jpg") / ".private") == ["a.jpg"]


def test_a_file_that_is_named_is_taken_whatever_its_ending(make):
    assert found(make("photo.dat") / "photo.dat") == ["photo.dat"]


def test_the_order_is_that_of_paths_compared_part_by_part(make):
    places = ["b.jpg", "a/z.jpg", "a/b/c.jpg", "a.jpg", "a-b/x.jpg", "B.jpg", "a b/y.jpg", "10.jpg", "9.jpg"]
    result = found(make(*places))
    assert result == sorted(places, key=lambda place: tuple(place.split("/")))


def test_the_order_does_not_depend_on_the_file_system(make, monkeypatch):
    folder = make("a.jpg", "b/c.jpg", "d.jpg")
    expected = found(folder)
    scandir = os.scandir

    class Backwards:
        def __init__(self, path: Path) -> None:
            with scandir(path) as entries:
                self.entries = sorted(entries, key=lambda e: e.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(discovery.os, "scandir", Backwards)
    assert found(folder) == expected


def test_each_file_comes_once_however_often_it_is_given(make):
    folder = make("a.jpg", "b/c.jpg")
    twice = [folder, folder / "a.jpg", folder / "b", folder, folder / "b" / ".." / "a.jpg"]
    assert found(twice) == ["a.jpg", "b/c.jpg"]


def test_each_file_comes_once_though_one_path_is_relative(make, monkeypatch):
    folder = make("a.jpg")
    monkeypatch.chdir(folder)
    assert found([Path("a.jpg"), folder / "a.jpg", Path()]) == ["a.jpg"]


def test_several_paths_come_in_the_order_given(make):
    folder = make("a/1.jpg", "b/2.jpg", "c.jpg")
    assert found([folder / "c.jpg", folder / "b", folder / "a"]) == ["c.jpg", "b/2.jpg", "a/1.jpg"]


def test_names_are_relative_to_what_the_paths_have_in_common(make):
    folder = make("x/a/1.jpg", "x/b/1.jpg", "x/b/c/2.jpg")
    assert found([folder / "x/a", folder / "x/b"]) == ["a/1.jpg", "b/1.jpg", "b/c/2.jpg"]
    assert found([folder / "x/a/1.jpg", folder / "x/b/1.jpg"]) == ["a/1.jpg", "b/1.jpg"]
    assert found([folder / "x/b", folder / "x/b/1.jpg"]) == ["1.jpg", "c/2.jpg"]


def test_a_single_file_is_called_by_its_name(make):
    assert found(make("x/a.jpg") / "x" / "a.jpg") == ["a.jpg"]
    assert found([make("x/a.jpg") / "x" / "a.jpg"] * 2) == ["a.jpg"]


def test_the_current_folder_is_a_folder_like_any_other(make, monkeypatch):
    monkeypatch.chdir(make("a.jpg", "b/c.jpg"))
    assert found(Path()) == ["a.jpg", "b/c.jpg"]
    assert found(Path("b/..")) == ["a.jpg", "b/c.jpg"]


def test_names_with_spaces_and_in_any_script_are_kept(make):
    places = ["Fall 12/Läsion 1.jpg", "患者/写真.png", 'a,"b".jpg', "-o.jpg", "💡.jpg"]
    assert sorted(found(make(*places))) == sorted(places)


@needs_posix
def test_names_that_no_script_can_write_are_kept(make):
    places = ["line\nbreak.jpg", "back\\slash.jpg", b"\xff.jpg".decode(errors="surrogateescape")]
    assert sorted(found(make(*places))) == sorted(places)


def test_a_folder_that_is_called_like_an_image_is_searched(make):
    assert found(make("album.jpg/a.jpg")) == ["album.jpg/a.jpg"]


def test_an_empty_folder_holds_nothing(tmp_path):
    assert found(tmp_path) == []
    assert found([]) == []


@needs_posix
def test_a_loop_of_links_ends(make):
    folder = make("a.jpg", "b/c.jpg")
    (folder / "b" / "up").symlink_to(folder)
    (folder / "self").symlink_to("self")
    assert found(folder) == ["a.jpg", "b/c.jpg"]


@needs_posix
def test_a_link_to_a_file_is_an_image_and_a_link_that_is_named_is_searched(make):
    folder = make("x/a.jpg", "y/nothing.txt")
    (folder / "y" / "link.jpg").symlink_to(folder / "x" / "a.jpg")
    (folder / "z").symlink_to(folder / "x")
    assert found(folder / "y") == ["link.jpg"]
    assert found(folder / "z") == ["a.jpg"]


@needs_posix
def test_a_link_that_leads_nowhere_becomes_a_row_that_says_so(make):
    folder = make("a.jpg")
    (folder / "gone.jpg").symlink_to(folder / "nowhere")
    files = list(find_images([folder]))
    assert names(files) == ["a.jpg", "gone.jpg"]
    with pytest.raises(ImageError, match="not there"):
        read_image(files[1].path, 16)


def test_a_folder_that_cannot_be_listed_becomes_a_row_and_the_rest_is_searched(make, monkeypatch):
    folder = make("a/1.jpg", "b/2.jpg", "c/3.jpg")
    scandir = os.scandir

    def denied(path: Path) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(discovery.os, "scandir", denied)
    files = list(find_images([folder]))
    assert names(files) == ["a/1.jpg", "b", "c/3.jpg"]
    with pytest.raises(ImageError):
        read_image(files[1].path, 16)


def test_when_the_folder_given_cannot_be_listed_the_row_has_its_name(make, monkeypatch):
    folder = make("b/2.jpg") / "b"

    def denied(_: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(discovery.os, "scandir", denied)
    assert found(folder) == ["b"]


@needs_permissions
def test_a_folder_that_may_not_be_read_becomes_a_row_with_the_reason(make):
    folder = make("a/1.jpg", "b/2.jpg")
    (folder / "b").chmod(0)
    try:
        files = list(find_images([folder]))
        assert names(files) == ["a/1.jpg", "b"]
        with pytest.raises(ImageError, match="permission denied"):
            read_image(files[1].path, 16)
    finally:
        (folder / "b").chmod(0o700)


def test_the_first_image_comes_before_the_last_folder_is_seen(make, monkeypatch):
    folder = make("0.jpg", *(f"{n}/{m}.jpg" for n in range(1, 9) for m in range(3)))
    scandir = os.scandir
    seen: list[object] = []

    def counted(path: Path) -> object:
        seen.append(path)
        return scandir(path)

    monkeypatch.setattr(discovery.os, "scandir", counted)
    files = find_images([folder])
    assert seen == []
    assert next(files).name == "0.jpg"
    assert len(seen) == 1
    assert next(files).name == "1/0.jpg"
    assert len(seen) == 2
    assert len(list(files)) == 23
    assert len(seen) == 9


def test_a_path_that_is_not_there_is_named_before_any_work_is_done(make):
    folder = make("a.jpg")
    check_paths([folder, folder / "a.jpg"])
    with pytest.raises(UsageError, match=r"no file or folder .*b\.jpg; check the name"):
        check_paths([folder, folder / "b.jpg"])


def test_what_paths_have_in_common_is_always_a_folder(make):
    folder = make("x/a.jpg", "x/b.jpg")
    assert common_folder([folder]) == folder
    assert common_folder([folder / "x" / "a.jpg"]) == folder / "x"
    assert common_folder([folder / "x" / "a.jpg"] * 2) == folder / "x"
    assert common_folder([folder / "x" / "a.jpg", folder / "x" / "b.jpg"]) == folder / "x"
    assert common_folder([]) is None


def test_names_have_no_common_folder_on_different_drives(make, monkeypatch):
    folder = make("a.jpg")
    monkeypatch.setattr(
        discovery.os.path, "commonpath", lambda _: (_ for _ in ()).throw(ValueError("different drives"))
    )
    assert found([folder, folder / "a.jpg"]) == [(folder / "a.jpg").relative_to(folder.anchor).as_posix()]
