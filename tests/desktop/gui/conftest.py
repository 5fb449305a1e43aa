"""The real window for every test, with settings of its own, and no thread left behind by any of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import onnxruntime  # noqa: F401  # isort: skip - before Qt, as the application does
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QThread, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.app import SWITCH_INTERVAL_S
from desktop.gui.settings import Settings
from desktop.gui.window import MainWindow

WAIT_MS = 60_000
"""For anything to come about; long, as the machine may be busy with something else."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform warns at every window that it has no window manager to tell sizes to, and to raise it.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore("propagateSizeHints", r"does not support (raise\(\)|grabbing the keyboard)")
            )


@pytest.fixture(autouse=True)
def _as_in_the_application() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(autouse=True)
def _nothing_copied(qapp: QApplication) -> None:
    """No test begins with what the last one copied: to a window that is another program's, and stays."""
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the window looks for the embedded model; there is none, so that a test opens the one it means."""
    path = tmp_path / "embedded" / "default.onnx"
    monkeypatch.setattr("desktop.gui.window.DEFAULT_MODEL", path)
    monkeypatch.setattr("desktop.model.file.DEFAULT_MODEL", path)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue("studies", str(tmp_path / "studies"))
    store.setValue("batch_size", "8")  # not measured anew in every test
    return Settings(store)


def _lose_what_is_unwritten(window: MainWindow) -> None:
    """A test that ends, or failed, while reviews cannot be written: its window asks as it closes, and nobody is there
    to answer."""

    def answer() -> None:
        if isinstance(box := QApplication.activeModalWidget(), QMessageBox):
            box.buttons()[-1].click()

    timer = QTimer(window)
    timer.timeout.connect(answer)
    timer.start(20)


@pytest.fixture
def bare_window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    """The window without a model."""
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window, before_close_func=_lose_what_is_unwritten)
    window.show()
    qtbot.waitExposed(window)
    window.furnish()  # as a person finds it, who is slower than the first timer
    QTest.keyClick(window, Qt.Key.Key_F24)  # Qt takes the Ctrl or Shift of the last test's last event for held
    yield window
    window.close()
    assert not running_threads(window)


@pytest.fixture
def window(bare_window: MainWindow, qtbot: QtBot, tiny_model: Path) -> MainWindow:
    """The window with the tiny model open."""
    bare_window.start((), tiny_model)
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    return bare_window


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
    """A key with Ctrl in a window that has the keyboard, as shortcuts want it."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, key, modifier)


def answer_dialog(kind: type[QDialog], answer: Callable[[Any], None]) -> None:
    """As soon as a dialog of that kind is open, and whatever waits for it, answer it as a person would."""

    def look(tries: int = 500) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            answer(dialog)
        else:
            assert tries, "the dialog did not open"
            QTimer.singleShot(20, lambda: look(tries - 1))

    QTimer.singleShot(0, look)


def running_threads(window: MainWindow) -> list[QThread]:
    return [thread for thread in window.findChildren(QThread) if thread.isRunning()]


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    """deeper/blue.jpg, green.png, red.png, reddish.png"""
    Image.new("RGB", (60, 45), (200, 60, 60)).save(coloured_images / "reddish.png")
    dropped(window, coloured_images)
    window.page.view.setFocus()
    return window


def urls(paths: Sequence[Path]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag(window: MainWindow, mime: QMimeData) -> bool:
    """Hold something over the window; whether it may be dropped."""
    event = QDragEnterEvent(
        QPoint(200, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def drop(window: MainWindow, mime: QMimeData) -> bool:
    """Hold it over the window and let go; whether it was taken. Qt delivers no drop that was not let in before."""
    drag(window, mime)
    event = QDropEvent(
        QPoint(200, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)
    return event.isAccepted()


@pytest.fixture
def dropped(qtbot: QtBot) -> Callable[..., None]:
    """Drop paths on a window and wait until all of them are answered."""

    def drop_and_wait(window: MainWindow, *paths: Path) -> None:
        assert drop(window, urls(paths))
        wait_idle(qtbot, window)

    return drop_and_wait


def wait_idle(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    qtbot.waitUntil(lambda: not (session.busy or session.loading), timeout=WAIT_MS)


def shown(window: MainWindow) -> list[list[str]]:
    """The cells as a person sees them."""
    model = window.page.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def column(window: MainWindow, number: int) -> list[str]:
    return [cells[number] for cells in shown(window)]
