"""What is seen first is there first: what nobody sees yet is neither loaded nor built before the first painting."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.file_open import FileOpener
from desktop.gui.results.page import ResultsPage
from desktop.gui.settings import Settings
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS

STARTED = """
import json, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from desktop.gui import window
def loaded():
    return sorted(name for name in sys.modules if name.startswith("desktop.") or "." not in name)
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            print(json.dumps(loaded()))
            self.timer = QTimer(interval=50)
            self.timer.timeout.connect(lambda: self.look(watched))
            self.timer.start()
        return False
    def look(self, watched):
        if watched.session.classifier is not None:
            self.timer.stop()
            print(json.dumps(loaded()))
            watched.close()
start = window.MainWindow.start
def watched(self, *arguments):
    self.watch = Watch()
    self.installEventFilter(self.watch)
    start(self, *arguments)
window.MainWindow.start = watched
from desktop.gui.app import main
main()
"""
BEHIND = (
    *("workbench", "results", "image", "table", "terms", "review", "compare", "export", "model", "reading"),
    *("shell.side_dialogs", "shell.settings_dialog", "shell.keys_dialog", "shell.diagnosis"),
)
ASKED_FOR = ("gui.reading.window", "gui.reading.new_dialog", "reading.making", "reading.packing", "outputs.report")
"""What a person asks for by a menu, long after the start."""
ELSEWHERE = ("jinja2", "tqdm", "psutil", "platformdirs")


def test_nothing_that_is_not_seen_is_loaded_before_the_first_painting(tiny_model: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", STARTED, "--provider", "cpu", "--model", str(tiny_model)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    first, then = map(json.loads, ran.stdout.splitlines())
    assert "desktop.gui.window" in first
    assert "desktop.gui.workbench" in then
    assert _among(first, [f"desktop.gui.{name}" for name in BEHIND]) == []
    assert _among(first, [*ELSEWHERE, "email"]) == []
    assert _among(then, [f"desktop.{name}" for name in ASKED_FOR]) == []
    assert _among(then, ELSEWHERE) == []


def test_the_first_painting_shows_the_window_as_it_stays(qtbot: QtBot, settings: Settings) -> None:
    """No button changes its place or its light when the rest is there."""
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.resize(1280, 820)
    window.ensurePolished()
    before = window.grab().toImage()
    assert window.page.model.rowCount() == 0
    QTest.qWait(0)
    assert window.grab().toImage() == before
    window.close()


def test_what_is_asked_before_the_first_painting_is_begun_after_it(
    qtbot: QtBot, settings: Settings, tiny_model: Path, coloured_images: Path
) -> None:
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    window.start((coloured_images,), tiny_model)
    assert not window.session.loading
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 3 and not window.session.busy, timeout=WAIT_MS)
    window.close()


def test_a_model_that_the_system_hands_over_before_the_first_painting_stays_open(
    qtbot: QtBot, qapp: QApplication, settings: Settings, tiny_model: Path, tmp_path: Path
) -> None:
    """The model of last time is opened first, and not after it."""
    other = tmp_path / "other.onnx"
    shutil.copy(tiny_model, other)
    settings.model = tiny_model
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    FileOpener(qapp, window)
    window.show()
    window.start()
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(other))))
    qtbot.waitUntil(lambda: window.session.classifier is not None and not window.session.loading, timeout=WAIT_MS)
    assert window.session.classifier is not None
    assert window.session.classifier.path == other
    window.close()


def test_a_window_that_is_closed_as_it_opens_builds_nothing_behind_it(qtbot: QtBot, settings: Settings) -> None:
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    window.start()
    window.close()
    QTest.qWait(50)
    assert not window.findChildren(ResultsPage)
    assert not window.session.loading


def test_a_window_that_is_never_painted_begins_all_the_same(qtbot: QtBot, settings: Settings, tiny_model: Path) -> None:
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    window.show()
    window.start((), tiny_model)
    qtbot.waitUntil(lambda: window.session.classifier is not None, timeout=WAIT_MS)
    window.close()


def _among(loaded: list[str], modules: Iterable[str]) -> list[str]:
    return [name for name in loaded if any(f"{name}.".startswith(f"{module}.") for module in modules)]
