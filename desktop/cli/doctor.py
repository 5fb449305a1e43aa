"""`ham-classify --doctor`: the diagnostic report on standard output, line by line as it becomes known."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.common.command_line import ExitCode, told_in_one_sentence


def examine(ctx: click.Context, paths: tuple[str, ...], *, model: Path | None, provider: str) -> ExitCode:
    """Print the report. NOTHING when the model named, or the provider named, cannot be used; else DONE."""
    if paths:
        raise click.UsageError("--doctor classifies nothing and takes no PATH", ctx)
    problem = False
    with told_in_one_sentence("ham-classify"):
        from desktop.cli.diagnostics import report

        runs_nowhere = False
        for line in report(model, provider=provider):
            click.echo(line)
            problem = problem or line.lstrip().startswith("PROBLEM")
            runs_nowhere = runs_nowhere or "nothing: no provider" in line
    return ExitCode.NOTHING if problem or runs_nowhere else ExitCode.DONE
