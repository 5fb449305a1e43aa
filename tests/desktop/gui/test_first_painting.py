"""What is seen first is there first: what nobody sees yet is neither loaded nor built before the first painting."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.gui.file_open import FileOpener
from desktop.gui.model.dialog import ModelDialog
from desktop.gui.results.page import ResultsPage
from desktop.gui.review.agreement_dialog import AgreementDialog
from desktop.gui.settings import Settings
from desktop.gui.shell.keys_dialog import KeysDialog
from desktop.gui.shell.settings_dialog import SettingsDialog
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
ASKED_FOR = ("gui.reading.window", "gui.reading.new_dialog", "reading.new_reading", "reading.packing", "outputs.report")
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


@pytest.mark.filterwarnings("ignore:.*setActiveWindow")
@pytest.mark.parametrize(
    ("key", "modifier", "opened"),
    [
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, KeysDialog),
        (Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier, ModelDialog),
        (Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier, AgreementDialog),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, SettingsDialog),
    ],
)
def test_a_key_that_is_pressed_before_the_first_painting_does_what_it_says(
    qtbot: QtBot, settings: Settings, key: Qt.Key, modifier: Qt.KeyboardModifier, opened: type[QDialog]
) -> None:
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    QApplication.setActiveWindow(window)  # without the events by which it is painted
    assert not window.findChildren(ResultsPage)
    seen: list[QDialog] = []

    def look() -> None:
        for dialog in window.findChildren(opened):
            if dialog.isVisible():
                seen.append(dialog)
                dialog.close()

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(10)
    QTest.keyClick(window, key, modifier)
    assert window.findChildren(ResultsPage)
    qtbot.waitUntil(lambda: bool(seen), timeout=WAIT_MS)
    assert len(seen) == 1
    window.close()


@pytest.mark.filterwarnings("ignore:.*setActiveWindow")
def test_what_is_chosen_and_typed_before_the_first_painting_counts(
    qtbot: QtBot, settings: Settings, tiny_model: Path
) -> None:
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    QApplication.setActiveWindow(window)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.start((), tiny_model)
    assert window.page.as_grid
    window.close()


def test_what_was_said_at_the_start_stays_where_images_are_named(
    qtbot: QtBot, settings: Settings, embedded: Path, tiny_model: Path, coloured_images: Path, tmp_path: Path
) -> None:
    """The model of last time is gone, and nothing can be written where studies are kept."""
    settings.studies.write_bytes(b"a file where the folder should be")
    settings.model = tmp_path / "gone.onnx"
    embedded.parent.mkdir()
    shutil.copy(tiny_model, embedded)
    checksum = hashlib.sha256(embedded.read_bytes()).hexdigest()
    embedded.with_name("default.onnx.sha256").write_text(f"{checksum}  default.onnx\n", encoding="ascii")
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    window.start((coloured_images,))
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 3 and not window.session.busy, timeout=WAIT_MS)
    assert f"Nothing can be written in {settings.studies}" in window.message.text
    assert "gone.onnx, the model opened last, is not there any more" in window.message.text
    window.close()


@pytest.mark.parametrize("named", ["images", "tiny.onnx"])
def test_the_note_that_studies_cannot_be_kept_stays_at_a_start_with_paths(
    qtbot: QtBot, settings: Settings, tiny_model: Path, coloured_images: Path, named: str
) -> None:
    settings.studies.write_bytes(b"a file where the folder should be")
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    window.start((coloured_images if named == "images" else tiny_model,), tiny_model)
    qtbot.waitUntil(lambda: window.session.classifier is not None and not window.session.busy, timeout=WAIT_MS)
    assert f"Nothing can be written in {settings.studies}" in window.message.text
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
