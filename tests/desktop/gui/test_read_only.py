"""Read-only places: a study there can be looked at, and the window comes up where its own folder takes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.contract import OperatingPoint
from desktop.gui.settings import Settings
from desktop.gui.window import MainWindow
from desktop.study.reviews import read_reviews
from desktop.study.store import Study
from tests.desktop.gui.conftest import WAIT_MS, shown, wait_idle

Dropped = Callable[..., None]


@pytest.fixture
def blocked(window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path) -> Path:
    """A study of three answered images whose log cannot be written, whoever tries."""
    path = tmp_path / "clinic.hamstudy"
    dropped(window, coloured_images)
    window.session.save_study_as(path)
    wait_idle(qtbot, window)
    window.session.close_study()
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: not path.with_name(path.name + "-wal").exists(), timeout=WAIT_MS)
    path.with_name(path.name + "-wal").mkdir()
    return path


def test_a_study_that_cannot_be_written_is_shown_and_the_window_says_so(
    window: MainWindow, qtbot: QtBot, blocked: Path
) -> None:
    before = blocked.read_bytes()
    window.start([blocked], None)
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert "cannot be written: it can be looked at" in window.message.text
    assert blocked.read_bytes() == before


def test_a_review_there_is_told_as_not_kept_until_the_study_has_another_name(
    window: MainWindow, qtbot: QtBot, blocked: Path, tmp_path: Path
) -> None:
    window.start([blocked], None)
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    key = window.page.model.results[0].key
    window.session.reviews.set_note([key], "seen")
    qtbot.waitUntil(lambda: "can only be looked at" in window.message.text, timeout=WAIT_MS)
    assert window.session.reviews.unkept == {key}
    saved = tmp_path / "mine.hamstudy"
    window.session.save_study_as(saved)
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: not window.session.reviews.unkept, timeout=WAIT_MS)
    window.close()
    with Study.open(saved) as study:
        assert [review.note for review in read_reviews(study).values()] == ["seen"]


def test_what_was_set_there_goes_with_the_study_to_its_other_name(
    window: MainWindow, qtbot: QtBot, blocked: Path, tmp_path: Path
) -> None:
    window.start([blocked], None)
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    point = OperatingPoint("red-threshold-0.3", ("red",), 0.3)
    window.session.set_point(point)
    saved = tmp_path / "mine.hamstudy"
    window.session.save_study_as(saved)
    wait_idle(qtbot, window)
    assert window.session.point == point
    window.session.close_study()
    wait_idle(qtbot, window)
    window.session.set_point(None)
    window.session.open_study(saved)
    wait_idle(qtbot, window)
    assert window.session.point == point


def test_a_folder_of_its_own_that_takes_nothing_does_not_stop_the_window(
    settings: Settings, qtbot: QtBot, tiny_model: Path, coloured_images: Path, dropped: Dropped
) -> None:
    settings.studies.write_bytes(b"a file where the folder should be")
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    assert f"Nothing can be written in {settings.studies}" in window.message.text
    window.start((), tiny_model)
    qtbot.waitUntil(lambda: window.session.classifier is not None, timeout=WAIT_MS)
    dropped(window, coloured_images)
    assert len(shown(window)) == 3
    window.close()
