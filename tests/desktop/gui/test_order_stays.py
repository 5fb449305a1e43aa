"""Rows move when a person asks for an order, and never under the hand that reviews them: in every order, filtered,
searched, from the agreement's page, and while more results come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import column, press
from tests.desktop.gui.test_acts import CTRL, click, labels, shown

NONE = Qt.KeyboardModifier.NoModifier


def order(window: MainWindow) -> list[str]:
    return column(window, Column.FILE)


@pytest.mark.parametrize("by", [Column.REVIEW, Column.AGREES, Column.NOTE, Column.LESION])
def test_a_review_moves_no_row_even_where_more_images_come(
    filled: MainWindow, dropped: Callable[..., None], tmp_path: Path, by: Column
) -> None:
    filled.page.view.sortByColumn(by, Qt.SortOrder.DescendingOrder)
    before = order(filled)
    last = before[-1]
    click(filled, last)
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    QTest.keyClick(filled.page.view, Qt.Key.Key_R)
    QTest.keyClick(filled.page.view, Qt.Key.Key_N)
    QTest.keyClicks(filled.page.detail.review.note, "zzz")
    click(filled, before[0], CTRL)
    press(filled, Qt.Key.Key_G)
    more = tmp_path / "more"
    more.mkdir()
    Image.new("RGB", (60, 45), (0, 90, 0)).save(more / "new.png")
    dropped(filled, more)
    names = [Path(name).name for name in order(filled)]
    assert [name for name in names if name != "new.png"] == [Path(name).name for name in before]
    filled.page.view.sortByColumn(by, Qt.SortOrder.AscendingOrder)  # asked for anew
    filled.page.view.sortByColumn(by, Qt.SortOrder.DescendingOrder)
    assert [Path(name).name for name in order(filled)] != names


def test_a_row_found_by_its_note_stays_while_the_note_is_written_anew(
    filled: MainWindow, dropped: Callable[..., None], tmp_path: Path
) -> None:
    filled.page.view.sortByColumn(Column.MALIGNANT, Qt.SortOrder.DescendingOrder)
    click(filled, "green.png")
    filled.session.reviews.set_note([filled.page.selected[0].key], "second look")
    press(filled, Qt.Key.Key_F)
    QTest.keyClicks(filled.actions_.search, "look")
    assert order(filled) == ["green.png"]
    filled.page.view.setFocus()
    filled.session.reviews.set_note([filled.page.selected[0].key], "done")
    more = tmp_path / "more"
    more.mkdir()
    Image.new("RGB", (60, 45), (0, 90, 0)).save(more / "new.png")
    dropped(filled, more)
    assert [Path(name).name for name in order(filled)] == ["green.png"]
    assert Path(shown(filled)).name == "green.png"
    press(filled, Qt.Key.Key_F)
    QTest.keyClick(filled.actions_.search, Qt.Key.Key_Space)  # searched anew
    assert order(filled) == []


def test_an_image_stays_in_its_cell_of_the_matrix_while_it_is_named_anew_and_more_come(
    filled: MainWindow, dropped: Callable[..., None], tmp_path: Path
) -> None:
    filled.page.view.sortByColumn(Column.MALIGNANT, Qt.SortOrder.DescendingOrder)
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    filled.side_dialogs.agreement.cell_chosen.emit(0, 1, True)  # named red by the person, green by the model
    assert order(filled) == ["green.png"]
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    more = tmp_path / "more"
    more.mkdir()
    Image.new("RGB", (60, 45), (0, 90, 0)).save(more / "new.png")
    dropped(filled, more)
    assert [Path(name).name for name in order(filled)] == ["green.png"]


def test_what_the_filter_takes_from_the_chosen_rows_is_not_spoken_of(filled: MainWindow) -> None:
    panel = filled.page.detail.review
    click(filled, "green.png")
    click(filled, "red.png", CTRL)
    click(filled, "reddish.png", CTRL)
    assert panel.title.text() == "Your review of 3 images"
    QTest.mouseClick(filled.page.filters.class_buttons["red"], Qt.MouseButton.LeftButton)
    assert panel.title.text() == "Your review of 2 images"
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    assert labels(filled) == {"red.png": "blue", "reddish.png": "blue"}
    QTest.mouseClick(filled.page.filters.class_buttons["red"], Qt.MouseButton.LeftButton)
    assert panel.title.text() == "Your review of 2 images"


@pytest.mark.parametrize("by", [Column.AGREES, Column.NOTE, Column.MALIGNANT, Column.FILE])
def test_enter_goes_to_the_next_unreviewed_one_in_every_order_of_the_grid_too(filled: MainWindow, by: Column) -> None:
    filled.page.view.sortByColumn(by, Qt.SortOrder.DescendingOrder)
    filled.actions_.as_grid.trigger()
    rows = order(filled)
    grid = filled.page.grid
    grid.setFocus()
    filled.page.view.selectRow(0)
    for name in rows:
        assert shown(filled) == name
        QTest.keyClick(grid, Qt.Key.Key_1)
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert "All images shown here are reviewed" in filled.message.text
    assert order(filled) == rows


def test_enter_goes_on_under_the_filter_of_what_is_to_review_until_none_is_left(filled: MainWindow) -> None:
    QTest.mouseClick(filled.page.filters.buttons[Filter.TO_REVIEW], Qt.MouseButton.LeftButton)
    rows = order(filled)
    click(filled, rows[2])
    seen = []
    for _ in rows:
        seen.append(shown(filled))
        QTest.keyClick(filled.page.view, Qt.Key.Key_Return)
    assert seen == [*rows[2:], *rows[:2]]
    assert "All images shown here are reviewed" in filled.message.text


def test_no_key_speaks_of_an_image_where_the_filter_shows_none(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "green.png")
    press(filled, Qt.Key.Key_F)
    QTest.keyClicks(filled.actions_.search, "nowhere")
    filled.page.view.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_R, Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Delete):
        press(filled, key, NONE)
    QTest.keyClick(filled.page.view, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert all(not review.label and not review.reviewed for _, review in filled.session.reviews.said)
    assert len(filled.page.model.results) == 4


def test_the_image_that_was_chosen_is_chosen_again_after_a_search_that_finds_none(
    filled: MainWindow,
) -> None:
    click(filled, "green.png")
    press(filled, Qt.Key.Key_F)
    QTest.keyClicks(filled.actions_.search, "nowhere")
    assert not filled.page.view.currentIndex().isValid()
    QTest.keyClick(filled.actions_.search, Qt.Key.Key_Escape)
    assert shown(filled) == "green.png"


@pytest.mark.parametrize("which", [Filter.TO_REVIEW, Filter.DIFFERS])
def test_a_row_stays_under_the_filter_that_chose_it_while_more_images_come(
    filled: MainWindow, dropped: Callable[..., None], tmp_path: Path, which: Filter
) -> None:
    filled.page.view.sortByColumn(Column.MALIGNANT, Qt.SortOrder.DescendingOrder)
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)  # red, that is: it differs
    QTest.mouseClick(filled.page.filters.buttons[which], Qt.MouseButton.LeftButton)
    before = order(filled)
    assert "green.png" in before
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    QTest.keyClick(filled.page.view, Qt.Key.Key_R)
    more = tmp_path / "more"
    more.mkdir()
    Image.new("RGB", (60, 45), (0, 90, 0)).save(more / "new.png")
    dropped(filled, more)
    assert [name for name in map(_file, order(filled)) if name != "new.png"] == list(map(_file, before))


def _file(name: str) -> str:
    return name.rpartition("/")[2]
