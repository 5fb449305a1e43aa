"""A first look without images of one's own: drawn ones, told as such."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.settings import Settings
from desktop.gui.shell.sample import COUNT, FOLDER
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, wait_idle


def test_a_button_classifies_drawn_images_and_says_that_they_mean_nothing(
    window: MainWindow, qtbot: QtBot, settings: Settings
) -> None:
    assert window.empty.sample.isVisible()
    assert "means nothing" in window.empty.sample_hint.text()
    QTest.mouseClick(window.empty.sample, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.page.model.results) == COUNT, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert not any(result.failed for result in window.page.model.results)
    assert {Path(result.path).parent.name for result in window.page.model.results} == {FOLDER}
    assert settings.studies in Path(window.page.model.results[0].path).parents
    assert "drawn by this program" in window.message.text


def test_who_has_studies_to_go_on_with_is_not_offered_drawings(window: MainWindow, tmp_path: Path) -> None:
    window.empty.offer([("photos, 3 of 10 reviewed", tmp_path / "a.hamstudy")])
    assert window.empty.sample.isHidden()
    window.empty.offer([])
    assert window.empty.sample.isVisible()


def test_a_place_where_nothing_can_be_written_is_told(window: MainWindow, settings: Settings) -> None:
    settings.studies.mkdir(parents=True, exist_ok=True)
    (settings.studies / FOLDER).write_text("in the way", "utf-8")
    QTest.mouseClick(window.empty.sample, Qt.MouseButton.LeftButton)
    assert window.message.is_problem
    assert FOLDER in window.message.text
