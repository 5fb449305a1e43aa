"""docs/commands.md, from the commands themselves: `python -m tests.documentation.command_reference` writes it anew."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

import click

from desktop.cli.ham_classify import command as ham_classify
from desktop.common.command_help import GroupedCommand
from desktop.gui.app import command as ham_desktop
from desktop.reading_cli.ham_reading import command as ham_reading
from export.cli import command as ham_export
from tests.documentation.pages import ROOT
from trainer.cli.train import command as ham_train

PAGE = ROOT / "docs" / "commands.md"

PROGRAMS: dict[str, click.Command] = {
    "ham-classify": ham_classify,
    "ham-desktop": ham_desktop,
    "ham-reading": ham_reading,
    "ham-train": ham_train,
    "ham-export": ham_export,
}

_HEAD = """\
# Command reference

<!-- Written by `python -m tests.documentation.command_reference` from the commands themselves; a test compares. -->

What each command prints with `--help`. Progress and messages go to standard error, results to standard output or the
file named.
"""


def reference() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *(part for name, one in PROGRAMS.items() for part in _command(name, one, level=2))])


def _command(name: str, command: click.Command, *, level: int, parent: click.Context | None = None) -> Iterator[str]:
    # Within its parent's, as when it runs: a subcommand inherits `-h`, and Click keeps the first help option it made.
    context = click.Context(command, parent=parent, info_name=name, **command.context_settings)
    yield f"{'#' * level} {name}\n"
    yield f"```text\n{name} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    yield _help(command)
    for title, options in _sections(command, context):
        yield f"| {title} | |\n| --- | --- |"
        yield "\n".join(f"| {_left(option, context)} | {_right(option, context)} |" for option in options) + "\n"
    if isinstance(command, click.Group):
        for sub in command.commands.values():
            yield from _command(f"{name} {sub.name}", sub, level=level + 1, parent=context)


def _help(command: click.Command) -> str:
    """The command's words as paragraphs; what Click prints as it stands (after `\\b`) as a block."""
    paragraphs = []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            title, _, rest = paragraph[2:].partition("\n")
            paragraphs.append(f"{title}\n\n```sh\n{textwrap.dedent(rest)}\n```")
        else:
            paragraphs.append(paragraph)
    return "\n\n".join(paragraphs) + "\n"


def _sections(command: click.Command, context: click.Context) -> Iterator[tuple[str, list[click.Option]]]:
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    if isinstance(command, GroupedCommand):
        for title, names in command._sections.items():
            yield title, [next(o for o in options if o.name == name) for name in names]
        grouped = {name for names in command._sections.values() for name in names}
        yield "More", [o for o in options if o.name not in grouped]
    else:
        yield "Option", options


def _left(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{opt}`" for opt in (*option.opts, *option.secondary_opts))
    if option.is_flag or option.count:
        return names
    return f"{names} `{option.make_metavar(context)}`".replace("|", "\\|")


def _right(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    text = record[1] if record else ""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
    click.echo(f"written: {PAGE}")
