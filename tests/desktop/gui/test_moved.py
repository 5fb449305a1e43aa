"""Images or a study that moved: it is said, they are found again, reviews stay theirs, and nothing is there twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.gui.export_kinds import Kind
from desktop.gui.results.model import Column
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, drop, press, urls, wait_idle
from tests.desktop.gui.test_acts import click, labels
from tests.desktop.helpers import one_colour

FILES = ["deeper/blue.jpg", "green.png", "red.png"]


@pytest.fixture
def clinic(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> Path:
    """A folder with images and a study of them, green.png labelled, which was put away."""
    folder = tmp_path / "clinic"
    shutil.copytree(coloured_images, folder / "images")
    dropped(window, folder / "images")
    window.page.view.setFocus()
    click(window, "green.png")
    QTest.keyClick(window.page.view, Qt.Key.Key_1)
    window.session.save_study_as(folder / "mine.hamstudy")
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: "Find" not in window.message.text, timeout=WAIT_MS)
    qtbot.wait(100)
    window.actions_.new_study.trigger()
    wait_idle(qtbot, window)
    return folder


def open_study(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.studies.open(path)
    qtbot.waitUntil(lambda: len(window.page.model.results) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)


def test_images_that_moved_are_told_and_found_by_name_and_size(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clinic / "images").rename(tmp_path / "archive")
    open_study(window, qtbot, clinic / "mine.hamstudy")
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    assert "3 of 3 images are not where they were" in window.message.text
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "archive"))
    QTest.mouseClick(window.message.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "3 images were found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == FILES
    assert labels(window) == {"green.png": "red"}
    assert all(Path(result.path).exists() for result in window.page.model.results)


def test_images_that_were_renamed_are_found_by_what_they_hold_and_another_image_of_their_name_is_not_taken(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    (clinic / "images").rename(archive)
    (archive / "green.png").rename(archive / "IMG_0001.png")
    other = bytearray((archive / "red.png").read_bytes())
    (archive / "red.png").rename(archive / "elsewhere.png")
    other[len(other) // 2] ^= 1  # as large, under the old name, and not that image
    (archive / "red.png").write_bytes(other)
    open_study(window, qtbot, clinic / "mine.hamstudy")
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(archive))
    QTest.mouseClick(window.message.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "3 images were found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert sorted(column(window, Column.FILE)) == ["IMG_0001.png", "deeper/blue.jpg", "elsewhere.png"]
    assert labels(window) == {"IMG_0001.png": "red"}


@pytest.mark.parametrize("gone", [["first"], ["second"], ["first", "second"]])
def test_of_two_folders_that_were_dropped_each_keeps_the_names_of_its_images_wherever_it_moved(
    window: MainWindow,
    qtbot: QtBot,
    dropped: Callable[..., None],
    coloured_images: Path,
    tmp_path: Path,
    gone: list[str],
) -> None:
    first, second = tmp_path / "clinic" / "first", tmp_path / "clinic" / "second"
    for folder, name in ((first, "red.png"), (second, "green.png")):
        folder.mkdir(parents=True)
        shutil.copy(coloured_images / name, folder)
        dropped(window, folder)
    assert column(window, Column.FILE) == ["first/red.png", "second/green.png"]
    archive = tmp_path / "archive"
    now = {folder: folder for folder in (first, second)}
    for folder in (first, second):
        if folder.name in gone:
            now[folder] = archive / f"of {folder.name}" / folder.name
            now[folder].parent.mkdir(parents=True)
            folder.rename(now[folder])
    window.side_dialogs.moved.search(archive)
    qtbot.waitUntil(lambda: "found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == ["first/red.png", "second/green.png"]
    assert [Path(path) for path in window.session.sources] == list(now.values())
    shutil.copy(coloured_images / "deeper" / "blue.jpg", now[first])  # found there, and called like the others there
    window.session.go_on_again()
    wait_idle(qtbot, window)
    window.session.save_study_as(tmp_path / "kept.hamstudy")
    wait_idle(qtbot, window)
    window.actions_.new_study.trigger()
    wait_idle(qtbot, window)
    open_study(window, qtbot, tmp_path / "kept.hamstudy")
    assert sorted(column(window, Column.FILE)) == ["first/blue.jpg", "first/red.png", "second/green.png"]


def test_where_a_folder_moved_and_another_came_to_its_place_their_images_have_two_names(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "clinic" / "first", tmp_path / "clinic" / "second"
    for folder, name in ((first, "red.png"), (second, "green.png")):
        folder.mkdir(parents=True)
        shutil.copy(coloured_images / name, folder)
        dropped(window, folder)
    first.rename(tmp_path / "archive")
    window.side_dialogs.moved.search(tmp_path / "archive")
    qtbot.waitUntil(lambda: "found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == ["first/red.png", "second/green.png"]
    one_colour(first / "red.png", (250, 0, 0))
    dropped(window, first)
    names = column(window, Column.FILE)
    assert len(names) == len(set(names)) == 3


def test_images_of_two_folders_that_lie_in_one_now_are_called_by_neither_of_the_two(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for folder, name in (("first", "red.png"), ("second", "green.png"), ("third", "deeper/blue.jpg")):
        (tmp_path / "clinic" / folder).mkdir(parents=True)
        shutil.copy(coloured_images / name, tmp_path / "clinic" / folder)
        dropped(window, tmp_path / "clinic" / folder)
    for image in ("first/red.png", "second/green.png"):
        (tmp_path / "clinic" / image).rename(archive / Path(image).name)
        (tmp_path / "clinic" / image).parent.rmdir()
    window.side_dialogs.moved.search(archive)
    qtbot.waitUntil(lambda: "found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == ["archive/red.png", "archive/green.png", "clinic/third/blue.jpg"]


def test_images_that_stay_where_they_were_keep_their_names_when_others_of_their_folder_moved(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    (clinic / "images" / "deeper").rename(tmp_path / "archive" / "deeper")
    open_study(window, qtbot, clinic / "mine.hamstudy")
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    window.side_dialogs.moved.search(tmp_path / "archive")
    qtbot.waitUntil(lambda: "1 image was found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert {"green.png", "red.png"} < set(column(window, Column.FILE))


def test_a_study_that_moved_with_its_images_finds_them_by_itself(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    clinic.rename(tmp_path / "elsewhere")
    open_study(window, qtbot, tmp_path / "elsewhere" / "mine.hamstudy")
    qtbot.waitUntil(lambda: "found beside the study" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert column(window, Column.FILE) == FILES
    assert labels(window) == {"green.png": "red"}
    assert all(Path(result.path).exists() for result in window.page.model.results)


def test_images_that_are_dropped_at_their_new_place_are_not_there_twice(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (clinic / "images").rename(tmp_path / "archive")
    open_study(window, qtbot, clinic / "mine.hamstudy")
    assert drop(window, urls([tmp_path / "archive"]))
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: all(Path(r.path).exists() for r in window.page.model.results), timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert len(window.page.model.results) == 3
    assert labels(window) == {"green.png": "red"}


def test_a_search_that_is_asked_for_during_a_run_is_made_when_it_has_ended(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clinic / "images").rename(tmp_path / "archive")
    open_study(window, qtbot, clinic / "mine.hamstudy")
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    window.message.clear()
    more = tmp_path / "more"
    for number in range(12):
        one_colour(more / f"{number}.png", (90, 10 * number, 90))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "archive"))
    assert drop(window, urls([more]))
    assert window.session.busy
    window.actions_.find_moved.trigger()
    assert "when the run has ended" in window.message.text
    qtbot.waitUntil(lambda: "3 images were found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert len(window.page.model.results) == 15
    assert all(Path(result.path).exists() for result in window.page.model.results)


def test_a_report_of_images_that_were_found_has_their_pictures_names_and_reviews(
    clinic: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (clinic / "images").rename(tmp_path / "archive")
    open_study(window, qtbot, clinic / "mine.hamstudy")
    qtbot.waitUntil(lambda: window.message.is_problem, timeout=WAIT_MS)
    window.side_dialogs.moved.search(tmp_path / "archive")
    qtbot.waitUntil(lambda: "3 images were found in" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    press(window, Qt.Key.Key_Z)  # nothing of this window: what was said before the study was opened stays
    assert labels(window) == {"green.png": "red"}
    target, exports = tmp_path / "report.html", window.side_dialogs.exports
    exports.begin(exports.job(Kind.HTML, target, window.page.model.results, by_person=False))
    qtbot.waitUntil(lambda: "saved to" in window.message.text and not exports.running, timeout=WAIT_MS)
    page = target.read_text(encoding="utf-8")
    assert page.count("data:image/jpeg") == 6
    assert [name for name in FILES if f"<bdi>{name}</bdi>" in page] == FILES
    assert page.count("Review:") == 1
