"""Contact sheets: samples of each class, augmented samples, the most confident mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.contract import ClassInfo
from trainer.report.figures.style import INK, ORANGE, QUIET, VERMILION, WIDTH, headline, shortened, styled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GAP = 0.05  # between images, as a share of their side


@dataclass(frozen=True)
class Mistake:
    """A wrong answer. image: uint8 [S, S, 3]; true, said: indices of classes; probability: of what was said."""

    image: NDArray[np.uint8]
    image_id: str
    true: int
    said: int
    probability: float


@styled
def samples_figure(rows: Sequence[tuple[str, Sequence[NDArray[np.uint8]]]], title: str) -> Any:
    """A row of images (uint8 [S, S, 3] each) for each class, under the given names."""
    columns = max((len(images) for _, images in rows), default=1)
    figure, axes = _sheet(title, columns=columns, rows=len(rows), label=0.0, head=0.24)
    for at, (name, images) in enumerate(rows):
        top = at * (1 + _GAP + 0.24)
        axes.text(0, top + 0.19, shortened(name, 100), fontsize=7.5, fontweight="bold", va="baseline")
        for column, image in enumerate(images):
            _place(axes, image, column * (1 + _GAP), top + 0.24)
    return figure


@styled
def augmentation_figure(originals: NDArray[np.uint8], versions: Sequence[NDArray[np.floating]], title: str) -> Any:
    """Each image as it is, then as training sees it. originals: [R, S, S, 3]; versions: arrays like it, in 0..255."""
    figure, axes = _sheet(title, columns=1 + len(versions), rows=len(originals), label=0.22, head=0.0)
    for column, name in enumerate(("as it is", "as training sees it, each time anew")):
        axes.text(column * (1 + _GAP + 0.06), 0.16, name, fontsize=7.5, color=QUIET, va="baseline")
    for row in range(len(originals)):
        for column, images in enumerate((originals, *versions)):
            pixels = np.clip(images[row], 0, 255).astype(np.uint8)
            _place(axes, pixels, column * (1 + _GAP) + (0.06 if column else 0.0), 0.22 + row * (1 + _GAP))
    return figure


def confident_mistakes(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], lesions: NDArray[np.str_], count: int
) -> NDArray[np.int64]:
    """Up to `count` rows whose answer is wrong, the surest first, one of each lesion. probabilities: [N, C]."""
    said = probabilities.argmax(axis=1)
    sure = np.argsort(-probabilities.max(axis=1), kind="stable")
    wrong = sure[said[sure] != labels[sure]]
    _, first = np.unique(lesions[wrong], return_index=True)
    chosen: NDArray[np.int64] = wrong[np.sort(first)][:count]
    return chosen


@styled
def mistakes_figure(mistakes: Sequence[Mistake], classes: Sequence[ClassInfo], title: str, *, columns: int = 6) -> Any:
    """Wrong answers with what they are and what was said; framed where a malignant lesion was called benign or back."""
    rows = max(1, -(-len(mistakes) // columns))
    foot = 0.36
    figure, axes = _sheet(title, columns=columns, rows=rows, label=0.28, head=foot)
    if not mistakes:
        axes.text(0, 0.6, "not one mistake", color=QUIET)
        return figure
    legend = ((0.0, VERMILION, "-", "malignant, called benign"), (2.0, ORANGE, "--", "benign, called malignant"))
    for left, colour, dashes, text in legend:
        axes.plot([left, left + 0.22], [0.11, 0.11], color=colour, linewidth=2.2, linestyle=dashes)
        axes.text(left + 0.28, 0.15, text, fontsize=7.5, color=QUIET, va="baseline")
    for number, mistake in enumerate(mistakes):
        row, column = divmod(number, columns)
        left, top = column * (1 + _GAP), 0.28 + row * (1 + _GAP + foot)
        true, said = classes[mistake.true], classes[mistake.said]
        frame = None
        if true.malignant != said.malignant:
            frame = (VERMILION, "-") if true.malignant else (ORANGE, "--")
        _place(axes, mistake.image, left, top, frame=frame)
        words = f"{shortened(true.code, 12)}, said {shortened(said.code, 12)} {mistake.probability:.2f}"
        axes.text(left, top + 1.15, words, fontsize=7, color=INK, va="baseline")
        axes.text(left, top + 1.28, shortened(mistake.image_id, 36), fontsize=5.5, color=QUIET, va="baseline")
    return figure


def _sheet(title: str, *, columns: int, rows: int, label: float, head: float) -> tuple[Any, Any]:
    """A figure with one set of axes in units of an image's side, downwards; label: kept free above, head: per row."""
    from matplotlib.figure import Figure

    wide = columns * (1 + _GAP) + 0.06
    high = label + rows * (1 + _GAP + head) + 0.04
    scale = WIDTH / wide
    above = 0.32 if title else 0.02
    figure = Figure(figsize=(WIDTH, high * scale + above))
    axes = figure.add_axes((0.005, 0.0, 0.99, high * scale / (high * scale + above)))
    axes.set_xlim(-0.03, wide - 0.03)
    axes.set_ylim(high, 0)
    axes.set_axis_off()
    if title:
        headline(figure, title)
    return figure, axes


def _place(axes: Any, image: NDArray[np.uint8], left: float, top: float, frame: tuple[str, str] | None = None) -> None:
    limits = axes.get_xlim(), axes.get_ylim()
    axes.imshow(image, extent=(left, left + 1, top + 1, top), aspect="auto", interpolation="antialiased")
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])
    if frame is not None:
        colour, dashes = frame
        x, y = [left, left + 1, left + 1, left, left], [top, top, top + 1, top + 1, top]
        axes.plot(x, y, color=colour, linewidth=2.2, linestyle=dashes, zorder=3, clip_on=False)
