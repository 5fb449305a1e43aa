"""Known diagnoses in the window, the agreement against them, and models and thresholds that change under a study."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.contract import ClassInfo
from desktop.gui import dialogs
from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.settings import Settings
from desktop.gui.widgets.message_bar import sentence
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, drop, press, urls, wait_idle
from tests.desktop.gui.test_acts import click
from tests.tiny_model import tiny_info, write_tiny_model

LABELS = """image_id,dx,lesion_id,patient_id,age,localization
red,red,L1,P7,45,back
green,Blue spot,L2,P8,60,arm
blue,blue,L2,P8,60,arm
elsewhere,red,L9,P9,,
"""


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    dropped(window, coloured_images)
    return window


@pytest.fixture
def known(filled: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    path = tmp_path / "truth.csv"
    path.write_text(LABELS, encoding="utf-8")
    assert drop(filled, urls([path]))
    qtbot.waitUntil(lambda: filled.page.model.has_known, timeout=WAIT_MS)
    return filled


def test_a_table_that_is_dropped_is_known_diagnoses_and_no_failed_image(known: MainWindow) -> None:
    assert column(known, Column.FILE) == ["deeper/blue.jpg", "green.png", "red.png"]
    assert known.message.text == "truth.csv has a diagnosis for 3 of 3 images."
    assert column(known, Column.TRUTH) == ["Blue spot", "Blue spot", "Red spot"]
    assert column(known, Column.RIGHT) == ["✓", "✗ wrong", "✓"]
    assert column(known, Column.PATIENT) == ["P8", "P8", "P7"]
    assert column(known, Column.AGE) == ["60", "60", "45"]
    assert column(known, Column.SITE) == ["arm", "arm", "back"]
    assert column(known, Column.LESION) == ["L2", "L2", "L1"]
    assert not known.page.view.isColumnHidden(Column.TRUTH)
    wrong = known.page.filters.buttons[Filter.WRONG]
    assert wrong.isVisible()
    QTest.mouseClick(wrong, Qt.MouseButton.LeftButton)
    assert column(known, Column.FILE) == ["green.png"]


def test_a_table_that_says_nothing_of_the_images_is_one_message(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "other.csv"
    path.write_text("image_id,dx\nsomebody,red\n", encoding="utf-8")
    assert drop(filled, urls([path]))
    qtbot.waitUntil(lambda: filled.message.is_problem, timeout=WAIT_MS)
    assert "speaks of none of these images: it calls them by names such as 'somebody'" in filled.message.text
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert drop(filled, urls([path]))
    qtbot.waitUntil(lambda: "no column with the images' names" in filled.message.text, timeout=WAIT_MS)


def test_known_diagnoses_are_there_when_the_study_is_opened_again(known: MainWindow, qtbot: QtBot) -> None:
    assert known.session.study is not None
    path = known.session.study.path
    known.actions_.new_study.trigger()
    wait_idle(qtbot, known)
    assert not known.page.model.has_known
    known.studies.open(path)
    qtbot.waitUntil(lambda: known.page.model.has_known, timeout=WAIT_MS)
    assert column(known, Column.RIGHT) == ["✓", "✗ wrong", "✓"]


def test_the_agreement_is_counted_against_them_copied_as_cells_and_saved(
    known: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(known, Qt.Key.Key_J)
    page = known.side_dialogs.agreement
    qtbot.waitUntil(lambda: "3 images with a known diagnosis of 2 lesions" in page.text.toPlainText(), timeout=WAIT_MS)
    QTest.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == ["figure", "value", "95 % from", "95 % to", "images"]
    assert lines[1].split("\t")[:2] == ["the same diagnosis", "0.6667"]
    head = next(i for i, line in enumerate(lines) if line.startswith("rows:"))
    assert lines[head + 3].split("\t") == ["Blue spot", "0", "1", "1"]
    for name in ("figures.csv", "figures.json"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        QTest.mouseClick(page.save, Qt.MouseButton.LeftButton)
        assert known.message.text == f"Agreement saved to {tmp_path / name}."
    with (tmp_path / "figures.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream))[0] == "figure"
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures["accuracy"]["value"] == pytest.approx(2 / 3)
    page.text.anchorClicked.emit(QUrl("cell:2:1"))  # blue, named green
    assert column(known, Column.FILE) == ["green.png"]


def test_images_that_a_person_put_to_one_lesion_are_counted_together_where_the_table_names_none(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("image_id,dx\nred,red\ngreen,green\nblue,blue\n", encoding="utf-8")
    assert drop(filled, urls([path]))
    qtbot.waitUntil(lambda: filled.page.model.has_known, timeout=WAIT_MS)
    filled.session.reviews.set_lesion([result.key for result in filled.page.model.results[:2]], "left arm")
    press(filled, Qt.Key.Key_J)
    page = filled.side_dialogs.agreement
    qtbot.waitUntil(lambda: "3 images with a known diagnosis of 2 lesions" in page.text.toPlainText(), timeout=WAIT_MS)


def test_a_study_without_a_diagnosis_names_the_keys_there_are(filled: MainWindow, qtbot: QtBot) -> None:
    press(filled, Qt.Key.Key_J)
    page = filled.side_dialogs.agreement
    qtbot.waitUntil(lambda: "press 1 to 3" in page.text.toPlainText(), timeout=WAIT_MS)


def test_model_and_reader_disagreeing_can_be_told_and_filtered(filled: MainWindow) -> None:
    filled.page.view.setFocus()
    click(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    click(filled, "red.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_1)
    assert column(filled, Column.AGREES) == ["", "✗ differs", "✓"]
    QTest.mouseClick(filled.page.filters.buttons[Filter.DIFFERS], Qt.MouseButton.LeftButton)
    assert column(filled, Column.FILE) == ["green.png"]


def test_the_search_finds_notes_and_lesions_and_a_code_means_its_class(filled: MainWindow) -> None:
    reviews, keys = filled.session.reviews, {Path(r.path).name: r.key for r in filled.page.model.results}
    reviews.set_note([keys["green.png"]], "left ear")
    reviews.set_lesion([keys["red.png"]], "Lesion 1")
    for words, found in (("ear", ["green.png"]), ("Lesion 1", ["red.png"]), ("red", ["red.png"]), ("zzz", [])):
        filled.actions_.search.setText(words)
        assert column(filled, Column.FILE) == found


def test_a_threshold_set_for_one_model_refers_nobody_elses_images(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.page.point.slider.setFocus()
    QTest.keyClick(filled.page.point.slider, Qt.Key.Key_Home)
    assert column(filled, Column.REFER) == ["Yes"] * 3
    classes = (ClassInfo("red", "Crimson", True), ClassInfo("green", "Leaf", False), ClassInfo("blue", "Sky", False))
    other = write_tiny_model(tmp_path / "other.onnx", tiny_info(name="other", classes=classes))
    monkeypatch.setattr(dialogs, "may_classify_again", lambda *_: True)
    filled.open_model(other)
    qtbot.waitUntil(lambda: "Sky" in column(filled, Column.DIAGNOSIS), timeout=WAIT_MS)
    wait_idle(qtbot, filled)
    assert column(filled, Column.REFER) == ["No", "No", "Yes"]
    assert filled.session.point == filled.session.info.operating_point()  # type: ignore[union-attr]
    assert "belongs to another model and is not taken over" in filled.message.text


def test_nothing_is_asked_about_a_file_that_is_no_model(
    filled: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(dialogs, "may_classify_again", lambda *arguments: asked.append(arguments))
    (tmp_path / "no.onnx").write_bytes(b"no model")
    filled.open_model(tmp_path / "no.onnx")
    assert asked == []
    assert filled.message.is_problem


@pytest.fixture
def with_embedded(embedded: Path, tiny_model: Path) -> Path:
    import hashlib

    embedded.parent.mkdir()
    shutil.copy(tiny_model, embedded)
    checksum = hashlib.sha256(embedded.read_bytes()).hexdigest()
    embedded.with_name("default.onnx.sha256").write_text(f"{checksum}  default.onnx\n", encoding="ascii")
    return embedded


@pytest.mark.parametrize("how", ["gone", "broken"])
def test_a_model_that_is_gone_or_broken_is_told_and_the_embedded_one_is_open(
    with_embedded: Path, bare_window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: Settings, how: str
) -> None:
    named = tmp_path / "mine.onnx"
    if how == "gone":
        settings.model = named
        bare_window.start()
    else:
        named.write_bytes(b"no model")
        bare_window.start((), named)
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    assert bare_window.session.classifier is not None
    assert bare_window.session.classifier.path == with_embedded
    assert str(named) in bare_window.message.text
    assert "embedded model is open" in bare_window.message.text


def test_where_the_named_and_the_remembered_model_are_broken_both_are_told_and_the_embedded_one_is_open(
    with_embedded: Path, bare_window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: Settings
) -> None:
    named, remembered = tmp_path / "folder.onnx", tmp_path / "remembered.onnx"
    named.mkdir()
    remembered.write_bytes(b"no model")
    settings.model = remembered
    bare_window.start((), named)
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    assert bare_window.session.classifier is not None
    assert bare_window.session.classifier.path == with_embedded
    assert str(named) in bare_window.message.text
    assert str(remembered) in bare_window.message.text
    assert bare_window.message.text.endswith("The embedded model is opened instead.")


def test_the_way_back_to_the_embedded_model_and_to_recent_ones(
    with_embedded: Path, bare_window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: Settings
) -> None:
    mine = write_tiny_model(tmp_path / "mine.onnx", tiny_info(name="mine"))
    bare_window.start((), mine)
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    bare_window.actions_.embedded_model.trigger()
    qtbot.waitUntil(lambda: bare_window.session.classifier.path == with_embedded, timeout=WAIT_MS)  # type: ignore[union-attr]
    assert settings.model is None
    assert not bare_window.actions_.embedded_model.isEnabled()
    bare_window.actions_.recent_models.aboutToShow.emit()
    (again,) = bare_window.actions_.recent_models.actions()
    assert again.text() == "mine.onnx"
    again.trigger()
    qtbot.waitUntil(lambda: bare_window.session.classifier.path == mine, timeout=WAIT_MS)  # type: ignore[union-attr]


def test_sentences_that_begin_with_a_path_keep_it() -> None:
    assert sentence("/data/x.csv cannot be read") == "/data/x.csv cannot be read"
    assert sentence("c:\\x.csv cannot be read") == "c:\\x.csv cannot be read"
    assert sentence("photos/a.csv cannot be read") == "photos/a.csv cannot be read"
    assert sentence("the labels are damaged") == "The labels are damaged"


def test_a_study_that_was_saved_and_a_save_before_the_end_are_told(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.hamstudy"), ""))
    filled.actions_.save_study.trigger()
    qtbot.waitUntil(lambda: filled.message.text.startswith("Study saved as"), timeout=WAIT_MS)
    assert str(tmp_path / "mine.hamstudy") in filled.message.text
