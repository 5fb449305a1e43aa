"""The looks that all figures share, and how a figure becomes files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from desktop.common.files import atomic_write

P = ParamSpec("P")

WIDTH = 7.1
"""Inches between the margins of an A4 page."""

# Okabe & Ito's palette, told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/); its yellow is
# left out, which is too light for lines on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
BLUE, VERMILION, GREEN, PINK, ORANGE, SKY, BLACK = COLOURS
INK, QUIET, FAINT = "#1a1a1a", "#5c5c5c", "#d9d9d9"

_RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same picture on every machine
    "font.size": 8.0,
    "axes.titlesize": 9.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 6.0,
    "axes.labelsize": 8.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#8a8a8a",
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "lines.linewidth": 1.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "ham-classifier",  # the same figure is the same file
}


def styled(draw: Callable[P, Any]) -> Callable[P, Any]:
    """Draw in the shared looks, and leave Matplotlib's settings as they were."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Any:
        import matplotlib as mpl

        with mpl.rc_context(_RC):
            return draw(*args, **kwargs)

    return drawn


def new_figure(height: float, *, width: float = WIDTH) -> Any:
    """An empty figure of that many inches whose parts arrange themselves."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def headline(figure: Any, title: str) -> None:
    """A bold title, flush left."""
    figure.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold")


def save_figure(figure: Any, path: Path, *, vector: bool = True) -> None:
    """Write a figure as PNG (200 dots per inch) to `path` and, with `vector`, as SVG beside it, each whole or not.

    Raises OutputError.
    """
    import matplotlib as mpl

    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(_RC):
        with atomic_write(path, "wb") as stream:
            figure.savefig(stream, format="png", dpi=200)
        if vector:
            with atomic_write(path.with_suffix(".svg"), "wb") as stream:
                figure.savefig(stream, format="svg", metadata={"Date": None})
