"""What was said of an image, act by act: of the one that is shown, with what was said a moment ago, and after the study
was opened again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.gui.review.history_dialog import HistoryDialog
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, press, wait_idle
from tests.desktop.gui.test_acts import CTRL, click, labels, shown


def history(window: MainWindow) -> str:
    """All words of the dialog, which is seen whole."""
    told: list[str] = []

    def read(dialog: HistoryDialog) -> None:
        assert dialog.height() <= dialog.screen().availableGeometry().height()
        told.extend([*(label.text() for label in dialog.findChildren(QLabel)), dialog.acts.toPlainText()])
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    answer_dialog(HistoryDialog, read)
    window.actions_.history.trigger()
    return "\n".join(told)


def test_the_history_is_of_the_image_shown_and_has_what_was_said_last(filled: MainWindow) -> None:
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    click(filled, "red.png", CTRL)
    QTest.keyClick(filled.page.view, Qt.Key.Key_N)
    QTest.keyClicks(filled.page.detail.review.note, "both")
    assert shown(filled) == "red.png"
    told = history(filled)
    assert "red.png" in told
    assert "green.png" not in told
    assert told.endswith('  note: "both"')
    assert "diagnosis" not in told


def test_a_long_history_is_there_from_its_first_act(filled: MainWindow) -> None:
    click(filled, "green.png")
    for number in range(60):
        QTest.keyClick(filled.page.view, Qt.Key.Key_1 if number % 2 == 0 else Qt.Key.Key_2)
    told = history(filled)
    assert told.count("diagnosis Red spot") == 30
    assert told.count("diagnosis Green spot") == 30


def test_the_history_goes_on_in_the_next_session_and_undo_speaks_only_of_this_one(
    filled: MainWindow, qtbot: QtBot
) -> None:
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    press(filled, Qt.Key.Key_Z)
    study = filled.session.study
    assert study is not None
    path = study.path
    filled.actions_.new_study.trigger()
    wait_idle(qtbot, filled)
    filled.studies.open(path)
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 4, timeout=WAIT_MS)
    wait_idle(qtbot, filled)
    assert not filled.actions_.undo.isEnabled()
    assert not filled.actions_.redo.isEnabled()
    press(filled, Qt.Key.Key_Z)
    assert labels(filled) == {"green.png": "red"}
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    press(filled, Qt.Key.Key_Z)
    assert labels(filled) == {"green.png": "red"}
    told = history(filled)
    order = [told.index(words) for words in ("diagnosis Red spot", "diagnosis Blue spot", "undo: diagnosis Blue spot")]
    assert order == sorted(order)
    assert told.rindex("undo: diagnosis Green spot") > order[-1]
