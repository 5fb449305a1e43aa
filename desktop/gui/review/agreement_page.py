"""How far the model agrees with a person's diagnoses, as a page to read: figures with intervals, and who was taken for
whom. The HTML is of the small kind that QTextBrowser shows."""

from __future__ import annotations

import html

from PySide6.QtGui import QColor

from desktop.common.text import NOTICE
from desktop.contract import Figure, ModelInfo
from desktop.evaluation.agreement import Agreement
from desktop.gui.settings import Numbers
from desktop.gui.theme import Colours

FEW = 30
"""Below so many images of a class its figures say little, and the page says so."""


def page(
    found: Agreement,
    info: ModelInfo,
    colours: Colours,
    numbers: Numbers = Numbers.POINT,
    *,
    by_person: bool = True,
    adjusted: bool = False,
) -> str:
    """The whole page; where there is nothing to compare, one sentence. `by_person`: against a person's diagnoses, else
    against known ones; `adjusted`: the model's answers are at a prevalence that was typed."""
    yours = "your diagnosis" if by_person else "a known diagnosis"
    count = found.matching.compared
    if not count:
        keys = f"1 to {min(9, len(info.classes))}"
        if not by_person:
            return (
                "<p>No image has both an answer of the model and a known diagnosis yet.</p><p>Open a table of known "
                "diagnoses (Ctrl+L), or drop it on the window.</p>"
            )
        return (
            "<p>No image has both an answer of the model and a diagnosis of yours yet.</p><p>Choose an image and press "
            f"{keys}, or one of the buttons under its probabilities; this page follows.</p>"
        )
    at = "The answers of the model are at the prevalence you set. " if adjusted else ""
    sections = (
        f"<p><b>{count:,} image{'' if count == 1 else 's'}</b> with {yours}{_lesions(found)}. {_left_out(found)}{at}"
        "In brackets 95&nbsp;% intervals, by lesion.</p>",
        _overall(found, colours, numbers),
        _by_class(found, colours, numbers, yours),
        _confusion(found, info, colours, yours),
        f"<p class=q>{NOTICE}. One reader's opinion is no reference standard.</p>",
    )
    return (
        f"<style>h2 {{ font-size: large; margin-top: 16px; }} td, th {{ padding: 3px 14px 3px 0; }} "
        f"th {{ color: {colours.quiet}; font-weight: normal; text-align: left; }} .q {{ color: {colours.quiet}; }}"
        "</style>" + "".join(sections)
    )


def _lesions(found: Agreement) -> str:
    lesions = found.matching.lesions
    return "" if lesions is None else f" of {lesions:,} lesion{'' if lesions == 1 else 's'}"


def _left_out(found: Agreement) -> str:
    parts = []
    if found.matching.failed:
        parts.append(f"{found.matching.failed:,} that could not be read")
    if unknown := sum(found.matching.unknown.values()):
        parts.append(f"{unknown:,} with a diagnosis that this model has no class for")
    return f"Left out: {' and '.join(parts)}. " if parts else ""


def _overall(found: Agreement, colours: Colours, numbers: Numbers) -> str:
    rows = [
        ("The same diagnosis", found.accuracy),
        ("Mean sensitivity of the classes seen", found.balanced_accuracy),
        ("ROC area of the malignancy score", found.malignant_auc),
    ]
    if found.referral is not None:
        rows += [
            (f"Referred, of {found.referral.positives:,} to refer", found.referral.sensitivity),
            (f"Not referred, of the other {found.referral.negatives:,}", found.referral.specificity),
        ]
    cells = "".join(f"<tr><td>{name}</td><td>{_figure(figure, numbers)}</td></tr>" for name, figure in rows)
    return f"<h2>Agreement</h2><table cellspacing=0>{cells}</table>"


def _by_class(found: Agreement, colours: Colours, numbers: Numbers, yours: str) -> str:
    cells = "".join(
        f"<tr><td>{html.escape(one.name)}</td><td align=right>{one.images:,}</td>"
        f"<td>{_figure(one.sensitivity, numbers)}</td><td>{_figure(one.specificity, numbers)}</td></tr>"
        for one in found.classes
    )
    few = any(0 < one.images < FEW for one in found.classes)
    note = f"<p class=q>Figures on fewer than {FEW} images say little, as their intervals show.</p>" if few else ""
    return (
        f"<h2>Each class against {yours}</h2><table cellspacing=0><tr><th></th><th align=right>images</th>"
        f"<th>sensitivity</th><th>specificity</th></tr>{cells}</table>{note}"
    )


def _confusion(found: Agreement, info: ModelInfo, colours: Colours, yours: str) -> str:
    """Numbers in cells; shading only repeats them, and the diagonal is bold."""
    most = int(found.confusion.max())
    head = "".join(f"<th align=center>{html.escape(code)}</th>" for code in info.codes)
    rows = []
    for true, one in enumerate(info.classes):
        cells = []
        for said in range(len(info.classes)):
            count = int(found.confusion[true, said])
            text = f"{count:,}" if count else "<span class=q>·</span>"
            if count:
                text = f"<a href='cell:{true}:{said}' style='color: {colours.text}'>{text}</a>"
            if true == said:
                text = f"<b>{text}</b>"
            cells.append(f"<td align=center bgcolor='{_shade(colours, count / most)}'>{text}</td>")
        rows.append(f"<tr><td>{html.escape(one.name)}</td>{''.join(cells)}</tr>")
    return (
        f"<h2>Confusion matrix</h2><p class=q>Rows: {yours}. Columns: the model's. A number shows its images.</p>"
        f"<table cellspacing=2 cellpadding=5><tr><th></th>{head}</tr>{''.join(rows)}</table>"
    )


def _shade(colours: Colours, share: float) -> str:
    """Between the page and the selection's tint, which text is readable on."""
    empty, full = QColor(colours.window), QColor(colours.tint)
    pairs = (empty.red(), full.red()), (empty.green(), full.green()), (empty.blue(), full.blue())
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()


def _figure(figure: Figure | None, numbers: Numbers) -> str:
    if figure is None:
        return "<span class=q>no image</span>"
    value = numbers.told(figure.value)
    if figure.low is None or figure.high is None:
        return value
    low, high = numbers.told(figure.low), numbers.told(figure.high)
    return f"{value}&nbsp;<span class=q>({low}&nbsp;to&nbsp;{high})</span>"
