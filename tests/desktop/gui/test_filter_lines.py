"""The buttons that narrow the table, in lines: a rule stands between two groups, never at the end of a line."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.gui.window import MainWindow


def ends(window: MainWindow) -> list[str]:
    """The rules that have a button on one side only, or on none."""
    bar = window.page.filters
    parts = [one for one in bar.children() if isinstance(one, QWidget) and one.isVisible()]
    rules = [one for one in parts if one.property("rule") and bar.rect().intersects(one.geometry())]
    assert len(rules) < len(parts)
    found = []
    for rule in rules:
        middle = rule.geometry().center().y()
        beside = [one.x() for one in parts if one not in rules and one.y() <= middle <= one.geometry().bottom()]
        if not beside or not min(beside) < rule.x() < max(beside):
            found.append(
                f"{window.width()}: {rule.geometry().getRect()} among {[one.geometry().getRect() for one in parts]}"
            )
    return found


def test_a_rule_stands_between_two_buttons_of_a_line(filled: MainWindow) -> None:
    for width in range(900, 1900, 40):
        filled.resize(width, 800)
        QTest.qWait(20)
        assert ends(filled) == []


def test_where_the_figures_are_from_stands_beside_them_in_a_wide_window_and_below_in_a_narrow_one(
    filled: MainWindow,
) -> None:
    """How narrow that is, the font decides."""
    figures = filled.page.point.figures
    letters = figures.font()
    lines = []
    for width, larger in ((1900, 1.0), (1024, 1.0), (1024, 1.5)):
        filled.resize(width, 800)
        font = QFont(letters)
        font.setPointSizeF(letters.pointSizeF() * larger)
        figures.setFont(font)
        filled.resize(width + 1, 800)
        QTest.qWait(20)
        lines.append(len(figures.text().splitlines()))
        assert figures.width() >= figures.sizeHint().width()
        assert "(from validation)" in figures.text()
    assert lines in ([1, 1, 2], [1, 2, 2])
