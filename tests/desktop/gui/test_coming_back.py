"""What is there again at the next start: how the table was looked at, a rate of that time; what a slip does not end."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.settings import Settings
from desktop.gui.shell.studies import unnamed_studies
from desktop.gui.widgets.names import shortened
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, drop, press, shown, urls, wait_idle
from tests.desktop.gui.test_acts import click

Dropped = Callable[..., None]


@pytest.fixture
def another_window(qtbot: QtBot, settings: Settings) -> Callable[[], MainWindow]:
    def make() -> MainWindow:
        window = MainWindow(settings, provider="cpu")
        qtbot.addWidget(window, before_close_func=lambda w: w.close())
        window.show()
        qtbot.waitExposed(window)
        return window

    return make


def drag_divider(window: MainWindow, section: int, by: int) -> None:
    """Take the right edge of a column's title with the mouse and move it."""
    header = window.page.view.horizontalHeader()
    edge = header.sectionViewportPosition(section) + header.sectionSize(section) - 1
    middle = header.height() // 2
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(edge, middle))
    QTest.mouseMove(header.viewport(), QPoint(edge + by // 2, middle))
    QTest.mouseMove(header.viewport(), QPoint(edge + by, middle))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(edge + by, middle))


def test_a_study_is_looked_at_as_it_was_left(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, settings: Settings, tiny_model: Path,
    another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    view, header = window.page.view, window.page.view.horizontalHeader()
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton,
        pos=QPoint(header.sectionViewportPosition(Column.MALIGNANT) + 20, header.height() // 2),
    )  # fmt: skip
    drag_divider(window, Column.DIAGNOSIS, 60)
    QTest.mouseClick(window.page.filters.class_buttons["green"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(window.page.filters.class_buttons["red"], Qt.MouseButton.LeftButton)
    click(window, "green.png")
    press(window, Qt.Key.Key_F)
    QTest.keyClicks(window.actions_.search, "spot")
    press(window, Qt.Key.Key_2)
    left = column(window, Column.FILE)
    width = view.columnWidth(Column.DIAGNOSIS)
    assert left == ["red.png", "green.png"]
    window.close()
    again = another_window()
    (path,) = unnamed_studies(settings.studies)
    again.start([path], tiny_model)
    qtbot.waitUntil(lambda: len(again.page.model.results) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    qtbot.waitUntil(lambda: column(again, Column.FILE) == left, timeout=WAIT_MS)
    page, header = again.page, again.page.view.horizontalHeader()
    assert page.as_grid
    assert again.actions_.search.text() == "spot"
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (
        *(Column.MALIGNANT, Qt.SortOrder.DescendingOrder),
    )
    assert {code for code, button in page.filters.class_buttons.items() if button.isChecked()} == {"green", "red"}
    assert [result.row.file for result in page.selected] == ["green.png"]
    press(again, Qt.Key.Key_1)
    assert page.view.columnWidth(Column.DIAGNOSIS) == width


def test_columns_share_the_width_until_a_person_sets_one_and_as_at_first_again(
    window: MainWindow, dropped: Dropped, coloured_images: Path
) -> None:
    dropped(window, coloured_images)
    view = window.page.view
    window.resize(1600, window.height())
    QTest.qWait(20)
    before = view.columnWidth(Column.DIAGNOSIS)
    window.resize(window.width() + 300, window.height())
    QTest.qWait(20)
    assert view.columnWidth(Column.DIAGNOSIS) > before  # hiding columns at the start is nobody's choice of a width
    drag_divider(window, Column.DIAGNOSIS, 40)
    own = view.columnWidth(Column.DIAGNOSIS)
    window.resize(window.width() - 300, window.height())
    QTest.qWait(20)
    assert view.columnWidth(Column.DIAGNOSIS) == own
    menu = window.actions_.columns
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert view.columnWidth(Column.DIAGNOSIS) == before
    assert window.page.filters.buttons[Filter.ALL].isChecked()


def test_a_study_that_was_answered_before_tells_no_rate_of_this_time(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, settings: Settings, tiny_model: Path,
    another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    ran = window.page.strip.label.text()
    window.close()
    again = another_window()
    (path,) = unnamed_studies(settings.studies)
    again.start([path], tiny_model)
    qtbot.waitUntil(lambda: len(again.page.model.results) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    told = again.page.strip.label.text()
    assert ran.startswith(told)  # what there is, without how long this took
    assert told.startswith("3 images")
    assert not re.search(r"/s|\d s\b", told)


@pytest.fixture
def long_run(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, coloured_images: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A run of 2,100 images, a few of which are answered, and which goes no further until `release` is called."""
    folder = tmp_path / "many"
    folder.mkdir()
    content = (coloured_images / "red.png").read_bytes()
    for number in range(2100):
        (folder / f"{number:04d}.png").write_bytes(content)
    few, released = threading.Semaphore(4), threading.Event()
    predict = Network.predict

    def held_up(self: Network, images: Any, **options: Any) -> Any:
        if not few.acquire(blocking=False):
            released.wait(WAIT_MS / 1000)
        return predict(self, images, **options)

    monkeypatch.setattr(Network, "predict", held_up)
    monkeypatch.setattr(window, "release", released.set, raising=False)
    assert drop(window, urls([folder]))
    qtbot.waitUntil(lambda: len(shown(window)) > 8, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not window.session.searching, timeout=WAIT_MS)
    return window


def answer_with(window: MainWindow, words: str) -> None:
    def answer(box: QMessageBox) -> None:
        button: QAbstractButton = next(b for b in box.buttons() if b.text() == words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    answer_dialog(QMessageBox, answer)
    press(window, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)


def test_escape_asks_before_it_ends_a_long_run_and_continue_takes_up_the_rest(
    long_run: MainWindow, qtbot: QtBot
) -> None:
    answer_with(long_run, "Go on")
    assert long_run.session.running
    answer_with(long_run, "Stop here")
    long_run.release()  # type: ignore[attr-defined]
    wait_idle(qtbot, long_run)
    strip = long_run.page.strip
    assert len(long_run.page.model.results) < 2100
    assert strip.go_on.isVisible()
    QTest.mouseClick(strip.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(long_run.page.model.results) == 2100, timeout=WAIT_MS)
    wait_idle(qtbot, long_run)
    assert not strip.go_on.isVisible()


def test_a_table_saved_during_a_run_is_told_to_be_a_part(long_run: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    long_run.side_dialogs.exports.save(tmp_path / "part.csv")
    qtbot.waitUntil(lambda: "saved to" in long_run.message.text, timeout=WAIT_MS)
    lines = (tmp_path / "part.csv").read_text(encoding="utf-8").splitlines()
    rows = len(lines) - 1
    assert f"{rows} rows saved to" in long_run.message.text
    assert f"These are the rows so far: {2100 - rows:,} images had no answer yet." in long_run.message.text
    long_run.release()  # type: ignore[attr-defined]
    long_run.session.cancel()
    wait_idle(qtbot, long_run)


def test_file_names_are_whole_while_other_columns_have_room(
    window: MainWindow, dropped: Dropped, coloured_images: Path, tmp_path: Path
) -> None:
    window.resize(1500, 820)
    dropped(window, coloured_images)
    long = tmp_path / "second visit"
    long.mkdir()
    for number in range(3):
        shutil.copy(coloured_images / "red.png", long / f"patient_0012_visit_2_image_{number}.png")
    dropped(window, long)
    view = window.page.view
    room = view.columnWidth(Column.FILE) - 40 - 3 * 6  # beside the small picture
    for name in column(window, Column.FILE):
        assert shortened(name, view.fontMetrics(), room).endswith(name.rpartition("/")[2])
    decides = view.columnViewportPosition(Column.FLAGS) + view.columnWidth(Column.FLAGS)
    assert decides <= view.viewport().width()


def test_columns_in_which_nothing_stands_leave_their_room_to_the_others(
    window: MainWindow, dropped: Dropped, tmp_path: Path
) -> None:
    window.resize(1500, 820)
    sharp = np.random.default_rng(1).normal((20, 200, 20), 20, (300, 400, 3)).clip(0, 255).astype(np.uint8)
    Image.fromarray(sharp).save(tmp_path / "sharp.png")
    dropped(window, tmp_path / "sharp.png")
    view = window.page.view
    assert column(window, Column.FLAGS) == column(window, Column.REVIEW) == [""]
    flags, review, file = (view.columnWidth(one) for one in (Column.FLAGS, Column.REVIEW, Column.FILE))
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    dropped(window, tmp_path / "broken.jpg")
    assert view.columnWidth(Column.FLAGS) > flags
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_2)
    assert any(column(window, Column.REVIEW))
    assert view.columnWidth(Column.REVIEW) > review
    assert view.columnWidth(Column.FILE) < file
