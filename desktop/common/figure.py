"""A measured value with its interval: what every figure is, from a class's sensitivity to a share of a folder."""

from __future__ import annotations

import msgspec

from desktop.language.spoken import number


class Figure(msgspec.Struct, frozen=True):
    """A measured value with its 95 % interval; low and high are None where there was too little to compute one."""

    value: float
    low: float | None = None
    high: float | None = None


_MOST_DIGITS = 6


def digits_to_tell(figure: Figure, least: int = 3) -> int:
    """In how many digits the two ends of the interval are told apart, `least` at least: none has the look of no width.
    Ends that are alike to the sixth digit are told with `least`."""
    if figure.low is None or figure.high is None:
        return least
    every = range(least, _MOST_DIGITS + 1)
    return next((n for n in every if f"{figure.low:.{n}f}" != f"{figure.high:.{n}f}"), least)


def figure_in_words(figure: Figure | None, to: str = " to ", *, brackets: str = "()") -> str:
    """`0.812 (0.741 to 0.873)`, in more digits where its ends would read alike; without interval where none is known,
    `-` for none."""
    if figure is None:
        return "-"
    form = f".{digits_to_tell(figure)}f"
    value = number(figure.value, form)
    if figure.low is None or figure.high is None:
        return value
    return f"{value} {brackets[0]}{number(figure.low, form)}{to}{number(figure.high, form)}{brackets[1]}"
