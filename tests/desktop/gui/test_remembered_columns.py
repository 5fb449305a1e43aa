"""Columns, widths and orders are remembered by what they are called: another model or another version of this program
has other columns, at other numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.contract import ClassInfo
from desktop.gui import dialogs
from desktop.gui.results.column_menu import ColumnMenu
from desktop.gui.results.model import Column
from desktop.gui.settings import Settings
from desktop.gui.shell.view_memory import SETTING
from desktop.gui.table.columns import CLASSES, column_called, column_name
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, wait_idle
from tests.desktop.gui.test_coming_back import another_window, drag_divider
from tests.tiny_model import tiny_info, write_tiny_model

__all__ = ["another_window"]
RED, GREEN, BLUE = CLASSES, CLASSES + 1, CLASSES + 2
Dropped = Callable[..., None]


def tick(window: MainWindow, title: str) -> None:
    """View > Columns, the entry of that title."""
    menu = window.actions_.columns
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == title).trigger()


def titles(window: MainWindow) -> list[str]:
    """Of the columns that are shown, from left to right."""
    header, model = window.page.view.horizontalHeader(), window.page.model
    shown = [header.logicalIndex(place) for place in range(header.count())]
    return [str(model.headerData(one, Qt.Orientation.Horizontal)) for one in shown if not header.isSectionHidden(one)]


@pytest.fixture
def turned(tmp_path: Path) -> Path:
    """A model with the same classes in another order, behind one more."""
    classes = (
        ClassInfo("blue", "Blue spot", False),
        ClassInfo("red", "Red spot", True),
        ClassInfo("ochre", "Ochre", False),
    )
    return write_tiny_model(tmp_path / "turned.onnx", tiny_info(name="turned", classes=classes, operating_points=()))


def test_a_column_has_a_name_that_hangs_on_no_number() -> None:
    codes = ("red", "green", "blue")
    for number in [*Column, RED, BLUE]:
        assert column_called(column_name(number, codes), codes) == number
    assert column_called(column_name(BLUE, codes), ("blue", "red")) == CLASSES
    assert column_called("class green", ("blue", "red")) is None
    assert column_called("patience", codes) is None


@pytest.mark.parametrize(
    ("kept", "now"),
    [
        (2, Column.PROBABILITY),
        ("17", Column.SITE),
        (18, None),
        (25, None),
        (-1, None),
        (None, None),
        (True, None),
        (1.5, None),
    ],
)
def test_numbers_that_were_kept_once_are_read_where_they_still_say_the_same(kept: object, now: Column | None) -> None:
    assert column_called(kept, ("red", "green", "blue")) == now


def test_a_class_that_was_chosen_as_a_column_is_the_same_class_of_another_model(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, turned: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    tick(window, "Blue spot")
    tick(window, "Green spot")
    tick(window, "Probability")
    view = window.page.view
    drag_divider(window, Column.DIAGNOSIS, 50)
    view.horizontalHeader().resizeSection(BLUE, 171)
    view.sortByColumn(BLUE, Qt.SortOrder.DescendingOrder)
    assert column(window, Column.FILE)[0] == "deeper/blue.jpg"
    monkeypatch.setattr(dialogs, "may_classify_again", lambda *_: True)
    window.open_model(turned)
    qtbot.waitUntil(lambda: window.page.model.codes == ("blue", "red", "ochre"), timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert "Blue spot" in titles(window)
    assert "Ochre" not in titles(window)
    assert "Probability" not in titles(window)
    assert view.columnWidth(CLASSES) == 171
    header = view.horizontalHeader()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (CLASSES, Qt.SortOrder.DescendingOrder)
    values = [window.page.model.result(row).row.probabilities[0] for row in range(3)]
    assert values == sorted(values, reverse=True)


def test_an_order_by_a_class_that_the_next_model_has_not_is_the_folders_order(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, turned: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    window.page.view.sortByColumn(GREEN, Qt.SortOrder.DescendingOrder)
    monkeypatch.setattr(dialogs, "may_classify_again", lambda *_: True)
    window.open_model(turned)
    qtbot.waitUntil(lambda: window.page.model.codes == ("blue", "red", "ochre"), timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert window.page.view.horizontalHeader().sortIndicatorSection() == -1
    assert column(window, Column.FILE) == ["deeper/blue.jpg", "green.png", "red.png"]


def test_choices_and_widths_are_there_at_the_next_start_whichever_model_is_open_then(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, turned: Path, tiny_model: Path,
    settings: Settings, another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    tick(window, "Blue spot")
    tick(window, "Green spot")
    tick(window, "Margin")
    drag_divider(window, Column.DIAGNOSIS, 50)
    window.page.view.horizontalHeader().resizeSection(GREEN, 133)
    window.close()
    for model, others in ((turned, {"Blue spot", "Margin"}), (tiny_model, {"Blue spot", "Green spot", "Margin"})):
        again = another_window()
        again.start((), model)
        qtbot.waitUntil(lambda again=again: again.session.classifier is not None, timeout=WAIT_MS)  # type: ignore[misc]
        assert others <= set(titles(again))
        assert set(titles(again)) - others == {
            *("File", "Diagnosis", "Probability", "Malignant", "Refer", "Flags", "Your review")
        }
        width = again.page.view.columnWidth(GREEN)
        again.close()
    assert width == 133


def test_numbers_that_an_earlier_version_kept_point_to_no_other_column(window: MainWindow, settings: Settings) -> None:
    settings.set_text("columns", f"{Column.MARGIN:d}:1,19:1,2:0")
    settings.set_text("widths", "0:240,20:99")
    menu = ColumnMenu(window.actions_.columns, window.page.view, window.page.model, settings)
    menu.refresh()
    assert "Margin" in titles(window)
    assert "Probability" not in titles(window)
    assert not {"Own probability", "Red spot", "Green spot", "Blue spot"} & set(titles(window))
    assert window.page.view.columnWidth(Column.FILE) == 240


@pytest.mark.parametrize(
    ("kept", "first"),
    [("class blue", "deeper/blue.jpg"), ("class nobody", "deeper/blue.jpg"), (3, "red.png"), (24, "deeper/blue.jpg")],
)
def test_the_order_of_a_study_comes_back_by_name(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, kept: object, first: str
) -> None:
    dropped(window, coloured_images)
    study = window.session.study
    assert study is not None
    path = study.path
    window.side_dialogs.view.keep()
    window.session.reviews.keep(SETTING, json.dumps({"sorted_by": kept, "descending": True}))
    window.actions_.new_study.trigger()
    wait_idle(qtbot, window)
    window.studies.open(path)
    qtbot.waitUntil(lambda: len(window.page.model.results) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE)[0] == first
