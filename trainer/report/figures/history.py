"""Loss, accuracy and AUC over the epochs of all stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.report.figures.style import BLUE, GREEN, INK, QUIET, VERMILION, new_figure, styled

if TYPE_CHECKING:
    import pandas as pd

_LINES = {
    "training": (BLUE, "o", "-"),
    "validation": (VERMILION, "s", "-"),
    "validation, balanced": (GREEN, "^", "--"),
}
_LETTERS = 38  # of a stage's name that fit over a panel
_PANELS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Loss", {"loss": "training", "val_loss": "validation"}),
    (
        "Accuracy",
        {"accuracy": "training", "val_accuracy": "validation", "val_balanced_accuracy": "validation, balanced"},
    ),
    ("Macro ROC-AUC", {"val_auc": "validation"}),
)


@styled
def history_figure(history: pd.DataFrame) -> Any:
    """Three panels over the epochs of all stages, counted through; stages' boundaries and the kept epoch are marked.

    history: the rows of history.csv (`trainer.fit.fitting.HISTORY_COLUMNS`), at least one.
    """
    figure = new_figure(2.9)
    epochs = np.arange(1, len(history) + 1)
    kept = np.flatnonzero(history["best"].to_numpy(dtype=bool))
    handles: dict[str, Any] = {}
    line: Any = None
    for axes, (title, columns) in zip(figure.subplots(1, len(_PANELS)), _PANELS, strict=True):
        for column, name in columns.items():
            colour, marker, dashes = _LINES[name]
            (handles[name],) = axes.plot(
                epochs, history[column], marker=marker, markersize=3, color=colour, linestyle=dashes, linewidth=1.2
            )
        if len(kept):
            line = axes.axvline(kept[-1] + 1, color=INK, linewidth=0.9, linestyle=(0, (1, 1.5)))
        lines = _mark_stages(axes, list(history["stage"]))
        axes.set_title(title, pad=7 + 9 * lines)
        axes.set_xlabel("epoch")
        axes.set_xlim(0.5, len(history) + 0.5)
        axes.xaxis.get_major_locator().set_params(integer=True)
    if line is not None:
        handles["the epoch kept"] = line
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles))
    return figure


def _mark_stages(axes: Any, stages: Sequence[str]) -> int:
    """A boundary before every stage but the first, every second stage shaded, the name above where it begins.

    A name that would run into the one before is set a line higher; returns how many lines the names take.
    """
    starts = [index for index, stage in enumerate(stages) if index == 0 or stage != stages[index - 1]]
    taken = [0.0, 0.0]  # up to where each line is written, in letters from the left
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(stages)], strict=True)):
        if number:
            axes.axvline(start + 0.5, color=QUIET, linewidth=0.9)
        if number % 2:
            axes.axvspan(start + 0.5, end + 0.5, color="#f2f2f2", zorder=0, linewidth=0)
        place = _LETTERS * start / len(stages)
        line = 0 if place >= taken[0] else 1
        taken[line] = place + len(stages[start]) + 1
        axes.annotate(
            stages[start],
            (start + 0.6, 1.0),
            (0, 2 + 9 * line),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="bottom",
            fontsize=6.5,
            color=QUIET,
        )
    return 2 if taken[1] else 1
