"""Words that every program says alike."""

from __future__ import annotations

NOTICE = "Research use only, not a medical device"


def counted(count: int, what: str) -> str:
    """`1 image`, `1,200 images`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
