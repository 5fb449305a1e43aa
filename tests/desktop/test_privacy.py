"""What stays on this machine: no socket is opened in any path, and what may be sent names no folder or person."""

from __future__ import annotations

import getpass
import os
import platform
import stat
from pathlib import Path

import pytest

from tests.desktop.helpers import broken_file, environment, needs_posix, run_python

SPIED = """
import os, stat, sys
opened = []
def spy(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.client", "ftplib", "smtplib", "ssl.")):
        opened.append(f"{event} {arguments}")
sys.addaudithook(spy)
def sockets():
    # What a library in C would open does not pass the hook.
    found = []
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []:
        try:
            if stat.S_ISSOCK(os.stat(int(name)).st_mode):
                found.append(name)
        except OSError:
            pass
    return found
before = sockets()
"""

COMMAND = """
from desktop.cli.ham_classify import main
try:
    main()
finally:
    print("SOCKETS", opened, sorted(set(sockets()) - set(before)), file=sys.stderr)
"""

NOTHING = "SOCKETS [] []"


@pytest.fixture
def clinic(tmp_path, coloured_images) -> Path:
    """A folder whose name is a patient's, with a broken image in it, and a labels file."""
    folder = tmp_path / "Geheim Patientin 1961-02-03"
    coloured_images.rename(folder)
    broken_file(folder / "broken.jpg")
    lines = ["image_id,dx", "red,red", "green,green", "blue,blue"]
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


WAYS = {
    "everything": ("{images}", "-o", "results.csv", "--report", "report.html", "--heatmaps", "heat", "--labels",
                   "labels.csv", "--tta", "8"),
    "standard output": ("{images}", "--no-recursive"),
    "json lines, auto": ("{images}", "-o", "results.jsonl", "--provider", "auto", "--fresh"),
    "doctor": ("--doctor", "--provider", "cpu"),
    "a model that is none": ("{images}", "--model", "labels.csv"),
    "a path that is not there": ("nowhere",),
    "help": ("--help",),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_socket_is_opened_whatever_is_asked(tiny_model, clinic, tmp_path, way):
    arguments = [argument.format(images=clinic) for argument in WAYS[way]]
    if "--model" not in arguments:
        arguments += ["--model", str(tiny_model)]
    done = run_python("-c", SPIED + COMMAND, *arguments, cwd=tmp_path)
    assert NOTHING in done.stderr, done.stderr


@needs_posix
def test_no_socket_is_opened_while_a_folder_is_watched(tiny_model, clinic, tmp_path):
    stop = (
        "import threading, signal, time\ndef stop():\n    end = time.monotonic() + 100\n"
        "    while not os.path.exists('results.csv') and time.monotonic() < end:\n        time.sleep(0.1)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\nthreading.Thread(target=stop, daemon=True).start()\n"
    )
    arguments = ("--watch", str(clinic), "-o", "results.csv", "--settle", "0.1", "--model", str(tiny_model))
    done = run_python("-c", SPIED + stop + COMMAND, *arguments, "--provider", "cpu", cwd=tmp_path)
    assert NOTHING in done.stderr, done.stderr
    assert (tmp_path / "results.csv").exists()


def test_the_hook_sees_a_socket(tmp_path):
    open_one = "import socket\ns = socket.socket()\nprint(opened != [], sockets() != before)\n"
    seen = run_python("-c", SPIED + open_one, cwd=tmp_path).stdout.split()
    assert seen[0] == "True"
    assert seen[1] == "True" or not Path("/proc/self/fd").is_dir()


WINDOW = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
import onnxruntime
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.gui import app
from desktop.gui.window import MainWindow
class Spied(MainWindow):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        QTimer.singleShot(6000, self.close)
import desktop.gui.window
desktop.gui.window.MainWindow = Spied
if hasattr(app, "MainWindow"):
    app.MainWindow = Spied
try:
    app.main()
except SystemExit as end:
    print("ENDED", end.code, file=sys.stderr)
finally:
    print("SOCKETS", opened, sorted(set(sockets()) - set(before)), file=sys.stderr)
"""


def test_the_window_opens_no_socket_from_its_start_over_a_run_to_its_end(tiny_model, clinic, tmp_path):
    pytest.importorskip("PySide6", reason="the window needs PySide6")
    arguments = (str(clinic), "--model", str(tiny_model))
    done = run_python("-c", SPIED + WINDOW, *arguments, cwd=tmp_path)
    assert NOTHING in done.stderr, done.stderr
    assert "ENDED 0" in done.stderr, done.stderr


def test_results_records_reports_and_diagnostics_name_no_folder_no_user_and_no_machine(tiny_model, clinic, tmp_path):
    arguments = [argument.format(images=clinic) for argument in WAYS["everything"]]
    code = "from desktop.cli.ham_classify import main\nmain()\n"
    done = run_python("-c", code, *arguments, "--model", str(tiny_model), "--provider", "cpu", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    written = {path.name: path for path in tmp_path.iterdir() if path.suffix in (".csv", ".json", ".html")}
    assert {"results.csv", "results.run.json", "results.labels.json", "report.html"} <= set(written)
    told = {name: path.read_text(encoding="utf-8") for name, path in written.items()}
    for name, options in (("lines", ("-o", "lines.jsonl", "--batch-size", "2")), ("standard output", ())):
        more = run_python("-c", code, str(clinic), *options, "--model", str(tiny_model), cwd=tmp_path)
        told[name] = more.stdout or (tmp_path / "lines.jsonl").read_text(encoding="utf-8")
        assert "broken.jpg" in told[name]
    told["overlay"] = next((tmp_path / "heat").rglob("*.jpg")).read_bytes().decode("latin-1")
    doctor = run_python("-c", code, "--doctor", "--model", str(tiny_model), "--provider", "cpu", cwd=tmp_path)
    told["doctor"] = doctor.stdout + doctor.stderr
    secrets = {str(tmp_path), str(Path.home()), clinic.name, "Geheim", platform.node(), os.environ["HOME"]}
    if len(getpass.getuser()) > 4:  # `root` and the like are words
        secrets.add(getpass.getuser())
    for name, text in told.items():
        found = {secret for secret in secrets if len(secret) > 1 and secret in text}
        assert not found, f"{name} names {found}"


@needs_posix
def test_temporary_files_are_private_and_gone_at_the_end(tiny_model, clinic, tmp_path):
    """Whatever is opened for writing outside the results: only this user's to read, and nothing stays."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    spy = (
        "import os, sys, tempfile\nmade = []\n"
        "def spy(event, arguments):\n"
        "    if event == 'tempfile.mkstemp' or event == 'tempfile.mkdtemp':\n        made.append(arguments[0])\n"
        "    if event == 'open' and isinstance(arguments[2], int) and arguments[2] & getattr(os, 'O_TMPFILE', 0) "
        "== getattr(os, 'O_TMPFILE', -1):\n        made.append('O_TMPFILE')\n"
        "sys.addaudithook(spy)\nfrom desktop.cli.ham_classify import main\ntry:\n    main()\nfinally:\n"
        "    print('MADE', made, [path for path in made if os.path.exists(path)], file=sys.stderr)\n"
    )
    arguments = [argument.format(images=clinic) for argument in WAYS["everything"]]
    elsewhere = {**environment(), "TMPDIR": str(scratch)}
    done = run_python(
        "-c", spy, *arguments, "--model", str(tiny_model), "--provider", "cpu", cwd=tmp_path, env=elsewhere
    )
    assert done.returncode == 3, done.stderr
    made = next(line for line in done.stderr.splitlines() if line.startswith("MADE"))
    assert made.endswith(" []"), made
    assert not list(scratch.iterdir())
    left = {path.name for path in tmp_path.iterdir()} - {clinic.name, "labels.csv", "scratch"}
    expected = {"results.csv", "results.run.json", "results.labels.json", "results.hamstudy", "report.html", "heat"}
    assert left == expected
    assert not stat.S_IMODE((tmp_path / "results.hamstudy").stat().st_mode) & 0o022
