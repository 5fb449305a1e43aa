"""ham-train evaluate: a trained network measured on labelled images from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.common.command_line import NamedPath, say, told_in_one_sentence
from desktop.common.figure import figure_in_words

if TYPE_CHECKING:
    from trainer.data.sources import Source
    from trainer.measure.elsewhere import Measured
    from trainer.runs.folder import RunRecord

NAME = "ham-train evaluate"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("run", type=NamedPath(path_type=Path), metavar="RUN")
@click.option(
    "--data",
    type=NamedPath(path_type=Path),
    required=True,
    metavar="DIR|FILE.toml",
    help="Folder with the images and a CSV of their labels, or a data.toml with what its labels stand for: its "
    "external sources are measured, or all where none is.",
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

        _, record = load_run(run)  # a wrong folder is told at once, before the framework takes its seconds to load
        sources = _sources(data, record)

        check_installed()
        from trainer.devices.devices import quiet_frameworks

        with quiet_frameworks():
            import keras  # noqa: F401 - started here, its libraries say nothing

            from trainer.pipeline.evaluate import PAGE, check_name, names_to_keep
            from trainer.pipeline.evaluate import evaluate as measure

        if keep is not None:
            check_name(keep)
        alone = len(sources) == 1
        own = names_to_keep([source.name if keep is None else f"{keep}-{source.name}" for source in sources])
        for source, called in zip(sources, own, strict=True):
            name = keep if keep is None or alone else called
            place = output if output is None or alone else output / called
            done = measure(run, Path(source.folder), output=place, keep=name, labels=source.labels, name=source.name)
            if not alone:
                click.echo(f"{source.name}:")
            click.echo(in_words(done.measured))
            say(f"written: {done.folder / PAGE}")


def _sources(data: Path, record: RunRecord) -> list[Source]:
    """What is to be measured: the external sources of a data.toml or all of them, or a folder; one that the run was
    given means what was said of it then. Raises DataError."""
    from trainer.data.sources import read_sources

    named = read_sources([data], learn=False)
    sources = [source for source in named if source.role == "external"] or list(named)
    known = {source.folder: source for source in record.data.sources}
    return [source if source.labels else known.get(source.folder, source) for source in sources]


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
