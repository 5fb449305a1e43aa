"""The window is closed while something is under way: it ends, and what a person said is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.review import agreement_dialog
from desktop.gui.settings import Settings
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from desktop.model.prediction import Prediction
from desktop.study.reviews import Review
from tests.desktop.gui.conftest import WAIT_MS, drop, press, running_threads, shown, urls

IMAGES = 300
NOTE = "rim to look at again"


@pytest.fixture
def running(window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window in the middle of a run, its first image called blue by key."""
    predict = Network.predict

    def slowly(self: Network, images: np.ndarray, *, heatmaps: bool = False) -> Prediction:
        time.sleep(0.2)
        return predict(self, images, heatmaps=heatmaps)

    monkeypatch.setattr(Network, "predict", slowly)
    folder = tmp_path / "many"
    folder.mkdir()
    Image.new("RGB", (40, 30), (230, 20, 20)).save(folder / "0000.bmp")
    content = (folder / "0000.bmp").read_bytes()
    for number in range(1, IMAGES):
        (folder / f"{number:04d}.bmp").write_bytes(content)
    assert drop(window, urls([folder]))
    qtbot.waitUntil(lambda: len(shown(window)) > 0, timeout=WAIT_MS)
    view = window.page.view
    row = view.visualRect(window.page.model.index(0, Column.DIAGNOSIS))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    QTest.keyClick(view, Qt.Key.Key_3)
    return window


def _kept(settings: Settings, qtbot: QtBot) -> tuple[Review, int]:
    """What a window that is started afterwards finds of the first image, and how many answers."""
    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again, before_close_func=lambda w: w.close())
    again.show()
    (offered,) = again.studies.offered()
    again.studies.open(offered[1])
    qtbot.waitUntil(lambda: again.page.model.rowCount() > 0, timeout=WAIT_MS)
    results = again.page.model.results
    first = next(result for result in results if result.path.endswith("0000.bmp"))
    return again.session.reviews.of(first.key), len(results)


def test_closing_during_a_run_keeps_the_answers_the_review_and_a_note_half_written(
    running: MainWindow, qtbot: QtBot, settings: Settings
) -> None:
    note = running.page.detail.review.note
    note.setFocus()
    QTest.keyClicks(note, NOTE)
    assert running.session.running
    answered = len(running.page.model.results)
    assert running.close()
    assert running_threads(running) == []
    review, answers = _kept(settings, qtbot)
    assert (review.label, review.note) == ("blue", NOTE)
    assert answered <= answers


def _without_end(reviewed: object, between: Callable[[], None]) -> NoReturn:
    while True:
        between()


def test_closing_during_a_run_ends_a_count_of_agreement_that_would_go_on_for_hours(
    running: MainWindow, qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement_dialog, "compare", _without_end)
    press(running, Qt.Key.Key_J)
    page = running.side_dialogs.agreement
    qtbot.waitUntil(lambda: page.counting, timeout=WAIT_MS)
    assert running.session.running
    assert running.close()
    assert running_threads(running) == []
    assert not page.isVisible()
    review, _ = _kept(settings, qtbot)
    assert review.label == "blue"
