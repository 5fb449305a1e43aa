"""A reading by real events, from the menu to the report: blinded, locked, timed, kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.reading.new_dialog import NewReadingDialog
from desktop.gui.reading.window import ReadingWindow
from desktop.gui.window import MainWindow
from desktop.reading.design import Arm, Design
from desktop.reading.file import ReadingFile
from desktop.reading.page.render import write_report
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog
from tests.desktop.gui.reading.helpers import Clock, Open, answer, begin, key, seen, words
from tests.desktop.helpers import needs_posix
from tests.desktop.reading.helpers import write_reading


def test_a_whole_reading_by_keyboard(tmp_path: Path, opened: Open, clock: Clock) -> None:
    window = opened(write_reading(tmp_path, 4, session_length=2))
    begin(window)
    for number in range(4):
        clock.now += 5
        answer(window, digit=1 + number % 3)
        if number == 1:
            assert window.pages.currentWidget() is window.rest
            assert window.rest.title.text() == "Time for a break"
            key(window, Qt.Key.Key_Return)
            assert window.pages.currentWidget() is window.page
            seen(window)
    assert window.rest.title.text().startswith("That was the last image")
    rows = window.file.answers("Anna")
    assert [row.answer for row in rows] == ["mel", "nv", "bkl", "mel"]
    assert [row.confidence for row in rows] == [4] * 4
    assert [row.seconds_shown for row in rows] == [5.0] * 4
    window.save_to(tmp_path / "anna.hamanswers")
    assert (tmp_path / "anna.hamanswers").read_bytes().count(b"\n") == 5
    write_report(window.file, tmp_path / "report.html")
    assert "Anna" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("design", list(Design))
def test_nothing_in_the_window_gives_the_answer_away(tmp_path: Path, opened: Open, design: Design) -> None:
    # The truth and the model say Keratosis of every image, and the page names it as often as any other class.
    window = opened(write_reading(tmp_path, 3, design, truth=["bkl"] * 3, model=["bkl"] * 3, name="melanomas of Ben"))
    begin(window)
    page = window.page
    assert page is not None
    while page.course.step is not None and page.course.waits_until is None:
        said = words(window)
        for word in ("secret", "mel_", ".png", "lesion", "melanomas of", str(tmp_path), ".hamreading"):
            assert word not in said
        aided = page.course.step.arm is Arm.AIDED
        assert page.model.isVisible() == aided
        assert bool(page.model.texts()) == aided
        if not aided:
            assert said.count("Keratosis") == said.count("Naevus") == said.count("Melanoma")
        answer(window)


def test_the_models_answer_is_not_there_before_ones_own_is_on_the_disk(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2, Design.BOTH_IN_A_ROW, going_back=True))
    begin(window)
    page = window.page
    assert page is not None
    assert not page.model.isVisible()
    answer(window, digit=2)
    assert len(window.file.answers("Anna")) == 1
    assert page.model.isVisible()
    assert "Yours was Naevus" in page.arm.text()
    assert page.answer.given is None  # nothing stands there that Enter alone would keep
    assert not page.back.isEnabled()
    key(window, Qt.Key.Key_Backspace)
    assert page.course.step is not None
    assert page.course.step.arm is Arm.AIDED


def test_going_back_changes_by_another_row(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 3, going_back=True))
    begin(window)
    answer(window, digit=1)
    key(window, Qt.Key.Key_Backspace)
    seen(window)
    page = window.page
    assert page is not None
    assert page.answer.given is not None
    assert page.answer.given.answer == "mel"
    answer(window, digit=3)
    assert [(row.act, row.answer) for row in window.file.answers("Anna")] == [("answer", "mel"), ("change", "bkl")]


def test_what_is_missing_is_asked_for_and_nothing_is_kept(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2, management=True))
    begin(window)
    page = window.page
    assert page is not None
    for press, sentence in (
        ((Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier), "Choose an answer"),
        ((Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier), "how sure"),
        ((Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier), "what you would do"),
    ):
        key(window, Qt.Key.Key_Return)
        assert sentence in page.problem.text()
        assert window.file.answers("Anna") == []
        key(window, *press)
    key(window, Qt.Key.Key_Return)
    (row,) = window.file.answers("Anna")
    assert (row.answer, row.confidence, row.management) == ("mel", 5, "follow")


def test_digits_in_the_note_are_a_note(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2))
    begin(window)
    page = window.page
    assert page is not None
    key(window, Qt.Key.Key_2)
    key(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page.answer.note.setFocus()
    QTest.keyClicks(page.answer.note, "1 of 9")
    QTest.keyClick(page.answer.note, Qt.Key.Key_Return)
    (row,) = window.file.answers("Anna")
    assert (row.answer, row.note) == ("nv", "1 of 9")
    assert page.answer.note.text() == ""


def test_the_clock_stands_and_the_image_is_away_while_another_window_has_the_keyboard(
    tmp_path: Path, opened: Open, clock: Clock, qtbot: QtBot
) -> None:
    window = opened(write_reading(tmp_path, 2))
    begin(window)
    page = window.page
    assert page is not None
    clock.now += 3
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    assert QTest.qWaitForWindowActive(other)
    assert not page.image.has_image
    clock.now += 1000
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    assert page.image.has_image
    clock.now += 2
    key(window, Qt.Key.Key_1)
    clock.now += 1
    answer(window, digit=1)
    (row,) = window.file.answers("Anna")
    assert (row.seconds_shown, row.seconds_edited) == (6.0, 1.0)


def test_a_pause_takes_the_image_away_and_goes_on_at_it(tmp_path: Path, opened: Open, clock: Clock) -> None:
    window = opened(write_reading(tmp_path, 3))
    begin(window)
    answer(window)
    page = window.page
    assert page is not None
    step = page.course.step
    page.pause.click()
    assert window.rest.title.text() == "Paused"
    assert not page.image.has_image
    clock.now += 500
    window.rest.go_on.click()
    seen(window)
    assert page.course.step == step
    clock.now += 2
    answer(window)
    assert window.file.answers("Anna")[-1].seconds_shown == 2.0


def test_closed_and_opened_again_it_goes_on_at_the_same_image(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 3))
    begin(window)
    answer(window)
    assert window.page is not None
    step = window.page.course.step
    window.close()
    again = opened(ReadingFile(tmp_path / "study.hamreading"))
    assert again.start.reader.itemText(0) == "Anna"
    begin(again, "anna")
    assert again.page is not None
    assert again.page.course.step == step


def test_several_readers_read_on_one_machine(tmp_path: Path, opened: Open) -> None:
    file = write_reading(tmp_path, 3)
    window = opened(file)
    begin(window, "Anna")
    answer(window)
    window.close()
    again = opened(ReadingFile(file.path))
    begin(again, "Ben")
    answer(again)
    assert again.file.readers() == ["Anna", "Ben"]


def test_teaching_tells_the_truth_after_the_answer(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2, truth=["bkl", "bkl"], teaching=True))
    begin(window)
    page = window.page
    assert page is not None
    assert page.truth.text() == ""
    answer(window, digit=1)
    assert page.truth.text() == "The truth is Keratosis; you said Melanoma."
    assert len(window.file.answers("Anna")) == 1
    key(window, Qt.Key.Key_2)  # too late
    key(window, Qt.Key.Key_Return)
    seen(window)
    assert page.truth.text() == ""
    answer(window, digit=3)
    assert page.truth.text() == "Right: Keratosis."
    key(window, Qt.Key.Key_Return)
    assert window.pages.currentWidget() is window.rest


def test_a_changed_image_is_told_by_number_and_cannot_be_answered(tmp_path: Path, opened: Open, qtbot: QtBot) -> None:
    file = write_reading(tmp_path, 2)
    for path in (tmp_path / "secret melanomas").iterdir():
        path.write_bytes(b"other")
    window = opened(file)
    begin(window, wait=False)
    page = window.page
    assert page is not None
    qtbot.waitUntil(lambda: bool(page.problem.text()), timeout=WAIT_MS)
    assert "was changed since the reading was made" in page.problem.text()
    assert "mel_" not in words(window)
    key(window, Qt.Key.Key_1)
    key(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    key(window, Qt.Key.Key_Return)
    assert file.answers("Anna") == []


@needs_posix
def test_an_answer_that_cannot_be_kept_stays_on_the_screen(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2))
    begin(window)
    page = window.page
    assert page is not None
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))  # as on a full disk
    try:
        answer(window)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert page.problem.text().startswith("This answer is not kept")
    assert page.course.answered == 0
    assert page.answer.given is not None
    key(window, Qt.Key.Key_Return)  # there is room again
    assert page.course.answered == 1


def test_a_reader_without_a_name_is_asked_for_one(tmp_path: Path, opened: Open) -> None:
    window = opened(write_reading(tmp_path, 2))
    window.start.begin.click()
    assert "has no name" in window.start.problem.text()
    assert window.page is None


def test_from_the_menu_a_reading_is_made_and_read_and_the_table_is_away_meanwhile(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, coloured_images: Path, dropped: Callable[..., None]
) -> None:
    dropped(window, coloured_images)
    truth = tmp_path / "truth.csv"
    truth.write_text("image_id,dx\nred,red\ngreen,green\n", encoding="utf-8")
    target = tmp_path / "study.hamreading"

    def fill(dialog: NewReadingDialog) -> None:
        assert not dialog.save.isEnabled()
        assert not dialog.teaching.isEnabled()
        dialog.study.click()
        dialog.know(truth)
        dialog.design.setCurrentIndex(dialog.design.findData(Design.BOTH_IN_A_ROW))
        dialog.make(target)

    answer_dialog(NewReadingDialog, fill)
    window.actions_.new_reading.trigger()
    qtbot.waitUntil(lambda: window.readings.window is not None, timeout=WAIT_MS)
    reading = window.readings.window
    assert reading is not None
    assert window.isHidden()
    assert [case.truth for case in reading.file.cases].count("") == 1
    assert all(len(case.model) == 3 for case in reading.file.cases)
    begin(reading)
    assert reading.page is not None
    assert reading.page.image.has_image
    reading.close()
    assert window.isVisible()
    assert window.readings.window is None
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, ReadingWindow) and w.isVisible()]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_without_a_model_a_sentence_says_what_to_do(bare_window: MainWindow) -> None:
    bare_window.actions_.new_reading.trigger()
    assert "Open a model first" in words(bare_window)
    bare_window.readings.open(Path("nowhere.hamreading"))
    assert "There is no reading" in words(bare_window)


def test_no_part_of_the_page_is_ever_a_window_of_its_own(tmp_path: Path, opened: Open, qtbot: QtBot) -> None:
    # One that is takes the keyboard away, and the clock would stand before the first image.
    window = opened(write_reading(tmp_path, 2))
    begin(window)
    qtbot.wait(50)
    assert window.isActiveWindow()
    assert window.page is not None
    assert window.page.image.has_image
