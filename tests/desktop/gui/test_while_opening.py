"""What is asked of the window while a study is opened, saved or left: it goes to the study that it was meant for, or it
is said that it does not, and nothing lands in another one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from desktop.gui.export.dialog import ExportDialog
from desktop.gui.export_kinds import Kind
from desktop.gui.results.model import Column
from desktop.gui.review.known_diagnoses import LabelsReader
from desktop.gui.session.study_opening import StudyOpener
from desktop.gui.session.worker import ModelLoader
from desktop.gui.shell.lesions_dialog import LesionsDialog
from desktop.gui.table.columns import Known
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, drop, press, urls, wait_idle
from tests.desktop.helpers import one_colour

Dropped = Callable[..., None]


class Gate:
    """Threads of a kind begin their work when it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def hold(self, monkeypatch: pytest.MonkeyPatch, kind: type[StudyOpener | ModelLoader | LabelsReader]) -> None:
        run = kind.run

        def held(thread: StudyOpener | ModelLoader | LabelsReader) -> None:
            self._open.wait(WAIT_MS / 1000)
            run(thread)  # type: ignore[arg-type]

        monkeypatch.setattr(kind, "run", held)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


@pytest.fixture
def other(window: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path) -> Path:
    """A study of one image, put away."""
    one_colour(tmp_path / "other" / "only.png", (40, 60, 200))
    dropped(window, tmp_path / "other")
    window.session.save_study_as(tmp_path / "other.hamstudy")
    wait_idle(qtbot, window)
    press(window, Qt.Key.Key_N)
    wait_idle(qtbot, window)
    return tmp_path / "other.hamstudy"


@pytest.fixture
def mine(
    window: MainWindow, qtbot: QtBot, other: Path, dropped: Dropped, coloured_images: Path, tmp_path: Path
) -> Path:
    """The study that is open: blue, green, red."""
    dropped(window, coloured_images)
    window.session.save_study_as(tmp_path / "mine.hamstudy")
    wait_idle(qtbot, window)
    window.page.view.setFocus()
    return tmp_path / "mine.hamstudy"


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text("image_id,dx\nred,red\ngreen,blue\nonly,blue\n", encoding="utf-8")
    return path


def open_study(window: MainWindow, qtbot: QtBot, path: Path, *, images: int) -> None:
    window.studies.open(path)
    qtbot.waitUntil(lambda: window.session.open_studies.is_open(path), timeout=WAIT_MS)
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: len(window.page.model.results) == images, timeout=WAIT_MS)


def truths(window: MainWindow) -> list[Known | None]:
    return [window.page.model.known(result) for result in window.page.model.results]


def test_known_diagnoses_are_those_of_the_study_that_they_were_opened_for(
    window: MainWindow, qtbot: QtBot, mine: Path, other: Path, labels: Path
) -> None:
    assert drop(window, urls([labels]))
    qtbot.waitUntil(lambda: window.page.model.has_known, timeout=WAIT_MS)
    open_study(window, qtbot, other, images=1)
    assert not window.page.model.has_known
    assert not window.actions_.close_labels.isEnabled()
    open_study(window, qtbot, mine, images=3)
    qtbot.waitUntil(lambda: window.page.model.has_known, timeout=WAIT_MS)


def test_known_diagnoses_that_are_dropped_with_a_study_are_of_that_one(
    window: MainWindow, qtbot: QtBot, mine: Path, other: Path, labels: Path
) -> None:
    assert drop(window, urls([labels, other]))
    qtbot.waitUntil(lambda: window.page.model.has_known, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert [known is not None for known in truths(window)] == [True]
    open_study(window, qtbot, mine, images=3)
    qtbot.wait(100)
    assert not window.page.model.has_known


def test_known_diagnoses_that_are_dropped_before_the_first_image_are_kept_with_the_study(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, labels: Path, other: Path
) -> None:
    assert drop(window, urls([labels]))
    dropped(window, coloured_images)
    qtbot.waitUntil(lambda: window.page.model.has_known, timeout=WAIT_MS)
    study = window.session.study
    assert study is not None
    open_study(window, qtbot, other, images=1)
    open_study(window, qtbot, study.path, images=3)
    qtbot.waitUntil(lambda: window.page.model.has_known, timeout=WAIT_MS)


def test_known_diagnoses_of_a_study_that_cannot_be_opened_are_not_those_of_the_one_that_stays(
    window: MainWindow, qtbot: QtBot, mine: Path, labels: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.hamstudy"
    broken.write_bytes(b"no study")
    assert drop(window, urls([labels, broken]))
    qtbot.waitUntil(lambda: "truth.csv" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert "broken.hamstudy" in window.message.text
    assert not window.page.model.has_known


def test_the_view_that_is_chosen_while_a_copy_is_made_is_that_of_the_copy(
    window: MainWindow, qtbot: QtBot, mine: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window.side_dialogs.view.keep()
    gate.hold(monkeypatch, StudyOpener)
    window.session.save_study_as(tmp_path / "copy.hamstudy")
    QTest.keyClicks(window.actions_.search, "green")
    window.actions_.as_grid.trigger()
    gate.open()
    wait_idle(qtbot, window)
    assert window.session.open_studies.is_open(tmp_path / "copy.hamstudy")
    assert window.actions_.search.text() == "green"
    assert window.page.as_grid
    assert column(window, Column.FILE) == ["green.png"]


def test_the_view_is_kept_however_soon_the_study_is_left(
    window: MainWindow, qtbot: QtBot, mine: Path, other: Path
) -> None:
    window.side_dialogs.view.keep()
    QTest.keyClicks(window.actions_.search, "green")
    open_study(window, qtbot, other, images=1)
    open_study(window, qtbot, mine, images=3)
    assert window.actions_.search.text() == "green"


def test_images_that_are_dropped_before_a_study_is_opened_do_not_land_in_it(
    window: MainWindow, qtbot: QtBot, mine: Path, other: Path, tmp_path: Path
) -> None:
    for name in ("first", "second", "third"):
        one_colour(tmp_path / name / f"{name}.png", (200, 10, 10))
        assert drop(window, urls([tmp_path / name]))
    assert drop(window, urls([other]))
    qtbot.waitUntil(lambda: window.session.open_studies.is_open(other), timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == ["only.png"]
    assert "Not searched to the end" in window.message.text
    assert "third" in window.message.text


def test_images_that_are_dropped_just_after_a_new_study_was_begun_during_a_run_are_in_the_new_one(
    window: MainWindow, qtbot: QtBot, mine: Path, dropped: Dropped, tmp_path: Path
) -> None:
    for number in range(30):
        one_colour(tmp_path / "many" / f"{number}.png", (200, number, 10))
    one_colour(tmp_path / "new" / "new.png", (10, 10, 200))
    assert drop(window, urls([tmp_path / "many"]))
    qtbot.waitUntil(lambda: window.session.running, timeout=WAIT_MS)
    window.actions_.new_study.trigger()
    assert drop(window, urls([tmp_path / "new"]))
    qtbot.waitUntil(lambda: column(window, Column.FILE) == ["new.png"], timeout=WAIT_MS)
    wait_idle(qtbot, window)


def test_images_that_are_dropped_while_a_copy_cannot_be_made_are_in_the_study_that_stays(
    window: MainWindow, qtbot: QtBot, mine: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_colour(tmp_path / "new" / "new.png", (10, 10, 200))
    (tmp_path / "file").write_bytes(b"")
    gate.hold(monkeypatch, StudyOpener)
    window.session.save_study_as(tmp_path / "file" / "copy.hamstudy")
    assert drop(window, urls([tmp_path / "new"]))
    gate.open()
    qtbot.waitUntil(lambda: len(window.page.model.results) == 4, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert window.session.open_studies.is_open(mine)
    assert window.message.is_problem


def test_images_that_are_dropped_for_a_study_that_cannot_be_opened_are_named_and_in_no_other(
    window: MainWindow, qtbot: QtBot, mine: Path, tmp_path: Path
) -> None:
    one_colour(tmp_path / "new" / "new.png", (10, 10, 200))
    (tmp_path / "broken.hamstudy").write_bytes(b"no study")
    assert drop(window, urls([tmp_path / "broken.hamstudy", tmp_path / "new"]))
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: "not open: new" in window.message.text, timeout=WAIT_MS)
    assert len(window.page.model.results) == 3


@pytest.mark.parametrize("again", [True, False])
def test_a_study_that_is_being_opened_is_opened_although_the_present_one_is_read_anew(
    window: MainWindow,
    qtbot: QtBot,
    mine: Path,
    other: Path,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
    again: bool,
) -> None:
    gate.hold(monkeypatch, StudyOpener)
    window.studies.open(other)
    # What a search for moved images ends in, and a model that was opened.
    (window.session.answer_again if again else window.session.read_again)()
    gate.open()
    wait_idle(qtbot, window)
    assert window.session.open_studies.is_open(other)
    assert column(window, Column.FILE) == ["only.png"]
    assert not window.message.is_problem


def test_a_study_goes_on_in_its_copy_although_it_is_read_anew_meanwhile(
    window: MainWindow, qtbot: QtBot, mine: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gate.hold(monkeypatch, StudyOpener)
    window.session.save_study_as(tmp_path / "copy.hamstudy")
    window.session.read_again()
    gate.open()
    wait_idle(qtbot, window)
    assert window.session.open_studies.is_open(tmp_path / "copy.hamstudy")
    assert len(window.page.model.results) == 3
    assert not window.message.is_problem


def test_no_image_is_removed_or_brought_back_while_a_copy_is_made(
    window: MainWindow, qtbot: QtBot, mine: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither by key nor by the message: it would be in one of the two studies and not in the other."""
    window.page.view.selectRow(0)
    window.actions_.remove.trigger()
    qtbot.waitUntil(lambda: len(window.page.model.results) == 2, timeout=WAIT_MS)
    gate.hold(monkeypatch, StudyOpener)
    window.session.save_study_as(tmp_path / "copy.hamstudy")
    press(window, Qt.Key.Key_Z)
    assert not window.actions_.undo.isEnabled()
    QTest.mouseClick(window.message.undo_button, Qt.MouseButton.LeftButton)
    gate.open()
    wait_idle(qtbot, window)
    qtbot.wait(50)
    assert column(window, Column.FILE) == ["green.png", "red.png"]
    open_study(window, qtbot, tmp_path / "copy.hamstudy", images=2)


@pytest.mark.parametrize("asked", ["lesions", "patients", "a lesion's name", "a table", "a report"])
def test_what_a_dialog_asked_about_one_study_is_not_done_to_another_that_was_opened_meanwhile(
    window: MainWindow,
    qtbot: QtBot,
    mine: Path,
    other: Path,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    asked: str,
) -> None:
    actions = window.actions_
    gate.hold(monkeypatch, StudyOpener)

    def other_is_there() -> None:
        gate.open()
        qtbot.waitUntil(lambda: window.session.open_studies.is_open(other), timeout=WAIT_MS)
        wait_idle(qtbot, window)

    def by_folder(dialog: LesionsDialog) -> None:
        other_is_there()
        QTest.mouseClick(dialog.folder, Qt.MouseButton.LeftButton)
        QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)

    def chosen(*_: object, **__: object) -> tuple[str, object]:
        other_is_there()
        return ("arm", True) if asked == "a lesion's name" else (str(tmp_path / "saved.csv"), "")

    monkeypatch.setattr(QInputDialog, "getText", chosen)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    action = {
        "lesions": actions.lesions_from_names,
        "patients": actions.patients_from_names,
        "a lesion's name": actions.name_lesion,
        "a table": actions.save,
        "a report": actions.exports[Kind.HTML],
    }[asked]
    window.page.view.selectRow(0)
    window.studies.open(other)
    if asked in ("lesions", "patients"):
        answer_dialog(LesionsDialog, by_folder)
    elif asked == "a report":
        answer_dialog(ExportDialog, lambda dialog: dialog.accept())
    action.trigger()
    assert window.message.text == "Another study was opened meanwhile; nothing was done."
    assert all(not review.lesion for _, review in window.session.reviews.said)
    assert window.side_dialogs.patients.told == ""
    assert not list(tmp_path.glob("saved*"))


def test_threads_that_are_set_while_a_model_is_opened_are_those_of_that_model(
    window: MainWindow, qtbot: QtBot, tiny_model: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    another = tmp_path / "another.onnx"
    another.write_bytes(tiny_model.read_bytes())
    gate.hold(monkeypatch, ModelLoader)
    window.open_model(another)
    window.session.use(replace(window.session.options, threads=1))
    gate.open()
    wait_idle(qtbot, window)
    classifier = window.session.classifier
    assert classifier is not None
    assert classifier.path == another
    assert classifier.threads == 1


def test_known_diagnoses_that_were_read_for_a_study_that_is_left_by_then_are_told_as_not_opened(
    window: MainWindow,
    qtbot: QtBot,
    dropped: Dropped,
    coloured_images: Path,
    other: Path,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dropped(window, coloured_images)
    known = tmp_path / "known.csv"
    known.write_text("image_id,dx\nred,red\nonly,green\n", encoding="utf-8")
    gate.hold(monkeypatch, LabelsReader)
    assert drop(window, urls([known]))
    assert drop(window, urls([other]))
    qtbot.waitUntil(lambda: column(window, Column.FILE) == ["only.png"], timeout=WAIT_MS)
    wait_idle(qtbot, window)
    gate.open()
    qtbot.waitUntil(lambda: "not open: known.csv" in window.message.text, timeout=WAIT_MS)
    assert not window.page.model.has_known
