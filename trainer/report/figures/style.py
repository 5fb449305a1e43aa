"""The looks that all figures share, and how a figure becomes files."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

from desktop.common.command_line import say
from desktop.common.files import atomic_write
from trainer.report.figures.fonts import OWN, use_fonts_for, write_as_given

P = ParamSpec("P")

WIDTH = 7.1
"""Inches between the margins of an A4 page."""

# Okabe & Ito's palette, told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/); its yellow is
# left out, which is too light for lines on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
BLUE, VERMILION, GREEN, PINK, ORANGE, SKY, BLACK = COLOURS
INK, QUIET, FAINT = "#1a1a1a", "#5c5c5c", "#d9d9d9"

_RC: dict[str, Any] = {
    "font.family": OWN,
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


def shortened(name: str, most: int) -> str:
    """A name of at most so many characters, at least 12, its beginning and its end: no name takes a figure's room."""
    return name if len(name) <= most else f"{name[: most - 7]}…{name[-6:]}"


@cache
def tell_once(missing: str) -> None:
    """That figures have boxes for these signs; once for each set of them."""
    say(
        f"note: no font of this machine has the signs {missing[:20]}; figures show boxes for them (Noto Sans CJK "
        f"has most)"
    )


def save_figure(figure: Any, path: Path, *, vector: bool = True) -> None:
    """Write a figure as PNG (200 dots per inch) to `path` and, with `vector`, as SVG beside it, each whole or not.

    Signs that no font of this machine has are boxes in the PNG, which is told; in the SVG they are kept as text, for
    whoever's fonts it is looked at with. Raises OutputError.
    """
    import matplotlib as mpl

    path.parent.mkdir(parents=True, exist_ok=True)
    write_as_given(figure)
    missing = use_fonts_for(figure)
    if missing:
        tell_once(missing)
    with mpl.rc_context(_RC | ({"svg.fonttype": "none"} if missing else {})), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # told above, once
        with atomic_write(path, "wb") as stream:
            figure.savefig(stream, format="png", dpi=200)
        if vector:
            figure.set_layout_engine("none")  # its parts have found their places, which are the same in both
            with atomic_write(path.with_suffix(".svg"), "wb") as stream:
                figure.savefig(stream, format="svg", metadata={"Date": None})
