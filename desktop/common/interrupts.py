"""What Ctrl-C does, at whatever moment it comes.

Python raises KeyboardInterrupt between any two of its instructions: amid an import, or in the locks of its own library,
which then raise something else. So before a run the program ends on the spot, and within one the wish is only noted,
and granted between two images or rows.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended, as shells have it: 128 and the signal's number."""


class RunToken:
    """Pauses, resumes and ends a run, from any thread, between two batches."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cancelled = self._paused = False

    def cancel(self) -> None:
        """End the run; what is in work is still answered. A paused run ends too."""
        self._set(cancelled=True)

    def pause(self) -> None:
        """Take no further batch until `resume`; what was decoded ahead waits in memory."""
        self._set(paused=True)

    def resume(self) -> None:
        self._set(paused=False)

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    @property
    def paused(self) -> bool:
        return self._paused

    def go_on(self) -> None:
        """Raises KeyboardInterrupt where the run was cancelled: to be called between two steps of what takes long."""
        if self._cancelled:
            raise KeyboardInterrupt

    def wait_while_paused(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled or not self._paused)

    def _set(self, *, cancelled: bool | None = None, paused: bool | None = None) -> None:
        with self._changed:
            self._cancelled = self._cancelled if cancelled is None else cancelled
            self._paused = self._paused if paused is None else paused
            self._changed.notify_all()


@contextmanager
def ended_at_once(command: str) -> Iterator[None]:
    """Ctrl-C within the block says so in one line and ends the process, as a kill would; nothing is tidied up.

    A program that was started with Ctrl-C switched off (in the background, or by nohup) keeps it so.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        with suppress(OSError):  # not through sys.stderr, in the middle of which this may be
            os.write(2, f"{command}: stopped\n".encode())
        os._exit(INTERRUPTED)

    with _handled((signal.SIGINT,), end):
        yield


@contextmanager
def cancelled_by_signal(token: RunToken) -> Iterator[None]:
    """Ctrl-C within the block, or the system's wish to end, cancels the token and raises nothing.

    A second one does what it did before the block.
    """

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        token.cancel()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in numbers}
    with _handled(numbers, end):
        yield


@contextmanager
def _handled(numbers: tuple[signal.Signals, ...], handler: object) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # no other is told of signals, or may ask for them
        yield
        return
    before = {number: signal.getsignal(number) for number in numbers}
    heard = {number: old for number, old in before.items() if old is not signal.SIG_IGN}
    for number in heard:
        signal.signal(number, handler)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for number, old in heard.items():
            signal.signal(number, old or signal.SIG_DFL)
