"""The picture is what a dermatologist comes for: half of the panel's height is its own, whatever stands below it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.contract import ClassInfo, ModelInfo
from desktop.gui.image.panel import DetailPanel
from desktop.gui.session.row import Result
from desktop.gui.settings import Scheme
from desktop.gui.theme import Theme
from desktop.results.rows import OK, Row
from desktop.study.reviews import NO_REVIEW
from tests.promising_model import promising_info

NAMES = (
    *("Actinic keratosis or intraepithelial carcinoma", "Basal cell carcinoma", "Benign keratosis-like lesion"),
    *("Dermatofibroma", "Melanoma", "Melanocytic nevus", "Vascular lesion"),
)
PANELS = {"1024 x 640": (500, 516), "1280 x 820": (500, 696), "1920 x 1080": (500, 956)}
"""The panel's size in a window of that size."""


LINES = 32
"""Of text in a panel that has room for picture, answer and review at once."""


def seven() -> ModelInfo:
    classes = tuple(ClassInfo(f"c{place}", name, place in (0, 1, 4)) for place, name in enumerate(NAMES))
    return promising_info(classes=classes, operating_points=(), prevalence={}, sets=(), handover=())


@pytest.fixture
def _dressed(qapp: QApplication) -> Iterator[None]:
    """As in the application: its letters and buttons are larger than Qt's own."""
    palette = qapp.palette()
    theme = Theme(qapp, Scheme.LIGHT)
    yield
    theme.retire()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)


@pytest.fixture
def panel(qtbot: QtBot, _dressed: None) -> DetailPanel:
    """An image with two flags, explained, and its review."""
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.resize(*PANELS["1280 x 820"])
    panel.show()
    panel.set_model(seven(), None)
    shares = (0.02, 0.03, 0.1, 0.01, 0.1, 0.7, 0.04)
    row = Row(
        *("a.jpg", OK),
        diagnosis="c5",
        probability=0.7,
        probabilities=shares,
        malignant=0.15,
        flags=("blurred", "small"),
        width=600,
        height=450,
    )
    panel.show_result(Result("/photos/a.jpg", row, 1))
    panel.show_review(NO_REVIEW)
    return panel


def _resized(qtbot: QtBot, panel: DetailPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    qtbot.waitUntil(lambda: (panel.width(), panel.height()) == size)
    qtbot.wait(50)


@pytest.mark.parametrize("size", PANELS.values(), ids=PANELS)
def test_the_picture_has_the_panels_width_and_half_its_height(
    panel: DetailPanel, qtbot: QtBot, size: tuple[int, int]
) -> None:
    _resized(qtbot, panel, size)
    assert panel.image.height() >= panel.height() / 2
    assert panel.image.width() >= panel.width() - 4


@pytest.mark.parametrize("size", PANELS.values(), ids=PANELS)
def test_answer_and_review_stay_in_sight_below_it(panel: DetailPanel, qtbot: QtBot, size: tuple[int, int]) -> None:
    """Where the font's lines are so high that they would take the picture's half, they are scrolled to."""
    _resized(qtbot, panel, size)
    whole = panel.rect()
    for widget in (panel.headline, *panel.review.in_order):
        assert widget.isVisible()
        if panel.height() / panel.fontMetrics().height() < LINES:
            panel.findChild(QScrollArea).ensureWidgetVisible(widget)
        place = widget.mapTo(panel, widget.rect().bottomRight())
        assert whole.contains(place), widget.accessibleName()
        assert not widget.visibleRegion().isEmpty(), widget.accessibleName()


def test_in_a_low_window_the_panel_still_says_that_keys_speak_of_several(panel: DetailPanel, qtbot: QtBot) -> None:
    _resized(qtbot, panel, PANELS["1024 x 640"])
    title: QLabel = panel.review.title
    assert not title.isVisible()
    panel.show_review(NO_REVIEW, 3)
    assert title.isVisible()
    assert title.text() == "Your review of 3 images"
    panel.show_review(NO_REVIEW, 1)
    _resized(qtbot, panel, PANELS["1920 x 1080"])
    assert title.isVisible()
