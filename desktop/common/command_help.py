"""Help in sections and completion in shells, for the command lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
_OTHER = "More"

F = TypeVar("F", bound=Callable[..., Any])


class GroupedCommand(click.Command):
    """A command whose `--help` lists its options in sections.

    sections: title to the names of its parameters, in the order to print; options in none of them stand under "More".
    """

    def __init__(self, *args: Any, sections: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lines: dict[str | None, tuple[str, str]] = {}
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (line := parameter.get_help_record(ctx)) is not None:
                lines[parameter.name] = line
        sections = {title: [lines.pop(n) for n in names if n in lines] for title, names in self._sections.items()}
        sections[_OTHER] = list(lines.values())
        # One width for all sections, so that the page reads as one table.
        width = max((len(left) for rows in sections.values() for left, _ in rows), default=0)
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl([(left.ljust(min(width, 30)), right) for left, right in rows])


def completion_option(name: str) -> Callable[[F], F]:
    """The option `--completion SHELL` of the command `name`: prints the script that teaches the shell its options."""

    def show(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
        if shell is None or ctx.resilient_parsing:
            return
        kind = get_completion_class(shell)
        assert kind is not None  # SHELLS are Click's own
        variable = f"_{name.replace('-', '_').upper()}_COMPLETE"  # the name by which Click looks for it
        click.echo(kind(ctx.command, {}, name, variable).source())
        ctx.exit()

    return click.option(
        "--completion",
        type=click.Choice(SHELLS),
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Print the script that completes this command's options in a shell, and exit.",
    )
