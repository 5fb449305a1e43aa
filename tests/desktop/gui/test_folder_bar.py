"""The folder warning in the window: a bar above the table, while the images as a whole are unlike the held-out ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.gui.export.pdf_pages import Pages
from desktop.gui.export_kinds import Kind
from desktop.gui.window import MainWindow
from desktop.results.wording import class_name
from desktop.study.browsing import read_setting
from tests.desktop.gui.conftest import WAIT_MS, drop, shown, urls, wait_idle
from tests.promising_model import images_at, promising_info
from tests.tiny_model import write_tiny_model


@pytest.fixture
def promising(bare_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The window with a model whose document tells of held-out images."""
    bare_window.start((), write_tiny_model(tmp_path / "promising.onnx", promising_info()))
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    return bare_window


@pytest.fixture
def on_paper(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a PDF report draws as warnings and headings, in order: its letters are shapes that cannot be read back."""
    drawn: list[str] = []
    for name in ("warning", "heading"):
        draw = getattr(Pages, name)

        def noted(self: Pages, text: str, draw: Callable[..., None] = draw, **how: Any) -> None:
            drawn.append(text)
            draw(self, text, **how)

        monkeypatch.setattr(Pages, name, noted)
    return drawn


def test_a_folder_from_elsewhere_is_warned_of_and_an_empty_window_is_not(
    promising: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bar = promising.page.folder
    assert drop(promising, urls([images_at(tmp_path / "far", 0.44, 0.6, 30)]))
    qtbot.waitUntil(lambda: bar.isVisible() and len(shown(promising)) == 30, timeout=WAIT_MS)
    wait_idle(qtbot, promising)
    qtbot.waitUntil(lambda: "its 30 images lie further from the training images than all" in bar.text, timeout=WAIT_MS)
    assert "The figures of the model card do not hold here" in bar.text
    promising.page.clear()
    assert not bar.isVisible()


def test_the_warning_stands_in_the_record_in_the_study_and_at_the_head_of_both_reports(
    promising: MainWindow, qtbot: QtBot, tmp_path: Path, on_paper: list[str]
) -> None:
    assert drop(promising, urls([images_at(tmp_path / "far", 0.44, 0.6, 30)]))
    qtbot.waitUntil(lambda: len(shown(promising)) == 30, timeout=WAIT_MS)
    wait_idle(qtbot, promising)
    qtbot.waitUntil(lambda: "its 30 images" in promising.page.folder.text, timeout=WAIT_MS)
    exports, results = promising.side_dialogs.exports, promising.page.model.results
    for kind in (Kind.CSV, Kind.HTML, Kind.PDF):  # of a few rows: what is told is told of the folder
        exports.begin(exports.job(kind, tmp_path / f"out{kind.value}", results[:2], by_person=False))
        qtbot.waitUntil(lambda: not exports.running, timeout=WAIT_MS)
    record = json.loads((tmp_path / "out.run.json").read_text("utf-8"))["shift"]
    assert (record["n"], record["shifted"]) == (30, True)
    page = (tmp_path / "out.html").read_text("utf-8")
    warning = "this folder, as a whole, is not like the images that the model"
    assert 0 < page.index("class='folder warning'") < page.index(warning) < page.index("class=tiles")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert any(warning in line for line in on_paper[: on_paper.index("Diagnoses named")])
    assert promising.session.study is not None
    promising.session.reviews.detach()  # what is to be written is written
    kept = read_setting(promising.session.study, "shift")
    assert json.loads(kept or "{}") == record


def test_images_like_the_held_out_ones_take_the_warning_back(
    promising: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bar = promising.page.folder
    assert drop(promising, urls([images_at(tmp_path / "far", 0.44, 0.6, 20)]))
    qtbot.waitUntil(bar.isVisible, timeout=WAIT_MS)
    wait_idle(qtbot, promising)
    assert drop(promising, urls([images_at(tmp_path / "like", 0.2, 0.4, 300)]))
    qtbot.waitUntil(lambda: len(shown(promising)) == 320 and not bar.isVisible(), timeout=WAIT_MS)


def test_a_model_that_cannot_tell_says_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert drop(window, urls([images_at(tmp_path / "far", 0.44, 0.6, 25)]))
    qtbot.waitUntil(lambda: len(shown(window)) == 25, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    assert not window.page.folder.isVisible()


def test_what_else_an_image_may_be_stands_beside_its_answer(
    promising: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert drop(promising, urls([images_at(tmp_path / "like", 0.2, 0.4, 3)]))
    qtbot.waitUntil(lambda: len(shown(promising)) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, promising)
    promising.page.view.setFocus()
    qtbot.keyClick(promising.page.view, Qt.Key.Key_Home)
    detail = promising.page.detail
    qtbot.waitUntil(lambda: detail.explained is not None, timeout=WAIT_MS)
    assert detail.explained is not None
    names = [class_name(code, promising_info()) for code in detail.explained[0].row.possible]
    assert names
    assert f"Possible: {', '.join(names)}." in detail.facts.text()
