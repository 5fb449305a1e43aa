"""The work is a study file: kept as it comes, opened again where it was, and never two windows' at once."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.contract import ClassInfo
from desktop.gui.results.model import Column
from desktop.gui.session import study_opening, worker
from desktop.gui.session.row import Result
from desktop.gui.settings import Settings
from desktop.gui.shell.studies import unnamed_studies
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from desktop.results.rows import OK, Row
from desktop.study.reviews import Review
from desktop.study.store import Study
from tests.desktop.gui.conftest import WAIT_MS, column, drop, shown, urls, wait_idle
from tests.tiny_model import tiny_info, write_tiny_model

Dropped = Callable[..., None]


@pytest.fixture
def no_inference(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, a run is an error."""

    def forbid() -> None:
        def fails(*_: object, **__: object) -> None:
            raise AssertionError("images were classified")

        monkeypatch.setattr(worker, "classify_files", fails)

    return forbid


@pytest.fixture
def another_window(qtbot: QtBot, settings: Settings) -> Callable[[], MainWindow]:
    """A window as of the next start of the program, without a model."""

    def make() -> MainWindow:
        window = MainWindow(settings, provider="cpu")
        qtbot.addWidget(window, before_close_func=lambda w: w.close())
        window.show()
        return window

    return make


def _save_as(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Ctrl+Shift+S, and that name in the file dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_S, control_shift)
    wait_idle(qtbot, window)


def test_a_study_without_a_name_is_kept_and_its_rows_are_there_again_without_the_model(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, settings: Settings,
    another_window: Callable[[], MainWindow], no_inference: Callable[[], None],
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    expected = shown(window)
    window.close()
    no_inference()
    (path,) = unnamed_studies(settings.studies)
    again = another_window()
    again.start([path], None)
    qtbot.waitUntil(lambda: len(shown(again)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    assert shown(again) == expected
    assert again.windowTitle().startswith("Unnamed study")


def test_an_empty_study_leaves_no_file(
    window: MainWindow, dropped: Dropped, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "empty").mkdir()
    dropped(window, tmp_path / "empty")
    window.close()
    assert unnamed_studies(settings.studies) == []


def test_a_study_gets_a_name_and_goes_on_under_it(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images / "red.png")
    assert window.windowTitle() == "Unnamed study – HAM classifier"  # noqa: RUF001
    _save_as(window, qtbot, monkeypatch, tmp_path / "clinic november")
    assert window.windowTitle() == "clinic november – HAM classifier"  # noqa: RUF001
    assert column(window, Column.FILE) == ["red.png"]
    dropped(window, coloured_images / "green.png")
    window.close()
    assert unnamed_studies(settings.studies) == []
    assert settings.recent == [tmp_path / "clinic november.hamstudy"]
    with Study.open(tmp_path / "clinic november.hamstudy") as study:
        assert study.file.rows("SELECT count(*) FROM results") == [(2,)]


def test_a_study_that_another_window_has_open_is_refused_in_one_sentence(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path,
    another_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    path = tmp_path / "a.hamstudy"
    _save_as(window, qtbot, monkeypatch, path)
    other = another_window()
    assert drop(other, urls([path]))
    qtbot.waitUntil(lambda: other.message.is_problem, timeout=WAIT_MS)
    assert other.message.text.startswith(f"{path} is in use by another ham-classify or window")
    assert other.message.text.count(".") == str(path).count(".")
    assert shown(other) == []
    assert len(shown(window)) == 3


def test_a_study_that_cannot_be_opened_leaves_the_present_one_as_it_was(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path
) -> None:
    dropped(window, coloured_images)
    (tmp_path / "no.hamstudy").write_bytes(b"this is no database at all" * 100)
    assert drop(window, urls([tmp_path / "no.hamstudy"]))
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert "is no study file" in window.message.text
    assert len(shown(window)) == 3
    dropped(window, coloured_images)
    assert "already" in window.message.text or window.message.is_problem


def test_a_run_that_was_broken_off_by_closing_goes_on_when_the_study_is_opened(
    window: MainWindow, qtbot: QtBot, tiny_model: Path, tmp_path: Path, settings: Settings,
    another_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch, coloured_images: Path,
) -> None:  # fmt: skip
    content = (coloured_images / "red.png").read_bytes()
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:03d}.png").write_bytes(content)
    asked: list[int] = []
    closing = threading.Event()
    predict = Network.predict

    def slowly(self: Network, images: Any, **options: Any) -> Any:
        if sum(asked) > 40:
            closing.wait(10)
        asked.append(len(images))
        return predict(self, images, **options)

    monkeypatch.setattr(Network, "predict", slowly)
    assert drop(window, urls([folder]))
    qtbot.waitUntil(lambda: len(shown(window)) > 20, timeout=WAIT_MS)
    threading.Timer(0.2, closing.set).start()  # once the window is about to close
    window.close()
    answered = sum(asked)
    assert answered < 200
    (path,) = unnamed_studies(settings.studies)
    again = another_window()
    again.start([path], tiny_model)
    qtbot.waitUntil(lambda: len(shown(again)) == 200, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    assert sorted(column(again, Column.FILE)) == [f"{number:03d}.png" for number in range(200)]
    assert sum(asked) <= 200 + 8  # nothing twice, but for a batch that is filled up


def test_a_new_study_puts_the_present_one_away_and_the_menu_offers_it(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path
) -> None:
    dropped(window, coloured_images)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    wait_idle(qtbot, window)
    assert shown(window) == []
    assert window.empty.isVisible()
    assert window.windowTitle() == "HAM classifier"
    window.actions_.recent.aboutToShow.emit()
    (offered,) = window.actions_.recent.actions()
    assert offered.text().startswith("Unnamed study, 2")
    offered.trigger()
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    dropped(window, coloured_images)
    assert "already" in window.message.text


def test_reviews_are_read_again_and_the_models_answer_stays(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, settings: Settings,
    another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    first, second, third = (result.key for result in window.page.model.results)
    told: list[list[int]] = []
    reviews = window.session.reviews
    reviews.changed.connect(told.append)
    reviews.set_label([first], "red")
    reviews.set_note([first], "seen twice")
    reviews.set_reviewed([first, second], True)
    reviews.set_lesion([second, third], "left arm")
    reviews.set_label([first], "red")
    assert told == [[first], [first], [first, second], [second, third]]
    diagnoses = column(window, Column.DIAGNOSIS)
    window.close()
    (path,) = unnamed_studies(settings.studies)
    again = another_window()
    again.start([path], None)
    qtbot.waitUntil(lambda: len(shown(again)) == 3, timeout=WAIT_MS)
    found = [again.session.reviews.of(result.key) for result in again.page.model.results]
    assert [(r.label, r.note, r.reviewed, r.lesion) for r in found] == [
        ("red", "seen twice", True, ""),
        ("", "", True, "left arm"),
        ("", "", False, "left arm"),
    ]
    assert column(again, Column.DIAGNOSIS) == diagnoses


def test_the_model_that_answered_a_study_is_opened_with_it(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path, settings: Settings,
    another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    window.close()
    (path,) = unnamed_studies(settings.studies)
    again = another_window()
    again.start([path], write_tiny_model(tmp_path / "other.onnx", tiny_info(name="other")))
    qtbot.waitUntil(lambda: len(shown(again)) == 3 and again.session.may_classify, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    assert again.session.classifier is not None
    assert again.session.classifier.info.name == "tiny"
    assert again.message.text == ""


def test_a_study_of_a_model_that_is_gone_is_shown_as_it_was_answered_and_nothing_is_mixed(
    bare_window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path,
    settings: Settings, another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    gone = write_tiny_model(tmp_path / "gone.onnx", tiny_info(name="gone"))
    bare_window.start((), gone)
    dropped(bare_window, coloured_images)
    qtbot.waitUntil(lambda: len(shown(bare_window)) == 3, timeout=WAIT_MS)
    bare_window.close()
    gone.unlink()
    (path,) = unnamed_studies(settings.studies)
    again = another_window()
    again.start([path], write_tiny_model(tmp_path / "other.onnx", tiny_info(name="other")))
    qtbot.waitUntil(lambda: again.message.text != "" and len(shown(again)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    assert again.message.text.startswith("These rows are answers of the model gone, and another one is open.")
    assert not again.session.may_classify
    assert again.session.info is not None
    assert again.session.info.name == "gone"
    again.actions_.again.trigger()
    qtbot.waitUntil(lambda: again.session.may_classify and len(shown(again)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    again.close()
    with sqlite3.connect(path) as database:
        answered = database.execute("SELECT count(*) FROM results GROUP BY setup").fetchall()
    assert answered == [(3,), (3,)]


def test_rows_are_saved_with_their_own_models_classes_whatever_model_is_open(
    bare_window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path,
    settings: Settings, another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    gone = write_tiny_model(tmp_path / "gone.onnx", tiny_info(name="gone"))
    bare_window.start((), gone)
    dropped(bare_window, coloured_images)
    qtbot.waitUntil(lambda: len(shown(bare_window)) == 3, timeout=WAIT_MS)
    bare_window.side_dialogs.exports.save(tmp_path / "before.csv")
    qtbot.waitUntil(lambda: "saved to" in bare_window.message.text, timeout=WAIT_MS)
    bare_window.close()
    gone.unlink()
    (path,) = unnamed_studies(settings.studies)
    classes = tuple(ClassInfo(code, code, False) for code in ("one", "two", "three"))
    for number, model in enumerate((None, write_tiny_model(tmp_path / "o.onnx", tiny_info(classes=classes)))):
        again = another_window()
        again.start([path], model)
        qtbot.waitUntil(lambda window=again: len(shown(window)) == 3, timeout=WAIT_MS)
        wait_idle(qtbot, again)
        again.message.clear()
        target = tmp_path / f"after-{number}.csv"
        again.side_dialogs.exports.save(target)
        qtbot.waitUntil(lambda window=again: "saved to" in window.message.text, timeout=WAIT_MS)
        assert target.read_bytes() == (tmp_path / "before.csv").read_bytes()
        again.close()


def test_what_is_said_while_a_study_gets_its_name_is_in_it(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    keys = [result.key for result in window.page.model.results]
    copied, said = threading.Event(), threading.Event()
    read = study_opening.read_reviews

    def slowly(study: Study) -> dict[int, Review]:
        found = read(study)
        copied.set()
        said.wait(WAIT_MS / 1000)
        return found

    monkeypatch.setattr(study_opening, "read_reviews", slowly)
    window.session.save_study_as(tmp_path / "named.hamstudy")
    qtbot.waitUntil(copied.is_set, timeout=WAIT_MS)
    window.session.reviews.set_label(keys, "blue")
    said.set()
    wait_idle(qtbot, window)
    assert [window.session.reviews.of(key).label for key in keys] == ["blue"] * 3
    window.close()
    with Study.open(tmp_path / "named.hamstudy") as study:
        assert study.file.rows("SELECT label FROM reviews") == [("blue",)] * 3


def test_what_was_left_is_offered_at_the_next_start_and_one_click_away(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path,
    another_window: Callable[[], MainWindow],
) -> None:  # fmt: skip
    assert not window.empty.studies_title.isVisible()
    dropped(window, coloured_images)
    window.close()
    again = another_window()
    again.start()
    assert again.empty.studies_title.isVisible()
    (button,) = [b for b in again.empty.findChildren(QPushButton) if b.text().startswith("Unnamed study, 2")]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown(again)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, again)


def test_the_rows_of_a_study_that_is_left_are_let_go_a_portion_at_a_time(window: MainWindow) -> None:
    row = Row("", OK, "", "red", 0.9, (0.9, 0.1, 0.0), 0.9, "", None, (), 0.1, 60, 45)
    results = [Result(f"/data/{number}.jpg", row, number) for number in range(5000)]
    gone = [weakref.ref(result) for result in results]
    window.page.append(results)
    del results
    window.page.clear()
    assert window.page.model.rowCount() == 0
    left = [len(gone)]
    while left[-1] > 1:  # the one chosen last
        left.append(sum(one() is not None for one in gone))
        QApplication.processEvents()
        assert len(left) < 1000, "they are held"
    assert max(before - after for before, after in pairwise(left)) <= 2500
