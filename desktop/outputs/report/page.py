"""The report's HTML: a template that escapes every word from a file or a model, rendered piece by piece."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.common.figure import figure_in_words
from desktop.common.formula_guard import as_text
from desktop.common.html_pages import templates
from desktop.common.text import notice
from desktop.contract import ModelInfo, OperatingPoint
from desktop.evaluation.coverage_words import covered_name
from desktop.evaluation.handover import HandOverCount, confidence_digits, steps_to_tell
from desktop.evaluation.shift_words import beside_figures, nothing_promised
from desktop.evaluation.summary import INTERVALS, matching_in_words
from desktop.images.image_names import natural_key
from desktop.language.spoken import number, tag, told, tr, trn
from desktop.outputs.extras import Comparison
from desktop.outputs.folder_shift import FolderShift
from desktop.outputs.lesion_table import LesionTable
from desktop.outputs.report.store import ReportStore
from desktop.results.rows import UNFAMILIAR, Row
from desktop.results.terms import Terms
from desktop.results.wording import (
    beside_threshold,
    class_name,
    explain,
    flags_in_words,
    named,
    possible_in_words,
    referral_in_words,
    score_in_words,
    share,
    threshold_in_words,
)

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True)
class Facts:
    """What made the answers."""

    provider: str
    sha256: str
    tta: int
    written: datetime.datetime


@dataclass(frozen=True)
class Beside:
    """What else the page shows. comparison: with known diagnoses; shift: what the images say together; terms: that the
    rows were made by; lesions: answers to several images of one lesion."""

    comparison: Comparison | None = None
    shift: FolderShift | None = None
    terms: Terms | None = None
    lesions: LesionTable | None = None


def page(
    store: ReportStore,
    facts: Facts,
    info: ModelInfo,
    point: OperatingPoint | None,
    beside: Beside,
    handover: HandOverCount,
) -> Iterator[str]:
    """The whole page in pieces, so that no more than one image's pictures are in memory. What the images say together
    stands at its head, the comparison with known diagnoses after the summary."""
    comparison, shift, terms = beside.comparison, beside.shift, beside.terms
    point_names = " + ".join(class_name(code, info) for code in point.classes) if point else ""
    return _template().generate(
        store=store,
        counts=store.summary,
        facts=facts,
        info=info,
        point=point,
        point_names=point_names,
        unfamiliar=UNFAMILIAR,
        notice=notice(),
        language=tag(),
        tr=tr,
        trn=trn,
        version=__version__,
        style=resources.files("desktop.outputs.report").joinpath("report.css").read_text(encoding="utf-8"),
        named=lambda code: class_name(code, info),
        covered_name=lambda code: covered_name(code, info),
        bars=lambda row: sorted(zip(info.classes, row.probabilities, strict=True), key=lambda pair: -pair[1]),
        referral=referral_in_words,
        threshold=threshold_in_words(point.threshold) if point else "",
        malignancy=lambda row: beside_threshold(row.malignant or 0.0, point.threshold if point else None),
        said=lambda row: _facts(row, info, point),
        agreement=comparison and comparison.agreement,
        matching=matching_in_words(comparison.agreement.matching, comparison.labels).splitlines() if comparison else [],
        intervals=INTERVALS,
        folder=shift.words() if shift else (),
        beside_figures=beside_figures(shift.shift if shift else None),
        nothing_promised=nothing_promised(),
        folder_warns=bool(shift and (found := shift.shift) and found.shifted),
        prevalence=terms.words() if terms else (),
        sets=terms.sets if terms else None,
        lesions=beside.lesions,
        handover=(steps := steps_to_tell(handover.steps())),
        confidence_digits=confidence_digits(steps),
        failed=lambda: sorted(store.failed(), key=lambda one: natural_key(one.row.file)),
    )


def _facts(row: Row, info: ModelInfo, point: OperatingPoint | None) -> str:
    """What stands below an image's name: the malignant classes together, and the referral with its score."""
    facts = (
        []
        if UNFAMILIAR in row.flags
        else [tr("Malignant classes together {score}.", score=share(row.malignant or 0.0))]
    )
    refer = referral_in_words(row)
    if point is not None and refer:
        facts.append(f"{score_in_words(row, info, point)}.")
    if possible := possible_in_words(row, info):
        facts.append(f"{possible}.")
    return " ".join(facts)


@cache
def _template() -> Template:
    return templates(
        "desktop.outputs",
        "report",
        count=lambda value: number(value, ","),
        digits=lambda value, places: number(value, f".{places}f"),
        share=share,
        figure=lambda figure: figure_in_words(figure, "\N{EN DASH}"),
        sentence=lambda line: line[:1].upper() + line[1:],
        cell=as_text,
        explained=explain,
        named=named,
        told=told,
        flags=flags_in_words,
        jpeg=lambda content: "data:image/jpeg;base64," + base64.b64encode(content).decode("ascii"),
    ).get_template("report.html")
