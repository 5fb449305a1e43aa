"""Saving: the same bytes as ham-classify writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.cli.run import run_once
from desktop.gui.results.model import Column
from desktop.gui.window import MainWindow
from desktop.request import Request
from tests.desktop.gui.conftest import WAIT_MS

Dropped = Callable[..., None]


def _classified(paths: list[Path], model: Path, output: Path) -> Path:
    run_once(Request(sources=tuple(map(str, paths)), output=output, model=model, provider="cpu"))
    return output


@pytest.fixture
def save(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Callable[[MainWindow, Path], None]:
    """Press Ctrl+S and give that name in the file dialog."""

    def press(window: MainWindow, target: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "Table (*.csv)"))
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: window.message.text != "", timeout=WAIT_MS)

    return press


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl"])
def test_the_file_is_byte_for_byte_what_ham_classify_writes(
    window: MainWindow, dropped: Dropped, coloured_images: Path, tiny_model: Path, tmp_path: Path, name: str,
    save: Callable[..., None],
) -> None:  # fmt: skip
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    Image.new("RGB", (60, 45), (255, 255, 255)).save(coloured_images / "white.png")
    dropped(window, coloured_images)
    window.page.view.sortByColumn(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    window.actions_.search.setText("red")
    save(window, tmp_path / name)
    assert f"5 rows saved to {tmp_path / name}" in window.message.text
    expected = _classified([coloured_images], tiny_model, tmp_path / f"expected-{name}")
    assert (tmp_path / name).read_bytes() == expected.read_bytes()


def test_after_two_drops_it_is_what_ham_classify_writes_for_both(
    window: MainWindow, dropped: Dropped, coloured_images: Path, tiny_model: Path, tmp_path: Path,
    save: Callable[..., None],
) -> None:  # fmt: skip
    dropped(window, coloured_images / "red.png")
    dropped(window, coloured_images / "deeper")
    save(window, tmp_path / "both.csv")
    paths = [coloured_images / "red.png", coloured_images / "deeper"]
    expected = _classified(paths, tiny_model, tmp_path / "expected.csv")
    assert (tmp_path / "both.csv").read_bytes() == expected.read_bytes()


def test_the_record_beside_it_says_the_same_as_that_of_ham_classify(
    window: MainWindow, dropped: Dropped, coloured_images: Path, tiny_model: Path, tmp_path: Path,
    save: Callable[..., None],
) -> None:  # fmt: skip
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    dropped(window, coloured_images)
    save(window, tmp_path / "mine.csv")
    _classified([coloured_images], tiny_model, tmp_path / "theirs.csv")
    mine, theirs = (json.loads((tmp_path / f"{who}.run.json").read_text("utf-8")) for who in ("mine", "theirs"))
    for record in (mine, theirs):
        del record["started"], record["seconds"]
    assert mine == theirs
    assert mine["counts"] == {"classified": 3, "failed": 1}


def test_a_place_that_cannot_be_written_is_one_message_and_nothing_is_lost(
    window: MainWindow, dropped: Dropped, coloured_images: Path, tmp_path: Path, save: Callable[..., None]
) -> None:
    dropped(window, coloured_images)
    save(window, tmp_path / "no such folder" / "results.csv")
    assert window.message.is_problem
    assert "cannot be written" in window.message.text
    assert len(window.page.model.results) == 3
    assert window.actions_.save.isEnabled()


def test_a_name_without_ending_becomes_a_csv(
    window: MainWindow, dropped: Dropped, coloured_images: Path, tmp_path: Path, save: Callable[..., None]
) -> None:
    dropped(window, coloured_images)
    save(window, tmp_path / "results")
    assert (tmp_path / "results.csv").read_text("utf-8").startswith("file,diagnosis,probability,red,green,blue,")
