"""How long an image was really looked at: a clock that stands while the window has no keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable


class Stopwatch:
    """Seconds by a clock that only goes forwards (never the date, which may be set back)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown = 0.0
        self._edited_from: float | None = None
        self._since: float | None = None

    def restart(self) -> None:
        """Another image is on the screen."""
        self._shown, self._edited_from = 0.0, None
        self._since = self._clock()

    def stop(self) -> None:
        """The window has lost the keyboard, or there is a break."""
        self._shown = self.shown
        self._since = None

    def go_on(self) -> None:
        if self._since is None:
            self._since = self._clock()

    def touched(self) -> None:
        """The first key or click of the answer."""
        if self._edited_from is None:
            self._edited_from = self.shown

    @property
    def shown(self) -> float:
        """Seconds that the image was looked at."""
        return self._shown + (max(0.0, self._clock() - self._since) if self._since is not None else 0.0)

    @property
    def edited(self) -> float:
        """Of these the seconds since the first key."""
        return 0.0 if self._edited_from is None else max(0.0, self.shown - self._edited_from)
