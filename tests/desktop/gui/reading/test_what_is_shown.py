"""What a reader sees and what not: images off the window's thread, heat maps, keys, and no other window meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.api import Classifier
from desktop.gui.reading.page import ReadingPage
from desktop.gui.window import MainWindow
from desktop.reading.design import Arm, Choice, Design
from desktop.reading.file import ReadingFile
from desktop.reading.new_reading import choices_of, make_reading
from desktop.reading.packing import pack
from tests.desktop.gui.conftest import WAIT_MS, drop, urls
from tests.desktop.gui.reading.helpers import Clock, Open, answer, begin, key, seen, words
from tests.desktop.reading.helpers import protocol, write_reading


def page_of(window: QWidget) -> ReadingPage:
    (page,) = window.findChildren(ReadingPage)  # one, however often Enter was told
    return page


@pytest.fixture
def carried(tmp_path: Path, coloured_images: Path, tiny_model: Path) -> ReadingFile:
    """A reading with heat maps, packed; neither its images nor its model lie anywhere else."""
    model = Path(shutil.copy(tiny_model, tmp_path / "gone.onnx"))
    classifier = Classifier.load(model, provider="cpu")
    asked = protocol(Design.BOTH_IN_A_ROW, classes=choices_of(classifier.info), heat_map=True)
    made = tmp_path / "made.hamreading"
    make_reading(made, asked, [coloured_images], classifier=classifier)
    reading = ReadingFile(made)
    pack(reading, tmp_path / "carried.hamreading")
    reading.close()
    model.unlink()
    shutil.rmtree(coloured_images)
    return ReadingFile(tmp_path / "carried.hamreading")


def test_nothing_can_be_answered_before_the_image_is_on_the_screen(tmp_path: Path, opened: Open, clock: Clock) -> None:
    window = opened(write_reading(tmp_path, 2))
    begin(window, wait=False)
    page = page_of(window)
    assert not page.image.has_image  # a thread is at it
    for which in (Qt.Key.Key_1, Qt.Key.Key_Return):
        key(window, which)
    assert page.answer.given is None
    clock.now += 100
    seen(window)
    clock.now += 2
    answer(window)
    (row,) = window.file.answers("Anna")
    assert row.seconds_shown == 2.0


def test_a_window_that_is_closed_while_an_image_is_made_leaves_no_thread(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2))
    begin(window, wait=False)
    assert window.close()
    assert not page_of(window).running


def test_the_carried_model_makes_heat_maps_in_the_aided_arm_alone(opened: Open, carried: ReadingFile) -> None:
    window = opened(carried)
    begin(window)
    page = page_of(window)
    shown = []
    while (step := page.course.step) is not None:
        seen(window)
        aided = step.arm is Arm.AIDED
        assert page.image.has_heat == aided
        assert page.model.heat.isVisible() == aided
        if aided:
            likeliest = page.course.model_answers()[0][0].name
            assert page.model.explained.text().startswith(f"What speaks for {likeliest}")
            key(window, Qt.Key.Key_H)
            assert not page.image.has_heat
            key(window, Qt.Key.Key_H)
            assert page.image.has_heat
        else:
            key(window, Qt.Key.Key_H)
            assert not page.image.has_heat
            assert "speaks for" not in words(window)
        shown.append(aided)
        answer(window)
    assert shown == [False, True] * 3


def test_a_heat_map_that_cannot_be_made_is_told_and_the_image_is_not_answered(
    tmp_path: Path, opened: Open, qtbot: QtBot
) -> None:
    window = opened(write_reading(tmp_path, 2, Design.AIDED, heat_map=True))  # its model lies nowhere
    begin(window, wait=False)
    page = page_of(window)
    qtbot.waitUntil(lambda: bool(page.problem.text()), timeout=WAIT_MS)
    assert page.problem.text().startswith("The model tiny is not in this file")
    assert not page.next.isEnabled()


def test_every_answer_has_a_key_where_there_are_more_than_nine(tmp_path: Path, opened: Open) -> None:
    classes = tuple(Choice(f"c{number}", f"Class {number}") for number in range(1, 20))
    window = opened(write_reading(tmp_path, 1, classes=classes, truth=["c1"]))
    assert "Keys 1 to 9, then the letters before the answers" in words(window)
    begin(window)
    page = page_of(window)
    given = {}
    for button in page.answer.answers.buttons():
        letter = button.text().split()[0]
        key(window, Qt.Key(ord(letter)))
        assert button.isChecked()
        assert not button.visibleRegion().isEmpty()  # scrolled to
        given[letter] = button.accessibleName()
    key(window, Qt.Key.Key_Return)
    assert page.problem.text() == "Say how sure you are (Ctrl+1 to Ctrl+5)."
    assert page.problem.visibleRegion().boundingRect().height() == page.problem.height()
    assert len(given) == 21
    assert (given["9"], given["A"], given["I"]) == ("Class 9", "Class 10", "Class 17")
    assert (given["O"], given["X"]) == ("Other", "Not assessable")
    assert "H" not in given


def test_names_of_any_length_leave_the_numbers_and_the_buttons_in_sight(tmp_path: Path, opened: Open) -> None:
    long = "Actinic keratosis or intraepithelial carcinoma, pigmented, of the head and neck <b>or elsewhere</b>"
    classes = (Choice("mel", long, True), Choice("nv", "Naevus"), Choice("bkl", "K" * 200))
    window = opened(write_reading(tmp_path, 1, Design.AIDED, classes=classes, model=["bkl"], truth=["bkl"]))
    begin(window)
    page = page_of(window)
    QApplication.processEvents()
    for widget in [*page.model.findChildren(QWidget), *page.answer.findChildren(QWidget)]:
        if widget.isVisible():
            right = widget.mapTo(page, widget.rect().topRight()).x()
            assert right < page.width(), widget
    first = page.answer.answers.button(0)
    assert "&lt;b&gt;or elsewhere" in first.toolTip()
    assert page.answer.answers.button(1).toolTip() == ""


@pytest.mark.parametrize(("which", "code"), [(Qt.Key.Key_O, "other"), (Qt.Key.Key_X, "not assessable")])
def test_o_and_x_say_what_they_say_in_the_table(tmp_path: Path, opened: Open, which: Qt.Key, code: str) -> None:
    window = opened(write_reading(tmp_path, 1))
    begin(window)
    key(window, which)
    key(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    key(window, Qt.Key.Key_Return)
    assert [row.answer for row in window.file.answers("Anna")] == [code]


def test_the_model_that_goes_away_with_the_next_image_never_takes_the_keyboard(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 3, Design.BOTH_IN_A_ROW))
    begin(window)
    for _ in range(6):
        answer(window)
        assert window.isActiveWindow()


def test_a_dropped_reading_opens_and_every_other_window_and_copy_is_away_until_it_is_closed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, coloured_images: Path, dropped: Callable[..., None]
) -> None:
    dropped(window, coloured_images)
    large = QWidget(window, Qt.WindowType.Window)  # as the image in full screen is
    large.show()
    window.page.view.selectRow(1)
    window.actions_.copy.trigger()
    assert "green.png" in QApplication.clipboard().text()
    write_reading(tmp_path / "reading", 2).close()
    assert drop(window, urls([tmp_path / "reading" / "study.hamreading"]))
    reading = window.readings.window
    assert reading is not None
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [reading]
    assert QApplication.clipboard().text() == ""
    reading.close()
    assert window.isVisible()
    assert large.isVisible()


def test_what_another_program_copied_stays(bare_window: MainWindow, tmp_path: Path) -> None:
    QApplication.clipboard().setText("a letter")
    write_reading(tmp_path, 2).close()
    bare_window.readings.open(tmp_path / "study.hamreading")
    assert bare_window.readings.window is not None
    assert QApplication.clipboard().text() == "a letter"
    bare_window.readings.window.close()
