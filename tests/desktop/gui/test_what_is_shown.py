"""What is shown is what is labelled, in every place where an image can be shown and whatever happens meanwhile: side by
side, in the strip of the whole screen, under filters, while more results come, after undo."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from tests.desktop.gui.conftest import WAIT_MS, column, drop, press, urls, wait_idle
from tests.desktop.gui.test_acts import CTRL, SHIFT, click, labels, notes, shown
from tests.desktop.gui.test_large import stage
from tests.desktop.helpers import one_colour

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def gate() -> Iterator[threading.Semaphore]:
    """That a run waits at; open when the test has ended, however it did."""
    gate = threading.Semaphore(0)
    yield gate
    gate.release(1000)


def test_a_click_in_the_strip_shows_another_image_and_a_note_begun_before_stays_with_the_first(
    filled: MainWindow, qtbot: QtBot
) -> None:
    click(filled, "green.png")
    press(filled, Qt.Key.Key_F, NONE)
    large = stage(filled, qtbot)
    qtbot.waitUntil(large.isActiveWindow, timeout=WAIT_MS)
    QTest.keyClick(large, Qt.Key.Key_N)
    QTest.keyClicks(large.note, "left")
    row = column(filled, Column.FILE).index("red.png")
    place = next(rect for number, rect in large.strip.places() if number == row)
    QTest.mouseClick(large.strip, Qt.MouseButton.LeftButton, pos=place.center())
    assert shown(filled) == "red.png"
    assert notes(filled) == {"green.png": "left"}
    QTest.keyClick(large.panes[0].image, Qt.Key.Key_3)
    assert labels(filled) == {"red.png": "blue"}
    large.close()


def test_of_more_images_than_are_side_by_side_keys_speak_of_all_and_the_screen_says_so(
    filled: MainWindow, qtbot: QtBot, dropped: Callable[..., None], tmp_path: Path
) -> None:
    for number in range(3):
        one_colour(tmp_path / "more" / f"{number}.png", (40, 40, 60 + 50 * number))
    dropped(filled, tmp_path / "more")
    filled.page.view.setFocus()
    QTest.keyClick(filled.page.view, Qt.Key.Key_A, CTRL)
    press(filled, Qt.Key.Key_F, NONE)
    large = stage(filled, qtbot)
    qtbot.waitUntil(large.isActiveWindow, timeout=WAIT_MS)
    assert sum(pane.isVisible() for pane in large.panes) == 1
    assert "Keys speak of 7 images" in large.words.text()
    assert large.note.placeholderText() == "Note for 7 images"
    QTest.keyClick(large.panes[0].image, Qt.Key.Key_1)
    assert len(labels(filled)) == 7
    press(large, Qt.Key.Key_Z)
    assert labels(filled) == {}
    large.close()


def test_a_run_that_adds_rows_in_every_order_moves_nothing_under_the_hand(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: threading.Semaphore
) -> None:
    predict = Network.predict

    def held_up(self: Network, images: Any, **options: Any) -> Any:
        gate.acquire(timeout=WAIT_MS / 1000)
        return predict(self, images, **options)

    monkeypatch.setattr(Network, "predict", held_up)
    for number in range(24):
        one_colour(tmp_path / "more" / f"{number:02d}.png", (10 * number, 90, 120))
    filled.page.view.sortByColumn(Column.MALIGNANT, Qt.SortOrder.DescendingOrder)
    QTest.mouseClick(filled.page.filters.buttons[Filter.TO_REVIEW], Qt.MouseButton.LeftButton)
    assert drop(filled, urls([tmp_path / "more"]))
    filled.page.view.setFocus()
    said = {}
    for key, code in ((Qt.Key.Key_1, "red"), (Qt.Key.Key_2, "green"), (Qt.Key.Key_3, "blue")):
        before = filled.page.model.rowCount()
        gate.release()
        qtbot.waitUntil(lambda before=before: filled.page.model.rowCount() > before, timeout=WAIT_MS)
        name = Path(shown(filled)).name
        QTest.keyClick(filled.page.view, key)
        said[name] = code
        assert labels(filled) == said
        QTest.keyClick(filled.page.view, Qt.Key.Key_Return)
        assert Path(shown(filled)).name not in said
    gate.release(40)
    wait_idle(qtbot, filled)
    assert labels(filled) == said


def test_undo_and_redo_after_a_filter_an_order_and_a_search_speak_of_the_images_of_the_act(filled: MainWindow) -> None:
    click(filled, "green.png")
    click(filled, "red.png", CTRL)
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    filled.page.view.sortByColumn(Column.FILE, Qt.SortOrder.DescendingOrder)
    QTest.mouseClick(filled.page.filters.class_buttons["blue"], Qt.MouseButton.LeftButton)
    press(filled, Qt.Key.Key_F)
    QTest.keyClicks(filled.actions_.search, "deeper")
    filled.page.view.setFocus()
    assert shown(filled) == "deeper/blue.jpg"
    press(filled, Qt.Key.Key_Z)
    assert labels(filled) == {}
    assert "2 images that the filter or the search does not show" in filled.message.text
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)  # of the one that is shown, and the end of what was undone
    assert labels(filled) == {"blue.jpg": "green"}
    assert not filled.actions_.redo.isEnabled()
    press(filled, Qt.Key.Key_Z, CTRL | SHIFT)
    assert labels(filled) == {"blue.jpg": "green"}
