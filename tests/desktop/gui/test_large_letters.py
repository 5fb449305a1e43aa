"""Letters half as large again on a screen of 1024 x 640, in every language: the window fits, no word is cut, and
everything can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolBar
from pytestqt.qtbot import QtBot

from desktop.gui import translation
from desktop.gui.settings import Scheme, Settings
from desktop.gui.theme import Theme
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, wait_idle
from tests.desktop.gui.cut_words import cut
from tests.desktop.gui.test_small import SMALL, whole

LARGER = 1.5


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The colours and paddings of the application, with letters of that size."""
    palette, font = qapp.palette(), qapp.font()
    made = Theme(qapp, Scheme.LIGHT)
    larger = qapp.font()
    larger.setPointSizeF(larger.pointSizeF() * LARGER)
    qapp.setFont(larger)
    yield made
    made.retire()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
    translation.speak("en")


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_window_fits_a_small_screen_whole(
    qtbot: QtBot, settings: Settings, theme: Theme, tiny_model: Path, coloured_images: Path, language: str
) -> None:
    translation.speak(language)
    window = MainWindow(settings, theme=theme, provider="cpu")
    qtbot.addWidget(window)
    window.resize(*SMALL)
    window.show()
    window.start((coloured_images,), tiny_model)
    qtbot.waitUntil(lambda: len(window.page.model.results) == 3, timeout=WAIT_MS)
    wait_idle(qtbot, window)
    for heat in (False, True):
        if heat:
            window.page.detail.heat.shown.click()
        for name in (0, 1):  # the deciding line with figures, and with none for this threshold
            window.page.point.slider.setValue(window.page.point.slider.value() - name)
            window.resize(*SMALL)
            QTest.qWait(150)
            assert window.minimumSizeHint().width() <= SMALL[0]
            assert (window.width(), window.height()) == SMALL
            assert cut(window) == []
            assert whole(window.notice)
            assert whole(window.page.point.figures)
    for tools in window.findChildren(QToolBar):
        for action in tools.actions():
            assert tools.widgetForAction(action).isVisible(), action.text()
    for widget in window.page.detail.heat.in_sight:
        assert widget.visibleRegion().boundingRect() == widget.rect()
    window.close()


def test_what_has_no_room_in_a_narrow_toolbar_is_an_icon_and_has_its_words_again(
    qtbot: QtBot, settings: Settings, theme: Theme
) -> None:
    translation.speak("de")
    window = MainWindow(settings, theme=theme, provider="cpu")
    qtbot.addWidget(window)
    window.show()
    (tools,) = window.findChildren(QToolBar)
    grid = tools.widgetForAction(window.actions_.as_grid)
    widths = []
    for width in (1900, 900, 1900):
        window.resize(width, 700)
        QTest.qWait(50)
        assert grid.isVisible()
        assert grid.toolTip()
        widths.append(grid.width())
    assert widths[1] < widths[0] == widths[2]
    window.close()
