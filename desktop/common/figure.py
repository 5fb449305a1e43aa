"""A measured value with its interval: what every figure is, from a class's sensitivity to a share of a folder."""

from __future__ import annotations

import msgspec

from desktop.language.spoken import number


class Figure(msgspec.Struct, frozen=True):
    """A measured value with its 95 % interval; low and high are None where there was too little to compute one."""

    value: float
    low: float | None = None
    high: float | None = None


def figure_in_words(figure: Figure | None, to: str = " to ", *, brackets: str = "()") -> str:
    """`0.812 (0.741 to 0.873)`, without interval where none is known, `-` for none."""
    if figure is None:
        return "-"
    value = number(figure.value, ".3f")
    if figure.low is None or figure.high is None:
        return value
    return f"{value} {brackets[0]}{number(figure.low, '.3f')}{to}{number(figure.high, '.3f')}{brackets[1]}"
