"""Confusion matrices: counts beside shares of each true class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.report.figures.style import WIDTH, headline, new_figure, shortened, styled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@styled
def confusion_figure(matrix: NDArray[np.int64], codes: Sequence[str], title: str) -> Any:
    """Counts beside shares of each true class. matrix: [C, C], rows true, columns predicted."""
    codes = [shortened(code, 16) for code in codes]
    side = max(2.4, 0.42 * len(codes))
    figure = new_figure(side + 1.0, width=max(WIDTH, 2 * side + 1.3))
    headline(figure, title)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    for axes, heading, texts in zip(
        figure.subplots(1, 2),
        ("Images", "Share of the true class"),
        ([[f"{v:,}" if v else "" for v in row] for row in matrix], [[_share(v) for v in row] for row in shares]),
        strict=True,
    ):
        axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
        for row, column in np.ndindex(*matrix.shape):
            ink = "white" if shares[row, column] > 0.5 else "#1a1a1a"
            weight = "bold" if row == column else "normal"
            axes.text(
                column, row, texts[row][column], ha="center", va="center", fontsize=7.5, color=ink, fontweight=weight
            )
        axes.set_xticks(range(len(codes)), codes, rotation=45 if max(map(len, codes)) > 6 else 0)
        axes.set_yticks(range(len(codes)), codes)
        axes.set_xlabel("predicted")
        axes.set_ylabel("true")
        axes.set_title(heading)
        axes.grid(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
    return figure


def _share(share: float) -> str:
    """Two digits; an empty cell stays empty, and what is not nothing is not called .00."""
    if share == 0:
        return ""
    return "<.01" if share < 0.005 else f"{share:.2f}".removeprefix("0")
