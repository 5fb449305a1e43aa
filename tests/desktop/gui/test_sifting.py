"""Finding what matters among the results: the operating point, classes, what is still to review, and the grid."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.contract.operating_points import scores
from desktop.gui.results.model import Column
from desktop.gui.results.thumbnails import PictureSize
from desktop.gui.session import worker
from desktop.gui.session.row import Filter
from desktop.gui.settings import Settings
from desktop.gui.shell.studies import unnamed_studies
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, drop, shown, urls, wait_idle
from tests.tiny_model import tiny_info, write_tiny_model

Dropped = Callable[..., None]


@pytest.fixture
def filled(window: MainWindow, dropped: Dropped, coloured_images: Path) -> MainWindow:
    """broken.jpg, deeper/blue.jpg, green.png, red.png and white.png, which is unfamiliar."""
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    Image.new("RGB", (60, 45), (255, 255, 255)).save(coloured_images / "white.png")
    dropped(window, coloured_images)
    return window


def _click(window: MainWindow, which: Filter | str) -> None:
    bar = window.page.filters
    button = bar.buttons[which] if isinstance(which, Filter) else bar.class_buttons[which]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_slider_refers_others_at_once_and_nothing_is_classified_again(
    filled: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "classify_files", None)  # a run would fail
    bar = filled.page.point
    assert bar.isVisible()
    assert bar.threshold.text() == "at least 0.250"
    assert " ".join(bar.figures.text().split()) == "sensitivity 0.95 specificity 0.70 (from validation)"
    assert column(filled, Column.REFER) == ["–", "No", "No", "Yes", "Yes"]  # noqa: RUF001
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_Home)
    assert bar.threshold.text() == "at least 0.000"
    assert column(filled, Column.REFER) == ["–", "Yes", "Yes", "Yes", "Yes"]  # noqa: RUF001
    assert filled.page.filters.buttons[Filter.REFER].text() == "Refer  4"
    QTest.keyClick(bar.slider, Qt.Key.Key_End)
    assert bar.threshold.text() == "at least 1.000"
    # Never a reassuring `No` for what is unfamiliar.
    assert column(filled, Column.REFER) == ["–", "No", "No", "No", "–"]  # noqa: RUF001
    assert filled.session.point is not None
    assert filled.session.point.name == "red-threshold-1"


def test_figures_are_shown_where_they_were_measured_and_nowhere_else(
    bare_window: MainWindow, qtbot: QtBot, dropped: Dropped, coloured_images: Path, tmp_path: Path
) -> None:
    info = tiny_info()
    curve = ((0.0, 1.0, 0.0), (0.1, 1.0, 0.4), (0.6, 0.5, 0.9), (1.0, 0.0, 1.0))
    first, second = info.operating_points
    points = (type(first)(first.name, first.classes, first.threshold, first.validation, {}, curve), second)
    bare_window.start((), write_tiny_model(tmp_path / "curve.onnx", tiny_info(operating_points=points)))
    wait_idle(qtbot, bare_window)
    dropped(bare_window, coloured_images)
    bar = bare_window.page.point
    said = {}
    for place in range(bar.slider.maximum() + 1):
        bar.slider.setValue(place)
        said[bar.threshold.text()] = bar.figures.text().split("\n")[0]
    assert said == {
        "at least 0.000": "sensitivity 1.00   specificity 0.00",
        "at least 0.100": "sensitivity 1.00   specificity 0.40",
        "at least 0.250": "sensitivity 0.95   specificity 0.70",
        "at least 0.500": "the model file holds no figures",
        "at least 0.600": "sensitivity 0.50   specificity 0.90",
        "at least 1.000": "sensitivity 0.00   specificity 1.00",
    }


def test_the_operating_point_is_the_studys_and_what_is_saved_is_referred_by_it(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, settings: Settings
) -> None:
    QTest.keyClick(filled.page.point.slider, Qt.Key.Key_Home)
    filled.side_dialogs.exports.save(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: "saved to" in filled.message.text, timeout=WAIT_MS)
    with (tmp_path / "out.csv").open(encoding="utf-8") as stream:
        assert [row["referral"] for row in csv.DictReader(stream)] == ["", "yes", "yes", "yes", "yes"]
    filled.close()
    (path,) = unnamed_studies(settings.studies)
    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again, before_close_func=lambda w: w.close())
    again.show()
    again.start([path], None)
    qtbot.waitUntil(lambda: len(shown(again)) == 5, timeout=WAIT_MS)
    assert again.page.point.threshold.text() == "at least 0.000"
    assert again.page.filters.buttons[Filter.REFER].text() == "Refer  4"


def test_class_buttons_narrow_to_the_classes_chosen_and_join_the_other_filter(filled: MainWindow) -> None:
    bar = filled.page.filters
    assert [button.text() for button in bar.class_buttons.values()] == ["Red spot  1", "Green spot  1", "Blue spot  1"]
    _click(filled, "green")
    assert column(filled, Column.FILE) == ["green.png"]
    _click(filled, "red")
    assert column(filled, Column.FILE) == ["green.png", "red.png"]
    _click(filled, Filter.REFER)
    assert column(filled, Column.FILE) == ["red.png"]
    _click(filled, "red")
    _click(filled, "green")
    assert column(filled, Column.FILE) == ["red.png", "white.png"]


def test_what_was_reviewed_leaves_the_list_of_what_is_to_review(filled: MainWindow) -> None:
    bar, reviews = filled.page.filters, filled.session.reviews
    assert bar.buttons[Filter.TO_REVIEW].text() == "To review  4"
    keys = {r.row.file: r.key for r in filled.page.model.results}
    reviews.set_label([keys["red.png"]], "blue")
    reviews.set_reviewed([keys["red.png"], keys["green.png"]], True)
    assert bar.buttons[Filter.TO_REVIEW].text() == "To review  2"
    assert column(filled, Column.REVIEW) == ["", "", "✓", "✓ Blue spot", ""]
    assert column(filled, Column.DIAGNOSIS)[3] == "Red spot"
    _click(filled, Filter.TO_REVIEW)
    assert column(filled, Column.FILE) == ["deeper/blue.jpg", "white.png"]


def test_the_grid_shows_the_same_images_and_shares_the_choice_with_the_table(filled: MainWindow, qtbot: QtBot) -> None:
    page = filled.page
    page.view.selectRow(2)
    QTest.keyClick(filled, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    grid = page.grid
    assert grid.isVisible()
    assert not page.view.isVisible()
    assert grid.currentIndex().row() == 2
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert page.detail.headline.text() == "Red spot"
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(page.model.index(1, 0)).center())
    assert page.detail.headline.text() == "Blue spot"
    QTest.keyClick(grid, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    rows = {index.row() for index in page.view.selectionModel().selectedRows()}
    assert rows == {1, 2, 3, 4}
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QApplication.clipboard().text().splitlines()) == 4
    qtbot.waitUntil(lambda: len(page.thumbnails) >= 4, timeout=WAIT_MS)
    centre = grid.visualRect(page.model.index(3, 0)).center()
    picture = grid.viewport().grab().toImage().pixelColor(centre.x(), centre.y() - 20)
    assert (picture.red() > 200, picture.green() < 60) == (True, True)
    QTest.keyClick(filled, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.view.isVisible()
    assert page.view.currentIndex().row() == grid.currentIndex().row()


def test_thumbnails_are_made_for_what_is_looked_at_and_kept_in_bounded_room(
    window: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(120):
        Image.new("RGB", (20, 15), (number, 90, 90)).save(folder / f"{number:03d}.bmp")
    window.page.thumbnails.most = 30
    dropped(window, folder)
    window.actions_.as_grid.trigger()
    grid, thumbnails = window.page.grid, window.page.thumbnails
    qtbot.waitUntil(lambda: thumbnails.get(str(folder / "000.bmp")) is not None, timeout=WAIT_MS)
    assert len(thumbnails) < 60
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: thumbnails.get(str(folder / "119.bmp")) is not None, timeout=WAIT_MS)
    assert len(thumbnails) <= 30


def test_a_paused_run_takes_nothing_more_until_it_is_resumed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        Image.new("RGB", (20, 15), (number % 250, 90, 90)).save(folder / f"{number:03d}.bmp")
    predict = worker.Network.predict

    few, paused = threading.Semaphore(6), threading.Event()

    def held_up(self: worker.Network, *arguments: object, **options: object) -> object:
        # However long the window's thread is kept waiting, most of the run lies still ahead when it is paused.
        if not few.acquire(blocking=False):
            paused.wait(WAIT_MS / 1000)
        return predict(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(worker.Network, "predict", held_up)
    assert drop(window, urls([folder]))
    qtbot.waitUntil(lambda: len(shown(window)) > 0, timeout=WAIT_MS)
    strip = window.page.strip
    QTest.mouseClick(strip.pause, Qt.MouseButton.LeftButton)
    assert strip.pause.text() == "Resume"
    assert strip.label.text().startswith("Paused at ")
    paused.set()
    held = -1
    while held != len(shown(window)):  # what was in work comes to its end, however busy the machine is
        held = len(shown(window))
        QTest.qWait(500)
    assert held < 300
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_P, control_shift)
    assert strip.pause.text() == "Pause"
    wait_idle(qtbot, window)
    assert len(shown(window)) == 300


def test_the_slider_stands_closer_together_where_sensitivity_is_high() -> None:
    (score,) = scores(tiny_info())
    assert score.name == "Red spot"
    assert {0.0, 0.25, 0.5, 1.0} <= set(score.thresholds)
    assert score.thresholds[1] < 0.001
    assert list(score.thresholds) == sorted(set(score.thresholds))


def _write(window: MainWindow, text: str) -> None:
    field = window.page.point.threshold
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_threshold_is_written_as_well_and_reset_goes_back_to_the_models_own(filled: MainWindow) -> None:
    bar = filled.page.point
    assert not bar.reset.isEnabled()
    _write(filled, "0,35")
    assert filled.session.point is not None
    assert filled.session.point.threshold == 0.35
    assert bar.threshold.text() == "at least 0.350"
    assert filled.page.filters.buttons[Filter.REFER].text() == "Refer  1"
    assert not filled.session.reviews.acts.canUndo()  # digits and Enter in the field review nothing
    _write(filled, "0 %")
    assert filled.page.filters.buttons[Filter.REFER].text() == "Refer  4"
    QTest.mouseClick(bar.reset, Qt.MouseButton.LeftButton)
    assert bar.threshold.text() == "at least 0.250"
    assert not bar.reset.isEnabled()
    assert bar.slider.marks[bar.slider.value()] == filled.session.point.name == "red-sensitivity-0.95"
    assert "red-sensitivity-0.90" in bar.slider.marks.values()


def test_what_is_no_threshold_is_said_and_changes_nothing(filled: MainWindow) -> None:
    before = filled.session.point
    for text, told in (
        ("many", "cannot be read from 'many': write a threshold such as 0.35"),
        ("3", "3 is outside 0 to 1"),
        ("sensitivity 0.999", "the highest is 0.950"),
    ):
        _write(filled, text)
        assert told in filled.message.text
    QTest.keyClick(filled.page.point.threshold, Qt.Key.Key_Escape)
    assert filled.page.point.threshold.text() == "at least 0.250"
    assert filled.session.point == before


def test_pictures_come_in_three_sizes_and_the_size_is_there_again_at_the_next_start(
    filled: MainWindow, qtbot: QtBot, settings: Settings
) -> None:
    page = filled.page
    filled.actions_.as_grid.trigger()
    grid = page.grid
    columns = {}
    for action in filled.actions_.sizes.actions():
        action.trigger()
        columns[action.text()] = grid.columns
        result = page.model.result(1)
        qtbot.waitUntil(lambda result=result: page.thumbnails.get(result.path) is not None, timeout=WAIT_MS)
        picture = page.thumbnails.get(result.path)
        assert picture is not None
        place = grid.visualRect(page.model.index(1, 0)).width()
        assert place / 2 < picture.width() < 1.5 * place
    assert columns["&Small"] > columns["&Medium"] > columns["&Large"] >= 1
    _turn_wheel(grid.viewport(), -1)
    assert grid.columns == columns["&Medium"]
    _turn_wheel(grid.viewport(), -1)
    _turn_wheel(grid.viewport(), -1)
    assert grid.columns == columns["&Small"]
    filled.close()
    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again, before_close_func=lambda w: w.close())
    again.show()
    assert again.page.grid.size_shown is PictureSize.SMALL


def _turn_wheel(widget: QWidget, steps: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        *(middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton),
        *(Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(widget, event)
