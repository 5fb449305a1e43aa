"""Looking at results: the chosen image, its bars and heat map; filter, search, sorting; everything by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from desktop.contract import ClassInfo
from desktop.gui.results.model import Column
from desktop.gui.session.row import Filter
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, shown, wait_idle
from tests.tiny_model import tiny_info, write_tiny_model


@pytest.fixture
def filled(window: MainWindow, dropped: Callable[..., None], coloured_images: Path) -> MainWindow:
    """red, green and blue; one undecided, one unfamiliar (white), one broken."""
    Image.new("RGB", (60, 45), (140, 140, 20)).save(coloured_images / "undecided.png")
    Image.new("RGB", (60, 45), (255, 255, 255)).save(coloured_images / "white.png")
    (coloured_images / "broken.jpg").write_bytes(b"no image")
    dropped(window, coloured_images)
    return window


def choose(window: MainWindow, name: str) -> None:
    """Click the row of a file."""
    row = column(window, Column.FILE).index(name)
    rect = window.page.view.visualRect(window.page.model.index(row, Column.DIAGNOSIS))
    QTest.mouseClick(window.page.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def colour_shown(window: MainWindow) -> tuple[int, int, int]:
    """What the middle of the image's place looks like on the screen."""
    view = window.page.detail.image.viewport()
    colour = view.grab().toImage().pixelColor(QPoint(view.width() // 2, view.height() // 2))
    return colour.red(), colour.green(), colour.blue()


def test_choosing_a_row_shows_its_image_and_every_probability(filled: MainWindow, qtbot: QtBot) -> None:
    choose(filled, "green.png")
    qtbot.waitUntil(lambda: filled.page.detail.image.has_image, timeout=WAIT_MS)
    assert filled.page.detail.headline.text() == "Green spot"
    names = [name for name, _ in filled.page.detail.bars.texts]
    assert names[0] == "Green spot"  # the largest first
    assert sorted(names) == ["Blue spot", "Green spot", "Red spot  (malignant)"]
    numbers = [float(number) for _, number in filled.page.detail.bars.texts]
    assert sum(numbers) == pytest.approx(1.0, abs=0.002)
    assert numbers == sorted(numbers, reverse=True)
    red, green, blue = colour_shown(filled)
    assert green > 200
    assert max(red, blue) < 60


def test_arrow_keys_go_from_image_to_image(filled: MainWindow, qtbot: QtBot) -> None:
    choose(filled, "green.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_Down)
    assert filled.page.detail.headline.text() == "Red spot"
    qtbot.waitUntil(lambda: filled.page.detail.image.has_image, timeout=WAIT_MS)
    assert colour_shown(filled)[0] > 200
    QTest.keyClick(filled.page.view, Qt.Key.Key_Up)
    assert filled.page.detail.headline.text() == "Green spot"


def test_the_heat_map_lies_over_the_image_when_it_is_asked_for(filled: MainWindow, qtbot: QtBot) -> None:
    choose(filled, "red.png")
    qtbot.waitUntil(lambda: filled.page.detail.image.has_image, timeout=WAIT_MS)
    plain = colour_shown(filled)
    QTest.mouseClick(filled.page.detail.heat.shown, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.page.detail.image.has_heat, timeout=WAIT_MS)
    assert filled.page.detail.heat.which.currentText() == "Red spot"
    filled.page.detail.heat.strength.setValue(100)
    assert colour_shown(filled) == (254, 232, 56)  # the strongest colour of the scale: the whole image is red
    filled.page.detail.heat.strength.setValue(0)
    assert colour_shown(filled) == plain
    QTest.keyClick(filled, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert not filled.page.detail.image.has_heat


def test_another_class_can_be_explained(filled: MainWindow, qtbot: QtBot) -> None:
    choose(filled, "red.png")
    QTest.mouseClick(filled.page.detail.heat.shown, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.page.detail.image.has_heat, timeout=WAIT_MS)
    filled.page.detail.heat.which.setFocus()
    QTest.keyClick(filled.page.detail.heat.which, Qt.Key.Key_Down)
    assert filled.page.detail.heat.which.currentText() == "Green spot"
    assert filled.page.detail.heat.place == 1
    assert filled.page.detail.image.has_heat


def test_an_unfamiliar_image_gets_no_headline_but_keeps_its_numbers(filled: MainWindow) -> None:
    cells = next(cells for cells in shown(filled) if cells[0] == "white.png")
    assert cells[1:4] == ["–", "–", "–"]  # noqa: RUF001
    assert "nfamiliar" in cells[5]
    choose(filled, "white.png")
    assert filled.page.detail.headline.text() == "Unfamiliar image: no diagnosis named"
    assert "differs from those" in filled.page.detail.notes.text()
    result = next(r for r in filled.page.model.results if r.path.endswith("white.png"))
    assert result.row.diagnosis
    assert result.row.probability is not None


def test_an_uncertain_image_says_so_in_words(filled: MainWindow) -> None:
    choose(filled, "undecided.png")
    assert "two likeliest classes" in filled.page.detail.notes.text()


@pytest.mark.parametrize(
    ("which", "names"),
    [
        (Filter.REFER, ["red.png", "undecided.png", "white.png"]),
        (Filter.UNFAMILIAR, ["white.png"]),
        (Filter.UNCERTAIN, ["undecided.png", "white.png"]),
        (Filter.FAILED, ["broken.jpg"]),
    ],
)
def test_a_filter_shows_its_rows_and_their_number(filled: MainWindow, which: Filter, names: list[str]) -> None:
    button = filled.page.filters.buttons[which]
    assert button.text() == f"{which.value}  {len(names)}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert column(filled, Column.FILE) == names
    QTest.mouseClick(filled.page.filters.buttons[Filter.ALL], Qt.MouseButton.LeftButton)
    assert len(shown(filled)) == 6


def test_the_search_finds_file_names_and_diagnoses(filled: MainWindow) -> None:
    QTest.keyClick(filled, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert filled.actions_.search.hasFocus()
    QTest.keyClicks(filled.actions_.search, "GREEN spot")
    assert column(filled, Column.FILE) == ["green.png"]
    filled.actions_.search.clear()
    QTest.keyClicks(filled.actions_.search, "deeper")
    assert column(filled, Column.FILE) == ["deeper/blue.jpg"]
    QTest.keyClicks(filled.actions_.search, "zzz")
    assert shown(filled) == []
    assert filled.page.detail.headline.text() == "No image chosen"


def number(cell: str) -> float:
    """`>0.99` is more than 0.99, and `<0.01` less than 0.01."""
    return float(cell.lstrip("<>")) + {">": 0.005, "<": -0.005}.get(cell[0], 0.0)


def test_clicking_a_numbers_header_sorts_down_up_and_back(filled: MainWindow) -> None:
    header = filled.page.view.horizontalHeader()
    as_found = column(filled, Column.FILE)

    def click() -> list[float]:
        place = QPoint(header.sectionViewportPosition(Column.MALIGNANT) + 10, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return [number(cell) for cell in column(filled, Column.MALIGNANT) if cell[-1].isdigit()]

    down = click()
    assert len(down) == 4
    assert down == sorted(down, reverse=True)  # what is most suspicious is at the top
    assert down != sorted(down)
    assert click() == sorted(down)
    click()
    assert column(filled, Column.FILE) == as_found


def test_what_was_sorted_for_is_in_sight_wherever_the_chosen_row_went(
    window: MainWindow, dropped: Callable[..., None], tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        Image.new("RGB", (20, 15), (60 + 3 * number, 90, 90)).save(folder / f"{number:02d}.png")
    dropped(window, folder)
    view = window.page.view
    view.setFocus()
    header = view.horizontalHeader()
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Home)
        middle = header.sectionViewportPosition(Column.MALIGNANT) + header.sectionSize(Column.MALIGNANT) // 2
        place = QPoint(middle, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert view.indexAt(QPoint(5, 5)).row() == 0
        QTest.qWait(20)
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.indexAt(QPoint(5, 5)).row() > 0
    for _ in range(2):  # the second time it is sorted by that already
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.indexAt(QPoint(5, 5)).row() > 0
        window.side_dialogs.sorting.columns[Column.PROBABILITY].trigger()
        assert view.indexAt(QPoint(5, 5)).row() == 0
        QTest.qWait(20)


def test_the_chosen_image_stays_chosen_when_the_rows_are_sorted(filled: MainWindow) -> None:
    choose(filled, "green.png")
    filled.page.view.sortByColumn(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == "green.png"
    assert filled.page.detail.headline.text() == "Green spot"


def test_rows_that_come_while_sorted_go_to_their_places(
    filled: MainWindow, dropped: Callable[..., None], tmp_path: Path
) -> None:
    filled.page.view.sortByColumn(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    (tmp_path / "more").mkdir()
    Image.new("RGB", (60, 45), (200, 60, 60)).save(tmp_path / "more" / "new.png")
    dropped(filled, tmp_path / "more")
    numbers = [number(cell) for cell in column(filled, Column.PROBABILITY) if cell[-1].isdigit()]
    assert len(numbers) == 5
    assert numbers == sorted(numbers, reverse=True)
    assert "more/new.png" in column(filled, Column.FILE)[1:4]


def test_copying_gives_the_chosen_row_as_text(filled: MainWindow) -> None:
    choose(filled, "red.png")
    QTest.keyClick(filled.page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("red.png\tRed spot\t")


def test_a_cell_is_copied_alone_and_nothing_copied_runs_as_a_formula(
    window: MainWindow, dropped: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "odd").mkdir()
    for name in ("=1+1.png", "@sum.png"):
        Image.new("RGB", (60, 45), (200, 60, 60)).save(tmp_path / "odd" / name)
    dropped(window, tmp_path / "odd")
    view = window.page.view
    view.setCurrentIndex(window.page.model.index(0, Column.FILE))
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_C, both)
    assert QGuiApplication.clipboard().text() == "'=1+1.png"
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["'=1+1.png", "Red spot"], ["'@sum.png", "Red spot"]]


def test_arrow_keys_on_the_image_go_to_the_next_while_all_of_it_is_seen(filled: MainWindow, qtbot: QtBot) -> None:
    names = column(filled, Column.FILE)
    choose(filled, names[1])
    qtbot.waitUntil(lambda: filled.page.detail.image.has_image, timeout=WAIT_MS)
    image = filled.page.detail.image
    QTest.keyClick(image, Qt.Key.Key_Right)
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == names[2]
    QTest.keyClick(image, Qt.Key.Key_Left)
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == names[1]
    qtbot.waitUntil(lambda: filled.page.detail.image.has_image, timeout=WAIT_MS)
    QTest.keyClick(image, Qt.Key.Key_Plus)
    QTest.keyClick(image, Qt.Key.Key_Right)  # moves the enlarged image instead
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == names[1]
    QTest.keyClick(image, Qt.Key.Key_Z)
    QTest.keyClick(image, Qt.Key.Key_Right)
    assert filled.page.view.currentIndex().siblingAtColumn(Column.FILE).data() == names[2]


def test_the_files_facts_are_told(filled: MainWindow, qtbot: QtBot) -> None:
    choose(filled, "green.png")
    qtbot.waitUntil(lambda: "changed" in filled.page.detail.file.text(), timeout=WAIT_MS)
    assert "60 × 45 pixels, 1 kB, changed 20" in filled.page.detail.file.text()  # noqa: RUF001
    assert "flagged from 1.00" in filled.page.detail.file.text()


def test_the_bottom_line_names_the_model_what_it_runs_on_and_what_it_is_not_for(filled: MainWindow) -> None:
    words = [part.text() for kind in (QLabel, QToolButton) for part in filled.statusBar().findChildren(kind)]
    assert "Model tiny (fp32)" in words
    assert "Runs on CPU  ·  as asked for" in words
    assert "Research use only, not a medical device" in words


def test_everything_to_act_on_has_a_name_for_a_screen_reader(filled: MainWindow) -> None:
    detail = filled.page.detail
    for widget in (filled.page.view, filled.actions_.search, detail.image, detail.heat.which, detail.heat.strength):
        assert widget.accessibleName()
    assert filled.page.filters.buttons[Filter.FAILED].accessibleName() == "Show failed: 1 image"
    cell = filled.page.model.index(0, Column.FILE)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "File: broken.jpg"


def test_long_class_names_never_push_the_numbers_out_of_sight(
    bare_window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> None:
    classes = tuple(
        ClassInfo(code, f"A diagnosis with a very long name that no panel is wide enough for: {code}", True)
        for code in ("red", "green", "blue")
    )
    bare_window.start((), write_tiny_model(tmp_path / "long.onnx", tiny_info(classes=classes)))
    wait_idle(qtbot, bare_window)
    dropped(bare_window, coloured_images)
    bare_window.resize(1280, 1500)
    bars = bare_window.page.detail.bars
    qtbot.waitUntil(lambda: bars.isVisible() and bars.height() > 40, timeout=WAIT_MS)
    for label in bars.findChildren(QLabel):
        assert label.visibleRegion().boundingRect().width() == label.width()


def test_with_large_letters_in_a_low_window_the_review_is_scrolled_to_and_nothing_lies_over_the_picture(
    filled: MainWindow, qtbot: QtBot
) -> None:
    choose(filled, "green.png")
    detail = filled.page.detail
    qtbot.waitUntil(lambda: detail.image.has_image, timeout=WAIT_MS)

    def scrolled() -> bool:
        above = detail.review.parentWidget()
        while above is not detail and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above is not detail

    def apart() -> bool:
        image, heat = (QRect(w.mapTo(detail, QPoint()), w.size()) for w in (detail.image, detail.heat))
        return not image.intersects(heat) and heat.height() >= detail.heat.minimumSizeHint().height()

    assert (scrolled(), apart()) == (False, True)
    size, font = filled.size(), filled.font()
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 2.2)
    filled.setFont(large)
    filled.resize(1000, 560)
    qtbot.waitUntil(scrolled, timeout=WAIT_MS)
    qtbot.waitUntil(apart, timeout=WAIT_MS)
    qtbot.waitUntil(detail.review.isVisible, timeout=WAIT_MS)
    filled.setFont(font)
    filled.resize(size)
    qtbot.waitUntil(lambda: not scrolled() and apart(), timeout=WAIT_MS)
    qtbot.waitUntil(detail.review.isVisible, timeout=WAIT_MS)
