"""One-vs-rest ROC curves of all classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.measure.coarse_diagnoses import Coarse, with_coarse
from trainer.report.figures.style import COLOURS, FAINT, QUIET, headline, new_figure, shortened, styled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DASHES: tuple[Any, ...] = ("-", (0, (4, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)))


@styled
def roc_figure(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    codes: Sequence[str],
    title: str,
    coarse: Coarse | None = None,
) -> Any:
    """One-vs-rest ROC curve of every class that has both kinds of images, whole and, beside it, the corner that counts.

    labels: [N] class indices; probabilities: [N, C]; codes: [C]; coarse: further images, that count where their
    diagnosis says of a class or not.
    """
    from sklearn.metrics import roc_auc_score, roc_curve

    figure = new_figure(3.9)
    headline(figure, title)
    whole, corner = figure.subplots(1, 2)
    whole.plot([0, 1], [0, 1], color=FAINT, linewidth=1)
    for column, code in enumerate(codes):
        positive, score, _ = with_coarse(
            labels == column, probabilities[:, column], np.zeros(len(labels), dtype=str), [column], coarse
        )
        if not positive.any() or positive.all():
            continue
        false_rate, true_rate, _ = roc_curve(positive, score)
        area = roc_auc_score(positive, score)
        looks = {
            "color": COLOURS[column % len(COLOURS)],
            # A second sign beside the colour; with more classes than colours the dashes tell them apart.
            "linestyle": _DASHES[(column + column // len(COLOURS)) % len(_DASHES)],
            "linewidth": 1.3,
        }
        whole.plot(false_rate, true_rate, label=f"{shortened(code, 18)}  {area:.3f}  (n = {positive.sum():,})", **looks)
        corner.plot(false_rate, true_rate, **looks)
    for axes, heading in ((whole, "All of it"), (corner, "The upper left corner")):
        axes.set_xlabel("1 - specificity")
        axes.set_ylabel("sensitivity")
        axes.set_title(heading)
        axes.set_aspect("equal")
    whole.set_xlim(-0.01, 1.01)
    whole.set_ylim(-0.01, 1.01)
    corner.set_xlim(-0.004, 0.4)
    corner.set_ylim(0.6, 1.004)
    if whole.get_legend_handles_labels()[0]:
        whole.legend(
            title="class, AUC, images",
            title_fontsize=7.5,
            loc="lower right",
            alignment="left",
            fontsize=7,
            handlelength=2.6,
        )
    else:
        whole.text(0.5, 0.5, "one class only: no curve", ha="center", va="center", color=QUIET)
    return figure
