"""How numbers are written in the window, whatever the system's language: with a decimal point, or with a comma."""

from __future__ import annotations

import re
from enum import Enum

_NUMBER = re.compile(r"(?<![\w.-])(-?\d+)\.(?=\d)")


class Numbers(Enum):
    """The sign between the whole part and the rest. Files keep the point, but for the table made for a spreadsheet."""

    POINT = "point"
    COMMA = "comma"

    def told(self, value: float, places: int = 2) -> str:
        """`0.87` or `0,87`."""
        return self.localised(f"{value:.{places}f}")

    def localised(self, words: str) -> str:
        """Words with numbers that have a point, in this format; names with numbers in them stay as they are."""
        return _NUMBER.sub(r"\1,", words) if self is Numbers.COMMA else words
