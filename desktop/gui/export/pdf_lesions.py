"""The lesions of several images in a PDF report: a line each, with the joint answer."""

from __future__ import annotations

from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.export.pdf_pages import Pages
from desktop.language.spoken import number, tr
from desktop.outputs.lesion_table import LesionTable
from desktop.results.lesions import Joint
from desktop.results.wording import beside_threshold, class_name, share

_WIDTHS = (0.26, 0.16, 0.3, 0.11, 0.1, 0.07)
_RIGHT = (3, 4)


def draw_lesions(pages: Pages, lesions: LesionTable, info: ModelInfo, point: OperatingPoint | None) -> None:
    """As `desktop.outputs.report.page` writes them."""
    pages.heading(tr("Lesions"))
    pages.text(f"{lesions.words()}. {tr('The answer to several images is that to the mean of their logits.')}")
    head = (tr("lesion"), tr("images"), tr("diagnosis"), tr("probability"), tr("malignant"), tr("refer"))
    pages.table([head], _WIDTHS, right=_RIGHT, quiet=range(6))
    for lesion, images, joint in lesions.joints():
        counted = joint.images if joint else 0
        told = number(counted, ",")
        if images > counted:
            told += f" ({tr('{count:,} left out', count=images - counted)})"
        pages.table([(lesion, told, *_answer(joint, info, point))], _WIDTHS, right=_RIGHT)


def _answer(joint: Joint | None, info: ModelInfo, point: OperatingPoint | None) -> tuple[str, ...]:
    if joint is None:
        return tr("no image counts: all failed or are unfamiliar"), "", "", ""
    refer = "" if joint.referral is None else tr("Yes") if joint.referral else tr("No")
    malignant = beside_threshold(joint.malignant, point.threshold if point else None)
    return class_name(joint.diagnosis, info), share(joint.probability), malignant, refer
