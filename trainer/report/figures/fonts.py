"""Names in any script on a figure: a font of this machine that has their signs, where the figures' own has not."""

from __future__ import annotations

from functools import cache
from typing import Any

OWN = "DejaVu Sans"
"""Comes with Matplotlib: the same picture on every machine."""
_BOXES = "Last Resort"  # has every sign, and draws a box for it


def use_fonts_for(figure: Any) -> str:
    """Let the texts of a figure fall back on fonts that have their signs; returns the signs that no font has."""
    from matplotlib.text import Text

    texts = [text for text in figure.findobj(Text) if not text.get_text().isascii()]
    missing = "".join(sorted({sign for text in texts for sign in text.get_text() if not _has(OWN, sign)}))
    if not missing:
        return ""
    fonts, left = fallbacks(missing)
    for text in texts:
        text.set_fontfamily([OWN, *fonts])
    return left


def write_as_given(figure: Any) -> None:
    """Let no text of a figure be taken for a formula, as Matplotlib takes what stands between two dollar signs."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if "$" in text.get_text():
            text.set_parse_math(False)


@cache
def fallbacks(signs: str) -> tuple[tuple[str, ...], str]:
    """Installed fonts, the fewest that go far, which have `signs`; and the signs that none has."""
    from matplotlib import font_manager

    names = sorted({font.name for font in font_manager.fontManager.ttflist if _BOXES not in font.name})
    chosen: list[str] = []
    left = signs
    while left:
        best = max(names, key=lambda name: sum(_has(name, sign) for sign in left), default="")
        rest = "".join(sign for sign in left if not _has(best, sign)) if best else left
        if rest == left:
            break
        chosen.append(best)
        left = rest
    return tuple(chosen), left


@cache
def _has(font: str, sign: str) -> bool:
    from matplotlib import font_manager

    if sign.isspace():
        return True
    path = font_manager.findfont(font)
    return bool(font_manager.get_font(path).get_char_index(ord(sign)))
