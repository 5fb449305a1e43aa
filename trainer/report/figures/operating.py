"""Sensitivity against specificity of one score, with the operating points that were set on validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.statistics import proportion
from desktop.contract import OperatingPoint
from trainer.measure.operating_points import score_and_aim
from trainer.report.figures.style import BLUE, FAINT, INK, ORANGE, QUIET, VERMILION, headline, new_figure, styled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MARKS = (("o", VERMILION), ("s", INK), ("^", ORANGE), ("D", QUIET))


@styled
def operating_figure(
    positive: NDArray[np.bool_],
    score: NDArray[np.floating],
    points: Sequence[OperatingPoint],
    title: str,
    *,
    lesions: NDArray[np.str_],
) -> Any:
    """What every threshold on a score would give, and what the operating points give on these images.

    positive: [N], whether an image is of the kind that is looked for; score: [N], 0..1; lesions: [N] ids. The whiskers
    are 95 % Wilson intervals over lesions. Without images of both kinds the panels say so.
    """
    figure = new_figure(3.6)
    headline(figure, title)
    over, against = figure.subplots(1, 2)
    if not positive.any() or positive.all():
        for axes in (over, against):
            axes.set_axis_off()
        over.text(0.0, 0.5, "images of one kind only: nothing to measure", color=QUIET)
        return figure

    thresholds = np.unique(score)
    sensitivity = _share_at_least(score[positive], thresholds)
    specificity = 1.0 - _share_at_least(score[~positive], thresholds)
    floor = max(float(thresholds[thresholds > 0].min(initial=1.0)), 1e-4)
    over.plot(thresholds, sensitivity, color=BLUE, label="sensitivity", drawstyle="steps-pre")
    over.plot(thresholds, specificity, color=INK, linestyle=(0, (4, 1.5)), label="specificity", drawstyle="steps-pre")
    over.set_xscale("log")
    over.set_xlim(floor, 1.0)
    over.xaxis.set_major_formatter("{x:g}")
    over.set_ylim(0, 1.01)
    over.set_xlabel("threshold on the score")
    over.set_title("Over the threshold")
    against.plot(specificity, sensitivity, color=BLUE)
    against.set_xlim(1.01, 0)
    against.set_ylim(0, 1.01)
    against.set_xlabel("specificity")
    against.set_ylabel("sensitivity")
    against.set_title("Against each other")
    for point, (mark, colour) in zip(points, _MARKS, strict=False):
        _mark(over, against, point, mark, colour, positive=positive, score=score, lesions=lesions)
    over.legend(loc="lower center", bbox_to_anchor=(0.5, 0.0))
    if points:
        against.legend(loc="lower left", title="set on validation for", title_fontsize=7.5, alignment="left")
    return figure


def _mark(
    over: Any,
    against: Any,
    point: OperatingPoint,
    mark: str,
    colour: str,
    *,
    positive: NDArray[np.bool_],
    score: NDArray[np.floating],
    lesions: NDArray[np.str_],
) -> None:
    referred = score >= np.float32(point.threshold)
    sensitivity = proportion(referred[positive], lesions[positive])
    specificity = proportion(~referred[~positive], lesions[~positive])
    assert sensitivity is not None  # both kinds are there
    assert specificity is not None
    over.axvline(point.threshold, color=colour, linewidth=0.9, linestyle=(0, (1, 1.5)))
    over.plot([point.threshold] * 2, [sensitivity.value, specificity.value], mark, color=colour, markersize=4.5)
    _, aim = score_and_aim(point.name)
    if aim != point.name:
        against.axhline(float(aim.rpartition(" ")[2]), color=FAINT, linewidth=0.9, zorder=1)
    against.plot([specificity.low, specificity.high], [sensitivity.value] * 2, color=colour, linewidth=1.1)
    against.plot([specificity.value] * 2, [sensitivity.low, sensitivity.high], color=colour, linewidth=1.1)
    against.plot(
        specificity.value,
        sensitivity.value,
        mark,
        color=colour,
        markersize=5,
        zorder=4,
        label=f"{aim}\n  here {sensitivity.value:.3f} at specificity {specificity.value:.3f}",
    )


def _share_at_least(values: NDArray[np.floating], thresholds: NDArray[np.floating]) -> NDArray[np.float64]:
    """Share of `values` at or above each threshold."""
    below = np.searchsorted(np.sort(values), thresholds, side="left")
    share: NDArray[np.float64] = 1.0 - below / len(values)
    return share
