"""Without a mouse, without eyes: everything can be reached, has a name, and shows where the focus is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.export.dialog import ExportDialog, Offer, Scope
from desktop.gui.export_kinds import Kind
from desktop.gui.results.model import Column
from desktop.gui.settings import Scheme, Settings
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.theme import Theme
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, press, wait_idle


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    palette = qapp.palette()
    made = Theme(qapp, Scheme.LIGHT)
    yield made
    made.retire()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)


@pytest.fixture
def filled(theme: Theme, window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    Image.new("RGB", (60, 45), (255, 255, 255)).save(coloured_images / "white.png")
    dropped(window, coloured_images)
    window.resize(1280, 900)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def by_tab(top: QWidget) -> list[QWidget]:
    """Everything that Tab should reach, as it is now."""
    return [
        widget
        for widget in top.findChildren(QWidget)
        if widget.window() is top
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")  # parts of one of Qt's own widgets
    ]


def name(widget: QWidget) -> str:
    """What a screen reader says."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def dialogs(window: MainWindow, remembered: Settings) -> list[QDialog]:
    rooms = window.side_dialogs
    rooms.show_model()
    rooms.show_agreement()
    settings = SettingsDialog(remembered, window)
    export = ExportDialog(Offer(dict.fromkeys(Scope, 3), "", reviewed=True), Kind.COPIES, window)
    settings.show()
    export.show()
    rooms.show_keys()
    assert rooms.keys is not None
    return [rooms.model, rooms.agreement, rooms.keys, settings, export]


def test_whatever_takes_the_focus_has_a_name(filled: MainWindow, settings: Settings) -> None:
    nameless: list[QWidget] = []
    for top in (filled, *dialogs(filled, settings)):
        widgets = by_tab(top)
        assert widgets
        nameless += [widget for widget in widgets if not name(widget).strip()]
    assert nameless == []


def test_the_empty_window_has_names_too(bare_window: MainWindow) -> None:
    bare_window.start()
    assert [widget for widget in by_tab(bare_window) if not name(widget).strip()] == []


def test_tab_reaches_everything_and_goes_round(filled: MainWindow) -> None:
    expected = set(by_tab(filled))
    filled.page.view.setFocus()
    reached: list[QWidget | None] = []
    for _ in range(2 * len(expected)):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
        if reached[-1] is filled.page.view:
            break
    assert reached[-1] is filled.page.view
    assert expected - set(reached) == set()


def test_where_the_focus_is_can_be_seen(filled: MainWindow) -> None:
    """Every widget looks different with the keyboard's focus on it, a change of colour not being the only one where a
    frame is drawn."""
    unseen = []
    for widget in by_tab(filled):
        other = filled.page.view if widget is not filled.page.view else filled.actions_.search
        other.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        assert widget.hasFocus()
        if widget.grab().toImage() == before:
            unseen.append(name(widget))
    assert unseen == []


def _entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        if action.menu() is not None:
            yield from _entries(action.menu())
        elif not action.isSeparator():
            yield action


def test_no_two_entries_of_the_menus_share_a_key_or_a_letter(filled: MainWindow) -> None:
    menus = [action.menu() for action in filled.menuBar().actions()]
    keys = [a.shortcut().toString() for menu in menus for a in _entries(menu) if not a.shortcut().isEmpty()]
    assert len(keys) > 20
    assert sorted(keys) == sorted(set(keys))
    for menu in menus:
        letters = [
            a.text().replace("&&", "")[a.text().replace("&&", "").index("&") + 1].casefold()
            for a in menu.actions()
            if "&" in a.text().replace("&&", "")
        ]
        assert sorted(letters) == sorted(set(letters)), menu.title()


def test_f1_shows_every_key_of_the_menus(filled: MainWindow) -> None:
    press(filled, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    keys = filled.side_dialogs.keys
    assert keys is not None
    assert keys.isVisible()
    words = keys.text.toPlainText()
    for menu in (action.menu() for action in filled.menuBar().actions()):
        for action in _entries(menu):
            if not action.shortcut().isEmpty():
                assert action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) in words
                assert action.text().replace("&", "").rstrip("…") in words


def test_the_table_is_sorted_from_the_menu(filled: MainWindow) -> None:
    as_found = column(filled, Column.FILE)
    sorting = filled.side_dialogs.sorting
    sorting.columns[Column.FILE].trigger()
    sorting.descending.trigger()
    assert column(filled, Column.FILE) == sorted(as_found, reverse=True)
    assert filled.page.view.horizontalHeader().sortIndicatorSection() == Column.FILE
    sorting.as_found.trigger()
    assert column(filled, Column.FILE) == as_found
    assert not sorting.descending.isEnabled()
    filled.page.view.sortByColumn(Column.MALIGNANT, Qt.SortOrder.DescendingOrder)  # as by a click on the header
    assert sorting.columns[Column.MALIGNANT].isChecked()
    assert sorting.descending.isChecked()


def test_the_menu_key_opens_what_can_be_done_with_a_row(filled: MainWindow) -> None:
    filled.page.view.setFocus()
    filled.page.view.selectRow(1)
    filled.page.view.customContextMenuRequested.emit(
        filled.page.view.visualRect(filled.page.view.currentIndex()).center()
    )
    menu = filled.side_dialogs.rows.menu
    assert menu.isVisible()
    menu.close()
    filled.actions_.copy.trigger()
    assert QApplication.clipboard().text().startswith("green.png\tGreen spot")
    filled.actions_.copy_cell.trigger()
    assert QApplication.clipboard().text() == "green.png"


def test_a_larger_font_makes_everything_larger_and_cuts_no_words(
    qapp: QApplication, qtbot: QtBot, theme: Theme, settings: object, tiny_model: Path, coloured_images: Path
) -> None:
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(before.pointSizeF() * 1.6)
    qapp.setFont(font)
    try:
        window = MainWindow(settings, provider="cpu")  # type: ignore[arg-type]
        qtbot.addWidget(window)
        window.resize(1700, 1200)
        window.show()
        window.start([coloured_images], tiny_model)
        qtbot.waitUntil(lambda: window.page.model.rowCount() == 3, timeout=WAIT_MS)
        wait_idle(qtbot, window)
        assert window.page.view.rowHeight(0) > window.fontMetrics().height()
        cut = [
            button.text()
            for button in (*window.page.filters.buttons.values(), *window.page.detail.review.buttons)
            if button.isVisible() and button.width() < button.sizeHint().width()
        ]
        assert cut == []
        window.close()
    finally:
        qapp.setFont(before)


def test_what_the_keys_do_stands_below_each_other_on_the_whole_sheet(filled: MainWindow) -> None:
    filled.side_dialogs.show_keys()
    keys = filled.side_dialogs.keys
    assert keys is not None
    places = set()
    for words in ("your diagnosis, in the order of the buttons", "move it", "Open folder", "Agreement", "Quit"):
        cursor = keys.text.document().find(words)
        assert not cursor.isNull(), words
        cursor.setPosition(cursor.selectionStart())
        places.add(keys.text.cursorRect(cursor).x())
    assert len(places) == 1
    keys.close()
