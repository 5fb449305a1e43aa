"""A run in the window: it never blocks, can be stopped at any time, and leaves no thread behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.engine import tuning
from desktop.errors import ProviderError
from desktop.gui.image import preview
from desktop.gui.results import thumbnails
from desktop.gui.settings import RunOptions
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from desktop.model.prediction import Prediction
from desktop.study.database import StudyFile
from tests.desktop.gui.conftest import WAIT_MS, column, drop, running_threads, shown, urls, wait_idle


@pytest.fixture
def many_images(tmp_path: Path) -> Path:
    """2,000 small images in one folder."""
    folder = tmp_path / "many"
    folder.mkdir()
    Image.new("RGB", (40, 30), (230, 20, 20)).save(tmp_path / "one.bmp")
    content = (tmp_path / "one.bmp").read_bytes()
    for number in range(2000):
        (folder / f"{number:04d}.bmp").write_bytes(content)
    return folder


@pytest.fixture
def slow_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that takes a fifth of a second for a batch, as a large one does on a small machine."""
    predict = Network.predict

    def slowly(self: Network, images: np.ndarray, *, heatmaps: bool = False) -> Prediction:
        time.sleep(0.2)
        return predict(self, images, heatmaps=heatmaps)

    monkeypatch.setattr(Network, "predict", slowly)


def _start(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    assert drop(window, urls([folder]))
    qtbot.waitUntil(lambda: len(shown(window)) > 0, timeout=WAIT_MS)


@pytest.mark.usefixtures("slow_model")
def test_cancel_stops_and_keeps_what_is_there(window: MainWindow, qtbot: QtBot, many_images: Path) -> None:
    _start(qtbot, window, many_images)
    assert window.page.strip.cancel.isVisible()
    QTest.mouseClick(window.page.strip.cancel, Qt.MouseButton.LeftButton)
    assert window.page.strip.label.text() == "Stopping…"
    wait_idle(qtbot, window)
    rows = len(shown(window))
    assert 0 < rows < 2000
    assert column(window, 0) == [f"{number:04d}.bmp" for number in range(rows)]
    assert "cancelled" in window.page.strip.label.text()
    assert not window.page.strip.cancel.isVisible()
    assert window.actions_.save.isEnabled()


@pytest.mark.usefixtures("slow_model")
def test_escape_cancels_too(window: MainWindow, qtbot: QtBot, many_images: Path) -> None:
    _start(qtbot, window, many_images)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait_idle(qtbot, window)
    assert 0 < len(shown(window)) < 2000


@pytest.mark.usefixtures("slow_model")
def test_escape_in_the_search_only_ends_the_search(window: MainWindow, qtbot: QtBot, many_images: Path) -> None:
    _start(qtbot, window, many_images)
    search = window.actions_.search
    search.setFocus()
    QTest.keyClicks(search, "0001")
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert window.page.view.hasFocus()
    assert window.session.running
    assert window.page.strip.cancel.isEnabled()
    window.session.cancel()
    wait_idle(qtbot, window)


@pytest.mark.usefixtures("slow_model")
def test_dropping_a_cancelled_folder_again_goes_on_where_it_stopped(
    window: MainWindow, qtbot: QtBot, many_images: Path
) -> None:
    for surplus in sorted(many_images.iterdir())[60:]:
        surplus.unlink()
    _start(qtbot, window, many_images)
    window.session.cancel()
    wait_idle(qtbot, window)
    assert len(shown(window)) < 60
    assert drop(window, urls([many_images]))
    wait_idle(qtbot, window)
    assert column(window, 0) == [f"{number:04d}.bmp" for number in range(60)]


@pytest.mark.usefixtures("slow_model")
def test_the_progress_tells_count_rate_and_time_left(window: MainWindow, qtbot: QtBot, many_images: Path) -> None:
    _start(qtbot, window, many_images)
    qtbot.waitUntil(lambda: window.page.strip.label.text().endswith(" left"), timeout=WAIT_MS)
    done, rate, left = window.page.strip.label.text().split("  ·  ")
    assert done.endswith(" of 2,000")
    assert rate.endswith(" images/s")
    assert " min " in left or " s " in left
    assert 0 < window.page.strip.bar.value() < window.page.strip.bar.maximum() == 2000


@pytest.mark.usefixtures("slow_model")
def test_closing_during_a_run_takes_less_than_a_second_and_leaves_no_thread(
    window: MainWindow, qtbot: QtBot, many_images: Path
) -> None:
    _start(qtbot, window, many_images)
    assert len(running_threads(window)) >= 2
    began = time.monotonic()
    assert window.close()
    assert time.monotonic() - began < 1.0
    assert running_threads(window) == []
    assert not window.isVisible()


def test_closing_during_the_first_measurement_of_speed_takes_less_than_a_second(
    window: MainWindow, qtbot: QtBot, many_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    predict = Network.predict

    def slowly(self: Network, images: np.ndarray, **options: Any) -> Prediction:
        asked.append(len(images))
        time.sleep(0.09 * len(images))  # so that the measurement would go on for a second and a half
        return predict(self, images, **options)

    monkeypatch.setattr(Network, "predict", slowly)
    monkeypatch.setattr(tuning, "cache_file", lambda: None)
    window.session.use(RunOptions("cpu"))  # a batch size that is measured
    assert drop(window, urls([many_images]))
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT_MS)
    began = time.monotonic()
    assert window.close()
    assert time.monotonic() - began < 1.0
    assert running_threads(window) == []
    assert shown(window) == []


def test_the_window_s_own_thread_waits_for_nothing_while_2000_images_are_classified(
    window: MainWindow, qtbot: QtBot, many_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for a file, the study or the network; how long it works at a stretch `tests.benchmarks.window` measures."""
    waited: list[str] = []

    def in_another_thread(owner: Any, name: str) -> None:
        whole = getattr(owner, name)

        def told(*arguments: Any, **options: Any) -> Any:
            if threading.current_thread() is threading.main_thread():
                waited.append(name)
            return whole(*arguments, **options)

        monkeypatch.setattr(owner, name, told)

    drop(window, urls([next(many_images.iterdir())]))  # a new study is given its place
    wait_idle(qtbot, window)
    for owner, name in (
        *((StudyFile, "rows"), (StudyFile, "transaction"), (StudyFile, "copy_to"), (Network, "predict")),
        *((preview, "load_image"), (thumbnails, "load_image"), (Path, "stat"), (Path, "open")),
    ):
        in_another_thread(owner, name)
    assert drop(window, urls([many_images]))
    looked_at = 0
    while window.page.model.rowCount() < 2000:
        rows = window.page.model.rowCount()
        qtbot.waitUntil(lambda before=rows: window.page.model.rowCount() > before, timeout=WAIT_MS)
        window.page.go(7)  # images, heat maps and thumbnails are made meanwhile
        looked_at += 1
    assert looked_at > 3
    assert waited == []


def test_a_provider_that_fails_ends_the_run_with_one_message(
    window: MainWindow, qtbot: QtBot, coloured_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Prediction:
        raise ProviderError("CUDA failed on a batch of 3: out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(Network, "predict", fails)
        assert drop(window, urls([coloured_images]))
        qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
        wait_idle(qtbot, window)
    assert window.message.text == "CUDA failed on a batch of 3: out of memory"
    assert shown(window) == []
    assert drop(window, urls([coloured_images]))
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=WAIT_MS)
    assert window.message.text == ""


def test_results_are_handed_over_in_portions_and_not_one_by_one(
    window: MainWindow, qtbot: QtBot, many_images: Path, dropped: Callable[..., None]
) -> None:
    portions: list[int] = []
    window.session.arrived.connect(lambda results: portions.append(len(results)))
    dropped(window, many_images)
    assert sum(portions) == 2000
    assert len(portions) < 1000
    assert max(portions) <= 500
