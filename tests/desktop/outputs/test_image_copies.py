"""Copies by diagnosis: originals untouched, nothing overwritten, names possible everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.common.files import OutputError
from desktop.errors import UsageError
from desktop.outputs.image_copies import check_target, copy_images, folder_names
from tests.desktop.helpers import listing, run_python

PART_OF_ANOTHER = (
    "from pathlib import Path; from desktop.common.files import part_path; print(part_path(Path('a')).name)"
)


def _file(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_each_image_is_copied_into_its_folder_and_stays_where_it_was(tmp_path: Path) -> None:
    one, two = _file(tmp_path / "in" / "a.jpg", b"one"), _file(tmp_path / "in" / "b.jpg", b"two")
    stamps = [path.stat().st_mtime_ns for path in (one, two)]
    copied = list(copy_images([(one, "Melanoma"), (two, "Nevus")], tmp_path / "out"))
    assert listing(tmp_path / "out") == {"Melanoma", "Melanoma/a.jpg", "Nevus", "Nevus/b.jpg"}
    assert [(one.read_bytes(), two.read_bytes())] == [(b"one", b"two")]
    assert [c.target.stat().st_mtime_ns for c in copied if c.target] == stamps
    assert [path.stat().st_mtime_ns for path in (one, two)] == stamps


def test_names_that_clash_are_numbered_and_nothing_is_overwritten(tmp_path: Path) -> None:
    images = [(_file(tmp_path / folder / "a.jpg", folder.encode()), "x") for folder in ("first", "second", "third")]
    there = _file(tmp_path / "out" / "x" / "a.jpg", b"was there")
    list(copy_images(images, tmp_path / "out"))
    assert there.read_bytes() == b"was there"
    contents = {path.name: path.read_bytes() for path in (tmp_path / "out" / "x").iterdir()}
    assert contents == {
        "a.jpg": b"was there", "a (2).jpg": b"first", "a (3).jpg": b"second", "a (4).jpg": b"third"
    }  # fmt: skip


def test_copying_again_adds_nothing(tmp_path: Path) -> None:
    images = [(_file(tmp_path / folder / "a.jpg", folder.encode()), "x") for folder in ("first", "second")]
    assert [c.new for c in copy_images(images, tmp_path / "out")] == [True, True]
    before = listing(tmp_path / "out")
    assert [c.new for c in copy_images(images, tmp_path / "out")] == [False, False]
    assert listing(tmp_path / "out") == before


def test_an_image_that_is_gone_is_told_and_the_others_are_copied(tmp_path: Path) -> None:
    there = _file(tmp_path / "a.jpg", b"one")
    copied = list(copy_images([(tmp_path / "gone.jpg", "x"), (there, "x")], tmp_path / "out"))
    assert [c.problem for c in copied] == ["the file is not there (any more)", ""]
    assert listing(tmp_path / "out") == {"x", "x/a.jpg"}


def test_a_target_that_takes_nothing_is_one_sentence(tmp_path: Path) -> None:
    image, blocked = _file(tmp_path / "a.jpg", b"one"), _file(tmp_path / "out", b"a file")
    with pytest.raises(OutputError, match="cannot be written"):
        list(copy_images([(image, "x")], blocked))
    with pytest.raises(UsageError, match="is a file"):
        check_target(blocked, [tmp_path / "in" / "a.jpg"])


def test_copies_may_not_lie_among_the_images(tmp_path: Path) -> None:
    image = _file(tmp_path / "in" / "a.jpg", b"one")
    with pytest.raises(UsageError, match="lies among the images"):
        check_target(tmp_path / "in" / "sorted", [image])
    check_target(tmp_path / "sorted", [image])
    with pytest.raises(UsageError, match="lies among the images"):
        check_target(tmp_path / "sorted", [image], [tmp_path])


def test_what_a_killed_copy_left_is_removed_by_the_next(tmp_path: Path) -> None:
    image = _file(tmp_path / "a.jpg", b"one")
    gone = run_python("-c", PART_OF_ANOTHER, cwd=tmp_path)
    assert gone.returncode == 0, gone.stderr
    left = _file(tmp_path / "out" / "x" / gone.stdout.strip(), b"half")
    list(copy_images([(image, "x")], tmp_path / "out"))
    assert not left.exists()
    assert listing(tmp_path / "out") == {"x", "x/a.jpg"}


def test_folder_names_are_possible_everywhere_and_differ() -> None:
    names = folder_names(["Nevus", "nevus", "a/b: c?", "con", "..", "Keratosis. "])
    assert names == {
        "Nevus": "Nevus", "nevus": "nevus (2)", "a/b: c?": "a_b_ c_", "con": "con_", "..": "_",
        "Keratosis. ": "Keratosis",
    }  # fmt: skip
