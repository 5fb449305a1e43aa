"""How far the model agrees with a person's diagnoses, as a page to read: figures with intervals, and who was taken for
whom. The HTML is of the small kind that QTextBrowser shows."""

from __future__ import annotations

import html

from PySide6.QtGui import QColor

from desktop.common.figure import digits_to_tell
from desktop.common.text import notice
from desktop.contract import Figure, ModelInfo
from desktop.evaluation.agreement import Agreement
from desktop.gui.settings import Numbers
from desktop.gui.theme import Colours
from desktop.gui.translation import Key, tr, trn
from desktop.language.spoken import number
from desktop.results.wording import named

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
    count = found.matching.compared
    if not count:
        if not by_person:
            nothing = tr("No image has both an answer of the model and a known diagnosis yet.")
            advice = tr("Open a table of known diagnoses ({key}), or drop it on the window.", key=Key("Ctrl+L"))
        else:
            nothing = tr("No image has both an answer of the model and a diagnosis of yours yet.")
            advice = tr(
                "Choose an image and press 1 to {last}, or one of the buttons under its probabilities; this page "
                "follows.",
                last=min(9, len(info.classes)),
            )
        return f"<p>{nothing}</p><p>{advice}</p>"
    reader = tr("One reader's opinion is no reference standard.")
    at = tr("The answers of the model are at the prevalence you set. ") if adjusted else ""
    sections = (
        f"<p>{_counted(found, by_person=by_person)} {_left_out(found)}{at}"
        f"{tr('In brackets 95&nbsp;% intervals, by lesion.')}</p>",
        _overall(found, colours, numbers),
        _by_class(found, colours, numbers, by_person=by_person),
        _confusion(found, info, colours, by_person=by_person),
        f"<p class=q>{notice()}. {reader}</p>",
    )
    return (
        f"<style>h2 {{ font-size: large; margin-top: 16px; }} td, th {{ padding: 3px 14px 3px 0; }} "
        f"th {{ color: {colours.quiet}; font-weight: normal; text-align: left; }} .q {{ color: {colours.quiet}; }}"
        "</style>" + "".join(sections)
    )


def _counted(found: Agreement, *, by_person: bool) -> str:
    count, lesions = found.matching.compared, found.matching.lesions
    images = f"<b>{trn('{n:,} image', '{n:,} images', count)}</b>"
    if lesions is None:
        if by_person:
            return tr("{images} with your diagnosis.", images=images)
        return tr("{images} with a known diagnosis.", images=images)
    of = trn("{n:,} lesion", "{n:,} lesions", lesions)
    if by_person:
        return tr("{images} with your diagnosis of {lesions}.", images=images, lesions=of)
    return tr("{images} with a known diagnosis of {lesions}.", images=images, lesions=of)


def _left_out(found: Agreement) -> str:
    parts = []
    if found.matching.failed:
        parts.append(trn("{n:,} that could not be read", "{n:,} that could not be read", found.matching.failed))
    if unknown := sum(found.matching.unknown.values()):
        parts.append(
            trn(
                "{n:,} with a diagnosis that this model has no class for",
                "{n:,} with a diagnosis that this model has no class for",
                unknown,
            )
        )
    return tr("Left out: {what}. ", what=tr(" and ").join(parts)) if parts else ""


def _overall(found: Agreement, colours: Colours, numbers: Numbers) -> str:
    rows = [
        (tr("The same diagnosis"), found.accuracy),
        (tr("Mean sensitivity of the classes seen"), found.balanced_accuracy),
        (tr("ROC area of the malignancy score"), found.malignant_auc),
    ]
    if found.referral is not None:
        rows += [
            (tr("Referred, of {count:,} to refer", count=found.referral.positives), found.referral.sensitivity),
            (tr("Not referred, of the other {count:,}", count=found.referral.negatives), found.referral.specificity),
        ]
    cells = "".join(f"<tr><td>{name}</td><td>{_figure(figure, numbers)}</td></tr>" for name, figure in rows)
    return f"<h2>{tr('Agreement')}</h2><table cellspacing=0>{cells}</table>"


def _by_class(found: Agreement, colours: Colours, numbers: Numbers, *, by_person: bool) -> str:
    cells = "".join(
        f"<tr><td>{html.escape(named(one.name))}</td><td align=right>{number(one.images, ',')}</td>"
        f"<td>{_figure(one.sensitivity, numbers)}</td><td>{_figure(one.specificity, numbers)}</td></tr>"
        for one in found.classes
    )
    few = any(0 < one.images < FEW for one in found.classes)
    little = tr("Figures on fewer than {count} images say little, as their intervals show.", count=FEW)
    note = f"<p class=q>{little}</p>" if few else ""
    title = tr("Each class against your diagnosis") if by_person else tr("Each class against a known diagnosis")
    return (
        f"<h2>{title}</h2><table cellspacing=0><tr><th></th><th align=right>{tr('images')}</th>"
        f"<th>{tr('sensitivity')}</th><th>{tr('specificity')}</th></tr>{cells}</table>{note}"
    )


def _confusion(found: Agreement, info: ModelInfo, colours: Colours, *, by_person: bool) -> str:
    """Numbers in cells; shading only repeats them, and the diagonal is bold."""
    most = int(found.confusion.max())
    head = "".join(f"<th align=center>{html.escape(code)}</th>" for code in info.codes)
    rows = []
    for true, one in enumerate(info.classes):
        cells = []
        for said in range(len(info.classes)):
            count = int(found.confusion[true, said])
            text = number(count, ",") if count else "<span class=q>·</span>"
            if count:
                text = f"<a href='cell:{true}:{said}' style='color: {colours.text}'>{text}</a>"
            if true == said:
                text = f"<b>{text}</b>"
            cells.append(f"<td align=center bgcolor='{_shade(colours, count / most)}'>{text}</td>")
        rows.append(f"<tr><td>{html.escape(named(one.name))}</td>{''.join(cells)}</tr>")
    legend = (
        tr("Rows: your diagnosis. Columns: the model's. A number shows its images.")
        if by_person
        else tr("Rows: a known diagnosis. Columns: the model's. A number shows its images.")
    )
    return (
        f"<h2>{tr('Confusion matrix')}</h2><p class=q>{html.escape(legend, quote=False)}</p>"
        f"<table cellspacing=2 cellpadding=5><tr><th></th>{head}</tr>{''.join(rows)}</table>"
    )


def _shade(colours: Colours, share: float) -> str:
    """Between the page and the selection's tint, which text is readable on."""
    empty, full = QColor(colours.window), QColor(colours.tint)
    pairs = (empty.red(), full.red()), (empty.green(), full.green()), (empty.blue(), full.blue())
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()


def _figure(figure: Figure | None, numbers: Numbers) -> str:
    if figure is None:
        return f"<span class=q>{tr('no image')}</span>"
    digits = digits_to_tell(figure, 2)
    value = numbers.told(figure.value, digits)
    if figure.low is None or figure.high is None:
        return value
    low, high = numbers.told(figure.low, digits), numbers.told(figure.high, digits)
    return f"{value}&nbsp;<span class=q>({low}&nbsp;{tr('to')}&nbsp;{high})</span>"
