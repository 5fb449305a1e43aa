"""The pictures of a run: history of the stages, confusion matrices, ROC curves. Matplotlib without global state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.files import atomic_write

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Okabe & Ito's palette, told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")


def save_figure(figure: Any, path: Path) -> None:
    """Write a figure as PNG, whole or not at all. Raises OutputError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path, "wb") as stream:
        figure.savefig(stream, format="png", dpi=144)


def history_figure(history: pd.DataFrame) -> Any:
    """Loss, accuracy and AUC over the epochs of all stages, the stages' boundaries marked.

    history: the rows of history.csv (`trainer.fitting.HISTORY_COLUMNS`).
    """
    panels: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Loss (cross-entropy)", ("loss", "val_loss")),
        ("Accuracy", ("accuracy", "val_accuracy", "val_balanced_accuracy")),
        ("Macro ROC-AUC", ("val_auc",)),
    )
    names = {
        "loss": "training (class-weighted, augmented)",
        "accuracy": "training (augmented)",
        "val_loss": "validation",
        "val_accuracy": "validation",
        "val_balanced_accuracy": "validation, balanced",
        "val_auc": "validation",
    }
    figure = _figure(11.0, 3.6)
    epochs = np.arange(1, len(history) + 1)
    for axes, (title, columns) in zip(figure.subplots(1, len(panels)), panels, strict=True):
        for colour, column in zip(COLOURS, columns, strict=False):
            axes.plot(epochs, history[column], marker="o", markersize=3.5, color=colour, label=names[column])
        _mark_stages(axes, list(history["stage"]))
        axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
        axes.set_xlabel("epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, fontsize=7.5)
    return figure


def _mark_stages(axes: Any, stages: Sequence[str]) -> None:
    for index, stage in enumerate(stages):
        if index == 0 or stage != stages[index - 1]:
            if index:
                axes.axvline(index + 0.5, color="0.6", linestyle=":", linewidth=1)
            axes.annotate(
                stage, (index + 0.6, 1.0), xycoords=("data", "axes fraction"), va="bottom", fontsize=7, color="0.4"
            )


def confusion_figure(matrix: NDArray[np.int64], codes: Sequence[str], title: str) -> Any:
    """Counts beside shares of each true class. matrix: [C, C], rows true, columns predicted."""
    side = max(3.2, 0.62 * len(codes) + 1.2)
    figure = _figure(2 * side + 0.8, side + 0.5)
    figure.suptitle(title, x=0.02, ha="left", fontsize=11, fontweight="bold")
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    for axes, heading, texts in zip(
        figure.subplots(1, 2),
        ("images", "share of the true class"),
        ([[f"{v:,}" for v in row] for row in matrix], [[f"{v:.2f}" for v in row] for row in shares]),
        strict=True,
    ):
        axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
        for row, column in np.ndindex(*matrix.shape):
            ink = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, texts[row][column], ha="center", va="center", fontsize=8, color=ink)
        axes.set_xticks(range(len(codes)), codes)
        axes.set_yticks(range(len(codes)), codes)
        axes.set_xlabel("predicted")
        axes.set_ylabel("true")
        axes.set_title(heading, fontsize=9)
        axes.spines[:].set_visible(False)
    return figure


def roc_figure(labels: NDArray[np.int64], probabilities: NDArray[np.floating], codes: Sequence[str], title: str) -> Any:
    """One-vs-rest ROC curve of every class that has both kinds of images. probabilities: [N, C]."""
    from sklearn.metrics import roc_auc_score, roc_curve

    figure = _figure(4.8, 4.6)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.8", linewidth=1)
    for column, code in enumerate(codes):
        positive = labels == column
        if positive.any() and not positive.all():
            false_rate, true_rate, _ = roc_curve(positive, probabilities[:, column])
            area = roc_auc_score(positive, probabilities[:, column])
            label = f"{code}  {area:.3f}  (n = {positive.sum():,})"
            axes.plot(false_rate, true_rate, color=COLOURS[column % len(COLOURS)], linewidth=1.4, label=label)
    axes.set_xlabel("1 - specificity")
    axes.set_ylabel("sensitivity")
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
    axes.set_aspect("equal")
    axes.legend(frameon=False, fontsize=8, title="class, AUC", title_fontsize=8, loc="lower right")
    return figure


def _figure(width: float, height: float) -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")
