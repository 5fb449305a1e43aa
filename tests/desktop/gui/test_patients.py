"""Patients told by folder, by a table or by a pattern on the name: a column to sort by, and those of one alone."""

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
from desktop.gui.shell.lesions_dialog import LesionsDialog
from desktop.gui.table.columns import Column
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, wait_idle


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path) -> MainWindow:
    """P10/a.jpg, P10/b.png, P9/a.png and alone.jpg."""
    folder = tmp_path / "clinic"
    for place, source in (("P10/a.jpg", "deeper/blue.jpg"), ("P10/b.png", "green.png"), ("P9/a.png", "red.png")):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(coloured_images / source, folder / place)
    shutil.copy(coloured_images / "deeper/blue.jpg", folder / "alone.jpg")
    dropped(window, folder)
    return window


def patients(window: MainWindow) -> dict[str, str]:
    told = zip(column(window, Column.FILE), column(window, Column.PATIENT), strict=True)
    return {file: patient for file, patient in told if patient}


def tell(window: MainWindow, choose: Callable[[LesionsDialog], None]) -> None:
    def answer(dialog: LesionsDialog) -> None:
        choose(dialog)
        QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)

    answer_dialog(LesionsDialog, answer)
    window.actions_.patients_from_names.trigger()


def by_folder(dialog: LesionsDialog) -> None:
    dialog.folder.setFocus()
    QTest.keyClick(dialog.folder, Qt.Key.Key_Space)


BY_FOLDER = {"P10/a.jpg": "P10", "P10/b.png": "P10", "P9/a.png": "P9"}


def test_folders_are_patients_and_undo_takes_it_back(filled: MainWindow) -> None:
    assert filled.page.view.isColumnHidden(Column.PATIENT)
    tell(filled, by_folder)
    assert patients(filled) == BY_FOLDER
    assert not filled.page.view.isColumnHidden(Column.PATIENT)
    filled.actions_.undo.trigger()
    assert patients(filled) == {}


def test_a_table_tells_the_patients(filled: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "patients.csv"
    table.write_text("image_id,patient_id\nP10/a.jpg,Q\nalone.jpg,Q\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    tell(filled, lambda dialog: QTest.mouseClick(dialog.choose, Qt.MouseButton.LeftButton))
    assert patients(filled) == {"P10/a.jpg": "Q", "alone.jpg": "Q"}


def test_a_pattern_tells_the_patients_by_its_group(filled: MainWindow) -> None:
    def write(dialog: LesionsDialog) -> None:
        dialog.text.selectAll()
        QTest.keyClicks(dialog.text, "P(?P<patient>[0-9]+)/")

    tell(filled, write)
    assert patients(filled) == {"P10/a.jpg": "10", "P10/b.png": "10", "P9/a.png": "9"}


def test_sorting_puts_patients_together_by_their_numbers_and_a_key_shows_those_of_one(filled: MainWindow) -> None:
    tell(filled, by_folder)
    filled.page.view.sortByColumn(Column.PATIENT, Qt.SortOrder.AscendingOrder)
    assert column(filled, Column.PATIENT) == ["P9", "P10", "P10", ""]
    filled.page.view.selectRow(1)
    assert filled.actions_.same_patient.isEnabled()
    filled.actions_.same_patient.trigger()
    assert column(filled, Column.FILE) == ["P10/a.jpg", "P10/b.png"]
    filled.actions_.search.clear()
    filled.page.view.selectRow(3)
    assert not filled.actions_.same_patient.isEnabled()


def test_patients_come_back_with_the_study_and_stand_in_exported_tables(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    tell(filled, by_folder)
    exports = filled.side_dialogs.exports
    exports.begin(exports.job(Kind.CSV, tmp_path / "out.csv", filled.page.model.results, by_person=False))
    qtbot.waitUntil(lambda: not exports.running, timeout=WAIT_MS)
    head, *lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    place = head.split(",").index("patient")
    assert sorted(line.split(",")[place] for line in lines) == ["", "P10", "P10", "P9"]
    filled.session.save_study_as(tmp_path / "mine.hamstudy")
    qtbot.waitUntil(lambda: filled.session.open_studies.named and not filled.session.busy, timeout=WAIT_MS)
    filled.session.close_study()
    qtbot.waitUntil(lambda: filled.session.study is None, timeout=WAIT_MS)
    assert not filled.page.model.tells_patients
    filled.session.open_study(tmp_path / "mine.hamstudy")
    wait_idle(qtbot, filled)
    assert patients(filled) == BY_FOLDER
