"""The images that wait: each once, but for those whose file changed, and nothing is lost by stopping."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from desktop.common.interrupts import RunToken
from desktop.gui.session.backlog import Backlog
from desktop.images.image_file import ImageFile


def _files(*names: str) -> list[ImageFile]:
    return [ImageFile(Path("/data") / name, name) for name in names]


def _take(backlog: Backlog, count: int) -> list[ImageFile]:
    taken: deque[ImageFile] = deque()
    stream = backlog.stream(RunToken(), taken)
    return [next(stream) for _ in range(count)]


def test_a_path_waits_once() -> None:
    backlog = Backlog()
    assert backlog.add(_files("a", "b", "a")) == 2
    assert backlog.add(_files("b", "c")) == 1
    assert [file.name for file in _take(backlog, 3)] == ["a", "b", "c"]
    assert (backlog.known, backlog.queued, backlog.waiting) == (3, 3, 0)


def test_what_a_cancelled_run_did_not_answer_is_forgotten_but_not_what_was_answered_before() -> None:
    backlog = Backlog()
    backlog.add(_files("a", "b"))
    _take(backlog, 2)  # both are answered
    backlog.add_again(_files("a"))
    backlog.add(_files("c", "d"))
    assert backlog.queued == 5
    again, new = _take(backlog, 2)
    assert [file.name for file in backlog.drop([again, new])] == ["c"]
    assert [file.name for file in backlog.drop_waiting()] == ["d"]
    assert (backlog.known, backlog.queued, backlog.waiting) == (2, 2, 0)
    assert backlog.unknown(_files("a", "b", "c", "d")) == _files("c", "d")


def test_what_leaves_the_study_may_come_again() -> None:
    backlog = Backlog()
    backlog.add(_files("a", "b"))
    _take(backlog, 2)
    backlog.forget(["/data/a", "/data/never seen"])
    assert (backlog.known, backlog.queued) == (1, 1)
    backlog.know(["/data/a"])
    assert backlog.add(_files("a")) == 0
    assert (backlog.known, backlog.queued) == (2, 2)
