"""ham-desktop from the outside: its options, its exit codes, and what a start may cost."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.gui.app import command, shorten_pauses
from desktop.gui.shell.display import WindowError, check_display

ROOT = Path(__file__).resolve().parents[3]

_FORBIDDEN = ("tensorflow", "keras", "pandas", "onnx", "matplotlib")


def test_a_path_that_is_not_there_is_told_before_a_window_opens(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(command, [str(tmp_path / "missing")])
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("ham-desktop: there is no file or folder")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "there is no file or folder"),
        ("de", "es gibt keine Datei und keinen Ordner"),
        ("klingon", "there is no file or folder"),
    ],
)
def test_without_a_terminal_what_went_wrong_is_told_in_a_dialog(tmp_path: Path, language: str, words: str) -> None:
    """As a program for windows on Windows has it: neither standard output nor standard error."""
    script = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QMessageBox
QMessageBox.critical = lambda parent, title, text: Path(sys.argv[1]).write_text(f"{title}: {text}", encoding="utf-8")
from desktop.gui.app import command
sys.stdout = sys.stderr = None
command(sys.argv[2:], prog_name="ham-desktop")
"""
    told = tmp_path / "told.txt"
    ran = subprocess.run(
        [sys.executable, "-c", script, str(told), str(tmp_path / "missing.jpg")],
        env={**os.environ, "HAM_LANGUAGE": language}, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert told.read_text(encoding="utf-8").startswith(f"HAM classifier: {words}")


def _started(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """ham-desktop in a process of its own in which no Qt platform is named."""
    kept = {k: v for k, v in os.environ.items() if k not in {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}}
    return subprocess.run(
        [sys.executable, "-c", f"{script}\nfrom desktop.gui.app import main\nmain()"],
        env={**kept, **environment}, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("missing", [("PySide6",), ("PySide6", "onnxruntime")])  # as after `[edge]`, and after none
def test_without_pyside_one_sentence_says_what_to_install(missing: tuple[str, ...]) -> None:
    ran = _started(f"import sys; sys.modules |= dict.fromkeys({missing})")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("ham-desktop: the window needs PySide6, which is not installed; install it with: pip ")
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen to draw on")
@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "there is no display here to open a window on"),
        ({"DISPLAY": ":9741"}, "(no display answers at ':9741'|Qt needs a library of the system to open a window)"),
    ],
)
def test_without_a_screen_one_sentence_says_so_and_qt_does_not_abort(environment: dict[str, str], told: str) -> None:
    ran = _started("", **environment)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert re.match(f"ham-desktop: {told}", ran.stderr), ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there are these libraries the system's")
def test_a_library_that_the_system_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    for variable, value in (("QT_QPA_PLATFORM", ""), ("WAYLAND_DISPLAY", ""), ("DISPLAY", ":0")):
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(WindowError, match=r"libxcb.*cannot open.*apt install .*libxcb-cursor0"):
        check_display()


def test_help_and_version_need_no_qt() -> None:
    script = "import sys; from desktop.gui.app import main\ntry: main()\nfinally: print('PySide6' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)
    assert "Usage: ham-desktop" in ran.stdout
    assert ran.stdout.rstrip().endswith("False")


def test_the_real_program_classifies_what_it_is_given_and_ends_cleanly(
    tmp_path: Path, coloured_images: Path, tiny_model: Path
) -> None:
    """A process of its own, closed by a timer once the table is full; nothing may be said on standard error."""
    script = f"""
import sys
from PySide6.QtCore import QTimer
from desktop.gui import window
start = window.MainWindow.start
def watched(self, *arguments):
    start(self, *arguments)
    def look():
        if self.page.model.rowCount() == 3 and not self.session.running:
            print(sorted(r.row.diagnosis for r in self.page.model.results))
            print([m for m in {_FORBIDDEN!r} if m in sys.modules])
            self.timer.stop()
            self.close()
    self.timer = QTimer(interval=50)
    self.timer.timeout.connect(look)
    self.timer.start()
window.MainWindow.start = watched
from desktop.gui.app import main
main()
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, "--provider", "cpu", "--model", str(tiny_model), str(coloured_images)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in ran.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (ran.returncode, said) == (0, [])
    assert ran.stdout.splitlines() == ["['blue', 'green', 'red']", "[]"]


def test_rows_that_come_in_their_thousands_are_not_searched_for_garbage_over_and_over() -> None:
    """Such a search holds every thread up, the window's too, and takes the longer the more rows there are."""
    before = gc.get_threshold(), sys.getswitchinterval()
    whole: list[int] = []

    def seen(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            whole.append(info["collected"])

    try:
        shorten_pauses()
        gc.collect()
        gc.callbacks.append(seen)
        rows = [[number] for number in range(len(gc.get_objects()) + 200_000)]
        assert (len(rows) > 200_000, whole) == (True, [])
    finally:
        if seen in gc.callbacks:
            gc.callbacks.remove(seen)
        gc.set_threshold(*before[0])
        sys.setswitchinterval(before[1])
