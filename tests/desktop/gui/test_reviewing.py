"""A person's review beside the model's answer: by keys, kept, counted, and never in the answer's place."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.window import MainWindow
from desktop.study.reviews import Review
from tests.desktop.gui.conftest import WAIT_MS, column, press, wait_idle


def choose(window: MainWindow, *names: str) -> None:
    """Click rows, the second and later ones with Ctrl."""
    view = window.page.view
    for number, name in enumerate(names):
        rect = view.visualRect(window.page.model.index(column(window, Column.FILE).index(name), Column.DIAGNOSIS))
        key = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, rect.center())


def review_of(window: MainWindow, name: str) -> Review:
    result = next(r for r in window.page.model.results if r.path.endswith(name))
    return window.session.reviews.of(result.key)


def test_a_digit_gives_a_diagnosis_and_zero_takes_it_back(filled: MainWindow) -> None:
    choose(filled, "green.png")
    panel = filled.page.detail.review
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    assert review_of(filled, "green.png").label == "red"
    assert [button.isChecked() for button in panel.buttons] == [True, False, False]
    assert panel.said.text() == "Red spot; the model: Green spot."
    assert filled.page.detail.headline.text() == "Green spot"  # the model's answer stays
    QTest.keyClick(filled.page.view, Qt.Key.Key_0)
    assert review_of(filled, "green.png").label == ""
    assert not any(button.isChecked() for button in panel.buttons)
    QTest.keyClick(filled.page.view, Qt.Key.Key_9)  # no such class
    assert review_of(filled, "green.png").label == ""


def test_a_button_gives_a_diagnosis_and_takes_it_back(filled: MainWindow) -> None:
    choose(filled, "green.png")
    button = filled.page.detail.review.buttons[1]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert review_of(filled, "green.png").label == "green"
    assert filled.page.detail.review.said.text() == "Green spot, as the model says."
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert review_of(filled, "green.png").label == ""


def test_reviewed_and_next_by_the_enter_key(filled: MainWindow) -> None:
    names = column(filled, Column.FILE)
    choose(filled, names[0])
    QTest.keyClick(filled.page.view, Qt.Key.Key_Return)
    assert review_of(filled, names[0]).reviewed
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == names[1]
    assert not filled.page.detail.review.reviewed.isChecked()
    QTest.keyClick(filled.page.view, Qt.Key.Key_R)
    assert review_of(filled, names[1]).reviewed
    assert filled.page.detail.review.reviewed.isChecked()
    QTest.keyClick(filled.page.view, Qt.Key.Key_R)
    assert not review_of(filled, names[1]).reviewed


def test_a_note_may_hold_digits_and_is_kept_when_it_is_left(filled: MainWindow) -> None:
    choose(filled, "green.png")
    note = filled.page.detail.review.note
    note.setFocus()
    QTest.keyClicks(note, "3 mm, r 2")
    assert review_of(filled, "green.png").label == ""
    choose(filled, "red.png")
    assert review_of(filled, "green.png").note == "3 mm, r 2"
    assert review_of(filled, "red.png").note == ""
    assert note.text() == ""
    choose(filled, "green.png")
    assert note.text() == "3 mm, r 2"


def test_a_key_speaks_of_all_selected_images(filled: MainWindow) -> None:
    choose(filled, "green.png", "red.png")
    assert filled.page.detail.review.title.text() == "Your review of 2 images"
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    assert review_of(filled, "green.png").label == review_of(filled, "red.png").label == "blue"
    assert review_of(filled, "reddish.png").label == ""


def test_a_slip_over_all_images_is_one_act_that_is_taken_back_and_done_again(filled: MainWindow) -> None:
    choose(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    QTest.keyClick(filled.page.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    assert column(filled, Column.REVIEW) == ["Blue spot"] * 4
    assert filled.actions_.undo.text() == "&Undo: diagnosis Blue spot of 4 images"
    press(filled, Qt.Key.Key_Z)
    assert sorted(column(filled, Column.REVIEW)) == ["", "", "", "Red spot"]
    assert review_of(filled, "green.png").label == "red"
    press(filled, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert column(filled, Column.REVIEW) == ["Blue spot"] * 4
    press(filled, Qt.Key.Key_Z)
    press(filled, Qt.Key.Key_Z)
    assert column(filled, Column.REVIEW) == [""] * 4
    assert not filled.actions_.undo.isEnabled()


def test_a_review_is_there_when_the_study_is_opened_again(filled: MainWindow, qtbot: QtBot) -> None:
    choose(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    assert filled.session.study is not None
    path = filled.session.study.path
    filled.actions_.new_study.trigger()
    wait_idle(qtbot, filled)
    assert filled.page.model.results == []
    filled.studies.open(path)
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 4, timeout=WAIT_MS)
    wait_idle(qtbot, filled)
    choose(filled, "green.png")
    assert filled.page.detail.review.buttons[0].isChecked()
    assert next(r for r in filled.page.model.results if r.path.endswith("green.png")).row.diagnosis == "green"


def test_agreement_is_counted_while_a_person_goes_on(filled: MainWindow, qtbot: QtBot) -> None:
    press(filled, Qt.Key.Key_J)
    page = filled.side_dialogs.agreement
    assert page.isVisible()
    qtbot.waitUntil(lambda: "No image has both" in page.text.toPlainText(), timeout=WAIT_MS)
    filled.activateWindow()
    qtbot.waitUntil(filled.isActiveWindow, timeout=WAIT_MS)
    choose(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: "1 image with your diagnosis" in page.text.toPlainText(), timeout=WAIT_MS)
    choose(filled, "red.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: "2 images with your diagnosis" in page.text.toPlainText(), timeout=WAIT_MS)
    words = page.text.toPlainText().replace("\xa0", " ")
    lines = [line for line in words.splitlines() if line]
    at = lines.index("Green spot")
    assert lines[at + 1 : at + 3] == ["2", "0.50 (0.09 to 0.91)"]  # 1 of 2, Wilson


def test_images_of_one_lesion_get_one_score(filled: MainWindow) -> None:
    assert not filled.actions_.same_lesion.isEnabled()
    choose(filled, "red.png", "reddish.png")
    press(filled, Qt.Key.Key_G)
    assert review_of(filled, "red.png").lesion == review_of(filled, "reddish.png").lesion == "Lesion 1"
    words = filled.page.detail.lesion.text()
    assert words.startswith("Lesion 1, 2 images together: Red spot 0.9")
    assert "mean of the images' logits" in words
    assert filled.page.detail.lesion.isVisible()
    assert column(filled, Column.REVIEW).count("Lesion 1") == 2
    choose(filled, "green.png")
    assert not filled.page.detail.lesion.isVisible()
    choose(filled, "reddish.png")
    press(filled, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert review_of(filled, "reddish.png").lesion == ""
    assert not filled.page.detail.lesion.isVisible()


def test_reviews_and_joint_scores_are_columns_of_an_export(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(filled, "red.png", "reddish.png")
    press(filled, Qt.Key.Key_G)
    choose(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    QTest.keyClick(filled.page.view, Qt.Key.Key_R)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "all.csv"), ""))
    monkeypatch.setattr("desktop.gui.export.controller.ExportDialog.exec", lambda self: True)
    filled.actions_.export.trigger()
    qtbot.waitUntil(lambda: filled.message.text != "", timeout=WAIT_MS)
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    assert (rows["green.png"]["diagnosis"], rows["green.png"]["review_diagnosis"]) == ("green", "red")
    assert (rows["green.png"]["review_done"], rows["green.png"]["lesion"]) == ("yes", "")
    red, reddish = rows["red.png"], rows["reddish.png"]
    assert red["lesion"] == reddish["lesion"] == "Lesion 1"
    assert (red["lesion_images"], red["lesion_diagnosis"], red["lesion_referral"]) == ("2", "red", "yes")
    assert float(reddish["red"]) < float(red["lesion_probability"]) < float(red["red"])
    assert red["lesion_probability"] == reddish["lesion_probability"]
