"""Render the icon into the files that installers want: `python packaging/make_icons.py` after its drawings changed.

Writes packaging/icons/: PNGs for Linux, an .ico for Windows, an .icns for macOS, from desktop/gui/resources/app*.svg.
"""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QGuiApplication

from desktop.gui.shell.app_icon import app_image

ICONS = Path(__file__).parent / "icons"
NAME = "ham-classifier"
PNG_SIDES = (16, 24, 32, 48, 64, 128, 256)
ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_KINDS = {"icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512}
"""Apple's name of each size; ic11 to ic14 are for screens with twice as many pixels. Put together by hand,
since Pillow adds 1024 pixels, which are most of the file."""


def picture(side: int) -> Image.Image:
    """The icon as Pillow has it, RGBA."""
    buffer = QBuffer()
    app_image(side).save(buffer, "PNG")  # type: ignore[call-overload] # PySide6's stub wants bytes, Qt takes the name
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGBA")


def main() -> None:
    QGuiApplication([])
    ICONS.mkdir(exist_ok=True)
    for side in PNG_SIDES:
        picture(side).save(ICONS / f"{NAME}-{side}.png", optimize=True)
    pictures = [picture(side) for side in ICO_SIDES]
    pictures[-1].save(ICONS / f"{NAME}.ico", sizes=[(s, s) for s in ICO_SIDES], append_images=pictures[:-1])
    blocks = b"".join(_block(kind, _png(picture(side))) for kind, side in ICNS_KINDS.items())
    (ICONS / f"{NAME}.icns").write_bytes(_block("icns", blocks))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _block(kind: str, content: bytes) -> bytes:
    return kind.encode("ascii") + struct.pack(">I", len(content) + 8) + content


if __name__ == "__main__":
    main()
