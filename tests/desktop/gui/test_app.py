"""ham-desktop from the outside: its options, its exit codes, and what a start may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from desktop.gui.app import command

_FORBIDDEN = ("tensorflow", "keras", "pandas", "onnx", "matplotlib")


def test_a_path_that_is_not_there_is_told_before_a_window_opens(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(command, [str(tmp_path / "missing")])
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("ham-desktop: there is no file or folder")


def test_without_a_terminal_what_went_wrong_is_told_in_a_dialog(tmp_path: Path) -> None:
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
    ran = subprocess.run([sys.executable, "-c", script, str(told), str(tmp_path / "missing.jpg")], check=False)
    assert ran.returncode == 2
    assert told.read_text(encoding="utf-8").startswith("HAM classifier: there is no file or folder")


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
