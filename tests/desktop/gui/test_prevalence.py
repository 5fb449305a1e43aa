"""The prevalence that a person types in the settings: what is shown, kept, exported, and refused in a sentence."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from desktop.contract import ModelInfo
from desktop.gui.export_kinds import Kind
from desktop.gui.session.row import Filter
from desktop.gui.settings import Settings
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.table.columns import Column
from desktop.gui.window import MainWindow
from desktop.results.prevalence import read_prevalence
from desktop.results.rows import at_point, at_prevalence
from desktop.results.terms import terms_of
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column
from tests.desktop.helpers import one_colour
from tests.promising_model import promising_info
from tests.tiny_model import tiny_info, write_tiny_model

GREENER = {"red": "0.02", "green": "0.95"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """An image that the model takes for red by a little, one for green, one that is broken."""
    one_colour(tmp_path / "photos" / "reddish.png", (150, 130, 120))
    one_colour(tmp_path / "photos" / "green.png", (110, 170, 110))
    (tmp_path / "photos" / "broken.png").write_bytes(b"no image")
    return tmp_path / "photos"


@pytest.fixture
def open_with(bare_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Callable[[ModelInfo], MainWindow]:
    """The window with a tiny model of this document."""

    def open_model(info: ModelInfo) -> MainWindow:
        before = bare_window.session.classifier
        path = tmp_path / f"{info.name} {info.contract} {len(info.prevalence)}.onnx"
        bare_window.start((), write_tiny_model(path, info))
        qtbot.waitUntil(lambda: bare_window.session.classifier not in (None, before), timeout=WAIT_MS)
        return bare_window

    return open_model


@pytest.fixture
def filled(open_with: Callable[[ModelInfo], MainWindow], dropped: Callable[..., None], photos: Path) -> MainWindow:
    window = open_with(promising_info())
    dropped(window, photos)
    return window


def choose(window: MainWindow, shares: dict[str, str], *, save: bool = True) -> None:
    """Edit > Settings, the page of the prevalence, shares typed, Save."""

    def answer(dialog: SettingsDialog) -> None:
        dialog.show_prevalence()
        _type(dialog, shares)
        which = QDialogButtonBox.StandardButton.Ok if save else QDialogButtonBox.StandardButton.Cancel
        QTest.mouseClick(dialog.buttons.button(which), Qt.MouseButton.LeftButton)

    answer_dialog(SettingsDialog, answer)
    window.actions_.settings.trigger()


def _type(dialog: SettingsDialog, shares: dict[str, str]) -> None:
    for code, text in shares.items():
        field = dialog.prevalence.fields[code]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)


def _row_of(window: MainWindow, name: str) -> int:
    return next(i for i, file in enumerate(column(window, Column.FILE)) if file.endswith(name))


def test_numbers_and_diagnosis_follow_and_the_models_own_stand_beside_them(filled: MainWindow) -> None:
    reddish = _row_of(filled, "reddish.png")
    before = column(filled, Column.REFER)
    assert column(filled, Column.DIAGNOSIS)[reddish] == "Red spot"
    assert filled.page.view.isColumnHidden(Column.OWN_DIAGNOSIS)
    choose(filled, GREENER)
    assert column(filled, Column.DIAGNOSIS)[reddish] == "Green spot"
    assert column(filled, Column.OWN_DIAGNOSIS)[reddish] == "Red spot"
    assert float(column(filled, Column.OWN_MALIGNANT)[reddish]) > 0.5 > float(column(filled, Column.MALIGNANT)[reddish])
    assert not filled.page.view.isColumnHidden(Column.OWN_DIAGNOSIS)
    assert column(filled, Column.REFER) == before  # by the model's own score, as its threshold was set
    assert filled.page.model.class_counts == {"red": 0, "green": 2, "blue": 0}
    filled.page.view.selectRow(reddish)
    detail = filled.page.detail
    assert detail.headline.text() == "Green spot"
    assert "By the model's own numbers: Red spot" in detail.facts.text()
    own = filled.page.model.result(reddish).row.probabilities
    assert detail.bars.own_texts[1] == f"{own[0]:.3f}"  # of the second line, which is red


def test_the_table_is_at_any_prevalence_what_a_row_alone_is(filled: MainWindow) -> None:
    info = promising_info()
    for shares in (GREENER, {"red": "0.9", "green": "0"}, {"red": "0.2", "green": "0.5", "blue": "0.3"}):
        choose(filled, shares)
        wanted = read_prevalence(",".join(f"{code}={share}" for code, share in shares.items()), info)
        model = filled.page.model
        for place, result in enumerate(model.results):
            row = at_prevalence(at_point(result.row, info, filled.session.point), info, wanted)
            if result.failed:
                continue
            assert column(filled, Column.PROBABILITY)[place].lstrip("<>") in (f"{row.probability:.2f}", "0.99", "0.01")
            uncertain = "uncertain" in row.flags
            assert ("ncertain" in column(filled, Column.FLAGS)[place]) == uncertain
        assert model.counts[Filter.UNCERTAIN] == sum(
            "uncertain" in at_prevalence(result.row, info, wanted).flags for result in model.results
        )


def test_a_row_that_is_turned_is_the_row_that_the_command_makes(filled: MainWindow) -> None:
    info = promising_info()
    terms = terms_of(info, prevalence="red=0.02,green=0.95")
    for result in filled.page.model.results:
        turned = at_prevalence(at_point(result.row, info, terms.point), info, terms.prevalence)
        assert at_prevalence(turned, info, None) == at_point(result.row, info, terms.point)
        assert at_prevalence(turned, info, terms.prevalence) == turned


def test_the_bar_says_which_prevalence_and_what_is_expected_of_a_thousand(
    filled: MainWindow, settings: Settings
) -> None:
    bar = filled.page.prevalence
    assert not bar.isVisible()
    choose(filled, {"red": "0.1"})
    assert bar.isVisible()
    # Sensitivity .95 and specificity .70, so that 0.1 * 0.95 + 0.9 * 0.3 of all are referred.
    assert "0.1 red spot" in bar.label.text()
    assert "365" in bar.label.text()
    assert "PPV 0.260" in bar.label.text()
    QTest.mouseClick(bar.reset, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert settings.prevalence == ""
    assert column(filled, Column.DIAGNOSIS)[_row_of(filled, "reddish.png")] == "Red spot"


def test_what_was_typed_is_there_at_the_next_start_and_cancel_keeps_what_was(
    filled: MainWindow, tmp_path: Path
) -> None:
    choose(filled, {"red": "0,02"})
    choose(filled, {"red": "0.5"}, save=False)
    again = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert json.loads(again.prevalence) == {"red": 0.02}
    assert filled.session.prevalence == read_prevalence("red=0.02", promising_info())


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"red": "0.7", "green": "0.7"}, "The prevalence sums to 1.4; shares must sum to 1."),
        ({"red": "0.1", "green": "0.1", "blue": "0.1"}, "The prevalence sums to 0.3 over all classes"),
        ({"red": "much"}, "gives Red spot the share 'much'; a share is a number from 0 to 1"),
        ({"red": "2"}, "gives Red spot the share '2'; a share is a number from 0 to 1"),
    ],
)
def test_shares_that_make_no_prevalence_are_told_in_a_sentence_and_not_saved(
    qtbot: QtBot, settings: Settings, shares: dict[str, str], words: str
) -> None:
    dialog = SettingsDialog(settings, info=promising_info(), point=promising_info().operating_point())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_prevalence()
    _type(dialog, shares)
    assert words in dialog.prevalence.said.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    QTest.mouseClick(dialog.prevalence.uniform, Qt.MouseButton.LeftButton, pos=QPoint(12, 14))
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert settings.prevalence == "uniform"


def test_the_page_says_what_an_empty_field_comes_to(qtbot: QtBot, settings: Settings) -> None:
    dialog = SettingsDialog(settings, info=promising_info())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_prevalence()
    _type(dialog, {"red": "0.2"})
    assert dialog.prevalence.fields["green"].placeholderText() == "0.500"
    _type(dialog, {"red": "0.6"})
    assert dialog.prevalence.fields["green"].placeholderText() == "0.250"


def test_a_file_of_version_1_says_why_there_is_nothing_to_type_and_keeps_what_was(
    qtbot: QtBot, settings: Settings
) -> None:
    settings.prevalence = '{"red": 0.1}'
    dialog = SettingsDialog(settings, info=tiny_info(contract=1))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_prevalence()
    assert "(contract version 1) does not tell the shares of its training images" in dialog.prevalence.said.text()
    assert not dialog.prevalence.fields
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert settings.prevalence == '{"red": 0.1}'


def test_a_prevalence_that_does_not_fit_the_model_is_told_and_its_own_numbers_are_shown(
    open_with: Callable[[ModelInfo], MainWindow], settings: Settings, dropped: Callable[..., None], photos: Path
) -> None:
    settings.provider = "cpu"  # saved with the shares; one that does not start is told first
    window = open_with(promising_info())
    choose(window, GREENER)
    open_with(tiny_info(contract=1))
    assert "does not tell them; export the model again, or reset it. The numbers shown are the model's own" in (
        window.message.text
    )
    dropped(window, photos)
    assert column(window, Column.DIAGNOSIS)[_row_of(window, "reddish.png")] == "Red spot"
    assert not window.page.prevalence.isVisible()


def test_tables_say_which_numbers_they_hold_and_reports_tell_it(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(filled, GREENER)
    exports = filled.side_dialogs.exports
    results = filled.page.model.results
    for kind, target in ((Kind.CSV, tmp_path / "out.csv"), (Kind.HTML, tmp_path / "out.html")):
        exports.begin(exports.job(kind, target, results, by_person=False))
        qtbot.waitUntil(lambda: not exports.running, timeout=WAIT_MS)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["prevalence"] for row in rows if row["status"] == "ok"} == {"red=0.02;green=0.95;blue=0.03"}
    assert next(row["diagnosis"] for row in rows if row["file"].endswith("reddish.png")) == "green"
    record = json.loads((tmp_path / "out.run.json").read_text("utf-8"))
    assert record["options"]["prevalence"] == "red=0.02;green=0.95;blue=0.03"
    assert "at the prevalence given (red 0.02, green 0.95, blue 0.03)" in (tmp_path / "out.html").read_text("utf-8")


def test_the_study_keeps_the_models_own_numbers_and_says_at_what_they_were_shown(
    filled: MainWindow, qtbot: QtBot, tmp_path: Path, settings: Settings
) -> None:
    choose(filled, GREENER)
    filled.session.save_study_as(tmp_path / "mine.hamstudy")
    qtbot.waitUntil(lambda: filled.session.open_studies.named and not filled.session.busy, timeout=WAIT_MS)
    filled.session.close_study()
    qtbot.waitUntil(lambda: filled.session.study is None, timeout=WAIT_MS)
    filled.session.want_prevalence("")
    filled.session.open_study(tmp_path / "mine.hamstudy")
    qtbot.waitUntil(lambda: len(filled.page.model.results) == 3 and not filled.session.busy, timeout=WAIT_MS)
    assert column(filled, Column.DIAGNOSIS)[_row_of(filled, "reddish.png")] == "Red spot"
    assert "last looked at with the prevalence red=0.02;green=0.95;blue=0.03" in filled.message.text
