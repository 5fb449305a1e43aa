"""The three standard streams as a program finds them: any may be missing, closed, or take no more.

A task that the system hides, `pythonw` and `2>&-` leave them out. Then Python has None where its stream should be, and,
worse, the next file that is opened gets the free number: what a library in C says on number 2 would be written into it.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any

_LAST = 2


class StreamError(OSError):
    """Standard output takes no more: the disk behind it is full, for example."""


class _Telling(io.FileIO):
    """Standard output, whose failures are told from those of files. A reader that left early (`| head`) is none."""

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise StreamError(error.errno, error.strerror) from None


class _Forgiving(io.FileIO):
    """A stream of messages: one that nobody can receive any more (a pipe that was closed, a full disk) is lost, and the
    work goes on."""

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except OSError:
            return len(memoryview(content).cast("B"))


class _Nowhere(io.TextIOWrapper):
    """In the place of a stream that is missing."""

    def __init__(self, mode: str) -> None:
        super().__init__(open(os.devnull, mode), encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the process


def provide_streams() -> None:
    """See to it that all three are there for this process and its children, at the start of a program.

    What was missing leads nowhere, and `is_missing` tells so. A message on standard error never fails; what standard
    output does not take is a StreamError.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= _LAST:
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdin = sys.stdin or _Nowhere("rb")
    sys.stdout = sys.stdout or _Nowhere("wb")
    sys.stderr = sys.stderr or _Nowhere("wb")
    for name, kind in (("stdout", _Telling), ("stderr", _Forgiving)):
        with suppress(OSError, ValueError, AttributeError):  # a stream of another kind is left as it is
            stream: Any = getattr(sys, name)
            found = stream.buffer  # or the raw stream itself, with PYTHONUNBUFFERED
            if type(getattr(found, "raw", found)) is io.FileIO and not is_missing(name):
                stream.flush()
                setattr(
                    sys,
                    name,
                    _over(
                        kind(stream.fileno(), "w", closefd=False),
                        at_once=name == "stderr" or stream.line_buffering or stream.write_through,
                    ),
                )


def _over(raw: io.FileIO, *, at_once: bool) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=at_once)


def is_missing(name: str) -> bool:
    """Whether the program was started without this stream: `stdin`, `stdout` or `stderr`."""
    stream = getattr(sys, name)
    return stream is None or isinstance(stream, _Nowhere)
