"""How the columns of the table are laid out: where their words stand, how wide they are at least, and what gives way
in a table that has no room for all that decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from desktop.gui.table.columns import CLASSES, NUMBERS, Column
from desktop.gui.table.header import PADDING, ROUNDING, needed_for
from desktop.gui.theme import HEADER_RIGHT
from desktop.gui.translation import marked, tr

PICTURE_WIDTH = 40
_NUMBER = ">0.99"
_WIDEST_TITLE, _WIDEST_SHORT_TITLE, _SHORTEST_TITLE = 24, 16, 4
"""Letters of a title that are read at most, of its short form, and of that in the narrowest table."""
_DECIDING = frozenset(
    {Column.FILE, Column.DIAGNOSIS, Column.PROBABILITY, Column.MALIGNANT, Column.REFER, Column.YOURSELF, Column.FLAGS}
)
"""Seen without scrolling, as far as there is room."""
_SAMPLES: dict[int, str] = {
    Column.FILE: "ISIC_0024306.jpg",
    Column.DIAGNOSIS: "Melanocytic nevus",
    Column.REFER: marked("Yes"),
    Column.FLAGS: marked("Unfamiliar"),
    Column.REVIEW: "✓ Melanoma",
    Column.AGREES: marked("✗ differs"),
    Column.NOTE: "a few words of it",
    Column.LESION: "Lesion 12",
    Column.TRUTH: "Melanocytic nevus",
    Column.RIGHT: marked("✗ wrong"),
    Column.PATIENT: "IP_1234567",
    Column.AGE: "85",
    Column.SITE: "lower extremity",
    Column.OWN_DIAGNOSIS: "Melanocytic nevus",
    Column.YOURSELF: marked("Yes"),
}
"""What a column, else of numbers, has room for at least, in letters of any size; more ends in dots, and the tooltip
tells it whole."""
_SHORT_SAMPLES: dict[int, str] = {Column.DIAGNOSIS: _SAMPLES[Column.DIAGNOSIS][:10]}
"""The same where what decides would else be out of sight."""


@cache  # it is asked for every cell that is painted
def alignment(column: int) -> Qt.AlignmentFlag:
    """How a column's cells and header are aligned."""
    if column in (Column.REFER, Column.YOURSELF):  # beside a column of numbers
        return Qt.AlignmentFlag.AlignCenter
    return Qt.AlignmentFlag.AlignVCenter | (
        Qt.AlignmentFlag.AlignRight if column in NUMBERS or column >= CLASSES else Qt.AlignmentFlag.AlignLeft
    )


@cache
def right_of(column: int) -> int:
    """Pixels between a cell's words and its right end, below those of its title."""
    return PADDING if alignment(column) & Qt.AlignmentFlag.AlignLeft else HEADER_RIGHT


def least_widths(
    titles: Mapping[int, tuple[str, str]],
    *,
    room: int,
    letters: QFontMetrics,
    words: QFontMetrics,
    longest: str,
    empty: Collection[int],
) -> dict[int, int]:
    """Pixels by column. titles: whole and in short, of the columns in the order seen; room: pixels of the table;
    letters, words: of the cells and of the titles; longest: the longest name of a file, "" for none; empty: columns in
    which nothing stands, that have their title's width."""
    beside: dict[int, int] = {
        Column.FILE: PICTURE_WIDTH + PADDING,
        Column.FLAGS: letters.horizontalAdvance(",…"),  # the first flag whole, and that there are more
    }

    def least(column: int, title: str, most: int, samples: Mapping[int, str]) -> int:
        """`most`: letters of the title."""
        sample = letters.horizontalAdvance(tr(samples.get(column, _NUMBER)))
        if column == Column.FILE and longest:
            sample = min(sample, letters.horizontalAdvance(longest))
        cell = 0 if column in empty else sample + beside.get(column, 0) + ROUNDING
        width = min(words.horizontalAdvance(title), most * letters.averageCharWidth())
        return max(PADDING + cell + right_of(column), needed_for(width))

    whole = {column: least(column, title, _WIDEST_TITLE, _SAMPLES) for column, (title, _) in titles.items()}
    deciding = [column for column in titles if column in _DECIDING]
    if sum(whole[column] for column in deciding) <= room:
        return whole

    def shortened(most: int) -> dict[int, int]:
        return {
            column: min(whole[column], least(column, title, most, _SAMPLES | _SHORT_SAMPLES))
            for column, (_, title) in titles.items()
        }

    every, short = deciding, shortened(_WIDEST_SHORT_TITLE)
    # Columns that are out of sight even so gain nothing by what the others give up.
    while len(deciding) > 1 and sum(short[column] for column in deciding) > room:
        deciding = deciding[:-1]
    if Column.MALIGNANT in every and Column.MALIGNANT not in deciding:  # rather in sight than below a title to read
        deciding, short = every[: every.index(Column.MALIGNANT) + 1], shortened(_SHORTEST_TITLE)
    spare = max(0, room - sum(short[column] for column in deciding))
    widths = whole | {column: short[column] for column in deciding}
    for column in sorted(deciding, key=lambda column: whole[column] - short[column]):  # as many as can be are whole
        more = whole[column] - short[column]
        if more <= spare or column in _SHORT_SAMPLES:  # half a title says no more than its short form
            widths[column] += min(more, spare)
            spare -= min(more, spare)
    return widths
