"""The sets of possible diagnoses in the PDF report: what they promise, and how often they held the right one."""

from __future__ import annotations

from functools import partial

from desktop.common.figure import figure_in_words
from desktop.contract import DiagnosisSets, ModelInfo
from desktop.evaluation.coverage_words import covered_name
from desktop.evaluation.shift_words import nothing_promised
from desktop.gui.export.pdf_pages import Pages
from desktop.language.spoken import number, tr

_figure = partial(figure_in_words, to="\N{EN DASH}")


def draw_sets(pages: Pages, sets: DiagnosisSets, info: ModelInfo, *, warns: bool) -> None:
    """What the sets promise and what was measured of it. warns: whether the folder is warned of, where they promise
    nothing."""
    pages.heading(tr("Possible diagnoses"))
    if warns:
        said = tr(
            "Beside each image stand the diagnoses it may have: of the images of every diagnosis, {share:.0f} of "
            "100 have theirs among them on images like those measured;",
            share=100 * sets.level,
        )
        pages.text(f"{said} {nothing_promised()}.")
    else:
        pages.text(
            tr(
                "Beside each image stand the diagnoses it may have: of the images of every diagnosis, {share:.0f} "
                "of 100 have theirs among them.",
                share=100 * sets.level,
            )
        )
    if sets.coverage:
        rows = [(covered_name(code, info), _figure(figure)) for code, figure in sets.coverage.items()]
        pages.text(tr("What was measured on held-out images:"), quiet=True)
        pages.table([(tr("diagnosis"), tr("the right one is in the set")), *rows], widths=(0.34, 0.66), quiet=(0,))
    _by_source(pages, sets, info)


def _by_source(pages: Pages, sets: DiagnosisSets, info: ModelInfo) -> None:
    if not sets.by_source:
        return
    pages.text(tr("On the held-out images of each training source by itself:"), quiet=True)
    head = (tr("source"), tr("diagnosis"), tr("images"), tr("the right one is in the set"))
    rows = [
        (
            source,
            covered_name(code, info),
            number(one.images, ","),
            _figure(one.share) + (f"; {tr('less often than promised')}" if sets.falls_short(one) else ""),
        )
        for source, own in sets.by_source.items()
        for code, one in own.items()
    ]
    pages.table([head, *rows], widths=(0.16, 0.3, 0.1, 0.44), right=(2,), quiet=(0,))
