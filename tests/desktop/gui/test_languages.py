"""The window in other languages: at the start, while it is open, and with texts that are longer than English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QMenu,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import Classifier
from desktop.contract import ClassInfo
from desktop.gui import translation
from desktop.gui.export.dialog import ExportDialog, Offer, Scope
from desktop.gui.export_kinds import Kind
from desktop.gui.session.row import Filter, Result
from desktop.gui.settings import Settings
from desktop.gui.shell.keys_dialog import KeysDialog
from desktop.gui.shell.lesions_dialog import LesionsDialog
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.table.columns import Column
from desktop.gui.table.table_data import TableData
from desktop.gui.window import MainWindow
from desktop.language import choice
from desktop.language.spoken import PSEUDO, offered
from desktop.results.lesion_rules import PATIENT
from desktop.results.rows import OK, Row
from desktop.results.wording import named
from tests.desktop.gui.conftest import WAIT_MS, answer_dialog, column, wait_idle
from tests.desktop.gui.cut_words import WORDED, cut


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    translation.speak("en")


@pytest.fixture
def opened(
    qtbot: QtBot, tmp_path: Path, tiny_model: Path, coloured_images: Path
) -> Iterator[Callable[[str], MainWindow]]:
    """A window of its own for each language, with the coloured images answered."""
    windows = []

    def open_in(language: str) -> MainWindow:
        translation.speak(language)
        folder = tmp_path / f"window-{len(windows)}"
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        store.setValue("studies", str(folder / "studies"))
        store.setValue("batch_size", "8")
        window = MainWindow(Settings(store), provider="cpu")
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.resize(1600, 900)  # roomy: where words are shortened hangs on a pixel
        window.start((coloured_images,), tiny_model)
        qtbot.waitUntil(lambda: len(window.page.model.results) == 3, timeout=WAIT_MS)
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: window.page.detail.image.has_image, timeout=WAIT_MS)
        return window

    yield open_in
    for window in windows:
        window.close()


def _texts(window: QWidget) -> dict[str, list[str]]:
    """All words of a window, hidden ones too, by the kind of what shows them."""
    found: dict[str, list[str]] = {}
    for one in (window, *window.findChildren(QWidget), *window.findChildren(QAction)):
        for name in ("text", "toolTip", "title", "placeholderText", "accessibleName", "accessibleDescription"):
            if one.metaObject().indexOfProperty(name) >= 0 and one.property(name):
                found.setdefault(f"{type(one).__name__}.{name}", []).append(str(one.property(name)))
        if isinstance(one, QComboBox):
            found.setdefault("QComboBox items", []).extend(one.itemText(place) for place in range(one.count()))
    return {kind: sorted(texts) for kind, texts in found.items()}


def _headings(window: MainWindow) -> list[str]:
    return [str(window.page.model.headerData(place, Qt.Orientation.Horizontal)) for place in Column]


def _without_times(texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without what is another in every window: paths, speeds and the moment of its study."""
    ours = ("/", "·", " kB", "202")
    return {kind: [text for text in those if not any(part in text for part in ours)] for kind, those in texts.items()}


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_window_that_is_open_says_what_one_opened_in_that_language_says(
    opened: Callable[[str], MainWindow], language: str
) -> None:
    new = opened(language)
    wanted, headings = _texts(new), _headings(new)
    new.close()  # what it says anew while another speaks English would be English
    old = opened("en")
    old.speak(language)
    assert _without_times(_texts(old)) == _without_times(wanted)
    assert _headings(old) == headings


def test_a_window_comes_back_to_english_as_it_was(opened: Callable[[str], MainWindow], qtbot: QtBot) -> None:
    window = opened("en")
    qtbot.waitUntil(lambda: "changed" in window.page.detail.file.text(), timeout=WAIT_MS)
    before = _texts(window)
    for language in ("de", PSEUDO, "es", "en"):
        window.speak(language)
    qtbot.waitUntil(lambda: "changed" in window.page.detail.file.text(), timeout=WAIT_MS)
    assert _texts(window) == before


def test_german_words_are_in_the_window(opened: Callable[[str], MainWindow]) -> None:
    window = opened("de")
    assert [action.text() for action in window.menuBar().actions()] == ["&Datei", "&Bearbeiten", "&Ansicht", "&Hilfe"]
    assert window.notice.text() == "Nur für die Forschung, kein Medizinprodukt"
    assert window.page.filters.buttons[Filter.TO_REVIEW].text().startswith("Zu beurteilen")
    assert "Strg+O" in window.actions_.open_images.toolTip()


def test_a_search_finds_a_diagnosis_by_the_name_that_is_shown(classifier: Classifier) -> None:
    translation.speak("de")
    first, *others = classifier.info.classes
    named_so = msgspec.structs.replace(first, name="Melanocytic nevus")
    data = TableData()
    data.set_info(msgspec.structs.replace(classifier.info, classes=(named_so, *others)))
    probabilities = (0.9, *(0.1 / len(others) for _ in others))
    row = Row("1.png", OK, diagnosis=first.code, probability=0.9, probabilities=probabilities, malignant=0.0)
    data.append([Result("/1.png", replace(row, width=1, height=1, unfamiliarity=0.0), 1)])
    assert [bool(data.admitted((), (), word)[0]) for word in ("nävus", "nevus", "melanom")] == [True, True, False]


def test_a_name_that_no_catalogue_knows_stays() -> None:
    translation.speak("de")
    assert named("A name of somebody's own") == "A name of somebody's own"


def test_numbers_and_answers_do_not_hang_on_the_language(opened: Callable[[str], MainWindow]) -> None:
    window = opened("en")
    numbers = column(window, Column.PROBABILITY)
    window.speak("de")
    assert column(window, Column.PROBABILITY) == numbers


def test_a_table_is_saved_as_ever_in_every_language(
    opened: Callable[[str], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened("en")
    saved = []
    for language in ("en", "de"):
        window.speak(language)
        window.session.reviews.set_note([window.page.model.results[0].key], "a note")
        target = tmp_path / f"{language}.csv"
        window.side_dialogs.exports.save(target)
        qtbot.waitUntil(lambda: not window.side_dialogs.exports.running, timeout=WAIT_MS)
        saved.append(target.read_bytes())
    assert saved[0] == saved[1]


def test_a_report_is_in_the_windows_language(opened: Callable[[str], MainWindow], qtbot: QtBot, tmp_path: Path) -> None:
    window = opened("es")
    exports = window.side_dialogs.exports
    for kind in (Kind.HTML, Kind.PDF):
        target = tmp_path / f"report{kind.value}"
        exports.begin(exports.job(kind, target, window.page.model.results, by_person=False))
        qtbot.waitUntil(lambda: not exports.running, timeout=WAIT_MS)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<html lang=es>" in page
    assert "Solo para investigación, no es un producto sanitario" in page
    assert "Informe de 3 imágenes" in page
    assert (tmp_path / "report.pdf").stat().st_size > 5000


def test_the_settings_change_the_language_at_once_and_cancel_takes_it_back(
    window: MainWindow, settings: Settings
) -> None:
    before = window.actions_.open_images.text()
    seen = []

    def answer(dialog: SettingsDialog) -> None:
        place = next(place for place in range(dialog.language.count()) if dialog.language.itemData(place) == "de")
        dialog.language.setCurrentIndex(place)
        seen.append((window.actions_.open_images.text(), dialog.windowTitle()))
        dialog.reject()

    answer_dialog(SettingsDialog, answer)
    window.side_dialogs.ask_settings()
    assert seen == [("&Bilder öffnen…", "Einstellungen")]
    assert window.actions_.open_images.text() == before
    assert settings.language == ""


def test_the_settings_keep_the_language(window: MainWindow, settings: Settings, qtbot: QtBot) -> None:
    def answer(dialog: SettingsDialog) -> None:
        place = next(place for place in range(dialog.language.count()) if dialog.language.itemData(place) == "es")
        dialog.language.setCurrentIndex(place)
        dialog.accept()

    answer_dialog(SettingsDialog, answer)
    window.side_dialogs.ask_settings()
    wait_idle(qtbot, window)  # the settings name another provider than the command line, so the model is opened anew
    assert settings.language == "es"
    assert window.menuBar().actions()[0].text() == "&Archivo"


@pytest.mark.parametrize(
    ("wanted", "spoken"), [(["de-AT", "en"], "de"), (["fr-FR", "es-419"], "es"), (["ja"], "en"), ([], "en")]
)
def test_the_systems_language_is_spoken_where_there_are_words_for_it(wanted: list[str], spoken: str) -> None:
    assert choice.of_the_system(wanted) == spoken


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (["pt-BR", "pt"], "pt_BR"),
        (["pt_BR.UTF-8"], "pt_BR"),
        (["zh-Hans-CN", "zh-CN"], "zh_CN"),
        (["pt-PT", "de"], "de"),  # of another country, and with words of its own
        (["sr_RS@latin"], "sr"),
    ],
)
def test_a_language_of_one_country_is_spoken_where_the_system_names_that(
    wanted: list[str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "offered", lambda: ("en", "de", "pt_BR", "sr", "zh_CN"))
    assert choice.of_the_system(wanted) == spoken


def test_the_settings_go_before_the_system_and_the_environment_before_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(choice.VARIABLE, raising=False)
    assert translation.chosen("es") == "es"
    assert translation.chosen("no language of ours") in offered()
    monkeypatch.setenv(choice.VARIABLE, PSEUDO)
    assert translation.chosen("es") == PSEUDO


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_letter_of_a_menu_is_there_twice(opened: Callable[[str], MainWindow], language: str) -> None:
    window = opened(language)
    menus = [menu for menu in window.findChildren(QMenu) if menu.actions()]
    bar = [action.text() for action in window.menuBar().actions()]
    for texts in (bar, *([action.text() for action in menu.actions()] for menu in menus)):
        assert _twice(texts) == []


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_letter_of_a_dialog_is_there_twice(opened: Callable[[str], MainWindow], language: str) -> None:
    window = opened(language)
    for page in (page for dialog in _dialogs(window) for page in _pages(dialog)):
        texts = [one.text() for one in page.findChildren(QWidget) if isinstance(one, WORDED)]
        assert _twice([text for text in texts if "<" not in text]) == []


def _pages(dialog: QDialog) -> list[QWidget]:
    """What is seen at once of a dialog."""
    tabs = dialog.findChild(QTabWidget)
    return [dialog] if tabs is None else [tabs.widget(place) for place in range(tabs.count())]


def _twice(texts: list[str]) -> list[str]:
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    return [key for key, count in Counter(key for key in keys if key).items() if count > 1]


def _dialogs(window: MainWindow) -> list[QDialog]:
    info = window.session.info
    assert info is not None
    counts = {Scope.ALL: 12_345, Scope.SHOWN: 1_234, Scope.SELECTED: 123}
    names = {1: "a/1.png", 2: "a/2.png", 3: "b/1.png"}
    rooms = window.side_dialogs
    rooms.show_model()
    return [
        SettingsDialog(Settings(window._settings._store), window, info=info, point=window.session.point),
        ExportDialog(Offer(counts, "", reviewed=True), Kind.CSV, window),
        LesionsDialog(names, lambda: None, window),
        LesionsDialog(names, lambda: None, window, what=PATIENT),
        KeysDialog(window.menuBar(), lambda: 3, window),
        rooms.model,
        rooms.agreement,
    ]


def test_nothing_is_cut_in_a_language_that_is_longer(opened: Callable[[str], MainWindow], qtbot: QtBot) -> None:
    window = opened(PSEUDO)
    for width, height in ((1280, 820), (1024, 640)):
        window.resize(width, height)
        for compact in (False, True):
            window.page.detail.review.set_compact(compact)
            QTest.qWait(200)
            assert cut(window) == []
    for dialog in _dialogs(window):
        dialog.show()
        qtbot.waitExposed(dialog)
        tabs = dialog.findChild(QTabWidget)
        for place in range(tabs.count() if tabs is not None else 1):
            if tabs is not None:
                tabs.setCurrentIndex(place)
            QTest.qWait(50)
            assert cut(dialog) == []
        dialog.close()


@pytest.mark.parametrize("language", [PSEUDO, "de", "es"])
def test_nothing_is_cut_in_the_empty_window(qtbot: QtBot, settings: Settings, tiny_model: Path, language: str) -> None:
    translation.speak(language)
    window = MainWindow(settings, provider="cpu")
    qtbot.addWidget(window)
    window.resize(1280, 820)
    window.show()
    window.start((), tiny_model)
    qtbot.waitUntil(lambda: window.session.classifier is not None, timeout=WAIT_MS)
    QTest.qWait(100)
    assert cut(window) == []
    window.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", {"OK", "Abbrechen", "Speichern", "Schließen"}),
        ("es", {"Aceptar", "Cancelar", "Guardar", "Cerrar"}),
    ],
)
def test_buttons_that_qt_names_itself_are_in_the_language(qtbot: QtBot, language: str, said: set[str]) -> None:
    kind = QDialogButtonBox.StandardButton
    translation.speak(language)
    box = QDialogButtonBox(kind.Ok | kind.Cancel | kind.Save | kind.Close)
    qtbot.addWidget(box)
    assert {button.text().replace("&", "") for button in box.buttons()} == said


def test_a_class_of_the_model_keeps_the_name_that_the_file_gives_it() -> None:
    translation.speak("de")
    one = ClassInfo("mel", "Melanoma", True)
    assert one.name == "Melanoma"
    assert named(one.name) == "Melanom"


def test_large_numbers_are_grouped_as_the_language_groups_them(qapp: QApplication) -> None:
    translation.speak("de")
    assert translation.trn("{n:,} image", "{n:,} images", 12345) == "12\N{NO-BREAK SPACE}345 Bilder"
    translation.speak("en")
    assert translation.trn("{n:,} image", "{n:,} images", 12345) == "12,345 images"
