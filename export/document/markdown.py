"""Tables, names and commands as Markdown.

Names come from data of all kinds: none can break a table, become markup or tell where it lay.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence


def table_of(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with that heading; every cell on one line."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(plain(cell) for cell in line) + " |" for line in lines)


def plain(value: str) -> str:
    """A name from the data on one line, unable to break a table or to be a tag, a link or a picture from elsewhere."""
    value = " ".join(value.split()).replace("\\", "\\\\")
    return value.replace("|", "\\|").replace("<", "&lt;").replace("](", "]\\(")


def command_in_words(command: str) -> str:
    """A command without the folders of the machine it was typed on."""
    parts = (part.replace("\\", "/").rstrip("/").rpartition("/")[2] for part in shlex.split(command))
    return " ".join(map(plain, parts))
