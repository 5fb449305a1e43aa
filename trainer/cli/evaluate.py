"""ham-train evaluate: a trained network measured on labelled images from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.common.command_line import NamedPath, say, told_in_one_sentence
from desktop.common.figure import figure_in_words

if TYPE_CHECKING:
    from trainer.measure.elsewhere import Measured

NAME = "ham-train evaluate"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("run", type=NamedPath(path_type=Path), metavar="RUN")
@click.option(
    "--data",
    type=NamedPath(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder with the images and a CSV of their labels.",
)
@click.option(
    "--output",
    type=NamedPath(path_type=Path),
    metavar="DIR",
    help="Where figures and page are written. Default: RUN/evaluations/<name of DIR>.",
)
@click.option(
    "--keep",
    metavar="NAME",
    help="Keep the figures in the run under this name: its report and every file exported show them beside its own.",
)
def evaluate(run: Path, data: Path, output: Path | None, keep: str | None) -> None:
    """Measure a finished run on labelled images that it has not seen.

    The CSV has HAM10000's columns (image_id, dx, and lesion_id, age, sex, localization where known) or, as ISIC 2018's
    ground truth, image and one column per class. Images that the run was trained or chosen on are left out, with all
    others of their lesions. Prints the figures and writes them, with predictions and a page, into the output folder;
    what is kept with --keep lies in RUN/elsewhere/NAME.

    \b
    Example:
      ham-train evaluate runs/2026-11-22_1934_standard --data ISIC2018_Task3_Test/
      ham-train evaluate runs/2026-11-22_1934_standard --data clinic/ --keep clinic

    For research use only. Not a medical device.
    """
    if keep is not None and output is not None:
        raise click.UsageError("--keep puts the figures into the run; leave out --output")
    with told_in_one_sentence(NAME):
        from trainer.cli.installed import check_installed
        from trainer.runs.folder import load_run

        load_run(run)  # a wrong folder is told at once, before the framework takes its seconds to load

        check_installed()
        from trainer.devices.devices import quiet_frameworks

        with quiet_frameworks():
            import keras  # noqa: F401 - started here, its libraries say nothing

            from trainer.pipeline.evaluate import PAGE
            from trainer.pipeline.evaluate import evaluate as measure

        done = measure(run, data, output=output, keep=keep)
        click.echo(in_words(done.measured))
        say(f"written: {done.folder / PAGE}")


def in_words(measured: Measured) -> str:
    """The figures as a table of plain text, at most 100 columns wide for codes of usual length."""
    from trainer.measure.scores import OVERALL

    scores = measured.scores
    lines = [f"{OVERALL[name]:<46}{figure_in_words(value)}" for name, value in scores.figures().items()]
    lines += ["", f"{'operating point':<46}{'sensitivity':<24}specificity"] if measured.points else []
    for name, point in measured.points.items():
        lines.append(
            f"{name:<46}{figure_in_words(point.get('sensitivity')):<24}{figure_in_words(point.get('specificity'))}"
        )
    wide = max(len("class"), *(len(code) for code in scores.classes)) + 2
    lines += ["", f"{'class':<{wide}}{'images':>8}{'lesions':>9}  {'ROC-AUC':<24}{'sensitivity':<24}specificity"]
    for code, own in scores.classes.items():
        figures = (figure_in_words(own.auc), figure_in_words(own.sensitivity), figure_in_words(own.specificity))
        row = f"{code:<{wide}}{own.images:>8,}{own.lesions:>9,}  {figures[0]:<24}{figures[1]:<24}{figures[2]}"
        lines.append(row)
    lines += ["", *(f"note: {gap.told()}" for gap in measured.gaps)] if measured.gaps else []
    return "\n".join(lines)
