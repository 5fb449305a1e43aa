"""Opening a model: in the background, remembered, refused with one message; and one is enough for the next start."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.contract import ClassInfo
from desktop.gui import dialogs
from desktop.gui.results.model import Column
from desktop.gui.settings import Scheme, Settings
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from tests.desktop.gui.conftest import WAIT_MS, column, wait_idle
from tests.tiny_model import tiny_info, write_tiny_model


def test_without_a_model_the_window_says_how_to_open_one(bare_window: MainWindow) -> None:
    bare_window.start()
    assert bare_window.empty.isVisible()
    assert bare_window.empty.open_model.isVisible()
    assert "No model is open yet" in bare_window.empty.model.text()
    assert bare_window.message.text == ""


@pytest.mark.parametrize(
    ("content", "said"), [(None, "there is no model file"), (b"not a model", "it is no ONNX file")]
)
def test_a_bad_model_file_is_one_message_and_the_window_stays_usable(
    bare_window: MainWindow, qtbot: QtBot, tmp_path: Path, tiny_model: Path, content: bytes | None, said: str
) -> None:
    window, path = bare_window, tmp_path / "bad.onnx"
    if content is not None:
        path.write_bytes(content)
    problems: list[str] = []
    window.session.problem.connect(problems.append)
    window.start((), path)
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    assert len(problems) == 1
    assert said in window.message.text.lower().replace("onnx", "ONNX")
    assert "Traceback" not in window.message.text
    window.open_model(tiny_model)
    qtbot.waitUntil(lambda: window.session.classifier is not None, timeout=WAIT_MS)
    assert window.message.text == ""


def test_a_bad_model_does_not_take_the_place_of_a_good_one(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    good = window.session.classifier
    window.open_model(tmp_path / "missing.onnx")
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    assert window.session.classifier is good
    QTest.mouseClick(window.message.close_button, Qt.MouseButton.LeftButton)
    assert not window.message.isVisible()


def test_the_model_picked_in_the_dialog_is_open_again_at_the_next_start(
    bare_window: MainWindow, qtbot: QtBot, tiny_model: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tiny_model), ""))
    QTest.mouseClick(bare_window.empty.open_model, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    assert bare_window.empty.model.text() == "Ready: model tiny, 3 classes, on CPU"
    bare_window.close()

    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again)
    again.start()
    qtbot.waitUntil(lambda: again.session.classifier is not None, timeout=WAIT_MS)
    again.close()


def test_another_model_classifies_the_images_again_with_its_own_classes(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    classes = (ClassInfo("red", "Crimson", False), ClassInfo("green", "Leaf", True), ClassInfo("blue", "Sky", False))
    other = write_tiny_model(tmp_path / "other.onnx", tiny_info(name="other", classes=classes, operating_points=()))

    monkeypatch.setattr(dialogs, "may_classify_again", lambda *_: False)
    window.open_model(other)
    assert not window.session.loading

    monkeypatch.setattr(dialogs, "may_classify_again", lambda *_: True)
    window.open_model(other)
    qtbot.waitUntil(lambda: "Sky" in column(window, Column.DIAGNOSIS), timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == ["deeper/blue.jpg", "green.png", "red.png"]
    assert column(window, Column.DIAGNOSIS) == ["Sky", "Leaf", "Crimson"]
    assert column(window, Column.REFER) == ["–", "–", "–"]  # noqa: RUF001
    assert sorted(name for name, _ in window.page.detail.bars.texts) == ["Crimson", "Leaf  (malignant)", "Sky"]


def test_of_two_models_opened_in_a_row_the_later_one_stays(
    bare_window: MainWindow, qtbot: QtBot, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = write_tiny_model(tmp_path / "slow.onnx", tiny_info(name="slow"))
    load = Network.load

    def slowly(path: Path, **options: Any) -> Network:
        if path == slow:
            time.sleep(0.5)
        return load(path, **options)

    monkeypatch.setattr(Network, "load", slowly)
    bare_window.open_model(slow)
    bare_window.open_model(tiny_model)
    wait_idle(qtbot, bare_window)
    assert bare_window.session.classifier is not None
    assert bare_window.session.classifier.info.name == "tiny"


def test_settings_survive_damage(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "damaged.ini"), QSettings.Format.IniFormat)
    store.setValue("scheme", "pink")
    store.setValue("heat_opacity", "much")
    store.setValue("layout/window", "nonsense")
    settings = Settings(store)
    assert settings.scheme is Scheme.SYSTEM
    assert settings.heat_opacity == 60
    assert settings.layout("window").isEmpty()
    assert settings.model is None


def test_the_embedded_model_is_open_at_the_first_start(
    bare_window: MainWindow, qtbot: QtBot, tiny_model: Path, embedded: Path
) -> None:
    embedded.parent.mkdir()
    shutil.copy(tiny_model, embedded)
    checksum = hashlib.sha256(embedded.read_bytes()).hexdigest()
    embedded.with_name("default.onnx.sha256").write_text(f"{checksum}  default.onnx\n", encoding="ascii")
    bare_window.start()
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    assert bare_window.session.classifier is not None
    assert bare_window.session.classifier.path == embedded
