"""Reports from the window have the whole review of an image, however long its note is and wherever the image stands."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.export import report_pdf
from desktop.gui.export_kinds import Kind
from desktop.gui.window import MainWindow
from desktop.outputs.report import report as report_html
from tests.desktop.gui.conftest import WAIT_MS, press
from tests.desktop.gui.test_acts import CTRL, click

LONG = " ".join(f"word{number}" for number in range(220))
"""A note as long as the field takes."""


def words_of(report: Path) -> str:
    """Everything that is written in it, with single blanks."""
    if report.suffix == ".pdf":
        text = " ".join(page.extract_text() for page in PdfReader(report).pages)
    else:
        text = re.sub("<[^>]*>", " ", report.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))  # fi is one letter in some fonts


@pytest.fixture
def reviewed(filled: MainWindow, dropped: Callable[..., None], tmp_path: Path) -> MainWindow:
    """red.png with all that can be said, green.png not assessable, and a broken file with a note."""
    (tmp_path / "images" / "broken.jpg").write_bytes(b"no image")
    dropped(filled, tmp_path / "images")
    reviews = filled.session.reviews
    click(filled, "red.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_3)
    QTest.keyClick(filled.page.view, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(filled.page.view, Qt.Key.Key_R)
    reviews.set_note([filled.page.selected[0].key], LONG[:2000])
    click(filled, "reddish.png", CTRL)
    press(filled, Qt.Key.Key_G)
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_X)
    click(filled, "deeper/blue.jpg")
    QTest.keyClick(filled.page.view, Qt.Key.Key_L)
    click(filled, "broken.jpg")
    reviews.set_note([filled.page.selected[0].key], "photograph anew")
    return filled


@pytest.mark.parametrize("pictures", [300, 1])
@pytest.mark.parametrize("kind", [Kind.HTML, Kind.PDF])
def test_a_report_has_all_that_was_said_with_and_without_pictures(
    reviewed: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, pictures: int
) -> None:
    for module in (report_pdf, report_html):
        monkeypatch.setattr(module, "PICTURES", pictures)
    target = tmp_path / f"report{kind.value}"
    exports = reviewed.side_dialogs.exports
    exports.begin(exports.job(kind, target, reviewed.page.model.results, by_person=False))
    qtbot.waitUntil(lambda: "saved to" in reviewed.message.text and not exports.running, timeout=WAIT_MS)
    words = words_of(target)
    for part in ("Blue spot (confidence 4); reviewed; lesion Lesion 1;", "Not assessable", "No lesion"):
        assert part in words
    assert "photograph anew" in words
    for number in range(0, 220, 9):
        assert f"word{number} " in words


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.SPREADSHEET, Kind.JSON_LINES])
def test_every_table_has_answers_outside_the_list_and_how_sure_a_person_is(
    reviewed: MainWindow, qtbot: QtBot, tmp_path: Path, kind: Kind
) -> None:
    target = tmp_path / f"table{kind.value}"
    exports = reviewed.side_dialogs.exports
    exports.begin(exports.job(kind, target, reviewed.page.model.results, by_person=False))
    qtbot.waitUntil(lambda: "saved to" in reviewed.message.text and not exports.running, timeout=WAIT_MS)
    text = target.read_text(encoding="utf-8-sig")
    if kind is Kind.JSON_LINES:
        rows = [json.loads(line) for line in text.splitlines()]
    else:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    said = {row["file"]: (row["review_diagnosis"], str(row["review_confidence"] or "")) for row in rows}
    assert said["green.png"] == ("not-assessable", "")
    assert said["deeper/blue.jpg"] == ("no-lesion", "")
    assert said["red.png"] == ("blue", "4")
    assert {row["file"]: row["review_note"] for row in rows}["broken.jpg"] == "photograph anew"
    assert {row["file"]: row["review_note"] for row in rows}["red.png"] == LONG[:2000]
