"""How fast a run goes and how long it will take, from counts over the last seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from desktop.gui.translation import tr
from desktop.language.spoken import number

WINDOW_S = 10.0
"""The rate is that of the last ten seconds: steady enough to read, and it follows when another program wakes up."""
SETTLED_S = 0.5


@dataclass(frozen=True)
class Progress:
    """Counts of the run; `searching`: `total` may still grow; `rate` in images per second, `seconds_left`: None while
    too little is known."""

    done: int
    total: int
    searching: bool
    rate: float | None
    seconds_left: float | None


class Pace:
    """Fed with (seconds, images done), tells the rate."""

    def __init__(self, start: float, done: int = 0) -> None:
        self._marks: deque[tuple[float, int]] = deque([(start, done)])

    def progress(self, now: float, done: int, total: int, *, searching: bool) -> Progress:
        """`now` in seconds on the same clock as `start`."""
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[0][0] > WINDOW_S:
            self._marks.popleft()
        then, before = self._marks[0]
        known = done > before and now - then >= SETTLED_S
        rate = (done - before) / (now - then) if known else None
        left = (total - done) / rate if rate and not searching else None
        return Progress(done, total, searching, rate, left)


def in_words(progress: Progress) -> str:
    """`812 of 1,204 · 143 images/s · 3 s left`."""
    if not progress.total:
        return tr("Looking for images…")
    parts = [
        tr("{done:,} of {total:,} so far", done=progress.done, total=progress.total)
        if progress.searching
        else tr("{done:,} of {total:,}", done=progress.done, total=progress.total)
    ]
    if progress.rate is not None:
        rate = progress.rate
        parts.append(tr("{rate} images/s", rate=number(rate, ",.0f") if rate >= 10 else f"{rate:.1f}"))
    if progress.seconds_left is not None:
        parts.append(tr("{time} left", time=duration(progress.seconds_left)))
    return "  ·  ".join(parts)


def duration(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `2 h 05 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds:02d} s", minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes:02d} min", hours=whole // 3600, minutes=whole % 3600 // 60)
