"""One rule for what is searched: no bins and previews of systems, links by one rule, nothing uncounted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from desktop.engine.discovery import find_images
from desktop.images.folder_search import PassedOver, image_paths, is_system_folder
from tests.desktop.helpers import names, needs_posix


@pytest.fixture
def make(tmp_path: Path):
    def make(*places: str) -> Path:
        for place in places:
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path

    return make


SYSTEM = ["@eaDir", "#recycle", "@Recycle", "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "__MACOSX"]


@pytest.mark.parametrize(
    "name", [*SYSTEM, "lost+found", "found.000", "$Recycle.Bin", "@EADIR", "#snapshot", "~snapshot", "trashbox"]
)
def test_what_systems_keep_for_themselves_is_passed_over_at_any_depth(make, name):
    folder = make("a.jpg", f"{name}/b.jpg", f"x/{name}/y/c.jpg", "x/d.jpg")
    passed = PassedOver()
    assert names(find_images([folder], passed=passed)) == ["a.jpg", "x/d.jpg"]
    assert passed.system == Counter({name: 2})


def test_folders_that_are_only_called_alike_are_searched(make):
    folder = make("eaDir/a.jpg", "recycle/b.jpg", "@eaDir2/c.jpg", "found/d.jpg")
    assert len(names(find_images([folder]))) == 4
    assert not is_system_folder("found.00")


def test_a_system_folder_that_is_named_alone_is_searched_and_among_others_is_not(make):
    folder = make("@eaDir/a.jpg", "b/c.jpg")
    assert names(find_images([folder / "@eaDir"])) == ["a.jpg"]
    passed = PassedOver()
    assert names(find_images([folder / "@eaDir", folder / "b"], passed=passed)) == ["b/c.jpg"]  # as by `photos/*`
    assert passed.system == Counter({"@eaDir": 1})


def test_what_is_passed_over_is_counted_by_its_reason_and_told_in_a_line(make):
    folder = make(
        "a.jpg", "b.avif", "c.gif", "d.GIF", "e", "1.2.3", ".hidden.jpg", ".git/x.jpg", "@eaDir/a.jpg", "n/f.txt"
    )
    passed = PassedOver()
    assert [path.name for path in image_paths(folder, passed=passed)] == ["a.jpg"]
    assert passed.endings == Counter({".gif": 2, "": 2, ".avif": 1, ".txt": 1})
    assert passed.in_words() == (
        "passed over: 2 without an ending, 2 .gif, 1 .avif, 1 .txt, 2 hidden, 1 system folder (@eaDir)"
    )
    assert PassedOver().in_words() == ""


def test_many_endings_are_told_by_the_commonest(make):
    folder = make(*(f"{n}.x{n}" for n in range(9)), "a.csv", "b.csv")
    passed = PassedOver()
    assert list(image_paths(folder, passed=passed)) == []
    assert passed.in_words() == "passed over: 2 .csv, 1 .x0, 1 .x1, 1 .x2, 1 .x3, 1 .x4, 4 with other endings"


@needs_posix
def test_a_link_to_a_folder_elsewhere_is_followed(make, tmp_path):
    folder = make("data/a.jpg", "elsewhere/b.jpg", "elsewhere/c/d.jpg") / "data"
    (folder / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert names(find_images([folder])) == ["a.jpg", "link/b.jpg", "link/c/d.jpg"]
    assert names(find_images([folder], recursive=False)) == ["a.jpg"]


@needs_posix
def test_each_real_folder_is_searched_once_and_at_its_own_place(make, tmp_path):
    folder = make("data/x/1.jpg", "elsewhere/b.jpg", "elsewhere/c/d.jpg") / "data"
    (folder / "a").symlink_to(folder / "x", target_is_directory=True)  # before the folder itself, in name order
    (folder / "one").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (folder / "two").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (folder / "part").symlink_to(tmp_path / "elsewhere" / "c", target_is_directory=True)
    (tmp_path / "elsewhere" / "back").symlink_to(folder, target_is_directory=True)
    assert names(find_images([folder])) == ["one/b.jpg", "one/c/d.jpg", "x/1.jpg"]


@needs_posix
def test_a_link_to_a_folder_above_is_not_followed_and_is_counted(make, tmp_path):
    folder = make("data/a.jpg", "private/b.jpg") / "data"
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    passed = PassedOver()
    assert names(find_images([folder], passed=passed)) == ["a.jpg"]
    assert passed.in_words() == "passed over: 1 link to a folder above"


@needs_posix
def test_a_link_into_another_folder_that_is_searched_too_is_not_followed(make):
    folder = make("a/1.jpg", "b/2.jpg")
    (folder / "a" / "link").symlink_to(folder / "b", target_is_directory=True)
    assert names(find_images([folder / "a", folder / "b"])) == ["a/1.jpg", "b/2.jpg"]
