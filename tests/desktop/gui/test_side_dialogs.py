"""Settings that take effect, the model panel, the bottom line, and the diagnostic report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.engine.events import Finished
from desktop.errors import ProviderError
from desktop.gui import dialogs
from desktop.gui.export.controller import options_of
from desktop.gui.model.runs_on import runs_on
from desktop.gui.results.model import Column
from desktop.gui.settings import RunOptions
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.window import MainWindow
from desktop.model.network import Network
from desktop.model.providers import PROVIDERS
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, press, wait_idle


def change_settings(window: MainWindow, change: Callable[[SettingsDialog], None]) -> None:
    """Open the dialog by its menu entry, change something and save."""

    def answer(dialog: SettingsDialog) -> None:
        change(dialog)
        QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)

    answer_dialog(SettingsDialog, answer)
    window.actions_.settings.trigger()


def test_more_views_answer_the_images_again_when_a_person_agrees(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dropped(window, coloured_images)

    def eight(dialog: SettingsDialog) -> None:
        dialog.provider.setCurrentIndex(dialog.provider.count() - 1)
        dialog.tta.setFocus()
        QTest.keyClick(dialog.tta, Qt.Key.Key_End)

    monkeypatch.setattr(dialogs, "may_view_again", lambda *_: False)
    change_settings(window, eight)
    assert window.session.options.tta == 1
    monkeypatch.setattr(dialogs, "may_view_again", lambda *_: True)
    change_settings(window, eight)
    assert window.session.options.tta == 8
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: len(window.page.model.results) == 3, timeout=WAIT_MS)
    assert window.session.model is not None
    assert window.session.model.setup.tta == 8


def test_an_automatic_batch_is_told_in_the_record(
    window: MainWindow, dropped: Callable[..., None], coloured_images: Path
) -> None:
    window.session.use(RunOptions("cpu"))
    dropped(window, coloured_images)
    assert options_of(window.session)["batch_size"] in (1, 4, 8, 16)


def test_numbers_change_in_table_and_panel_at_once(
    window: MainWindow, dropped: Callable[..., None], coloured_images: Path
) -> None:
    dropped(window, coloured_images)
    assert "," not in column(window, Column.PROBABILITY)[0]

    def comma(dialog: SettingsDialog) -> None:
        dialog.provider.setCurrentIndex(dialog.provider.count() - 1)
        dialog.numbers.setFocus()
        QTest.keyClick(dialog.numbers, Qt.Key.Key_Down)

    change_settings(window, comma)
    assert all("," in cell for cell in column(window, Column.PROBABILITY))
    assert all("," in number for _, number in window.page.detail.bars.texts)
    assert "Probability >0,99" in window.page.detail.facts.text()
    assert "threshold 0,250" in window.page.detail.facts.text()  # a name stays what it is


def test_the_model_panel_is_the_card_and_the_self_test_says_how_it_went(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(window, Qt.Key.Key_I)
    panel = window.side_dialogs.model
    assert panel.isVisible()
    words = panel.card.toPlainText()
    assert window.session.classifier is not None
    for said in (
        "tiny",
        "drawn colours",
        window.session.classifier.sha256,
        "Research use only",
        "0.950",
        "Known limits",
    ):
        assert said in words
    QTest.mouseClick(panel.run_test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Passed on CPU" in panel.outcome.text(), timeout=WAIT_MS)
    qtbot.waitUntil(panel.run_test.isEnabled, timeout=WAIT_MS)

    def fails(self: Network) -> float:
        raise ProviderError("the model fails its self-test on CPU: logits differ by 2 and 0.1 is allowed")

    monkeypatch.setattr(Network, "self_test", fails)
    QTest.mouseClick(panel.run_test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "logits differ by 2" in panel.outcome.text(), timeout=WAIT_MS)
    qtbot.waitUntil(panel.run_test.isEnabled, timeout=WAIT_MS)


def test_words_of_a_stranger_are_no_markup_in_the_card(bare_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from tests.tiny_model import tiny_info, write_tiny_model

    bare_window.start((), write_tiny_model(tmp_path / "odd.onnx", tiny_info(name="<b>bold</b> & co")))
    wait_idle(qtbot, bare_window)
    bare_window.side_dialogs.show_model()
    assert "<b>bold</b> & co" in bare_window.side_dialogs.model.card.toPlainText()


def test_the_bottom_line_says_what_runs_how_fast_and_why_nothing_faster(classifier: Network) -> None:
    reasons = [(p, None if p.name == "cpu" else "the ONNX Runtime here was built without it") for p in PROVIDERS]
    reasons[0] = (PROVIDERS[0], "no NVIDIA driver was found")
    slow = runs_on(classifier, "auto", Finished(40, 0, False, 10.0), reasons=reasons)
    assert slow.text == "Runs on CPU  ·  4.0 images/s  ·  no accelerator: no NVIDIA driver was found"
    assert "CUDA: no NVIDIA driver was found" in slow.reason
    assert "DirectML" in slow.reason
    chosen = runs_on(classifier, "cpu", None, reasons=reasons)
    assert chosen.text == "Runs on CPU  ·  as asked for"


def test_the_diagnostic_report_is_saved_and_names_no_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.cli.diagnostics.PROVIDERS", PROVIDERS[-1:])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report"), ""))
    window.actions_.diagnosis.trigger()
    assert window.task.isVisible()
    qtbot.waitUntil(lambda: "Diagnostic report saved" in window.message.text, timeout=WAIT_MS)
    qtbot.waitUntil(window.actions_.diagnosis.isEnabled, timeout=WAIT_MS)
    text = (tmp_path / "report.txt").read_text("utf-8")
    assert "ham-classifier diagnostic report" in text
    assert "self-test passed" in text
    assert tiny_model.name not in text
    assert str(tmp_path) not in text
    assert not window.task.isVisible()


def test_about_says_what_this_is_not_for(window: MainWindow) -> None:
    said: list[str] = []

    def answer(box: QMessageBox) -> None:
        said.append(box.text())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    answer_dialog(QMessageBox, answer)
    window.actions_.about.trigger()
    assert "not a medical device" in said[0]
    assert "no result may guide the care of a patient" in said[0]
