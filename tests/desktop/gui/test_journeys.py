"""Six things that people do with the window, from the first key to the last, and what each costs in keys and clicks.

`pytest -s` prints the costs. A letter of a note counts as a key; a file named in the system's dialog as one act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.export.dialog import ExportDialog
from desktop.gui.export_kinds import Kind
from desktop.gui.results.model import Column
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, drop, press, urls, wait_idle
from tests.desktop.gui.test_acts import labels, notes

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
IMAGES = 30


@dataclass
class Hand:
    """One person's: `keys` and `clicks` so far, things named in dialogs or dropped among the clicks."""

    window: MainWindow
    keys: int = 0
    clicks: int = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, to: QWidget | None = None) -> None:
        self.keys += 1
        if modifier == NONE:
            QTest.keyClick(to or QApplication.focusWidget() or self.window, key)
        else:
            press(to or self.window, key, modifier)

    def write(self, text: str) -> None:
        self.keys += len(text)
        QTest.keyClicks(QApplication.focusWidget(), text)

    def click(self, widget: QWidget, place: QPoint | None = None, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifier, place or widget.rect().center())

    def click_row(self, row: int, modifier: Qt.KeyboardModifier = NONE) -> None:
        view = self.window.page.view
        view.scrollTo(view.model().index(row, 0))
        self.click(view.viewport(), view.visualRect(view.model().index(row, Column.DIAGNOSIS)).center(), modifier)

    def click_title(self, section: int) -> None:
        header = self.window.page.view.horizontalHeader()
        self.click(header.viewport(), QPoint(header.sectionViewportPosition(section) + 12, header.height() // 2))

    @property
    def cost(self) -> tuple[int, int]:
        return self.keys, self.clicks


@pytest.fixture
def hand(
    window: MainWindow, dropped: Callable[..., None], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Hand]:
    """A window over thirty images, which are the redder the later."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    for number in range(IMAGES):
        Image.new("RGB", (40, 30), (90 + 5 * number, 120, 110)).save(folder / f"{number:02d}.png")
    dropped(window, folder)
    window.resize(1280, 820)
    window.page.view.setFocus()
    hand = Hand(window)
    yield hand
    print(f"\n{request.node.name}: {hand.keys} keys, {hand.clicks} clicks")


def test_the_five_most_suspicious_are_seen(hand: Hand, qtbot: QtBot) -> None:
    detail = hand.window.page.detail
    hand.click_title(Column.MALIGNANT)
    hand.key(Qt.Key.Key_Home, to=hand.window.page.view)
    seen = []
    for step in range(5):
        if step:
            hand.key(Qt.Key.Key_Down, to=hand.window.page.view)
        qtbot.waitUntil(lambda: detail.image.has_image, timeout=WAIT_MS)
        seen.append(hand.window.page.selected[0].row.file)
    assert seen == ["29.png", "28.png", "27.png", "26.png", "25.png"]
    assert hand.cost == (5, 1)


def test_thirty_are_reviewed_with_two_notes_and_a_mistake_undone(hand: Hand) -> None:
    window = hand.window
    hand.key(Qt.Key.Key_Home)
    for number in range(IMAGES):
        hand.key(Qt.Key.Key_1)
        if number == 7:
            hand.key(Qt.Key.Key_Z, CONTROL)
            hand.key(Qt.Key.Key_2)
        if number in (3, 11):
            hand.key(Qt.Key.Key_N)
            hand.write("arm")
        hand.key(Qt.Key.Key_Return)
    said = labels(window)
    assert len(said) == IMAGES
    assert said["07.png"] == "green"
    assert {label for file, label in said.items() if file != "07.png"} == {"red"}
    assert notes(window) == {"03.png": "arm", "11.png": "arm"}
    of = window.session.reviews.of
    assert all(of(result.key).reviewed for result in window.page.model.results)
    assert hand.cost == (1 + 2 * IMAGES + 2 * 4 + 2, 0)


def test_answers_are_compared_with_known_labels(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    window = hand.window
    known = tmp_path / "known.csv"
    known.write_text(
        "image_id,dx\n" + "".join(f"{n:02d},{'red' if n > 4 else 'blue'}\n" for n in range(IMAGES)), "utf-8"
    )
    hand.clicks += 1
    assert drop(window, urls([known]))
    qtbot.waitUntil(lambda: "a diagnosis for 30 of 30" in window.message.text, timeout=WAIT_MS)
    hand.key(Qt.Key.Key_J, CONTROL)
    page = window.side_dialogs.agreement
    qtbot.waitUntil(lambda: "30 images" in page.text.toPlainText(), timeout=WAIT_MS)
    assert "known" in page.against.currentText().lower()
    assert hand.cost == (1, 1)


def test_two_images_of_a_lesion_are_compared(hand: Hand, qtbot: QtBot) -> None:
    hand.click_row(4)
    hand.click_row(9, CONTROL)
    hand.key(Qt.Key.Key_G, CONTROL)
    hand.key(Qt.Key.Key_C, to=hand.window.page.view)
    stage = hand.window.side_dialogs.comparing.stage
    assert stage is not None
    qtbot.waitUntil(lambda: sum(pane.isVisible() for pane in stage.panes) == 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: all(pane.image.has_image for pane in stage.panes if pane.isVisible()), timeout=WAIT_MS)
    assert hand.cost == (2, 2)
    QTest.keyClick(stage, Qt.Key.Key_Escape)


def test_a_folder_that_moved_is_found_and_the_work_goes_on(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    hand.window.page.view.selectRow(0)
    QTest.keyClick(window.page.view, Qt.Key.Key_1)
    window.actions_.new_study.trigger()
    wait_idle(qtbot, window)
    (tmp_path / "clinic").rename(tmp_path / "archive")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "archive"))
    hand.click(window.empty.offered[0])
    qtbot.waitUntil(lambda: "not where they were" in window.message.text, timeout=WAIT_MS)
    hand.click(window.message.undo_button)
    hand.clicks += 1  # the folder, in the system's dialog
    qtbot.waitUntil(lambda: "30 images were found" in window.message.text, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert len(column(window, Column.FILE)) == IMAGES
    assert labels(window) == {"00.png": "red"}
    assert hand.cost == (0, 3)


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.PDF])
def test_a_report_has_the_review(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    window, target = hand.window, tmp_path / f"report{kind.value}"
    window.page.view.selectRow(0)
    QTest.keyClick(window.page.view, Qt.Key.Key_3)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))

    def choose(dialog: ExportDialog) -> None:
        button = dialog.kinds[kind]
        hand.click(button, QPoint(12, button.height() // 2))
        hand.click(dialog.go_on)

    answer_dialog(ExportDialog, choose)
    hand.key(Qt.Key.Key_E, CONTROL)
    hand.clicks += 1  # the name, in the system's dialog
    qtbot.waitUntil(lambda: "saved to" in window.message.text, timeout=WAIT_MS)
    assert target.stat().st_size > 10_000
    if kind is Kind.HTML:
        page = target.read_text(encoding="utf-8")
        assert "Blue spot" in page
        assert page.count("Review:") == 1
    assert hand.cost == (1, 3)
