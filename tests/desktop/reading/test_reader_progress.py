"""A reader's way: nothing is overwritten, locked answers stay locked, and the place is kept on the disk."""

from __future__ import annotations

import datetime
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.common.files import OutputError
from desktop.errors import UsageError
from desktop.reading.clock import Stopwatch
from desktop.reading.design import Arm, Design, ReadingError
from desktop.reading.file import ReadingFile
from desktop.reading.reader_progress import Course, Given
from tests.desktop.helpers import environment, needs_posix
from tests.desktop.reading.helpers import read_all, write_reading


def give(course: Course, answer: str, confidence: int = 3) -> None:
    course.give(Given(answer, confidence), shown=2.0, edited=1.0)


def test_a_reader_goes_on_at_the_same_image(tmp_path: Path) -> None:
    file = write_reading(tmp_path)
    left = read_all(file, "Anna", lambda case: "nv", most=2)
    file.close()
    again = Course(ReadingFile(tmp_path / "study.hamreading"), "  anna ")
    assert (again.reader, again.answered) == ("Anna", 2)
    assert again.step == left.step


def test_a_change_is_another_row_and_the_last_one_counts(tmp_path: Path) -> None:
    file = write_reading(tmp_path, going_back=True)
    course = Course(file, "Anna")
    give(course, "mel")
    course.go_back()
    assert course.earlier is not None
    assert course.earlier.answer == "mel"
    give(course, "nv")
    assert [(row.act, row.answer) for row in file.answers("Anna")] == [("answer", "mel"), ("change", "nv")]
    assert course.step is not None
    assert course.step.number == 1


def test_no_row_can_be_changed_or_deleted_in_the_file(tmp_path: Path) -> None:
    file = write_reading(tmp_path)
    read_all(file, "Anna", lambda case: "nv")
    file.close()
    database = sqlite3.connect(tmp_path / "study.hamreading")
    for statement in ("UPDATE answers SET line = x'00'", "DELETE FROM answers"):
        with pytest.raises(sqlite3.IntegrityError, match="answers are kept"):
            database.execute(statement)
    database.close()


def test_a_row_that_was_changed_all_the_same_is_found_out(tmp_path: Path) -> None:
    file = write_reading(tmp_path)
    read_all(file, "Anna", lambda case: "nv")
    file.close()
    with sqlite3.connect(tmp_path / "study.hamreading") as database:
        database.execute("DROP TRIGGER no_answer_is_changed")
        database.execute("UPDATE answers SET line = replace(line, '\"nv\"', '\"mel\"') WHERE number = 3")
    database.close()
    with pytest.raises(ReadingError, match="row 3 of Anna was changed"):
        Course(ReadingFile(tmp_path / "study.hamreading"), "Anna")


def test_the_first_answer_is_locked_before_the_models_is_shown(tmp_path: Path) -> None:
    file = write_reading(tmp_path, design=Design.BOTH_IN_A_ROW, going_back=True)
    course = Course(file, "Anna")
    assert course.model_answers() == []
    give(course, "mel")
    assert course.step is not None
    assert course.step.arm is Arm.AIDED
    assert len(course.model_answers()) == 3
    assert not course.may_go_back
    with pytest.raises(ReadingError, match="cannot be changed"):
        course.go_back()
    give(course, "nv")
    assert course.may_go_back  # to the aided answer: both had been seen
    course.go_back()
    assert not course.may_go_back
    rows = file.answers("Anna")
    assert [row.model_shown for row in rows] == ["", course.model_answers()[0][0].code]


def test_the_second_session_waits_for_the_washout(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 2, Design.TWO_SESSIONS, washout_days=28)
    day = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    course = Course(file, "Anna", now=lambda: day)
    give(course, "nv")
    give(course, "nv")
    assert course.waits_until == day + datetime.timedelta(days=28)
    with pytest.raises(ReadingError, match="may begin on 2026-03-29"):
        give(course, "nv")
    later = Course(file, "Anna", now=lambda: day + datetime.timedelta(days=28))
    assert later.waits_until is None
    give(later, "nv")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Given("cat", 3), "'cat' is no answer of this reading"),
        (Given("nv"), "say how sure you are"),
        (Given("nv", 6), "say how sure you are"),
        (Given("nv", 3, "excise"), "asks for no management"),
        (Given("nv", 3, "", "x" * 3000), "the note has 3,000 characters"),
    ],
)
def test_what_the_design_does_not_ask_is_refused_and_the_step_stays(
    tmp_path: Path, given: Given, sentence: str
) -> None:
    course = Course(write_reading(tmp_path), "Anna")
    with pytest.raises(ReadingError, match=sentence):
        course.give(given, shown=1.0, edited=1.0)
    assert course.step is not None
    assert course.step.number == 0


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b"])
def test_a_reader_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        Course(write_reading(tmp_path), name)


def test_truth_is_told_in_teaching_alone_and_after_the_answer_alone(tmp_path: Path) -> None:
    course = Course(write_reading(tmp_path, teaching=True), "Anna")
    step = course.step
    assert step is not None
    assert course.truth(step) == ""
    give(course, "nv")
    assert course.truth(step) == course.file.cases[step.case].truth
    blinded = Course(write_reading(tmp_path / "other"), "Anna")
    give(blinded, "nv")
    assert blinded.truth(blinded.steps[0]) == ""


def test_a_changed_or_missing_image_is_refused_by_its_number_with_the_reason(tmp_path: Path) -> None:
    file = write_reading(tmp_path)
    (tmp_path / "secret melanomas" / "mel_2.png").write_bytes(b"other")
    (tmp_path / "secret melanomas" / "mel_3.png").unlink()
    with pytest.raises(ReadingError, match="image 3 of the reading was changed since") as changed:
        file.stored(2).content()
    with pytest.raises(ReadingError, match="image 4 of the reading cannot be read") as missing:
        file.stored(3).content()
    assert "mel" not in str(changed.value) + str(missing.value)


def test_a_design_changed_in_the_middle_is_refused(tmp_path: Path) -> None:
    write_reading(tmp_path).close()
    with sqlite3.connect(tmp_path / "study.hamreading") as database:
        database.execute("UPDATE parts SET content = replace(content, 'unaided', 'aided') WHERE name = 'protocol'")
    database.close()
    with pytest.raises(ReadingError, match=r"design of .* was changed after it was made"):
        ReadingFile(tmp_path / "study.hamreading")


def test_one_window_at_a_time(tmp_path: Path) -> None:
    file = write_reading(tmp_path)
    with pytest.raises(ReadingError, match="open in another window"):
        ReadingFile(file.path)
    file.close()
    ReadingFile(file.path).close()


def test_what_is_no_reading_is_told(tmp_path: Path) -> None:
    for name, content in (("text.hamreading", b"hello, I am no database at all" * 40), ("empty.hamreading", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ReadingError, match="is no reading"):
            ReadingFile(path)
        assert path.read_bytes() == content
    with pytest.raises(ReadingError, match="there is no reading"):
        ReadingFile(tmp_path / "gone.hamreading")


def test_a_reading_is_never_replaced(tmp_path: Path) -> None:
    write_reading(tmp_path).close()
    with pytest.raises(OutputError, match="never replaced"):
        write_reading(tmp_path)


def test_the_clock_stands_while_the_window_has_no_keyboard() -> None:
    now = [100.0]
    watch = Stopwatch(lambda: now[0])
    watch.restart()
    now[0] += 3
    watch.stop()
    now[0] += 50
    watch.go_on()
    now[0] += 2
    watch.touched()
    now[0] += 4
    assert (watch.shown, watch.edited) == (9.0, 4.0)
    now[0] -= 1000  # a clock that is no monotonic one
    assert (watch.shown, watch.edited) == (3.0, 0.0)
    watch.restart()
    assert (watch.shown, watch.edited) == (0.0, 0.0)


_READER = """
import sys
from desktop.reading.reader_progress import Course, Given
from desktop.reading.file import ReadingFile
course = Course(ReadingFile(__import__("pathlib").Path(sys.argv[1])), "Anna")
print("open", course.answered, flush=True)
while course.step is not None:
    course.give(Given("nv", 3), shown=1.0, edited=0.5)
    print(course.answered, flush=True)
"""


@needs_posix
def test_kill_minus_9_at_30_random_moments_loses_nothing_that_was_told_as_kept(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 250)
    path = file.path
    file.close()
    rng = random.Random(0)
    told = kills = 0
    while kills < 30 or told <= 10:  # where other work keeps the cores, few answers are given between two kills
        kills += 1
        process = subprocess.Popen(
            [sys.executable, "-c", _READER, str(path)], stdout=subprocess.PIPE, env=environment(), text=True
        )
        assert process.stdout is not None
        first = process.stdout.readline().split()
        assert first[0] == "open"
        assert int(first[1]) in (told, told + 1)  # one that was kept when it was killed before it could say so
        time.sleep(rng.uniform(0.0, 0.03))
        os.kill(process.pid, signal.SIGKILL)
        lines = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        told = int(lines[-1]) if lines else int(first[1])
    file = ReadingFile(path)
    rows = file.answers("Anna")
    assert len(rows) in (told, told + 1)
    assert len({row.step for row in rows}) == len(rows)


def test_a_reading_that_lost_its_design_or_its_pages_is_told_as_damaged(tmp_path: Path) -> None:
    file = write_reading(tmp_path)
    read_all(file, "Anna", lambda case: "nv")
    file.close()
    whole = file.path.read_bytes()
    with sqlite3.connect(file.path) as database:
        database.execute("DELETE FROM parts WHERE name = 'protocol'")
    database.close()
    with pytest.raises(ReadingError, match="holds no design"):
        ReadingFile(file.path)
    file.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadingError, match="go back to a copy"):
        Course(ReadingFile(file.path), "Anna")
