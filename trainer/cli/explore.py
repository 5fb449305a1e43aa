"""ham-train explore: a data set told at the terminal and on a page, before anything is learned from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.common.command_line import ExitCode, NamedPath, say, told_in_one_sentence

if TYPE_CHECKING:
    from trainer.data.dataset import Dataset
    from trainer.pipeline.explore import Overview

NAME = "ham-train explore"
SIDE = 160  # pixels of a sample on the sheet


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--data",
    type=NamedPath(path_type=Path),
    multiple=True,
    metavar="DIR|FILE.toml",
    help="Folder with images and metadata CSV, or a data.toml that names several; may be given several times. "
    "Default: download HAM10000 from Kaggle.",
)
@click.option(
    "--output",
    type=NamedPath(path_type=Path),
    default=Path("explore"),
    show_default=True,
    metavar="DIR",
    help="Where explore.html and the figures are written.",
)
def explore(data: tuple[Path, ...], output: Path) -> None:
    """Look at a data set: classes, whose images they are, damaged ones, and what an image-level split would leak.

    Prints an overview and writes explore.html with its figures; nothing is trained. Every image is decoded once. Where
    some are missing or cannot be decoded, or a class is too small to be trained on, they are named and the exit code
    is 3.
    """
    with told_in_one_sentence(NAME):
        from trainer.cli.installed import check_installed

        check_installed()
        from trainer.data.dataset import find_data
        from trainer.data.merged_sources import load_sources
        from trainer.data.sources import read_sources
        from trainer.pipeline.explore import survey, told

        dataset = load_sources(read_sources(data or (find_data(None),)), incomplete=True)
        overview = survey(dataset)
        click.echo(told(dataset, overview))
        page = _write(dataset, overview, output)
        say(f"written: {page}")
    if overview.damaged or dataset.missing or overview.leakage is None:
        raise SystemExit(ExitCode.SOME_FAILED)


def _write(dataset: Dataset, overview: Overview, output: Path) -> Path:
    """The figures and `explore.html` in `output`; returns the page. Raises OutputError."""
    import numpy as np

    from desktop import __version__
    from desktop.common.files import OutputError, cannot_write
    from trainer.report import figures
    from trainer.report.drawing import SAMPLES, choose_samples, draw, draw_classes
    from trainer.report.templates import picture, write_page

    folder = output / "figures"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from None
    draw_classes(folder, dataset)
    ages = dataset.table["age"].to_numpy(dtype=float)
    draw(folder / "people.png", lambda: figures.people_figure(ages, overview.panels))
    chosen = choose_samples(dataset, np.arange(len(dataset.table)), SAMPLES, seed=0)
    draw(folder / "samples.png", lambda: _samples(dataset, chosen), vector=False)

    page = output / "explore.html"
    largest = max(overview.classes, key=lambda c: c.images)
    smallest = min(overview.classes, key=lambda c: c.images)
    united = dataset.lesions - overview.groups
    write_page(
        page,
        "explore.html",
        version=__version__,
        data={
            "name": dataset.name,
            "licence": dataset.licence,
            "folder": dataset.folder.resolve().name,
            "fingerprint": dataset.fingerprint,
            "images": len(dataset.table),
            "lesions": dataset.lesions,
            "siblings": overview.siblings,
            "imbalance": largest.images / smallest.images,
            "extremes": f"{largest.code} {largest.images:,}, {smallest.code} {smallest.images:,}",
            "united": f"{united} united with others" if united else "",
        },
        classes=overview.classes,
        leakage=overview.leakage,
        no_leakage=overview.no_leakage,
        checks=overview.checks,
        notes=dataset.notes,
        figures={name: picture(folder / f"{name}.png") for name in ("classes", "people", "samples")},
    )
    return page


def _samples(dataset: Dataset, chosen: list[Any]) -> Any:
    from desktop.errors import ImageError
    from desktop.images import load_image
    from trainer.report import figures

    def readable(rows: Any) -> list[Any]:
        images = []
        for row in rows:
            try:
                images.append(load_image(dataset.table["path"].iloc[row], SIDE))
            except ImageError:
                continue  # told among the checks
        return images

    rows = [(f"{c.code}  {c.name}", readable(own)) for c, own in zip(dataset.classes, chosen, strict=True)]
    return figures.samples_figure(rows, "")
