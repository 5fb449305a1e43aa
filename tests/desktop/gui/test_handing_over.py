"""How many do you want to look at yourself: the slider, what it marks, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.session.row import Filter
from desktop.gui.table.columns import Column
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, wait_idle
from tests.desktop.helpers import one_colour
from tests.promising_model import promising_info
from tests.tiny_model import write_tiny_model


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Answers that are sure, less sure (0.5 to 0.9), and hardly more than guessed; and a broken file."""
    for name, colour in (("sure", (240, 90, 90)), ("less", (165, 120, 120)), ("guess", (130, 128, 126))):
        one_colour(tmp_path / "photos" / f"{name}.png", colour)
    (tmp_path / "photos" / "broken.png").write_bytes(b"no image")
    return tmp_path / "photos"


@pytest.fixture
def filled(
    bare_window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], tmp_path: Path, photos: Path
) -> MainWindow:
    bare_window.start((), write_tiny_model(tmp_path / "promising.onnx", promising_info()))
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    dropped(bare_window, photos)
    return bare_window


def _marked(window: MainWindow) -> set[str]:
    marks = zip(column(window, Column.FILE), column(window, Column.YOURSELF), strict=True)
    return {Path(file).stem for file, mark in marks if mark}


def test_the_least_sure_answers_are_marked_and_the_accuracy_of_the_rest_is_told(filled: MainWindow) -> None:
    filled.resize(filled.width(), 60 * filled.fontMetrics().height())  # a low window says less, and fonts differ
    bar = filled.page.handover
    sure = {Path(r.path).stem: max(r.row.probabilities) for r in filled.page.model.results if not r.failed}
    assert sure["guess"] < 0.5 < sure["less"] < 0.9 < sure["sure"]
    assert bar.isVisible()
    assert "none; all answers are right in 0.800" in bar.figures.text()
    assert filled.page.view.isColumnHidden(Column.YOURSELF)
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    assert _marked(filled) == {"guess"}
    assert "the least sure 20 %, here 1 of 3; the rest is right in 0.900 (0.850–0.940)" in bar.figures.text()  # noqa: RUF001
    assert not filled.page.view.isColumnHidden(Column.YOURSELF)
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    assert _marked(filled) == {"guess", "less"}
    QTest.keyClick(bar.slider, Qt.Key.Key_Home)
    assert _marked(filled) == set()


def test_a_button_shows_only_those_to_look_at(filled: MainWindow) -> None:
    button = filled.page.filters.buttons[Filter.YOURSELF]
    assert button.isHidden()
    filled.page.handover.slider.setFocus()
    QTest.keyClick(filled.page.handover.slider, Qt.Key.Key_Right)
    assert button.text() == "Yourself  1"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [Path(name).stem for name in column(filled, Column.FILE)] == ["guess"]


def test_a_prevalence_changes_nothing_about_who_is_looked_at(filled: MainWindow) -> None:
    QTest.keyClick(filled.page.handover.slider, Qt.Key.Key_Right)
    filled.session.want_prevalence('{"red": 0.9}')
    assert _marked(filled) == {"guess"}


def test_the_share_is_kept_with_the_study(filled: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.keyClick(filled.page.handover.slider, Qt.Key.Key_End)
    filled.session.save_study_as(tmp_path / "mine.hamstudy")
    qtbot.waitUntil(lambda: filled.session.open_studies.named and not filled.session.busy, timeout=WAIT_MS)
    filled.session.close_study()
    qtbot.waitUntil(lambda: filled.session.study is None, timeout=WAIT_MS)
    assert filled.page.handover.step is None
    filled.session.open_study(tmp_path / "mine.hamstudy")
    wait_idle(qtbot, filled)
    qtbot.waitUntil(lambda: _marked(filled) == {"guess", "less"}, timeout=WAIT_MS)


def test_a_model_file_that_does_not_tell_it_has_no_slider_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.page.handover
    assert bar.slider.isHidden()
    assert "is not told by this model file" in bar.figures.text()
