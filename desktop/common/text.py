"""Words that every program says alike."""

from __future__ import annotations

from desktop.language.spoken import marked, tr

NOTICE = marked("Research use only, not a medical device")


def notice() -> str:
    """NOTICE in the language spoken."""
    return tr(NOTICE)


def counted(count: int, what: str) -> str:
    """`1 image`, `1,200 images`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def one_line(error: BaseException, most: int = 200) -> str:
    """The first line of what an error says, its kind where it says nothing; no longer than `most` characters."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line if len(line) <= most else f"{line[: most - 3]}..."
