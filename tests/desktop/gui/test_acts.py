"""What is shown is what is labelled; every act can be taken back, and is on the disk or says that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.window import MainWindow
from desktop.study.reviews import read_history
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, press, wait_idle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def click(window: MainWindow, name: str, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    view = window.page.view
    row = column(window, Column.FILE).index(name)
    rect = view.visualRect(window.page.model.index(row, Column.DIAGNOSIS))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, rect.center())


def shown(window: MainWindow) -> str:
    """The file in the panel."""
    return str(window.page.view.currentIndex().siblingAtColumn(Column.FILE).data())


def labels(window: MainWindow) -> dict[str, str]:
    of = window.session.reviews.of
    return {Path(r.path).name: of(r.key).label for r in window.page.model.results if of(r.key).label}


def notes(window: MainWindow) -> dict[str, str]:
    of = window.session.reviews.of
    return {Path(r.path).name: of(r.key).note for r in window.page.model.results if of(r.key).note}


@pytest.mark.parametrize("grid", [False, True])
@pytest.mark.parametrize(
    ("key", "reached"),
    [(Qt.Key.Key_Home, "blue.jpg"), (Qt.Key.Key_End, "reddish.png"), (Qt.Key.Key_Down, "red.png")],
)
def test_what_a_key_goes_to_with_ctrl_is_what_is_labelled(
    filled: MainWindow, key: Qt.Key, reached: str, grid: bool
) -> None:
    click(filled, "green.png")
    if grid:
        filled.page.grid.resize(180, 600)
        filled.actions_.as_grid.trigger()
    view = filled.page.current_view
    view.setFocus()
    QTest.keyClick(view, key, CTRL)
    if not grid or key != Qt.Key.Key_Down:
        assert Path(shown(filled)).name == reached
    QTest.keyClick(view, Qt.Key.Key_1)
    assert labels(filled) == {Path(shown(filled)).name: "red"}
    assert filled.page.selected_count == 1


def test_a_row_let_go_with_ctrl_is_not_shown_and_not_labelled(filled: MainWindow) -> None:
    click(filled, "green.png")
    click(filled, "red.png", CTRL)
    click(filled, "red.png", CTRL)  # let go again
    assert shown(filled) == "green.png"
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    assert labels(filled) == {"green.png": "red"}
    click(filled, "green.png", CTRL)  # the last one stays chosen: it is shown
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    assert labels(filled) == {"green.png": "green"}


def test_a_note_is_for_all_images_that_the_panel_speaks_of(filled: MainWindow) -> None:
    click(filled, "green.png")
    click(filled, "red.png", CTRL)
    panel = filled.page.detail.review
    assert panel.title.text() == "Your review of 2 images"
    QTest.keyClick(filled.page.view, Qt.Key.Key_N)
    assert QApplication.focusWidget() is panel.note
    QTest.keyClicks(panel.note, "both")
    click(filled, "reddish.png")
    assert notes(filled) == {"green.png": "both", "red.png": "both"}
    press(filled, Qt.Key.Key_Z)
    assert notes(filled) == {}


def test_after_a_note_and_enter_keys_are_keys_again(filled: MainWindow) -> None:
    click(filled, "deeper/blue.jpg")
    QTest.keyClick(filled.page.view, Qt.Key.Key_N)
    note = filled.page.detail.review.note
    QTest.keyClicks(note, "fine")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert shown(filled) == "green.png"
    focused = QApplication.focusWidget()
    assert focused is filled.page.view
    QTest.keyClick(focused, Qt.Key.Key_3)
    assert labels(filled) == {"green.png": "blue"}
    assert notes(filled) == {"blue.jpg": "fine"}


def test_enter_presses_the_button_that_has_the_focus_and_reviews_nothing(filled: MainWindow) -> None:
    bar, heat, panel = filled.page.filters, filled.page.detail.heat, filled.page.detail.review
    for button in (bar.buttons[Filter.TO_REVIEW], heat.shown, panel.reviewed, bar.class_buttons["red"]):
        button.setFocus()
        before = button.isChecked()
        QTest.keyClick(button, Qt.Key.Key_Return)
        assert button.isChecked() is not before
        QTest.keyClick(button, Qt.Key.Key_Enter)
        assert button.isChecked() is before
    heat.shown.click()
    heat.strength.setFocus()
    QTest.keyClick(heat.strength, Qt.Key.Key_Return)
    reviewed = filled.session.reviews
    assert not any(reviewed.of(result.key).reviewed for result in filled.page.model.results)


def test_rows_stay_under_the_hand_and_enter_goes_to_the_next_that_is_to_review(filled: MainWindow) -> None:
    view = filled.page.view
    view.sortByColumn(Column.REVIEW, Qt.SortOrder.AscendingOrder)
    order = column(filled, Column.FILE)
    click(filled, order[1])
    QTest.keyClick(view, Qt.Key.Key_1)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert column(filled, Column.FILE) == order
    assert shown(filled) == order[2]
    click(filled, order[0])
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert shown(filled) == order[2]  # the one between is reviewed
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert "All images shown here are reviewed" in filled.message.text
    view.sortByColumn(Column.REVIEW, Qt.SortOrder.DescendingOrder)  # asked for anew
    assert column(filled, Column.FILE)[0] == order[1]


def test_undo_and_redo_speak_of_every_kind_of_act_and_show_what_they_changed(filled: MainWindow) -> None:
    view, reviews = filled.page.view, filled.session.reviews
    click(filled, "green.png")
    key = filled.page.selected[0].key
    for typed in (Qt.Key.Key_2, Qt.Key.Key_R, Qt.Key.Key_X):
        QTest.keyClick(view, typed)
    QTest.keyClick(view, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert (reviews.of(key).label, reviews.of(key).reviewed, reviews.of(key).confidence) == ("not-assessable", True, 4)
    assert filled.page.detail.review.outside.text() == "Not assessable"
    click(filled, "red.png")
    for _ in range(2):
        press(filled, Qt.Key.Key_Z)
    assert shown(filled) == "green.png"
    assert (reviews.of(key).label, reviews.of(key).reviewed, reviews.of(key).confidence) == ("green", True, 0)
    for _ in range(2):
        press(filled, Qt.Key.Key_Z)
    assert reviews.of(key).label == ""
    for _ in range(4):
        press(filled, Qt.Key.Key_Y)
    assert (reviews.of(key).label, reviews.of(key).confidence) == ("not-assessable", 4)


def test_the_study_keeps_the_history_of_an_image(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "green.png")
    key = filled.page.selected[0].key
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    press(filled, Qt.Key.Key_Z)
    study = filled.session.study
    assert study is not None
    qtbot.waitUntil(lambda: len(read_history(study, key)) == 3, timeout=WAIT_MS)
    history = read_history(study, key)
    assert [(entry.act, entry.review.label) for entry in history] == [
        ("diagnosis Red spot", "red"),
        ("diagnosis Blue spot", "blue"),
        ("undo: diagnosis Blue spot", "red"),
    ]


def test_a_removal_is_taken_back_by_undo_too(filled: MainWindow, qtbot: QtBot) -> None:
    click(filled, "green.png")
    press(filled, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 3, timeout=WAIT_MS)
    assert filled.page.strip.label.text().startswith("3 images")
    press(filled, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 4, timeout=WAIT_MS)
    assert filled.page.strip.label.text().startswith("4 images")


def test_a_review_that_the_disk_takes_no_more_is_marked_kept_and_tried_again(
    filled: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.gui.session.review_writer.RETRY_S", 0.05)
    study = filled.session.study
    assert study is not None
    ((pages,),) = study.file.rows("PRAGMA page_count")
    study.file.rows(f"PRAGMA max_page_count = {pages}")  # the disk is full
    click(filled, "green.png")
    filled.session.reviews.set_note([filled.page.selected[0].key], "long " * 5000)
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    row = column(filled, Column.FILE).index("green.png")
    qtbot.waitUntil(lambda: "not on the disk" in column(filled, Column.REVIEW)[row], timeout=WAIT_MS)
    assert filled.message.is_problem
    assert "not on the disk yet" in filled.message.text
    filled.actions_.new_study.trigger()  # would lose it
    assert "before leaving it" in filled.message.text
    assert len(filled.page.model.results) == 4
    answer_dialog(QMessageBox, lambda box: QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton))
    filled.close()  # asks, and stays
    assert filled.isVisible()
    study.file.rows("PRAGMA max_page_count = 1000000")
    qtbot.waitUntil(lambda: filled.message.text == "Everything is on the disk now.", timeout=WAIT_MS)
    assert column(filled, Column.REVIEW)[row] == "Red spot"
    path = study.path
    filled.actions_.new_study.trigger()
    wait_idle(qtbot, filled)
    filled.studies.open(path)
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 4, timeout=WAIT_MS)
    assert column(filled, Column.REVIEW)[row] == "Red spot"


def test_the_wheel_over_what_has_no_focus_changes_nobodys_referral(filled: MainWindow) -> None:
    bar, heat = filled.page.point, filled.page.detail.heat
    heat.shown.click()
    filled.page.view.setFocus()
    for widget in (bar.slider, bar.score, heat.which, heat.strength, filled.page.detail.review.confidence):
        before = _value(widget)
        for _ in range(3):
            QApplication.sendEvent(widget, _wheel())
        assert _value(widget) == before
    bar.slider.setFocus()
    before = _value(bar.slider)
    QApplication.sendEvent(bar.slider, _wheel())
    assert _value(bar.slider) != before


def _value(widget: QWidget) -> int:
    value = widget.value() if hasattr(widget, "value") else widget.currentIndex()  # type: ignore[attr-defined]
    return int(value)


def _wheel() -> QWheelEvent:
    return QWheelEvent(
        QPointF(10, 10), QPointF(10, 10), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
