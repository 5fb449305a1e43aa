"""The report's HTML, piece by piece. Every word that comes from a file or a model is escaped here."""

from __future__ import annotations

import datetime
import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources

from desktop import __version__
from desktop.contract import Figure, ModelInfo, OperatingPoint
from desktop.results.rows import FAILED, UNFAMILIAR, Row
from desktop.results.wording import NOTICE, class_name, explain, flags_in_words, referral_in_words, score_in_words


@dataclass(frozen=True)
class Facts:
    """What made the answers. `pictures`: images shown with pictures."""

    provider: str
    sha256: str
    tta: int
    written: datetime.datetime
    pictures: int


@dataclass
class Counts:
    """What the summary counts, row by row."""

    images: int = 0
    failed: int = 0
    referred: int = 0
    diagnoses: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        self.images += 1
        if row.status == FAILED:
            self.failed += 1
            return
        self.referred += bool(row.referral)
        self.flags.update(row.flags)
        if UNFAMILIAR not in row.flags:
            self.diagnoses[row.diagnosis] += 1


def head(counts: Counts, facts: Facts, info: ModelInfo, point: OperatingPoint | None) -> str:
    """Everything before the first image."""
    classified = counts.images - counts.failed
    tiles = [_tile(counts.images, "images"), _tile(classified, "classified")]
    if point is not None:
        tiles.append(_tile(counts.referred, "to refer"))
    tiles += [_tile(counts.flags[UNFAMILIAR], "unfamiliar"), _tile(counts.failed, "failed")]
    found = "".join(
        f"<tr><td>{_text(one.name)}{' <small>malignant</small>' if one.malignant else ''}</td>"
        f"<td class=n>{counts.diagnoses[one.code]:,}</td></tr>"
        for one in info.classes
    )
    if unfamiliar := counts.flags[UNFAMILIAR]:
        found += f"<tr><td>Unfamiliar: no diagnosis named</td><td class=n>{unfamiliar:,}</td></tr>"
    flags = "".join(
        f"<tr><td>{_text(explain(flag))}</td><td class=n>{count:,}</td></tr>"
        for flag, count in counts.flags.most_common()
    )
    views = f", mean of {facts.tta} views of each image" if facts.tta > 1 else ""
    written = facts.written.strftime("%Y-%m-%d %H:%M %Z")
    return (
        f"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Report of {counts.images:,} images</title>\n"
        "<meta name=viewport content='width=device-width'>\n"
        # Nothing may be loaded and nothing may run, whatever a file is called.
        "<meta http-equiv=Content-Security-Policy "
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        f"<style>{_style()}</style></head>\n<body><header><h1>Report of {counts.images:,} dermatoscopic images</h1>\n"
        f"<p class=notice>{_text(NOTICE)}. Not evaluated for diagnosis; no result may guide the care of a patient.</p>"
        f"</header>\n<section class=summary><div class=tiles>{''.join(tiles)}</div>\n<div class=columns>"
        f"<div><h2>Diagnoses named</h2><table>{found}</table></div>"
        f"<div><h2>Model</h2><table class=facts>"
        f"{_fact('Model', f'{info.name} ({info.precision})')}{_fact('SHA-256', facts.sha256)}"
        f"{_fact('Trained on', f'{info.data.name}: {info.data.images:,} images of {info.data.lesions:,} lesions')}"
        f"{_fact('Ran on', facts.provider + views)}{_fact('Written', written)}"
        f"{_fact('By', f'ham-classify {__version__}')}</table></div></div>\n"
        f"{_point(point, info)}"
        + (f"<h2>Flags</h2><table class=flags>{flags}</table>\n" if flags else "")
        + "</section>\n"
        + (_LEGEND.format(count=f"{facts.pictures:,}") if facts.pictures else "")
    )


def card(row: Row, pictures: Sequence[str], info: ModelInfo, point: OperatingPoint | None) -> str:
    """One image: its pictures (as data URIs: the image, and where there is one its heat map), words and bars."""
    unfamiliar = UNFAMILIAR in row.flags
    name = "Unfamiliar image: no diagnosis named" if unfamiliar else class_name(row.diagnosis, info)
    captions = ("image", "what speaks for the diagnosis")
    shown = "".join(
        f"<figure><img src='{uri}' alt='{what}'><figcaption>{what}</figcaption></figure>"
        for uri, what in zip(pictures, captions, strict=False)
    )
    refer = referral_in_words(row)
    badge = "<span class=refer>Refer</span>" if refer == "Yes" else ""
    facts = [f"Malignant classes together {row.malignant:.2f}."]
    if point is not None and refer:
        facts.append(f"Refer: {refer.lower()}. {score_in_words(row, info, point)}.")
    if unfamiliar:
        facts = facts[1:]
    bars = "".join(
        f"<tr><td>{_text(one.name)}<td class=bar><i style='width:{100 * p:.1f}%'></i><td class=n>{p:.2f}</tr>"
        for one, p in sorted(zip(info.classes, row.probabilities, strict=True), key=lambda pair: -pair[1])
    )
    flags = "".join(f"<p class=flag>{_text(explain(flag))}</p>" for flag in row.flags)
    return (
        f"<article><div class=pictures>{shown or '<p class=gone>The image could not be read again.</p>'}</div>"
        f"<div><h3>{_text(name)} {badge}</h3><p class=file><bdi>{_text(row.file)}</bdi> "
        f"<span>{row.width:,} &times; {row.height:,}</span></p>{flags}<p>{_text(' '.join(facts))}</p>"
        f"<table class='bars{' doubtful' if unfamiliar else ''}'>{bars}</table></div></article>\n"
    )


def rest_head(count: int) -> str:
    """Before the images that have no pictures."""
    columns = "<th>file<th>diagnosis<th class=n>probability<th class=n>malignant<th>refer<th>flags"
    return (
        f"<section class=rest><h2>{count:,} images with lower malignancy scores</h2>"
        f"<p>Without pictures, to keep this file small enough to open.</p><table><tr>{columns}</tr>\n"
    )


def rest_row(row: Row, info: ModelInfo) -> str:
    """One of them."""
    name, probability = class_name(row.diagnosis, info), f"{row.probability:.2f}"
    if UNFAMILIAR in row.flags:
        name = probability = "-"
    return (
        f"<tr><td><bdi>{_text(row.file)}</bdi><td>{_text(name)}<td class=n>{probability}<td class=n>{row.malignant:.2f}"
        f"<td>{referral_in_words(row)}<td>{_text(flags_in_words(row.flags))}</tr>\n"
    )


REST_FOOT = "</table></section>\n"


def failed_head(count: int) -> str:
    """Before the images that could not be read."""
    return f"<section class=failed><h2>{count:,} {'file' if count == 1 else 'files'} not classified</h2><ul>\n"


def failed_item(row: Row) -> str:
    """One of them."""
    return f"<li><bdi>{_text(row.file)}</bdi>: {_text(row.error)}</li>\n"


FAILED_FOOT = "</ul></section>\n"
FOOT = f"<footer>{NOTICE}.</footer></body></html>\n"

_LEGEND = (
    "<section><h2>Images, highest malignancy score first</h2><p class=legend>{count} images with pictures. The heat "
    "map shows what speaks for the diagnosis named, from nothing <i></i> to the strongest place of that image.</p>"
    "</section>\n"
)


def _tile(count: int, what: str) -> str:
    return f"<div><b>{count:,}</b>{what}</div>"


def _fact(name: str, value: str) -> str:
    return f"<tr><th>{name}<td>{_text(value)}</tr>"


def _point(point: OperatingPoint | None, info: ModelInfo) -> str:
    if point is None:
        return "<p>The model has no operating point, so no referral is given.</p>\n"
    names = " + ".join(class_name(code, info) for code in point.classes)
    rows = "".join(
        f"<tr><th>{part}<td>{_figure(figures.get('sensitivity'))}<td>{_figure(figures.get('specificity'))}</tr>"
        for part, figures in (("validation, where it was set", point.validation), ("test", point.test))
        if figures
    )
    measured = f"<table class=facts><tr><th><th>sensitivity<th>specificity</tr>{rows}</table>" if rows else ""
    return (
        f"<h2>Operating point {_text(point.name)}</h2><p>Refer where {_text(names)} reaches {point.threshold:.3f}."
        f"{' What that gave on images with known diagnoses:' if rows else ''}</p>{measured}\n"
    )


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.3f}&ndash;{figure.high:.3f})"


def _text(words: str) -> str:
    return html.escape(words, quote=True)


def _style() -> str:
    return resources.files("desktop.outputs.report").joinpath("report.css").read_text(encoding="utf-8")
