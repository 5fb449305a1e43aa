"""Icons, which are drawn once for each size and colour."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.gui.widgets.icons import picture


def test_every_name_size_colour_stroke_and_fading_has_a_picture_of_its_own(qapp: QApplication) -> None:
    asked = [("drop", 32, "#203040", 1.0, 1.7), ("stop", 32, "#203040", 1.0, 1.7), ("drop", 40, "#203040", 1.0, 1.7)]
    asked += [("drop", 32, "#a03040", 1.0, 1.7), ("drop", 32, "#203040", 0.5, 1.7), ("drop", 32, "#203040", 1.0, 3.0)]
    for _ in range(2):
        drawn = [
            picture(name, side, colour, opacity=opacity, width=width).toImage()
            for name, side, colour, opacity, width in asked
        ]
        assert [image.width() for image in drawn] == [side for _, side, *_ in asked]
        assert all(one != other for one, other in itertools.combinations(drawn, 2))


def test_what_is_done_to_a_picture_is_not_done_to_the_next_of_its_kind(qapp: QApplication) -> None:
    first = picture("note", 48, "#102030")
    as_drawn = first.toImage()
    first.setDevicePixelRatio(2.0)
    first.fill(Qt.GlobalColor.red)
    again = picture("note", 48, "#102030")
    assert again.toImage() == as_drawn
    assert again.devicePixelRatio() == 1.0
