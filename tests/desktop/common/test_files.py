"""An output is whole or not there, and what was there before is untouched until then."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

import pytest

from desktop.common.files import OutputError, atomic_write, check_writable, part_path
from desktop.errors import HamError
from tests.desktop.helpers import listing, needs_permissions, needs_posix, run_python


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
        (part,) = tmp_path.iterdir()
        assert part.read_bytes() == b"a\nb\r\n"
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


def test_what_a_killed_program_left_is_removed_by_the_next_and_nothing_else_is(tmp_path):
    code = (
        "import os, pathlib, signal; from desktop.common.files import atomic_write\n"
        "with atomic_write(pathlib.Path('results.csv')) as stream:\n"
        "    stream.write('half'); stream.flush(); os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    run_python("-c", code, cwd=tmp_path)
    (left,) = tmp_path.iterdir()
    mine = tmp_path / "results.csv.part"
    mine.write_text("the user's own", encoding="utf-8")
    elsewhere = left.with_name(re.sub("ham-[0-9a-f]{8}", "ham-00000000", left.name))
    elsewhere.write_text("another computer's", encoding="utf-8")
    with atomic_write(tmp_path / "results.csv") as stream:  # one that is being written now
        stream.write("new")
        before = set(tmp_path.iterdir())
        check_writable(tmp_path / "results.csv")
        assert set(tmp_path.iterdir()) == before - {left}
    assert listing(tmp_path) == {"results.csv", mine.name, elsewhere.name}
    assert mine.read_text(encoding="utf-8") == "the user's own"


def test_two_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "results.csv"
    with atomic_write(path) as first:
        first.write("first, and ")
        with atomic_write(path) as second:
            second.write("second")
        check_writable(path)
        assert path.read_text(encoding="utf-8") == "second"
        first.write("whole")
    assert path.read_text(encoding="utf-8") == "first, and whole"
    assert listing(tmp_path) == {"results.csv"}


@needs_posix
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_a_symbolic_link_stays_one_and_is_written_through(tmp_path, there):
    real, link = tmp_path / "disk" / "real.csv", tmp_path / "results.csv"
    real.parent.mkdir()
    if there:
        real.write_text("earlier", encoding="utf-8")
    link.symlink_to(Path("disk") / "real.csv")
    check_writable(link)
    with atomic_write(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert listing(tmp_path) == {"disk", "disk/real.csv", "results.csv"}


@needs_posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o644])
def test_permissions_stay(tmp_path, mode):
    path = tmp_path / "results.csv"
    path.write_text("earlier", encoding="utf-8")
    path.chmod(mode)
    with atomic_write(path) as stream:
        stream.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@needs_posix
def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path):
    plain, path = tmp_path / "plain", tmp_path / "results.csv"
    plain.touch()
    with atomic_write(path) as stream:
        stream.write("new")
    assert path.stat().st_mode == plain.stat().st_mode


@needs_posix
def test_a_file_of_two_names_keeps_both(tmp_path):
    path, other = tmp_path / "results.csv", tmp_path / "the same.csv"
    path.write_text("earlier and longer than what comes", encoding="utf-8")
    other.hardlink_to(path)
    with atomic_write(path) as stream:
        stream.write("new")
    assert other.read_text(encoding="utf-8") == path.read_text(encoding="utf-8") == "new"
    assert path.samefile(other)


def test_a_read_only_file_stays_as_it_is(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("earlier", encoding="utf-8")
    path.chmod(0o444)
    try:
        for ask in (lambda: check_writable(path), lambda: stop_halfway(path, StoppedError)):
            with pytest.raises(OutputError, match=r"cannot be written, it is read-only; make it writable"):
                ask()
        assert path.read_text(encoding="utf-8") == "earlier"
    finally:
        path.chmod(0o644)


@needs_posix
@pytest.mark.parametrize("through", [False, True], ids=["named", "by a link"])
def test_a_pipe_is_never_replaced(tmp_path, through):
    pipe = tmp_path / "results.csv"
    os.mkfifo(pipe)
    path = pipe
    if through:
        path = tmp_path / "link.csv"
        path.symlink_to(pipe)
    with pytest.raises(OutputError, match="it is a pipe or a device"):
        check_writable(path)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


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
        pytest.raises(OutputError, match=r"results\.csv cannot be written, it is a folder"),
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


def test_an_unfinished_part_lies_beside_the_file_hidden_and_of_another_name_each_time(tmp_path):
    parts = {part_path(tmp_path / ("x" * 250 + ".csv")) for _ in range(100)}
    assert len(parts) == 100
    for part in parts:
        assert part.parent == tmp_path
        assert part.name.startswith(".")
        part.touch()  # though the target's own name has no room for a letter more
