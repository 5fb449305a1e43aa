"""The report's HTML: a template that escapes every word from a file, a model or a reader."""

from __future__ import annotations

import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.common.figure import figure_in_words
from desktop.common.files import atomic_write
from desktop.common.formula_guard import as_text
from desktop.common.html_pages import templates
from desktop.common.text import NOTICE
from desktop.errors import InputError
from desktop.reading.design import Arm
from desktop.reading.figures.accuracy import MALIGNANT
from desktop.reading.figures.comparison import PairedTest
from desktop.reading.figures.summary import Summary, summarise
from desktop.reading.file import ReadingFile

if TYPE_CHECKING:
    from jinja2 import Template


def write_report(reading: ReadingFile, target: Path) -> Summary:
    """Write the page, whole or not at all, and return what it says. Raises ReadingError, OutputError, InputError where
    nobody has answered."""
    summary = summarise(reading)
    if not summary.readers:
        raise InputError(f"nobody has answered {reading.path} yet, so there are no figures; merge answers, or read it")
    with atomic_write(target) as stream:
        stream.write(page(reading, summary))
    return summary


def page(reading: ReadingFile, summary: Summary) -> str:
    """The whole page; no image is in it."""
    protocol = reading.protocol
    return _template().render(
        protocol=protocol,
        reading=reading,
        summary=summary,
        asked=[choice.name for choice in protocol.choices],
        names={choice.code: choice.name for choice in protocol.choices} | {MALIGNANT: "Malignant"},
        groups=[*(choice.code for choice in protocol.classes), MALIGNANT],
        arms=list(summary.accuracy),
        aided=Arm.AIDED,
        lesions=len({case.lesion or case.image for case in reading.cases}),
        notice=NOTICE,
        version=__version__,
        written=datetime.datetime.now().astimezone(),
        style=resources.files("desktop.reading.page").joinpath("report.css").read_text(encoding="utf-8"),
    )


@cache
def _template() -> Template:
    found = templates(
        "desktop.reading", "page", cell=as_text, figure=figure_in_words, paired=_paired, p=_p, seconds=_seconds
    )
    return found.get_template("report.html")


def _paired(test: PairedTest | None, places: int = 3) -> str:
    if test is None:
        return "-"
    low, high = test.difference.low, test.difference.high
    interval = "" if low is None or high is None else f" ({low:+.{places}f} to {high:+.{places}f})"
    return f"{test.difference.value:+.{places}f}{interval}"


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
