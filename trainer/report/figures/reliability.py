"""How far the probabilities can be taken at their word, before and after calibration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.statistics import proportion
from trainer.measure.metrics import BINS
from trainer.report.figures.style import BLUE, FAINT, QUIET, VERMILION, headline, new_figure, styled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@styled
def reliability_figure(
    labels: NDArray[np.int64],
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    title: str,
    *,
    lesions: NDArray[np.str_],
) -> Any:
    """Share of right answers against their probability in 15 equal bins, before and after the temperature.

    labels: [N]; before, after: probabilities [N, C]; lesions: [N] ids. Whiskers are 95 % Wilson intervals over lesions,
    the points' area and the histogram below the images in a bin. The expected calibration error is that of Guo et al.
    (arXiv:1706.04599).
    """
    figure = new_figure(3.9)
    headline(figure, title)
    grid = figure.subplots(2, 2, height_ratios=(4, 1), sharex=True)
    for column, (probabilities, name, colour) in enumerate(
        ((before, "Before calibration", VERMILION), (after, "After calibration", BLUE))
    ):
        _panel(grid[0, column], grid[1, column], labels, probabilities, lesions, name, colour)
    grid[0, 0].set_ylabel("share that is right")
    grid[1, 0].set_ylabel("images")
    return figure


def _panel(
    above: Any,
    below: Any,
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    lesions: NDArray[np.str_],
    name: str,
    colour: str,
) -> None:
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)  # as `metrics` bins them
    above.plot([0, 1], [0, 1], color="#8a8a8a", linewidth=0.9, linestyle=(0, (4, 2)))
    error = 0.0
    for number in np.unique(index):
        inside = index == number
        images, mean = int(inside.sum()), float(confidence[inside].mean())
        share = proportion(right[inside], lesions[inside])
        assert share is not None  # the bin has images
        error += images / len(labels) * abs(share.value - mean)
        above.plot([mean, mean], [share.value, mean], color=colour, alpha=0.25, linewidth=5, solid_capstyle="butt")
        above.plot([mean, mean], [share.low, share.high], color=colour, linewidth=0.9)
        above.scatter(
            mean, share.value, s=8 + 60 * math.sqrt(images / len(labels)), color=colour, zorder=3, clip_on=False
        )
    above.set_xlim(0, 1)
    above.set_ylim(0, 1.0)
    above.set_title(name)
    above.text(
        0.04, 0.95, f"ECE {error:.3f}", transform=above.transAxes, va="top", fontsize=9, fontweight="bold", color=colour
    )
    below.hist(confidence, bins=np.linspace(0, 1, BINS + 1), color=FAINT, edgecolor="white", linewidth=0.6)
    below.set_xlabel("probability of the answer")
    below.yaxis.set_major_formatter("{x:,.0f}")
    below.axvline(confidence.mean(), color=QUIET, linewidth=0.9)
    below.axvline(right.mean(), color=QUIET, linewidth=0.9, linestyle=(0, (2, 1.5)))
    below.text(
        0.03,
        0.9,
        f"mean probability {confidence.mean():.3f} (line)\nright {right.mean():.3f} (dotted)",
        transform=below.transAxes,
        va="top",
        fontsize=6.5,
        color=QUIET,
    )
