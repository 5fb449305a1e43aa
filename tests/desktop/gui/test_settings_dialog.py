"""The settings dialog: what it shows, what it keeps, what it refuses and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox
from pytestqt.qtbot import QtBot

from desktop.gui.settings import Numbers, Scheme, Settings
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.model import providers
from tests.desktop.helpers import environment, run_python

ABSENT = {"cuda": "no NVIDIA driver was found"}


@pytest.fixture
def dialog(qtbot: QtBot, settings: Settings) -> SettingsDialog:
    made = SettingsDialog(settings, why_absent=lambda provider: ABSENT.get(provider.name))
    qtbot.addWidget(made)
    made.show()
    return made


def _pick(box: QComboBox, words: str) -> None:
    """By keyboard: down from the first entry until it is reached."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while not box.currentText().startswith(words):
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"there is no {words}"


def test_what_is_saved_is_there_at_the_next_start(dialog: SettingsDialog, tmp_path: Path) -> None:
    _pick(dialog.provider, "CPU")
    dialog.batch_size.setFocus()
    dialog.batch_size.selectAll()
    QTest.keyClicks(dialog.batch_size, "16")
    dialog.threads.setFocus()
    QTest.keyClick(dialog.threads, Qt.Key.Key_Up)
    _pick(dialog.tta, "4")
    _pick(dialog.scheme, "Dark")
    _pick(dialog.numbers, "0,87")
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    again = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert (again.provider, again.batch_size, again.threads, again.tta) == ("cpu", 16, 1, 4)
    assert (again.scheme, again.numbers) == (Scheme.DARK, Numbers.COMMA)


def test_a_provider_that_is_not_here_says_why_and_cannot_be_saved(dialog: SettingsDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    _pick(dialog.provider, "CUDA")
    assert dialog.provider.currentText() == "CUDA  (not on this computer)"
    assert "no NVIDIA driver was found" in dialog.reason.text()
    assert not ok.isEnabled()
    _pick(dialog.provider, "CPU")
    assert ok.isEnabled()
    assert "Cannot" not in dialog.reason.text()


def test_the_cost_of_more_views_is_said(dialog: SettingsDialog) -> None:
    _pick(dialog.tta, "8")
    assert "8 times as long" in dialog.cost.text()


def test_colours_are_tried_at_once_and_put_back_on_cancel(dialog: SettingsDialog, settings: Settings) -> None:
    tried: list[Scheme] = []
    dialog.scheme_tried.connect(tried.append)
    _pick(dialog.scheme, "Dark")
    assert tried[-1] is Scheme.DARK
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert tried[-1] is Scheme.SYSTEM
    assert settings.scheme is Scheme.SYSTEM


def test_defaults_come_back_with_one_button(dialog: SettingsDialog, settings: Settings) -> None:
    _pick(dialog.tta, "8")
    _pick(dialog.numbers, "0,87")
    dialog.batch_size.setValue(5)
    restore = dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    QTest.mouseClick(restore, Qt.MouseButton.LeftButton)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert (settings.tta, settings.numbers, settings.batch_size) == (1, Numbers.POINT, None)


def test_every_field_has_a_name_and_a_key(dialog: SettingsDialog) -> None:
    for field in (dialog.provider, dialog.batch_size, dialog.threads, dialog.tta, dialog.scheme, dialog.numbers):
        assert field.accessibleName()
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize(
    ("key", "value"), [("provider", "warp"), ("batch_size", "-3"), ("threads", "9999"), ("tta", "3"), ("numbers", "x")]
)
def test_damaged_settings_are_defaults(tmp_path: Path, key: str, value: str) -> None:
    store = QSettings(str(tmp_path / "damaged.ini"), QSettings.Format.IniFormat)
    store.setValue(key, value)
    settings = Settings(store)
    assert settings.provider == providers.AUTO
    assert (settings.batch_size, settings.threads, settings.tta) == (None, None, 1)
    assert settings.numbers is Numbers.POINT


@pytest.mark.parametrize(("locale", "shown"), [("de_DE.UTF-8", "0,87"), ("en_US.UTF-8", "0.87"), ("C", "0.87")])
def test_numbers_are_written_as_the_system_does_until_one_chooses(tmp_path: Path, locale: str, shown: str) -> None:
    code = (
        "import sys\nfrom PySide6.QtCore import QSettings\nfrom desktop.gui.settings import Numbers, Settings\n"
        "settings = Settings(QSettings(sys.argv[1], QSettings.Format.IniFormat))\n"
        "print(settings.numbers.told(0.87))\n"
        "settings.numbers = Numbers.POINT\n"
        "print(settings.numbers.told(0.87))\n"
    )
    environment_of_the_user = {**environment(), "LC_ALL": locale, "LANG": locale}
    done = run_python("-c", code, str(tmp_path / "s.ini"), cwd=tmp_path, env=environment_of_the_user)
    assert done.stdout.split() == [shown, "0.87"], done.stderr
