"""Ctrl-C at every moment at which it can come: one line, the exit code 130, nothing half-written, nothing lost."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from desktop.common.interrupts import RunToken, cancelled_by_signal
from tests.desktop.helpers import EARLIER_TABLE, coloured_files, listing, needs_posix, run_python

pytestmark = needs_posix

BEGIN = """
import os, signal, sys, threading
def ctrl_c():
    global ctrl_c
    ctrl_c = lambda: None
    signal.raise_signal(signal.SIGINT)
"""
GO = "\nfrom desktop.__main__ import main\nmain()\n"


def on_import(name: str) -> str:
    return f"sys.addaudithook(lambda event, of: ctrl_c() if event == 'import' and of[0] == {name!r} else None)\n"


def on_call(where: str, name: str, number: int = 1, *, after: bool = False) -> str:
    """At that call of a function, before or after its work."""
    module, _, holder = where.partition(":")
    lines = ["ctrl_c() if next(calls) == number else None", "answer = whole(*a, **k)"]
    first, second = reversed(lines) if after else lines
    return (
        f"import itertools\nimport {module}\nhome, number = {module}{holder and '.'}{holder}, {number}\n"
        f"whole, calls = home.{name}, itertools.count(1)\n"
        f"def patched(*a, **k):\n    {first}\n    {second}\n    return answer\nhome.{name} = patched\n"
    )


# Just after the lock that a Condition waits with was let go: there KeyboardInterrupt makes its library raise
# "cannot release un-acquired lock" instead.
IN_A_LOCK = """
import desktop.engine.channel
class Condition(threading.Condition):
    def __init__(self):
        super().__init__()
        let_go = self._release_save
        def patched():
            saved = let_go()
            if threading.current_thread() is threading.main_thread():
                ctrl_c()
            return saved
        self._release_save = patched
desktop.engine.channel.threading = type("threading", (), {"Condition": Condition})
"""

BEFORE = {
    "as the command line is imported": on_import("click"),
    "as the engine is imported": on_import("numpy"),
    "as ONNX Runtime is imported": on_import("onnxruntime"),
    "as the model is tried": on_call("desktop.model.network:Network", "self_test"),
    "as the machine is measured": on_call("desktop.engine.tuning", "_took", 2),
}
RUNNING = {
    "as the first answer is waited for": IN_A_LOCK,
    "as an image is read": on_call("desktop.engine.pipeline", "read_image", 40),
    "as an answer is kept": on_call("desktop.study.store:Study", "save", 30),
    "as answers are committed": "import desktop.study.store\ndesktop.study.store.COMMIT_ROWS = 20\n"
    + on_call("desktop.study.store:Study", "flush", 2, after=True),
    "as the table is written": on_call("desktop.outputs.tables:CsvWriter", "write", 50),
}


@pytest.fixture
def earlier(tmp_path) -> dict[str, bytes]:
    """A folder of images, and results of an earlier run that are worth keeping."""
    coloured_files(tmp_path / "images", 80)
    (tmp_path / "results.csv").write_text(EARLIER_TABLE, encoding="utf-8")
    (tmp_path / "results.run.json").write_text("earlier record", encoding="utf-8")
    return files(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def stopped(moment: str, folder: Path, model: Path, *options: str) -> list[str]:
    """What a run says that Ctrl-C ends at this moment."""
    arguments = ("images", "-o", "results.csv", "--model", str(model), "--provider", "cpu", *options)
    done = run_python("-c", BEGIN + moment + GO, *arguments, cwd=folder)
    assert done.returncode == 130, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[-1] == "ham-classify: stopped", done.stderr
    assert not any(word in done.stderr for word in ("Traceback", "Exception", "Error")), done.stderr
    assert not list(folder.rglob("*.part"))
    return lines


@pytest.mark.parametrize("moment", BEFORE)
def test_before_the_run_it_says_so_and_nothing_was_touched(tmp_path, tiny_model, earlier, moment):
    lines = stopped(BEFORE[moment], tmp_path, tiny_model)
    assert lines[:-1] in ([], ["model tiny (fp32) on CPU"])
    assert files(tmp_path) == earlier


@pytest.mark.parametrize("moment", RUNNING)
def test_during_the_run_the_answers_are_kept_and_the_same_command_goes_on(run, tmp_path, tiny_model, earlier, moment):
    *_, said, _ = stopped(RUNNING[moment], tmp_path, tiny_model, "--batch-size", "4")
    assert said.startswith("not finished: ")
    assert said.endswith(
        "answers are kept in results.hamstudy; the same command goes on from there (results.csv was not touched)"
    )
    kept = int(said.split()[2])
    assert kept == 80 if "table" in moment else kept < 80
    assert kept > 0 or "waited for" in moment
    left = files(tmp_path)
    del left["results.hamstudy"]
    assert left == earlier
    again = run(tmp_path / "images", "-o", tmp_path / "results.csv")
    assert again.exit_code == 0
    before = {0: "80 classified, 0 failed, in", 80: "all of them before"}
    assert before.get(kept, f"{kept} of them before") in again.stderr
    assert (tmp_path / "results.csv").read_bytes() == run(tmp_path / "images").stdout_bytes


def test_when_the_table_is_whole_it_is_said_what_is_not(run, tmp_path, tiny_model, earlier):
    assert run(tmp_path / "images", "-o", tmp_path / "results.csv").exit_code == 0
    whole = (tmp_path / "results.csv").read_bytes()
    moment = on_call("desktop.outputs.heatmaps.folder:HeatmapFolder", "picture", 20)
    lines = stopped(moment, tmp_path, tiny_model, "--heatmaps", "heat", "--report", "report.html")
    assert "results.csv is whole; what was asked for beside it is not" in lines[-2]
    assert (tmp_path / "results.csv").read_bytes() == whole
    assert not (tmp_path / "report.html").exists()
    assert 20 <= len(listing(tmp_path / "heat")) < 80


def test_rows_on_standard_output_end_with_a_whole_one(tmp_path, tiny_model):
    coloured_files(tmp_path / "images", 80)
    moment = on_call("desktop.outputs.tables:CsvWriter", "write", 30)
    arguments = ("images", "--model", str(tiny_model), "--provider", "cpu", "--batch-size", "4")
    done = run_python("-c", BEGIN + moment + GO, *arguments, cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == "ham-classify: stopped"
    header, *rows = done.stdout.splitlines()
    assert 30 <= len(rows) < 80
    assert {row.count(",") for row in rows} == {header.count(",")}


def test_a_second_one_does_not_wait_for_an_image_that_never_comes(tmp_path, tiny_model):
    coloured_files(tmp_path / "images", 80)
    stuck = (
        "import itertools, time\nfrom desktop.engine import pipeline\ncalls = itertools.count()\n"
        "def never(path, size):\n    first = next(calls) == 0\n    while True:\n        time.sleep(1)\n"
        "        if first:\n            signal.raise_signal(signal.SIGINT)\npipeline.read_image = never\n"
    )
    lines = stopped(stuck, tmp_path, tiny_model, "--batch-size", "4")
    assert lines == ["model tiny (fp32) on CPU", "ham-classify: stopped"]


def test_where_it_is_switched_off_it_stays_so():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    token = RunToken()
    try:
        with cancelled_by_signal(token):
            signal.raise_signal(signal.SIGINT)
            assert not token.cancelled
            signal.raise_signal(signal.SIGTERM)
            assert token.cancelled
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_signals_are_left_alone():
    before, seen = signal.getsignal(signal.SIGINT), []

    def elsewhere() -> None:
        with cancelled_by_signal(RunToken()):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [before]
