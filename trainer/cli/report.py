"""ham-train report: the figures and the page of a finished run, made again from its own files."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.common.command_line import NamedPath, say, told_in_one_sentence

NAME = "ham-train report"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("run", type=NamedPath(path_type=Path), metavar="RUN")
@click.option(
    "--data",
    type=NamedPath(path_type=Path),
    metavar="DIR|FILE.toml",
    help="Where the run's images lie now: a folder, or a data.toml of all its sources. Default: where they lay.",
)
def report(run: Path, data: Path | None) -> None:
    """Make the figures and the report of a finished run again, from the predictions in its folder.

    Nothing is trained or predicted; metrics, subgroups, figures and report.html are replaced.
    """
    with told_in_one_sentence(NAME):
        from trainer.cli.installed import check_installed
        from trainer.runs.folder import load_run

        load_run(run)  # a wrong folder is told at once, before the framework takes its seconds to load
        check_installed()
        from trainer.devices.devices import quiet_frameworks

        with quiet_frameworks():
            import keras  # noqa: F401 - the augmented samples want it; started here, it says nothing

            from trainer.pipeline.remake_report import report_again

        say(f"written: {report_again(run, data=data)}")
