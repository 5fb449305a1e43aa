"""The model's card as a page to read: what it is, what it was trained on, how good it was, and what it cannot do.

Everything is read from the file's own document; words of strangers are escaped here. The HTML is of the small kind
that QTextBrowser shows.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.common.figure import digits_to_tell
from desktop.common.text import notice
from desktop.contract import Figure, ModelInfo, OperatingPoint
from desktop.gui.settings import Numbers
from desktop.gui.theme import Colours
from desktop.gui.translation import marked, tr
from desktop.language.spoken import told
from desktop.results.wording import class_name, named

_PARTS = {"test": marked("test"), "validation": marked("validation")}
_OVERALL = {
    "accuracy": marked("Accuracy"),
    "balanced_accuracy": marked("Balanced accuracy"),
    "macro_auc": marked("ROC area, mean over classes"),
    "macro_f1": marked("F1, mean over classes"),
    "ece": marked("Calibration error"),
    "brier": marked("Brier score (0 is best, 2 worst)"),
}
_BY_CLASS = {
    "auc": marked("ROC area"),
    "sensitivity": marked("Sensitivity"),
    "specificity": marked("Specificity"),
    "precision": marked("Precision"),
}


@dataclass(frozen=True)
class ModelFile:
    """The open file: where it lies, its sha256, its document, what it runs on, and for every provider of this machine
    its name with the reason why it is not used ("" where it could be)."""

    path: str
    sha256: str
    info: ModelInfo
    runs_on: str
    providers: tuple[tuple[str, str], ...]


def page(file: ModelFile, colours: Colours, numbers: Numbers = Numbers.POINT) -> str:
    """The whole card."""
    info, look = file.info, _Look(colours, numbers)
    sections = (
        f"<h1>{_text(info.name)}</h1>",
        f"<p style='color:{colours.warm}'><b>⚠ {notice()}.</b> "
        f"{tr('Not evaluated for diagnosis; no result may guide the care of a patient.')}</p>",
        _classes(info, look),
        _data(info, look),
        _figures(info, look),
        _by_class(info, look),
        _operating_points(info, look),
        _limits(info),
        _file(file, look),
        _machine(file, look),
    )
    return (
        f"<style>h1 {{ font-size: xx-large; }} h2 {{ font-size: large; margin-top: 18px; }} "
        f"td, th {{ padding: 3px 18px 3px 0; }} th {{ color: {colours.quiet}; font-weight: normal; "
        f"text-align: left; }} .q {{ color: {colours.quiet}; }}</style>" + "".join(sections)
    )


@dataclass(frozen=True)
class _Look:
    colours: Colours
    numbers: Numbers

    def figure(self, figure: Figure | None, *, between: str = "&nbsp;") -> str:
        """`0.952 (0.908 to 0.976)`; `between`: what stands before the interval."""
        if figure is None:
            return f"<span class=q>{tr('not measured')}</span>"
        digits = digits_to_tell(figure)
        value = self.numbers.told(figure.value, digits)
        if figure.low is None or figure.high is None:
            return value
        return (
            f"{value}{between}<span class=q>({self.numbers.told(figure.low, digits)}&nbsp;{tr('to')}&nbsp;"
            f"{self.numbers.told(figure.high, digits)})</span>"
        )

    def table(self, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        """Cells are HTML already."""
        lines = ["".join(f"<th>{cell}</th>" for cell in heading)] if any(heading) else []
        lines += ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
        return "<table cellspacing=0>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"

    def facts(self, facts: Iterable[tuple[str, str]]) -> str:
        return self.table((), ((f"<span class=q>{name}</span>", value) for name, value in facts))


def _classes(info: ModelInfo, look: _Look) -> str:
    rows = ((_text(c.code), _text(named(c.name)), tr("malignant") if c.malignant else "&nbsp;") for c in info.classes)
    what = tr(
        "For a dermatoscopic image the probability of {count} diagnoses, a heat map for each, and how unlike its "
        "training images the image is.",
        count=len(info.classes),
    )
    return f"<h2>{tr('What it answers')}</h2><p>{what}</p>{look.table(('', '', ''), rows)}"


def _data(info: ModelInfo, look: _Look) -> str:
    facts = [
        (
            tr("Data"),
            tr(
                "{data}: {images:,} images of {lesions:,} lesions",
                data=_text(info.data.name),
                images=info.data.images,
                lesions=info.data.lesions,
            ),
        ),
        (tr("Licence"), _text(info.data.licence)),
        (
            tr("Split"),
            tr("fingerprint {mark}", mark=_text(info.data.split_fingerprint)) + _split(info),
        ),
        (tr("Recipe"), _text(str(info.recipe.get("name", tr("not named"))))),
        (tr("Made"), _text(info.created.replace("T", " ")[:16])),
    ]
    return f"<h2>{tr('What it learned from')}</h2>{look.facts(facts)}"


def _split(info: ModelInfo) -> str:
    by = info.recipe.get("split_by")
    if by == "lesion":
        return tr("; images of one lesion are all in one part")
    return tr("; by image, so that lesions leak from training into test") if by == "image" else ""


def _figures(info: ModelInfo, look: _Look) -> str:
    parts = [part for part in _PARTS if info.metrics.get(part)]
    if not parts:
        return f"<h2>{tr('How good it was')}</h2><p>{tr('The file holds no figures.')}</p>"
    known = dict.fromkeys([*_OVERALL, *(name for part in parts for name in info.metrics[part])])
    names = [name for name in known if not name.endswith("_uncalibrated")]
    rows = [
        (
            _text(tr(_OVERALL[name]) if name in _OVERALL else name.replace("_", " ").capitalize()),
            *(look.figure(info.metrics[part].get(name)) for part in parts),
        )
        for name in names
        if any(name in info.metrics[part] for part in parts)
    ]
    how = tr("In brackets 95&nbsp;% intervals. Measured on the test part; every choice was made on validation.")
    table = look.table(("", *(tr(_PARTS[part]) for part in parts)), rows)
    return f"<h2>{tr('How good it was')}</h2><p>{how}</p>{table}"


def _by_class(info: ModelInfo, look: _Look) -> str:
    found = {c: info.metrics.get(f"test/{c.code}", {}) for c in info.classes}
    names = [name for name in _BY_CLASS if any(name in figures for figures in found.values())]
    if not names:
        return ""
    rows = (
        (_text(named(c.name)), *(look.figure(figures.get(name), between="<br>") for name in names))
        for c, figures in found.items()
    )
    table = look.table(("", *(tr(_BY_CLASS[name]) for name in names)), rows)
    return f"<h2>{tr('Each class against the rest, on test')}</h2>{table}"


def _operating_points(info: ModelInfo, look: _Look) -> str:
    if not info.operating_points:
        none = tr("The model has no operating point, so it refers no image.")
        return f"<h2>{tr('When it refers')}</h2><p>{none}</p>"

    def row(point: OperatingPoint) -> tuple[str, ...]:
        figures = point.test or point.validation
        names = " + ".join(class_name(code, info) for code in point.classes)
        return (
            _text(point.name),
            f"{_text(names)} ≥&nbsp;{look.numbers.told(point.threshold, 3)}",
            look.figure(figures.get("sensitivity")),
            look.figure(figures.get("specificity")),
        )

    measured = (
        tr("Thresholds were set on validation; the figures are those on test.")
        if any(point.test for point in info.operating_points)
        else tr("Thresholds were set on validation; the figures are those on validation.")
    )
    heading = ("", tr("refers where"), tr("sensitivity"), tr("specificity"))
    table = look.table(heading, map(row, info.operating_points))
    return f"<h2>{tr('When it refers')}</h2><p>{measured}</p>{table}"


def _limits(info: ModelInfo) -> str:
    limits = [
        tr("It names one of its classes for any image; what it was not trained on can only be flagged as unfamiliar."),
        tr("Surgical ink, rulers, hairs, gel bubbles and clipped frames can change the answer."),
        tr("Heat maps show what raised a score inside the network; they are no validated localisation of anything."),
        tr("Probabilities are calibrated on images like the validation images and drift on others."),
    ]
    if info.data.name.startswith("HAM10000"):
        limits.insert(
            1,
            tr(
                "HAM10000 comes from two clinics, records no skin type, and in it the camera goes together with the "
                "diagnosis; figures on images from elsewhere will be lower."
            ),
        )
    return f"<h2>{tr('Known limits')}</h2><ul>{''.join(f'<li>{limit}</li>' for limit in limits)}</ul>"


def _file(file: ModelFile, look: _Look) -> str:
    info = file.info
    facts = [
        (tr("File"), _text(file.path)),
        ("SHA-256", f"<tt>{file.sha256}</tt>"),
        (tr("Precision"), info.precision),
        (tr("Input"), tr("the whole frame squashed to {side} x {side} pixels", side=info.input.size)),
        (tr("Temperature"), look.numbers.told(info.temperature, 3)),
        (
            tr("Unfamiliarity"),
            tr(
                "{method}; flagged at the {threshold}",
                method=_text(info.unfamiliarity.method),
                threshold=_text(info.unfamiliarity.threshold_set_by),
            ),
        ),
        (tr("Versions"), _text(", ".join(f"{name} {version}" for name, version in info.versions.items()))),
    ]
    proof = ", ".join(f"{_text(name)} {value:.1e}" for name, value in info.parity.items())
    if proof:
        facts.append((tr("Proven by"), proof))
    return f"<h2>{tr('The file')}</h2>{look.facts(facts)}"


def _machine(file: ModelFile, look: _Look) -> str:
    rows = [(_text(name), _text(told(reason)) if reason else tr("can be used")) for name, reason in file.providers]
    runs = tr("Runs on <b>{where}</b>.", where=_text(file.runs_on))
    return f"<h2>{tr('On this computer')}</h2><p>{runs}</p>{look.facts(rows)}"


def _text(words: str) -> str:
    return html.escape(words, quote=True)
