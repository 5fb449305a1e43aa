"""What the three command lines share: messages on standard error, exit codes, errors as one sentence."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from desktop.common import interrupts
from desktop.common.streams import StreamError, provide_streams
from desktop.errors import HamError, UsageError


class ExitCode(IntEnum):
    """0 all done; 1 nothing usable came of it; 2 wrong usage; 3 finished, but some images failed; 130 interrupted."""

    DONE = 0
    NOTHING = 1
    USAGE = 2
    SOME_FAILED = 3
    INTERRUPTED = interrupts.INTERRUPTED


class NamedPath(click.Path):
    """A path that has a name: an empty one, as from a script's variable that was never set, would mean the folder the
    command is run in, and nobody meant that."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty; name a file or a folder (. is the folder you are in)", param, ctx)
        return super().convert(value, param, ctx)


def is_given(ctx: click.Context, name: str) -> bool:
    """Whether a person named this option or argument, and not its default."""
    return ctx.get_parameter_source(name) not in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)


def say(message: str) -> None:
    """A line for the person at the terminal; results never go this way."""
    click.echo(message, err=True)


def has_working_folder() -> bool:
    """Whether the folder the program was started in is still there, without which a relative path means nothing."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


@contextmanager
def told_in_one_sentence(command: str) -> Iterator[None]:
    """Turns the project's errors and Ctrl-C into one line on standard error and the exit code that goes with it."""
    try:
        yield
    except HamError as error:
        say(f"{command}: {error}")
        raise SystemExit(ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.NOTHING) from None
    except FileNotFoundError:
        if has_working_folder():
            raise
        say(f"{command}: the folder it was started in is not there any more; change to another one")
        raise SystemExit(ExitCode.USAGE) from None
    except KeyboardInterrupt:
        say(f"{command}: stopped")
        raise SystemExit(ExitCode.INTERRUPTED) from None


def run(command: click.Command, name: str) -> None:
    """Entry point of a command line: UTF-8 whatever the console's code page, no traceback for a closed pipe, and all
    three streams, whatever the program was started without."""
    # Pillow and pydicom warn about odd metadata and large frames; the one does not matter here (and pydicom would quote
    # it), the other is refused in words.
    # Set once for the process: catch_warnings around each image would be a race between the decoding threads.
    warnings.filterwarnings("ignore", module=r"(PIL|pydicom)\.")
    provide_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        command(prog_name=name)
    except StreamError as error:
        # What is still buffered would fail once more at exit (https://docs.python.org/3/library/signal.html).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        say(f"{name}: standard output cannot be written ({error.strerror}); choose another place or make room there")
        raise SystemExit(ExitCode.NOTHING) from None
