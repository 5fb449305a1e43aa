"""An agreement with known diagnoses as a table for the terminal, and as JSON beside the results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.common.figure import figure_in_words
from desktop.common.files import atomic_write
from desktop.common.formula_guard import as_text
from desktop.common.text import NOTICE, counted
from desktop.contract import Figure, ModelInfo
from desktop.evaluation.agreement import Agreement, Matching
from desktop.language.spoken import marked, tr, trn


def labels_path(results: Path) -> Path:
    """`results.csv` -> `results.labels.json`."""
    return results.with_suffix(".labels.json")


def write_agreement(
    path: Path,
    agreement: Agreement,
    *,
    labels: Path,
    model: str,
    by_lesion: Agreement | None = None,
    prevalence: str | None = None,
) -> None:
    """Write all figures as JSON, with the names of the labels file and of the model; `by_lesion`: the same over
    lesions, under "lesions"; `prevalence`: that the answers are at, None for the model's own. Raises OutputError."""
    document = _document(agreement)
    if by_lesion is not None:
        document["lesions"] = _document(by_lesion)
    head = {"labels": labels.name, "model": model, "prevalence": prevalence, "intervals": INTERVALS}
    document = {**head, **document, "notice": f"{NOTICE}."}
    with atomic_write(path) as stream:
        json.dump(document, stream, indent=2, ensure_ascii=False)
        stream.write("\n")


def _document(agreement: Agreement) -> Any:
    document = _figures(asdict(agreement))
    document["confusion"] = {
        "classes": [one.code for one in agreement.classes],
        "rows_are_true_columns_are_named": agreement.confusion.tolist(),
    }
    return document


def agreement_rows(agreement: Agreement, info: ModelInfo, *, prevalence: str | None = None) -> list[list[str]]:
    """The figures and the confusion matrix as cells for a spreadsheet, none of which it would compute: a row per
    figure, numbers with four digits. `prevalence`: that the answers are at, None for the model's own."""
    figures = [
        ("the same diagnosis", agreement.accuracy, agreement.matching.compared),
        ("mean sensitivity of the classes seen", agreement.balanced_accuracy, agreement.matching.compared),
        ("ROC area, mean of the classes", agreement.macro_auc, agreement.matching.compared),
        ("ROC area of the malignancy score", agreement.malignant_auc, agreement.matching.compared),
    ]
    if (referral := agreement.referral) is not None:
        figures.append((f"sensitivity at {referral.name}", referral.sensitivity, referral.positives))
        figures.append((f"specificity at {referral.name}", referral.specificity, referral.negatives))
    for one in agreement.classes:
        others = agreement.matching.compared - one.images
        figures.append((f"sensitivity for {one.name}", one.sensitivity, one.images))
        figures.append((f"specificity for {one.name}", one.specificity, others))
    rows = [["figure", "value", "95 % from", "95 % to", "images"]]
    rows += [[name, *_cells(figure), str(images)] for name, figure, images in figures]
    names = [one.name for one in info.classes]
    if prevalence is not None:
        rows.append(["the model's answers are at the prevalence", prevalence, "", "", ""])
    rows += [[], ["rows: diagnosis, columns: the model's", *names]]
    rows += [[name, *map(str, counts)] for name, counts in zip(names, agreement.confusion.tolist(), strict=True)]
    return [[as_text(cell) for cell in row] for row in (*rows, [], [NOTICE])]


def _cells(figure: Figure | None) -> list[str]:
    values = (None, None, None) if figure is None else (figure.value, figure.low, figure.high)
    return ["" if value is None else f"{value:.4f}" for value in values]


INTERVALS = marked(
    "95 %, images of one lesion counted together; shares: Wilson; ROC areas: DeLong; means over classes: from theirs"
)


def matching_in_words(matching: Matching, labels: Path) -> str:
    """What was compared and what was left out, one line each."""
    images = trn("{n:,} image", "{n:,} images", matching.compared)
    if matching.lesions is not None:
        lesions = trn("{n:,} lesion", "{n:,} lesions", matching.lesions)
        images = tr("{images} of {lesions}", images=images, lesions=lesions)
    known = trn("{n:,} label", "{n:,} labels", matching.labels)
    lines = [tr("compared with {file}: {images}, {labels}", file=labels.name, images=images, labels=known)]
    for code, count in sorted(matching.unknown.items()):
        lines.append(
            trn(
                "left out: {n:,} image labelled '{code}', which the model has no class for",
                "left out: {n:,} images labelled '{code}', which the model has no class for",
                count,
                code=code,
            )
        )
    if n := matching.failed:
        lines.append(
            trn(
                "left out: {n:,} image with a label that could not be read",
                "left out: {n:,} images with a label that could not be read",
                n,
            )
        )
    if n := matching.without_label:
        left = trn("left out: {n:,} image without a label", "left out: {n:,} images without a label", n)
        lines.append(left + _such_as(matching.unlabelled))
    if n := matching.without_image:
        unused = trn("unused: {n:,} label without an image", "unused: {n:,} labels without an image", n)
        lines.append(unused + _such_as(matching.unused))
    if n := matching.undiagnosed:
        lines.append(
            trn(
                "unused: {n:,} line of the file without a diagnosis",
                "unused: {n:,} lines of the file without a diagnosis",
                n,
            )
        )
    if n := matching.repeated:
        lines.append(
            trn(
                "note: {n:,} image has the label of another one too; all are counted",
                "note: {n:,} images have the label of another one too; all are counted",
                n,
            )
        )
    if n := matching.training:
        lines.append(
            trn(
                "WARNING: {n:,} image of HAM10000, the data this model was trained on: most of them it has learned, so "
                "these figures are too good and say nothing about other images",
                "WARNING: {n:,} images of HAM10000, the data this model was trained on: most of them it has learned, "
                "so these figures are too good and say nothing about other images",
                n,
            )
        )
    return "\n".join(lines)


def agreement_in_words(agreement: Agreement, labels: Path) -> str:
    """The whole comparison as a table of plain text, at most 100 columns for seven classes."""
    lines = [matching_in_words(agreement.matching, labels)]
    if not agreement.matching.compared:
        return "\n".join([*lines, "no image could be compared: the labels' image names fit none of the files"])
    lines.append("")
    for name, figure in (
        ("accuracy", agreement.accuracy),
        ("balanced accuracy", agreement.balanced_accuracy),
        ("AUC, mean of classes", agreement.macro_auc),
        ("AUC, malignant", agreement.malignant_auc),
    ):
        lines.append(f"{name:<22}{_figure(figure)}")
    if (referral := agreement.referral) is not None:
        lines += [
            f"referral at {referral.name}",
            f"{'  sensitivity':<22}{_figure(referral.sensitivity)}  of {counted(referral.positives, 'image')}",
            f"{'  specificity':<22}{_figure(referral.specificity)}  of {counted(referral.negatives, 'image')}",
        ]
    wide = max(len(one.code) for one in agreement.classes) + 2
    lines += ["", f"{'class':<{wide}}{'images':>7}  {'sensitivity':<20}{'specificity':<20}{'AUC':<18}".rstrip()]
    for one in agreement.classes:
        figures = f"{_figure(one.sensitivity):<20}{_figure(one.specificity):<20}{_figure(one.auc):<18}"
        lines.append(f"{one.code:<{wide}}{one.images:>7,}  {figures}".rstrip())
    cell, corner, first = max(6, wide), "true \\ named", max(13, wide)
    lines += ["", f"{corner:<{first}}" + "".join(f"{one.code:>{cell}}" for one in agreement.classes)]
    for one, counts in zip(agreement.classes, agreement.confusion, strict=True):
        lines.append(f"{one.code:<{first}}" + "".join(f"{count:>{cell},}" for count in counts))
    lines += ["", f"Intervals: {INTERVALS}."]
    return "\n".join(lines)


def lesions_in_words(agreement: Agreement) -> str:
    """The figures over lesions, below those over images."""
    compared = agreement.matching.compared
    lines = [f"by lesion, from the mean of the images' logits: {counted(compared, 'lesion')} compared"]
    if agreement.matching.without_label:
        left = counted(agreement.matching.without_label, "lesion")
        lines.append(f"left out: {left} without a label, or with several")
    if agreement.matching.failed:
        left = counted(agreement.matching.failed, "lesion")
        lines.append(f"left out: {left} of which no image counts: all failed or are unfamiliar")
    if unknown := sum(agreement.matching.unknown.values()):
        lines.append(f"left out: {counted(unknown, 'lesion')} with a label that the model has no class for")
    figures = {
        "accuracy": agreement.accuracy,
        "balanced accuracy": agreement.balanced_accuracy,
        "AUC, mean of classes": agreement.macro_auc,
        "AUC, malignant": agreement.malignant_auc,
    }
    lines += [f"{name:<22}{_figure(figure)}" for name, figure in figures.items() if compared]
    if compared and (referral := agreement.referral) is not None:
        lines.append(f"{'sensitivity':<22}{_figure(referral.sensitivity)}  of {counted(referral.positives, 'lesion')}")
        lines.append(f"{'specificity':<22}{_figure(referral.specificity)}  of {counted(referral.negatives, 'lesion')}")
    return "\n".join(lines)


def _figure(figure: Figure | None) -> str:
    return figure_in_words(figure, "-")


def _such_as(names: Sequence[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def _figures(value: Any) -> Any:
    """Figures to plain dictionaries, wherever they stand."""
    if isinstance(value, Figure):
        return {"value": value.value, "low": value.low, "high": value.high}
    if isinstance(value, dict):
        return {key: _figures(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_figures(one) for one in value]
    return value
