"""Light and dark: chosen in the menu, remembered, and readable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.settings import Scheme, Settings
from desktop.gui.theme import DARK, LIGHT, Colours, Theme, is_dark
from desktop.gui.window import MainWindow


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    palette = qapp.palette()
    made = Theme(qapp, Scheme.LIGHT)
    yield made
    made.retire()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)


def test_the_menu_changes_the_colours_at_once_and_for_the_next_start(
    qtbot: QtBot, settings: Settings, theme: Theme
) -> None:
    window = MainWindow(settings, provider="cpu", theme=theme)
    qtbot.addWidget(window)
    window.show()
    assert not is_dark(window.page.view.palette())
    window.actions_.schemes[Scheme.DARK].trigger()
    assert is_dark(window.page.view.palette())
    assert settings.scheme is Scheme.DARK
    window.close()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_every_writing_stands_out_from_what_is_behind_it(colours: Colours) -> None:
    """WCAG 2.2, 1.4.3: a contrast of at least 4.5 to 1 for text."""
    for front, back in (
        *((colours.text, colours.window), (colours.text, colours.base), (colours.text, colours.tint)),
        *((colours.quiet, colours.window), (colours.quiet, colours.base), (colours.quiet, colours.tint)),
        *((colours.warm, colours.base), (colours.warm, colours.tint), (colours.text, colours.warm_tint)),
        *((colours.on_accent, colours.accent), (colours.quiet, colours.track)),
    ):
        assert _contrast(front, back) >= 4.5, (front, back)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(name: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    colour = QColor(name)
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
