"""A small screen, and large letters: nothing that matters is cut off, the notice least of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QStyle, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.common.text import NOTICE
from desktop.gui import translation
from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.table.header import TitleHeader
from desktop.gui.theme import HEADER_RIGHT, bold_font
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS

SMALL = (1024, 640)
SMALLEST = (800, 560)
THUMBNAIL = 40 + 3 * 6
"""Pixels that a file's picture takes of its column, with the room around it."""


@pytest.fixture
def letters(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """The size of all letters, as set for the desktop."""
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(before.pointSizeF() * request.param)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.fixture
def filled(letters: None, window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    dropped(window, coloured_images)
    return window


def whole(label: QLabel) -> bool:
    """Whether every letter is inside the label, and the label inside the window."""
    lines = label.text().splitlines()
    needed = max(label.fontMetrics().horizontalAdvance(line) for line in lines)
    return label.width() >= needed and seen(label)


def seen(widget: QWidget) -> bool:
    """Whether the whole of it can be seen."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("letters", [1.0], indirect=True)
@pytest.mark.parametrize("width", range(800, 1300, 60))
def test_no_title_in_sight_is_cut_while_the_column_of_files_has_room_to_spare(
    filled: MainWindow, qtbot: QtBot, width: int
) -> None:
    filled.resize(width, 640)
    qtbot.waitUntil(lambda: filled.width() == width, timeout=WAIT_MS)
    view = filled.page.view
    header, letters, bold = view.horizontalHeader(), view.fontMetrics(), QFontMetrics(bold_font())
    names = [view.model().index(row, Column.FILE).data() for row in range(view.model().rowCount())]
    longest = max(letters.horizontalAdvance(f"…/{name.rpartition('/')[2]}" if "/" in name else name) for name in names)
    spare = header.sectionSize(Column.FILE) - THUMBNAIL - longest
    for column in (Column.PROBABILITY, Column.MALIGNANT, Column.REFER):
        title = str(view.model().headerData(column, Qt.Orientation.Horizontal))
        whole = header.sectionSize(column) >= bold.horizontalAdvance(title) + HEADER_RIGHT
        in_sight = header.sectionViewportPosition(column) + header.sectionSize(column) <= view.viewport().width()
        assert whole or not in_sight or spare < 20, (title, spare)


@pytest.mark.parametrize("letters", [1.0], indirect=True)
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_title_without_room_is_shown_in_short_and_the_malignant_score_is_in_sight(
    filled: MainWindow, qtbot: QtBot, language: str, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: translation.speak("en"))
    filled.speak(language)
    view = filled.page.view
    header, whole = view.horizontalHeader(), set()
    assert isinstance(header, TitleHeader)
    for width in range(SMALLEST[0], 1500, 50):
        filled.resize(width, 540)
        qtbot.waitUntil(lambda width=width: filled.width() == width, timeout=WAIT_MS)
        for column in (Column.DIAGNOSIS, Column.PROBABILITY, Column.MALIGNANT, Column.REFER):
            if header.sectionViewportPosition(column) + header.sectionSize(column) <= view.viewport().width():
                assert "…" not in header.shown_title(column) or width < 900, (width, column)
        whole.add(header.shown_title(Column.PROBABILITY))
        assert header.sectionViewportPosition(Column.MALIGNANT) < view.viewport().width() - 30, width
    assert view.model().headerData(Column.PROBABILITY, Qt.Orientation.Horizontal) in whole


@pytest.mark.parametrize("letters", [1.0], indirect=True)
def test_in_a_low_window_it_is_in_sight_that_rows_are_left_out_and_how_to_have_them_again(
    filled: MainWindow, qtbot: QtBot
) -> None:
    filled.resize(800, 540)
    QTest.mouseClick(filled.page.filters.buttons[Filter.REFER], Qt.MouseButton.LeftButton)
    assert filled.page.model.rowCount() < 3
    qtbot.waitUntil(lambda: seen(filled.page.shown) and seen(filled.page.show_all), timeout=WAIT_MS)
    QTest.mouseClick(filled.page.show_all, Qt.MouseButton.LeftButton)
    assert filled.page.model.rowCount() == 3
    assert not filled.page.shown.isVisible()


@pytest.mark.parametrize(("letters", "size"), [(1.0, SMALL), (1.0, SMALLEST), (1.5, SMALL)], indirect=["letters"])
def test_a_small_window_shows_the_notice_and_the_operating_point_whole(
    filled: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    filled.resize(*size)
    qtbot.waitUntil(lambda: filled.width() == size[0], timeout=WAIT_MS)
    QApplication.processEvents()
    assert (filled.width(), filled.height()) == size
    assert filled.notice.text() == NOTICE
    assert whole(filled.notice)
    bar = filled.page.point
    assert whole(bar.threshold)
    assert whole(bar.figures)
    assert seen(bar.slider)
    go_on = filled.page.detail.review.go_on

    def reached() -> bool:
        for area in filled.page.detail.findChildren(QScrollArea):
            if area.isAncestorOf(go_on):  # the letters of this machine's font leave the picture no room beside it
                area.ensureWidgetVisible(go_on)
        return seen(go_on)

    qtbot.waitUntil(reached, timeout=WAIT_MS)


@pytest.mark.parametrize("letters", [1.0, 1.5], indirect=True)
def test_in_a_low_window_the_rows_have_more_room_than_the_buttons_that_narrow_them(
    filled: MainWindow, qtbot: QtBot
) -> None:
    filled.resize(*SMALL)
    qtbot.waitUntil(lambda: filled.width() == SMALL[0], timeout=WAIT_MS)
    QApplication.processEvents()
    shelf = filled.page.filters.parentWidget().parentWidget()
    line = filled.page.filters.buttons[Filter.ALL].height()
    assert shelf.height() <= max(filled.page.height() // 6, 2 * line + 12)
    assert filled.page.view.height() > shelf.height()


@pytest.mark.parametrize("letters", [1.0], indirect=True)
def test_what_a_wide_window_has_in_one_line_a_narrow_one_has_in_two_and_back(filled: MainWindow, qtbot: QtBot) -> None:
    bar = filled.page.point

    def below() -> bool:
        return bar.slider.geometry().top() > bar.score.geometry().bottom()

    for width, two in ((1400, False), (SMALLEST[0], True), (1400, False)):
        filled.resize(width, 700)
        qtbot.waitUntil(lambda two=two: below() == two, timeout=WAIT_MS)


@pytest.mark.parametrize("letters", [1.0], indirect=True)
def test_the_name_of_the_score_is_whole_in_every_language(
    filled: MainWindow, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: translation.speak("en"))
    box = filled.page.point.score
    filled.resize(*SMALLEST)
    for language in ("en", "de", "es", "en"):
        filled.speak(language)
        needed = box.fontMetrics().horizontalAdvance(box.currentText())

        def has_room(needed: int = needed) -> bool:
            option = QStyleOptionComboBox()
            box.initStyleOption(option)
            parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
            return box.style().subControlRect(parts[0], option, parts[1], box).width() >= needed

        qtbot.waitUntil(has_room, timeout=WAIT_MS)
