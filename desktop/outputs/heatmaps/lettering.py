"""Words on a picture in a font that has their letters: Pillow's own, which has English ones, or one of the system's.

Where none has them, letters lose their accents and what is left without one becomes a question mark.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from PIL import ImageDraw, ImageFont

_SYSTEM = (
    *("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf"),
    *("Arial Unicode.ttf", "msyh.ttc", "NotoSansCJK-Regular.ttc"),
)
"""Files that Pillow looks for among the system's fonts."""
_NOWHERE = "\U0010ffff"
"""No font has it: how one shows a letter that it lacks."""

Font = ImageFont.ImageFont | ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Line:
    """Words as they can be shown, and in which font."""

    text: str
    font: Font

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.font.getlength(self.text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[int, int], colour: str) -> None:
        """`at`: left and top, in pixels."""
        draw.text(at, self.text, fill=colour, font=self.font)


def line(text: str, size: int, width: int) -> Line:
    """The text in letters of `size` pixels; its end is left out where it is wider than `width` pixels."""
    font = next((one for one in _fonts(size) if all(_has(one, letter) for letter in text)), None)
    if font is None:
        font = _fonts(size)[0]
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = "".join(letter if _has(font, letter) else "?" for letter in plain)
    if font.getlength(text) <= width:
        return Line(text, font)
    while text and font.getlength(f"{text}...") > width:
        text = text[:-1]
    return Line(f"{text}...", font)


@cache
def _fonts(size: int) -> tuple[Font, ...]:
    found: list[Font] = [ImageFont.load_default(size)]
    for name in _SYSTEM:
        try:
            found.append(ImageFont.truetype(name, size))
        except OSError:
            continue
    return tuple(found)


@cache
def _has(font: Font, letter: str) -> bool:
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_NOWHERE))
