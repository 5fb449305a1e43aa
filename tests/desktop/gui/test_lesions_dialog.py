"""Lesions named for many images at once: by folder, by a table, by a pattern; one act that undo takes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QRadioButton

from desktop.gui.shell.lesions_dialog import LesionsDialog
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import answer_dialog, press


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path) -> MainWindow:
    """L1/L1_a.jpg, L1/L1_b.png, L2/L2_a.png and alone.jpg."""
    folder = tmp_path / "clinic"
    for place, source in (("L1/L1_a.jpg", "deeper/blue.jpg"), ("L1/L1_b.png", "green.png"), ("L2/L2_a.png", "red.png")):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(coloured_images / source, folder / place)
    shutil.copy(coloured_images / "deeper/blue.jpg", folder / "alone.jpg")
    dropped(window, folder)
    window.page.view.setFocus()
    return window


def lesions(window: MainWindow) -> dict[str, str]:
    of = window.session.reviews.of
    return {r.row.file: of(r.key).lesion for r in window.page.model.results if of(r.key).lesion}


def check(button: QRadioButton) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def name_lesions(window: MainWindow, choose: Callable[[LesionsDialog], None]) -> list[str]:
    """Open the dialog, choose, look at what it says, and go on; what it said."""
    said: list[str] = []

    def answer(dialog: LesionsDialog) -> None:
        choose(dialog)
        said.append(dialog.said.text())
        QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
        if dialog.isVisible():
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    answer_dialog(LesionsDialog, answer)
    window.actions_.lesions_from_names.trigger()
    return said


BY_FOLDER = {"L1/L1_a.jpg": "L1", "L1/L1_b.png": "L1", "L2/L2_a.png": "L2"}


def test_folders_are_lesions_in_one_act_that_undo_takes_back(filled: MainWindow) -> None:
    (said,) = name_lesions(filled, lambda dialog: check(dialog.folder))
    assert said == ("3 images of 2 lesions, 1 of them with several images; the largest is L1 with 2. 1 stays as it is.")
    assert lesions(filled) == BY_FOLDER
    QTest.qWait(50)
    press(filled, Qt.Key.Key_Z)
    assert lesions(filled) == {}


def test_a_table_names_the_lesions(filled: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "lesions.csv"
    table.write_text("image_id,lesion_id\nL1_a,left arm\nalone.jpg,left arm\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    name_lesions(filled, lambda dialog: QTest.mouseClick(dialog.choose, Qt.MouseButton.LeftButton))
    assert lesions(filled) == {"L1/L1_a.jpg": "left arm", "alone.jpg": "left arm"}


def test_a_pattern_names_the_lesions_and_a_broken_one_is_said_and_does_nothing(filled: MainWindow) -> None:
    def write(dialog: LesionsDialog, text: str) -> None:
        dialog.text.selectAll()
        QTest.keyClicks(dialog.text, text)

    (said,) = name_lesions(filled, lambda dialog: write(dialog, "(L"))
    assert "no regular expression" in said
    assert lesions(filled) == {}
    name_lesions(filled, lambda dialog: write(dialog, "(L[0-9])_"))
    assert lesions(filled) == BY_FOLDER
