"""ham-train compare: finished runs side by side, with what they differ by."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.common.command_line import NamedPath, told_in_one_sentence

NAME = "ham-train compare"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("runs", nargs=-1, required=True, type=NamedPath(path_type=Path), metavar="RUN RUN...")
@click.option(
    "--part",
    type=click.Choice(["test", "validation"]),
    help="Which answers are compared. Default: test, where every run has read it.",
)
def compare(runs: tuple[Path, ...], part: str | None) -> None:
    """Compare finished runs with the first of them.

    Differences are of the images that both runs judged, with 95 % intervals by a paired bootstrap over lesions or,
    where they are known, patients; a star marks those that leave 0 out. Choose by validation, and look at the test
    part once, of the run that was chosen.

    \b
    Example:
      ham-train compare runs/2026-11-22_1934_standard runs/2026-11-23_0810_mine --part validation
    """
    if len(runs) < 2:
        raise click.UsageError("there is nothing to compare one run with; name two or more")
    with told_in_one_sentence(NAME):
        from trainer.cli.installed import check_installed

        check_installed()
        from trainer.pipeline.compare import compare_runs, in_words

        click.echo(in_words(compare_runs(runs, part=part and {"test": "test", "validation": "val"}[part])))
