"""A watched folder: an image is classified when it is written, once, and not before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.common.interrupts import RunToken
from desktop.engine.watching import PATIENCE_S, Watcher
from desktop.images.image_file import ImageFile
from tests.desktop.helpers import (
    EARLIER_TABLE,
    environment,
    listing,
    names,
    needs_posix,
    one_colour,
    sentence,
    table,
    wait_until,
)
from tests.promising_model import images_at, promising_info
from tests.tiny_model import write_tiny_model

SETTLE = 2.0

WATCH = "from desktop.cli import ham_classify, watch\nwatch.AGAIN_S = 0.5\nham_classify.main()\n"
"""`ham-classify` with less patience for a table that cannot be written, for which it waits five seconds in truth."""


class Clock:
    """A clock that the test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def look(tmp_path, clock) -> Callable[[float], list[str]]:
    """The names that have arrived after so many seconds more."""
    (tmp_path / "in").mkdir()
    watcher = Watcher([tmp_path / "in"], lambda _: None, RunToken(), settle=SETTLE, clock=clock)

    def look(seconds: float = 0.0) -> list[str]:
        clock.now += seconds
        return names(watcher.look())

    return look


def whole(path: Path, colour: tuple[int, int, int] = (230, 20, 20)) -> bytes:
    """The bytes of an image file of that ending, which does not stay."""
    content = one_colour(path, colour).read_bytes()
    path.unlink()
    return content


# --- when a file has arrived -----------------------------------------------------------------------------------------


def test_a_file_that_rests_arrives_once(tmp_path, look):
    one_colour(tmp_path / "in" / "a.jpg", (1, 2, 3))
    assert look() == []
    assert look(1.0) == []
    assert look(1.0) == ["a.jpg"]
    assert look(99.0) == []


def test_a_file_that_grows_does_not_rest(tmp_path, look):
    content = whole(tmp_path / "a.bmp")
    path = tmp_path / "in" / "a.bmp"
    for end in (100, 1000, 3000):
        path.write_bytes(content[:end])
        assert look(1.5) == []
    path.write_bytes(content)
    assert look(1.5) == []
    assert look(2.0) == ["a.bmp"]


@pytest.mark.parametrize("ending", [".jpg", ".png"])
@pytest.mark.parametrize("padded", [False, True])
def test_a_pause_in_the_middle_is_waited_out(tmp_path, look, ending, padded):
    content = whole(tmp_path / f"a{ending}")
    path = tmp_path / "in" / f"a{ending}"
    half = content[: len(content) // 2]
    path.write_bytes(half + b"\0" * (len(content) - len(half)) if padded else half)
    assert look() == []
    assert look(10.0) == []
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))
    assert look() == []
    assert look(SETTLE) == [f"a{ending}"]


def test_what_is_never_finished_is_handed_on_in_the_end_so_that_its_reason_is_seen(tmp_path, look):
    (tmp_path / "in" / "a.jpg").write_bytes(whole(tmp_path / "a.jpg")[:300])
    assert look() == []
    assert look(PATIENCE_S - 1) == []
    assert look(1) == ["a.jpg"]


def test_a_changed_file_arrives_again(tmp_path, look):
    path = one_colour(tmp_path / "in" / "a.png", (1, 2, 3))
    look()
    assert look(SETTLE) == ["a.png"]
    one_colour(path, (200, 2, 3), (61, 45))
    assert look(1.0) == []
    assert look(SETTLE) == ["a.png"]


def test_several_arrive_in_path_order_from_folders_made_later_too(tmp_path, look):
    one_colour(tmp_path / "in" / "b.png", (1, 2, 3))
    one_colour(tmp_path / "in" / "a" / "z.png", (1, 2, 3))
    look()
    assert look(SETTLE) == ["a/z.png", "b.png"]


def test_a_folder_that_goes_and_comes_back_is_no_image_and_no_error(tmp_path, look):
    one_colour(tmp_path / "in" / "a.png", (1, 2, 3))
    (tmp_path / "in").rename(tmp_path / "away")
    assert look(10.0) == []
    (tmp_path / "away").rename(tmp_path / "in")
    look()
    assert look(SETTLE) == ["a.png"]


def test_waiting_ends_with_the_token(tmp_path):
    token = RunToken()
    taken: list[list[ImageFile]] = []
    watcher = Watcher([tmp_path], taken.append, token, idle=token.cancel)
    assert not watcher.more()
    assert taken == []


# --- the command -----------------------------------------------------------------------------------------------------


@contextmanager
def watching(folder: Path, model: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`ham-classify --watch` in a process of its own, its results in results.csv beside the folder."""
    command = [sys.executable, "-c", WATCH, "--watch", str(folder), "--settle", "0.3", "--provider", "cpu"]
    command += ["--model", str(model), "-o", str(folder.parent / "results.csv"), *options]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def rows(folder: Path) -> list[dict[str, str]]:
    path = folder.parent / "results.csv"
    return table(path.read_text(encoding="utf-8")) if path.exists() else []


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for what another process does; the limit only ends a test that fails."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def interrupted(process: subprocess.Popen[str], number: int = signal.SIGINT) -> str:
    """End it as Ctrl-C does; what it said."""
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    assert stdout == ""
    assert process.returncode == 0, stderr
    return stderr


@needs_posix
def test_images_written_in_pieces_are_rows_once_and_whole(tmp_path, tiny_model):
    folder = tmp_path / "in"
    one_colour(folder / "before.png", (20, 230, 20))
    content = whole(tmp_path / "a.jpg")
    with watching(folder, tiny_model) as process:
        until(lambda: [r["file"] for r in rows(folder)] == ["before.png"])
        slow = folder / "slow.jpg"
        with slow.open("wb") as stream:
            stream.write(content[:400])
            stream.flush()
            one_colour(folder / "quick.png", (20, 20, 230))  # meanwhile
            until(lambda: len(rows(folder)) == 2)
            time.sleep(1.0)  # rests for longer than --settle, half written
            assert [r["file"] for r in rows(folder)] == ["before.png", "quick.png"]
            stream.write(content[400:])
        until(lambda: len(rows(folder)) == 3)
        said = interrupted(process)
    assert [(r["file"], r["diagnosis"], r["status"]) for r in rows(folder)] == [
        ("before.png", "green", "ok"),
        ("quick.png", "blue", "ok"),
        ("slow.jpg", "red", "ok"),
    ]
    assert "failed: " not in said
    assert "3 images classified, 0 failed" in said
    record = json.loads((tmp_path / "results.run.json").read_text(encoding="utf-8"))
    assert record["counts"] == {"classified": 3, "failed": 0}
    assert "results.csv.part" not in listing(tmp_path)


@needs_posix
def test_the_next_start_goes_on_and_a_changed_image_is_done_again(tmp_path, tiny_model):
    folder = tmp_path / "in"
    one_colour(folder / "a.png", (230, 20, 20))
    with watching(folder, tiny_model) as process:
        until(lambda: len(rows(folder)) == 1)
        interrupted(process, signal.SIGTERM)
    one_colour(folder / "b.png", (20, 230, 20))
    with watching(folder, tiny_model) as process:
        until(lambda: len(rows(folder)) == 2)
        one_colour(folder / "a.png", (20, 20, 230), (61, 45))
        until(lambda: {r["file"]: r["diagnosis"] for r in rows(folder)} == {"a.png": "blue", "b.png": "green"})
        (folder / "b.png").unlink()  # a device that tidies up takes no row with it
        one_colour(folder / "c.png", (20, 20, 230))
        until(lambda: len(rows(folder)) == 3)
        interrupted(process)
    assert sorted(r["file"] for r in rows(folder)) == ["a.png", "b.png", "c.png"]


@needs_posix
def test_its_own_table_is_no_arrival_though_a_pattern_names_it(tmp_path, tiny_model):
    folder, results = tmp_path / "in", tmp_path / "results.csv"
    one_colour(folder / "a.png", (230, 20, 20))
    results.write_text(EARLIER_TABLE, encoding="utf-8")
    with watching(folder, tiny_model, str(results)) as process:
        until(lambda: [row["file"] for row in rows(folder)] == ["a.png"])
        one_colour(folder / "b.png", (20, 230, 20))
        until(lambda: len(rows(folder)) == 2)
        said = interrupted(process)
    assert [row["file"] for row in rows(folder)] == ["a.png", "b.png"]
    assert "2 images classified, 0 failed" in said
    assert "passed over: 1 .csv" in said


@needs_posix
def test_a_table_that_cannot_be_written_for_a_while_is_written_later(tmp_path, tiny_model):
    folder, results = tmp_path / "in", tmp_path / "results.csv"
    one_colour(folder / "a.png", (230, 20, 20))
    with watching(folder, tiny_model) as process:
        until(lambda: len(rows(folder)) == 1)
        results.unlink()
        (results / "in the way").mkdir(parents=True)  # as a spreadsheet that holds it open on Windows
        one_colour(folder / "b.png", (20, 230, 20))
        assert process.stderr
        while "it is tried again" not in (line := process.stderr.readline()):
            assert line
        time.sleep(2.0)  # longer than it waits before the second try, which fails as well
        (results / "in the way").rmdir()
        results.rmdir()
        until(lambda: results.is_file() and len(rows(folder)) == 2)
        assert interrupted(process).count("it is tried again") == 0


@needs_posix
def test_a_start_that_is_stopped_at_once_leaves_the_table_as_it_was(tmp_path, tiny_model):
    folder = tmp_path / "in"
    one_colour(folder / "a.png", (230, 20, 20))
    (tmp_path / "results.csv").write_text(EARLIER_TABLE, encoding="utf-8")
    with watching(folder, tiny_model, "--settle", "60") as process:
        assert process.stderr
        while "watching" not in process.stderr.readline():
            pass
        interrupted(process)
    assert (tmp_path / "results.csv").read_text(encoding="utf-8") == EARLIER_TABLE


def test_a_time_to_settle_without_a_watch_is_wrong_usage(run, coloured_images, tmp_path):
    result = run(coloured_images, "-o", tmp_path / "results.csv", "--settle", "2")
    assert result.exit_code == 2
    assert sentence(result) == (
        "ham-classify: --settle says how long a watched file must rest, and nothing is watched; add --watch"
    )
    assert not (tmp_path / "results.csv").exists()


def test_watch_without_a_results_file_is_wrong_usage(run, tmp_path):
    result = run("--watch", tmp_path)
    assert result.exit_code == 2
    assert "name it with -o" in sentence(result)


@needs_posix
def test_a_watched_folder_is_warned_of_while_it_fills_and_each_image_counts_once(tmp_path):
    model = write_tiny_model(tmp_path / "promising.onnx", promising_info())
    folder = images_at(tmp_path / "in", 0.44, 0.6, 24)
    with watching(folder, model) as process:
        wait_until(lambda: len(rows(folder)) == 24)
        one_colour(folder / "0003.png", (40, 40, 128))  # written again
        wait_until(lambda: any(row["file"] == "0003.png" and row["diagnosis"] == "blue" for row in rows(folder)))
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
    assert process.returncode == 0
    assert "WARNING after 20 images: so far this folder is not like" in said
    assert "half of its 24 images lie further from the training images than all held-out ones" in said
    record = json.loads((tmp_path / "results.run.json").read_text(encoding="utf-8"))
    assert (record["shift"]["n"], record["shift"]["shifted"]) == (24, True)
