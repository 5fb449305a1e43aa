"""Text for strangers: what others' error messages say, without the folders of this machine in it."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

# From a root to the last separator of a path without blanks: what stays is the last part, which says what is meant.
_POSIX = re.compile(r"(?<![\w./:])~?/(?:[^\s/:;,'\"<>|]+/)+")
_WINDOWS = re.compile(r"(?<!\w)(?:[A-Za-z]:[\\/]|\\\\)(?:[^\\/:;,'\"<>|\r\n]+[\\/])*")


def without_paths(text: str, secret: Iterable[tuple[Path, str]] = ()) -> str:
    """`text` with every absolute path cut to its last part, and each of the `secret` paths replaced by its word.

    A secret path goes with its name and with every folder it lies in, however the message writes it.
    """
    for path, word in secret:
        for form in dict.fromkeys((*_found(path.absolute), *_found(path.resolve), str(path), path.name)):
            if form not in ("", "."):
                text = text.replace(form, word)
    # Known roots first: their names may hold blanks, which the patterns stop at.
    for root in (*_found(Path.home), sys.prefix, *_found(Path.cwd), *_found(tempfile.gettempdir)):
        if len(root) > 1:
            text = text.replace(root, "/...")
    return _WINDOWS.sub("", _POSIX.sub("", text))


def _found(where: Callable[[], object]) -> list[str]:
    """The place, if there is one: a user may have no home, a working folder be removed, a machine have no room for
    temporary files, and it is then that somebody asks what is wrong."""
    try:
        return [str(where())]
    except (OSError, RuntimeError, KeyError):
        return []
