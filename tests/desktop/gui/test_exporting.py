"""File > Export driven as a person does: choose what and which rows, name a place, read what was made."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.cli.run import run_once
from desktop.gui.export.dialog import ExportDialog, Scope
from desktop.gui.export_kinds import Kind
from desktop.gui.settings import Numbers, Settings
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from desktop.request import Request
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, press, running_threads
from tests.desktop.helpers import listing, one_colour

Export = Callable[..., ExportDialog]


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    """red, green and blue, one unfamiliar, one broken."""
    Image.new("RGB", (60, 45), (255, 255, 255)).save(coloured_images / "white.png")
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    dropped(window, coloured_images)
    return window


@pytest.fixture
def export(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Export:
    """Press Ctrl+E, click what is wanted, name the target, and wait for the message."""

    def ask(window: MainWindow, kind: Kind, target: Path, scope: Scope = Scope.ALL) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(target))

        def answer(dialog: ExportDialog) -> None:
            for button in (dialog.kinds[kind], dialog.scopes[scope]):
                assert button.isEnabled()
                button.setFocus()
                QTest.keyClick(button, Qt.Key.Key_Space)
            QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)

        window.message.clear()
        answer_dialog(ExportDialog, answer)
        press(window, Qt.Key.Key_E)
        qtbot.waitUntil(lambda: window.message.text != "" and not window.side_dialogs.exports.running, timeout=WAIT_MS)

    return ask


def test_the_plain_table_is_what_ham_classify_writes(
    filled: MainWindow, export: Export, coloured_images: Path, tiny_model: Path, tmp_path: Path
) -> None:
    export(filled, Kind.CSV, tmp_path / "mine.csv")
    assert filled.message.text == f"5 rows saved to {tmp_path / 'mine.csv'}."
    theirs = tmp_path / "theirs.csv"
    run_once(Request(sources=(str(coloured_images),), output=theirs, model=tiny_model, provider="cpu"))
    assert (tmp_path / "mine.csv").read_bytes() == (tmp_path / "theirs.csv").read_bytes()
    assert (tmp_path / "mine.run.json").is_file()


def test_only_the_selected_rows_are_exported_in_the_order_they_are_seen(
    filled: MainWindow, export: Export, tmp_path: Path
) -> None:
    filled.page.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    second = filled.page.view.visualRect(filled.page.model.index(1, 0)).center()
    QTest.mouseClick(filled.page.view.viewport(), Qt.MouseButton.LeftButton, pos=second)
    QTest.keyClick(filled.page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    seen = column(filled, 0)[1:3]
    export(filled, Kind.JSON_LINES, tmp_path / "some", Scope.SELECTED)
    lines = [json.loads(line) for line in (tmp_path / "some.jsonl").read_text("utf-8").splitlines()]
    assert [line["file"] for line in lines] == seen


def test_a_table_for_spreadsheets_follows_the_number_format(
    filled: MainWindow, export: Export, settings: Settings, tmp_path: Path
) -> None:
    settings.numbers = Numbers.COMMA
    export(filled, Kind.SPREADSHEET, tmp_path / "sheet.csv")
    text = (tmp_path / "sheet.csv").read_bytes().decode("utf-8")
    assert text.startswith("\ufefffile;diagnosis;probability;")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert len(rows) == 5
    assert all("," in row["probability"] for row in rows if row["status"] == "ok")


@pytest.mark.parametrize(("kind", "start"), [(Kind.HTML, b"<!doctype html>"), (Kind.PDF, b"%PDF-")])
def test_a_report_holds_pictures_and_heat_maps_of_the_rows_asked_for(
    filled: MainWindow, export: Export, tmp_path: Path, kind: Kind, start: bytes
) -> None:
    target = tmp_path / f"report{kind.value}"
    export(filled, kind, target)
    assert filled.message.text == f"Report of 5 images saved to {target}."
    content = target.read_bytes()
    assert content.startswith(start)
    # An image each, and a heat map but for the unfamiliar one; in the PDF with a scale, as pages have no gradients.
    pictures, scales = content.count(b"data:image/jpeg"), content.count(b"class=legend>")
    if kind is Kind.PDF:
        pictures, scales = content.count(b"/Subtype /Image") - 3, 1
    assert (pictures, scales) == (7, 1)
    assert {path.name for path in tmp_path.iterdir() if "report" in path.name} == {target.name}


def test_copies_go_into_folders_by_diagnosis_and_originals_stay(
    filled: MainWindow, export: Export, coloured_images: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in coloured_images.rglob("*") if path.is_file()}
    export(filled, Kind.COPIES, tmp_path / "sorted")
    assert "4 images copied" in filled.message.text
    assert "1 image without a diagnosis left out" in filled.message.text
    assert {name for name in listing(tmp_path / "sorted") if "." in name} == {
        "Red spot/red.png", "Green spot/green.png", "Blue spot/blue.jpg", "Unfamiliar/white.png"
    }  # fmt: skip
    assert {path: path.read_bytes() for path in before} == before


def test_a_persons_diagnosis_decides_the_folder(filled: MainWindow, export: Export, tmp_path: Path) -> None:
    filled.page.view.selectRow(column(filled, 0).index("green.png"))
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    export(filled, Kind.COPIES, tmp_path / "sorted")
    assert "Blue spot/green.png" in listing(tmp_path / "sorted")


def test_copies_anywhere_in_a_folder_that_was_dropped_are_refused(
    window: MainWindow, dropped: Callable[..., None], export: Export, tmp_path: Path
) -> None:
    one_colour(tmp_path / "photos" / "2024" / "a.png", (230, 20, 20))
    dropped(window, tmp_path / "photos")
    export(window, Kind.COPIES, tmp_path / "photos" / "sorted")
    assert "lies among the images" in window.message.text
    export(window, Kind.COPIES, tmp_path / "sorted")
    assert not window.message.is_problem


def test_copies_among_the_images_are_refused_in_words(
    filled: MainWindow, export: Export, coloured_images: Path
) -> None:
    export(filled, Kind.COPIES, coloured_images / "sorted")
    assert filled.message.is_problem
    assert "lies among the images" in filled.message.text
    assert not (coloured_images / "sorted").exists()


def test_a_place_that_cannot_be_written_is_one_message(filled: MainWindow, export: Export, tmp_path: Path) -> None:
    export(filled, Kind.PDF, tmp_path / "no such folder" / "report.pdf")
    assert filled.message.is_problem
    assert "cannot be written" in filled.message.text


def test_a_copying_that_is_stopped_keeps_what_was_copied(
    filled: MainWindow, monkeypatch: pytest.MonkeyPatch, export: Export, tmp_path: Path
) -> None:
    from desktop.gui.export import worker

    copy = worker.copy_images

    def stopping(images: object, folder: Path) -> object:
        for number, copied in enumerate(copy(images, folder)):  # type: ignore[arg-type]
            if number == 1:  # as if the button were clicked while the second image is copied
                filled.side_dialogs.exports.exporter.cancel()  # type: ignore[union-attr]
            yield copied

    monkeypatch.setattr(worker, "copy_images", stopping)
    export(filled, Kind.COPIES, tmp_path / "sorted")
    assert filled.message.text == "Stopped. What was copied stays."
    assert len([name for name in listing(tmp_path / "sorted") if "." in name]) == 2
    assert not filled.task.isVisible()


def test_nothing_can_be_exported_from_an_empty_window(window: MainWindow) -> None:
    assert not window.actions_.export.isEnabled()


def test_closing_in_the_middle_of_a_report_leaves_no_half_of_it(
    filled: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[int] = []
    predict = Network.predict
    exports = filled.side_dialogs.exports

    def until_stopped(self: Network, images: Any, **options: Any) -> Any:
        begun.append(len(images))
        for _ in range(2000):
            if exports.exporter is None or exports.exporter.progress.token.cancelled:
                break
            QTest.qSleep(5)
        return predict(self, images, **options)

    monkeypatch.setattr(Network, "predict", until_stopped)
    exports.begin(exports.job(Kind.PDF, tmp_path / "report.pdf", filled.page.model.results, by_person=False))
    qtbot.waitUntil(lambda: bool(begun), timeout=WAIT_MS)
    assert filled.task.isVisible()
    filled.close()
    assert not running_threads(filled)
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == []
