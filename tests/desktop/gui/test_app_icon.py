"""The icon of the window and of the installers, and files that the system hands over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.file_open import FileOpener
from desktop.gui.shell.app_icon import SIDES, app_icon, app_image
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import shown, wait_idle

ICONS = Path(__file__).parents[3] / "packaging" / "icons"


def _pixels(image: QImage) -> np.ndarray:
    """RGBA as uint8 [side, side, 4]."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)  # a copy outlives the image


@pytest.mark.parametrize("side", SIDES)
def test_it_is_a_brown_spot_on_skin_on_blue_at_every_size(qapp: QApplication, side: int) -> None:
    pixels = _pixels(app_image(side))
    assert pixels[0, 0, 3] < 128  # round corners
    brown, skin, blue = pixels[side // 2, side // 2], pixels[side // 2, side // 4], pixels[side // 2, side // 12]
    assert brown[0] > brown[2]
    assert brown[:3].sum() < 300 < skin[:3].sum()
    assert skin[0] > skin[2]
    assert blue[2] > 120 > blue[0]
    assert {size.width() for size in app_icon().availableSizes()} == set(SIDES)


def _rendered() -> Iterator[tuple[str, Image.Image]]:
    for path in sorted(ICONS.glob("*.png")):
        yield path.name, Image.open(path)
    ico = ICONS / "ham-classifier.ico"
    for size in sorted(Image.open(ico).info["sizes"]):
        image = Image.open(ico)
        image.size = size  # type: ignore[misc]
        yield f"{ico.name} {size}", image
    icns = ICONS / "ham-classifier.icns"
    assert (256, 256, 2) in Image.open(icns).info["sizes"]  # as another reader sees it
    content = icns.read_bytes()[8:]
    while content:
        length = int.from_bytes(content[4:8], "big")
        yield f"{icns.name} {content[:4]!r}", Image.open(io.BytesIO(content[8:length]))
        content = content[length:]


def test_the_installers_icons_are_renderings_of_the_drawings(qapp: QApplication) -> None:
    """After a change of desktop/gui/resources/app*.svg: `python packaging/make_icons.py`."""
    seen = list(_rendered())
    assert len(seen) == 7 + 9 + 8
    for name, image in seen:
        drawn = _pixels(app_image(image.width)).astype(int)
        stored = np.asarray(image.convert("RGBA")).astype(int)
        solid = drawn[..., 3] == 255  # half-covered pixels lose their colour on the way
        assert np.abs(drawn - stored)[solid].mean() < 2, name


def test_a_file_that_the_system_hands_over_is_opened(
    window: MainWindow, qtbot: QtBot, coloured_images: Path, qapp: QApplication
) -> None:
    FileOpener(qapp, window)
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(coloured_images / "red.png"))))
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 1)
    assert any(str(cell).startswith("red") for cell in shown(window)[0])
