"""Whatever the window promises of a folder is withdrawn, where it stands, while the folder is warned of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.gui import translation
from desktop.gui.export.pdf_pages import Pages
from desktop.gui.export_kinds import Kind
from desktop.gui.session.prevalence import encode_shares
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, drop, urls, wait_idle
from tests.desktop.gui.cut_words import cut
from tests.promising_model import images_at, of_two_sources, promising_info
from tests.tiny_model import tiny_info, write_tiny_model

WITHDRAWN = "measured on other images than these, on which it does not hold"
OF_SETS = "on this folder nothing is promised"
ALL_FOUR = {"hand-over": True, "operating point": True, "prevalence": True, "possible diagnoses": True}
NONE_OF_THEM = dict.fromkeys(ALL_FOUR, False)

Dropped = Callable[..., None]


@pytest.fixture
def promising(bare_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The window with a model that promises, at a prevalence of a person's own."""
    bare_window.resize(1280, 900)
    bare_window.start((), write_tiny_model(tmp_path / "promising.onnx", promising_info()))
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    bare_window.session.want_prevalence(encode_shares({"red": 0.02, "green": 0.9}))
    return bare_window


def withdrawn(window: MainWindow) -> dict[str, bool]:
    """Which promises are taken back, as a person reads them."""
    page = window.page
    return {
        "hand-over": WITHDRAWN in page.handover.figures.text(),
        "operating point": WITHDRAWN in " ".join(page.point.figures.text().split()),
        "prevalence": page.prevalence.isVisible() and WITHDRAWN in page.prevalence.label.text().casefold(),
        "possible diagnoses": OF_SETS in page.detail.facts.text(),
    }


def wait_for(qtbot: QtBot, window: MainWindow, expected: dict[str, bool]) -> None:
    qtbot.waitUntil(lambda: withdrawn(window) == expected, timeout=WAIT_MS)


def choose_first(window: MainWindow, qtbot: QtBot) -> None:
    window.page.view.setFocus()
    qtbot.keyClick(window.page.view, Qt.Key.Key_Home)


def test_all_are_withdrawn_while_a_run_goes_on_and_stay_so_at_its_end(
    promising: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    seen: list[tuple[bool, bool]] = []
    promising.page.folder.doubted.connect(
        lambda shift: seen.append((bool(shift and shift.shifted), promising.session.busy))
    )
    assert drop(promising, urls([images_at(tmp_path / "far", 0.44, 0.6, 400)]))
    wait_for(qtbot, promising, ALL_FOUR)
    wait_idle(qtbot, promising)
    assert (True, True) in seen
    assert withdrawn(promising) == ALL_FOUR


def test_in_a_low_window_it_is_said_in_few_words_and_whole_again_in_a_high_one(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path
) -> None:
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 30))
    wait_for(qtbot, promising, ALL_FOUR)
    page = promising.page
    promising.resize(1024, 640)
    for label in (page.handover.figures, page.point.figures, page.prevalence.label):
        qtbot.waitUntil(lambda label=label: "does not hold here" in label.text().casefold(), timeout=WAIT_MS)
        assert WITHDRAWN not in " ".join(label.text().casefold().split())
    bar = page.prevalence.label
    assert "PPV" not in bar.text()  # what holds for nobody here takes no room, and is told where one points
    assert "PPV" in bar.toolTip()
    promising.resize(1280, 900)
    wait_for(qtbot, promising, ALL_FOUR)


def test_a_folder_like_the_held_out_images_keeps_every_promise(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path
) -> None:
    dropped(promising, images_at(tmp_path / "like", 0.2, 0.4, 30))
    choose_first(promising, qtbot)
    assert withdrawn(promising) == NONE_OF_THEM
    assert "(from validation)" in promising.page.point.figures.text()
    assert "Possible: " in promising.page.detail.facts.text()
    assert "PPV" in promising.page.prevalence.label.text()


def test_a_step_of_either_slider_and_another_image_say_it_again(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path
) -> None:
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 30))
    wait_for(qtbot, promising, ALL_FOUR)
    for slider in (promising.page.handover.slider, promising.page.point.slider):
        slider.setFocus()
        qtbot.keyClick(slider, Qt.Key.Key_Home)
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        assert withdrawn(promising)["hand-over"]
    qtbot.keyClick(promising.page.view, Qt.Key.Key_Down)
    promising.page.say_again()
    assert withdrawn(promising)["possible diagnoses"]
    qtbot.mouseClick(promising.page.point.reset, Qt.MouseButton.LeftButton)
    assert withdrawn(promising) == ALL_FOUR


def test_it_goes_with_the_warning(promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path) -> None:
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 20))
    wait_for(qtbot, promising, ALL_FOUR)
    dropped(promising, images_at(tmp_path / "like", 0.2, 0.4, 300))
    wait_for(qtbot, promising, NONE_OF_THEM)


def test_it_is_back_in_a_study_that_is_opened_again_and_not_in_another(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path
) -> None:
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 30))
    wait_for(qtbot, promising, ALL_FOUR)
    study = promising.session.study
    assert study is not None
    promising.actions_.new_study.trigger()
    wait_idle(qtbot, promising)
    dropped(promising, images_at(tmp_path / "like", 0.2, 0.4, 30))
    choose_first(promising, qtbot)
    wait_for(qtbot, promising, NONE_OF_THEM)
    promising.studies.open(study.path)
    wait_idle(qtbot, promising)
    choose_first(promising, qtbot)
    wait_for(qtbot, promising, ALL_FOUR)


def test_a_model_that_cannot_tell_of_the_folder_withdraws_nothing(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path
) -> None:
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 30))
    wait_for(qtbot, promising, ALL_FOUR)
    promising.session.open_model(write_tiny_model(tmp_path / "other.onnx", tiny_info()))
    wait_idle(qtbot, promising)
    promising.actions_.new_study.trigger()
    wait_idle(qtbot, promising)
    dropped(promising, images_at(tmp_path / "as far", 0.44, 0.6, 30))
    choose_first(promising, qtbot)
    wait_for(qtbot, promising, NONE_OF_THEM)


OF_ALL = "measured on all sources together, not on the one that this folder is like"


def figures_of(window: MainWindow) -> list[str]:
    """What is told with figures of the model, as a person reads it."""
    page = window.page
    labels = (page.handover.figures, page.point.figures, page.prevalence.label)
    return [" ".join(label.text().casefold().split()) for label in labels]


def reports_of(window: MainWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The page, and what is drawn on paper."""
    drawn: list[str] = []
    draw = Pages.text
    monkeypatch.setattr(Pages, "text", lambda self, text, **how: (drawn.append(text), draw(self, text, **how))[1])
    exports = window.side_dialogs.exports
    for kind in (Kind.HTML, Kind.PDF):
        exports.begin(exports.job(kind, folder / f"out{kind.value}", window.page.model.results, by_person=False))
        qtbot.waitUntil(lambda: not exports.running, timeout=WAIT_MS)
    return (folder / "out.html").read_text("utf-8").casefold(), "\n".join(drawn).casefold()


def test_of_a_folder_like_one_source_figures_of_all_sources_are_told_as_such_wherever_they_stand(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promising.session.open_model(write_tiny_model(tmp_path / "two.onnx", of_two_sources()))
    wait_idle(qtbot, promising)
    promising.actions_.new_study.trigger()
    wait_idle(qtbot, promising)
    promising.session.want_prevalence(encode_shares({"red": 0.02, "green": 0.9}))
    dropped(promising, images_at(tmp_path / "of one", 0.3, 0.5, 60))
    qtbot.waitUntil(lambda: all(OF_ALL in text for text in figures_of(promising)), timeout=WAIT_MS)
    assert withdrawn(promising) == NONE_OF_THEM
    for text in reports_of(promising, qtbot, tmp_path, monkeypatch):
        assert (text.count(OF_ALL), text.count(WITHDRAWN), text.count(OF_SETS)) == (3, 0, 0)
    dropped(promising, images_at(tmp_path / "like", 0.2, 0.4, 600))
    qtbot.waitUntil(lambda: not any(OF_ALL in text for text in figures_of(promising)), timeout=WAIT_MS)


def test_reports_withdraw_the_same_in_the_same_words(
    promising: MainWindow, qtbot: QtBot, dropped: Dropped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 30))
    wait_for(qtbot, promising, ALL_FOUR)
    page, paper = reports_of(promising, qtbot, tmp_path, monkeypatch)
    for text in (page, paper):  # of the operating point, of the prevalence, of handing over; and of the sets
        assert (text.count(WITHDRAWN), text.count(OF_SETS)) == (3, 1)
    assert "nor does what is told of the operating point hold here" in page


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_on_full_hd_at_200_percent_rows_stay_in_sight_below_all_that_is_said(
    promising: MainWindow,
    qtbot: QtBot,
    dropped: Dropped,
    tmp_path: Path,
    language: str,
    request: pytest.FixtureRequest,
) -> None:
    request.addfinalizer(lambda: translation.speak("en"))
    promising.speak(language)
    dropped(promising, images_at(tmp_path / "far", 0.44, 0.6, 30))
    page = promising.page
    page.handover.slider.setValue(1)
    promising.resize(960, 540)
    row = page.view.verticalHeader().defaultSectionSize()
    qtbot.waitUntil(lambda: page.view.viewport().height() >= 3 * row, timeout=WAIT_MS)
    assert page.folder.isVisible()
    assert page.prevalence.isVisible()
    qtbot.waitUntil(lambda: cut(promising) == [], timeout=WAIT_MS)  # words that need more lines find their room
