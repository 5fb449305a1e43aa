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
from desktop.common.statistics import FEWEST_DRAWN, RESAMPLES
from desktop.common.text import notice
from desktop.errors import InputError
from desktop.language.spoken import marked, number, report_in, tag, told, tr, trn
from desktop.reading.design import Arm, Design, Protocol
from desktop.reading.figures.accuracy import MALIGNANT
from desktop.reading.figures.comparison import PairedTest
from desktop.reading.figures.summary import Summary, summarise
from desktop.reading.file import ReadingFile

if TYPE_CHECKING:
    from jinja2 import Template


_NAMES: dict[Design | Arm, str] = {
    Design.UNAIDED: marked("unaided"),
    Design.AIDED: marked("aided"),
    Design.BOTH_IN_A_ROW: marked("unaided then aided"),
    Design.TWO_SESSIONS: marked("two sessions"),
    Arm.UNAIDED: marked("unaided"),
    Arm.AIDED: marked("aided"),
}


def write_report(reading: ReadingFile, target: Path, *, language: str = "") -> Summary:
    """Write the page, whole or not at all, and return what it says; language: by default the one spoken. Raises
    ReadingError, OutputError, InputError where nobody has answered."""
    summary = summarise(reading)
    if not summary.readers:
        raise InputError(f"nobody has answered {reading.path} yet, so there are no figures; merge answers, or read it")
    with report_in(language), atomic_write(target) as stream:
        stream.write(page(reading, summary))
    return summary


def page(reading: ReadingFile, summary: Summary) -> str:
    """The whole page; no image is in it."""
    protocol = reading.protocol
    return _template().render(
        protocol=protocol,
        reading=reading,
        summary=summary,
        asked=[tr(choice.name) for choice in protocol.choices],
        also=_also_asked(protocol),
        names={choice.code: tr(choice.name) for choice in protocol.choices} | {MALIGNANT: tr("Malignant")},
        groups=[*(choice.code for choice in protocol.classes), MALIGNANT],
        arms=list(summary.accuracy),
        aided=Arm.AIDED,
        lesions=len({case.lesion or case.image for case in reading.cases}),
        two_sessions=protocol.design is Design.TWO_SESSIONS,
        draws=RESAMPLES,
        fewest=FEWEST_DRAWN,
        notice=notice(),
        language=tag(),
        tr=tr,
        trn=trn,
        version=__version__,
        written=datetime.datetime.now().astimezone(),
        style=resources.files("desktop.reading.page").joinpath("report.css").read_text(encoding="utf-8"),
    )


@cache
def _template() -> Template:
    return templates(
        "desktop.reading",
        "page",
        cell=as_text,
        count=lambda value: number(value, ","),
        digits=lambda value, places: number(value, f".{places}f"),
        figure=lambda figure: figure_in_words(figure, "\N{EN DASH}"),
        named=lambda one: tr(_NAMES[one]),
        paired=_paired,
        p=_p,
        seconds=_seconds,
        told=told,
    ).get_template("report.html")


def _also_asked(protocol: Protocol) -> str:
    asked = {
        tr("confidence 1 to 5"): protocol.confidence,
        tr("management"): protocol.management,
        tr("note"): protocol.note,
    }
    return ", ".join(words for words, whether in asked.items() if whether) or "-"


def _paired(test: PairedTest | None, places: int = 3) -> str:
    if test is None:
        return "-"
    low, high = test.difference.low, test.difference.high
    form = f"+.{places}f"
    value = number(test.difference.value, form)
    if low is None or high is None:
        return value
    return f"{value} ({tr('{low} to {high}', low=number(low, form), high=number(high, form))})"


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return f"< {number(0.001, '.3f')}" if value < 0.001 else number(value, ".3f")


def _seconds(value: float | None) -> str:
    return "-" if value is None else number(value, ".1f")
