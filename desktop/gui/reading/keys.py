"""Which key gives which answer: 1 to 9 by place, then letters; O and X always say *other* and *not assessable*."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from desktop.gui.translation import tr
from desktop.reading.design import NOT_ASSESSABLE, OTHER

HEAT = Qt.Key.Key_H
_DIGITS = "123456789"
_LETTERS = "ABCDEFGIJKLMNPQRSTUVWY"  # H shows the heat map, Z belongs to the image
_BY_NAME = {OTHER: "O", NOT_ASSESSABLE: "X"}


def keys(codes: Sequence[str]) -> tuple[str, ...]:
    """The key of each answer, "" where there are more answers than keys."""
    letters = iter(_LETTERS)
    later = (_BY_NAME.get(code) or next(letters, "") for code in codes[len(_DIGITS) :])
    return (*_DIGITS[: len(codes)], *later)


def place_of(key: int, codes: Sequence[str]) -> int | None:
    """The place of the answer that a Qt key gives, None where it gives none."""
    typed = chr(key) if Qt.Key.Key_1 <= key <= Qt.Key.Key_Z else ""
    if typed in (found := keys(codes)) and typed:
        return found.index(typed)
    named = next((code for code, letter in _BY_NAME.items() if letter == typed), None)
    return None if named is None else list(codes).index(named)


def in_words(codes: Sequence[str]) -> str:
    """`keys 1 to 9`, and where there are more answers what stands before the others."""
    if len(codes) > len(_DIGITS):
        return tr("keys 1 to {last}, then the letters before the answers", last=len(_DIGITS))
    return tr("keys 1 to {last}", last=len(codes))
