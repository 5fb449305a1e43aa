"""An output is whole or not there, and what was there before is untouched until then."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from desktop.common.files import OutputError, atomic_write, check_writable, part_path
from desktop.errors import HamError
from tests.desktop.helpers import listing, needs_permissions


class StoppedError(Exception):
    pass


def stop_halfway(path: Path, error: type[BaseException]) -> None:
    with atomic_write(path) as stream:
        stream.write("half")
        raise error


def test_the_content_is_there_when_the_block_ends_and_not_before(tmp_path):
    path = tmp_path / "results.csv"
    with atomic_write(path) as stream:
        stream.write("a\nb\r\n")
        stream.flush()
        assert not path.exists()
        assert part_path(path).exists()
    assert path.read_bytes() == b"a\nb\r\n"  # line ends as they were written, on every system
    assert listing(tmp_path) == {"results.csv"}


def test_text_is_utf_8_whatever_the_system_says(tmp_path):
    with atomic_write(tmp_path / "a.txt") as stream:
        stream.write("Läsion 皮膚")
    assert (tmp_path / "a.txt").read_bytes() == "Läsion 皮膚".encode()


def test_a_name_that_is_no_text_is_written_all_the_same(tmp_path):
    with atomic_write(tmp_path / "a.txt") as stream:
        stream.write(b"\xff.jpg".decode(errors="surrogateescape"))
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == r"\udcff.jpg"


def test_bytes_are_written_as_they_are(tmp_path):
    with atomic_write(tmp_path / "a.png", "wb") as stream:
        stream.write(b"\x00\r\n\xff")
    assert (tmp_path / "a.png").read_bytes() == b"\x00\r\n\xff"


@pytest.mark.parametrize("error", [StoppedError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_what_was_there_and_nothing_else(tmp_path, error):
    path = tmp_path / "results.csv"
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(error):
        stop_halfway(path, error)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert listing(tmp_path) == {"results.csv"}


def test_whether_a_file_can_be_written_is_known_before_and_nothing_is_left_of_asking(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("earlier", encoding="utf-8")
    check_writable(path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert listing(tmp_path) == {"results.csv"}
    with pytest.raises(OutputError, match=r"gone.results\.csv cannot be written"):
        check_writable(tmp_path / "gone" / "results.csv")


def test_a_part_left_by_an_earlier_run_is_written_over(tmp_path):
    path = tmp_path / "results.csv"
    part_path(path).write_text("a long leftover of an earlier run", encoding="utf-8")
    with atomic_write(path) as stream:
        stream.write("new")
    assert path.read_text(encoding="utf-8") == "new"
    assert listing(tmp_path) == {"results.csv"}


def test_an_earlier_file_is_replaced(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("earlier and longer", encoding="utf-8")
    with atomic_write(path) as stream:
        stream.write("new")
    assert path.read_text(encoding="utf-8") == "new"


def test_a_missing_folder_is_told_in_one_sentence_with_what_to_do(tmp_path):
    expected = r"results\.csv cannot be written, there is no folder .*gone; make it first"
    with pytest.raises(OutputError, match=expected), atomic_write(tmp_path / "gone" / "results.csv"):
        pytest.fail("the block was entered")
    assert listing(tmp_path) == set()


def test_a_folder_in_the_place_of_the_file_is_told_in_words(tmp_path):
    (tmp_path / "results.csv").mkdir()
    with (
        pytest.raises(OutputError, match=r"results\.csv cannot be written"),
        atomic_write(tmp_path / "results.csv") as s,
    ):
        s.write("x")
    assert listing(tmp_path) == {"results.csv"}


@needs_permissions
def test_a_read_only_folder_is_told_in_words(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="Permission denied"), atomic_write(folder / "results.csv"):
        pytest.fail("the block was entered")


def test_a_full_disk_is_told_in_words_and_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "results.csv"
    path.write_text("earlier", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"results\.csv cannot be written .*make room"), atomic_write(path) as stream:
        stream.write("new")
    assert path.read_text(encoding="utf-8") == "earlier"
    assert listing(tmp_path) == {"results.csv"}


def test_a_closed_pipe_is_not_taken_for_a_failing_disk(tmp_path):
    with pytest.raises(BrokenPipeError), atomic_write(tmp_path / "results.csv"):
        raise BrokenPipeError


def test_an_output_error_is_the_users_to_read():
    assert issubclass(OutputError, HamError)


def test_the_part_lies_beside_the_file(tmp_path):
    assert part_path(Path("x") / "results.csv") == Path("x") / "results.csv.part"
