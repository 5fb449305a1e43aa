"""Reads what the project's Markdown tells people to type: code blocks, command lines, links, tables."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
"""Every page written for people, README and CONTRIBUTING included."""


@dataclass(frozen=True)
class Block:
    """A fenced code block. language: what stands behind the fence, may be empty; line: of its first line, from 1."""

    language: str
    text: str
    line: int


def blocks(page: Path, *languages: str) -> list[Block]:
    """The code blocks of a page, in order; all of them, or those in the languages named."""
    found: list[Block] = []
    language, begun, inside = "", 0, False
    lines: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = re.fullmatch(r"\s*```(.*)", line)
        if fence and not inside:
            language, begun, inside, lines = fence[1].strip(), number + 1, True, []
        elif fence:
            found.append(Block(language, "\n".join(lines) + "\n", begun))
            inside = False
        elif inside:
            lines.append(line)
    assert not inside, f"{page.name}: the code block of line {begun - 1} is not closed"
    return [block for block in found if not languages or block.language in languages]


def commands(page: Path) -> list[str]:
    """The command lines of a page's `sh` blocks, comments taken off, quoted one way."""
    found = []
    for block in blocks(page, "sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words:
                found.append(shlex.join(words))
    return found


def links(page: Path) -> list[str]:
    """Targets of a page's links and pictures, those within code left out."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text))


def prose(page: Path) -> str:
    """What is left to read: no code blocks, no tables, no addresses."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)\s]+\)", r"\1", text)
    return "\n".join(line for line in text.splitlines() if not line.startswith("|"))
