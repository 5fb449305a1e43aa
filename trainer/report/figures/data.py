"""What a data set holds: how many images and lesions of each class, of whom, from where."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.contract import ClassInfo
from trainer.report.figures.style import BLUE, INK, QUIET, SKY, VERMILION, new_figure, styled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@styled
def class_figure(classes: Sequence[ClassInfo], images: Sequence[int], lesions: Sequence[int]) -> Any:
    """Images and lesions per class, largest first, and their shares. images, lesions: [C], as `classes` are ordered."""
    figure = new_figure(0.9 + 0.36 * len(classes))
    axes = figure.subplots()
    order = np.argsort(np.asarray(images), kind="stable")
    total = max(sum(images), 1)
    place = np.arange(len(order))
    axes.barh(place + 0.19, [images[i] for i in order], height=0.36, color=BLUE, label="images")
    axes.barh(place - 0.19, [lesions[i] for i in order], height=0.36, color=SKY, label="lesions")
    for at, index in zip(place, order, strict=True):
        share = f"{images[index]:,}  ({images[index] / total:.1%})"
        axes.annotate(share, (images[index], at + 0.19), (3, 0), textcoords="offset points", va="center", fontsize=7)
        axes.annotate(
            f"{lesions[index]:,}", (lesions[index], at - 0.19), (3, 0), textcoords="offset points", va="center",
            fontsize=7, color=QUIET,
        )  # fmt: skip
    axes.set_yticks(place, [_named(classes[i]) for i in order])
    for label, index in zip(axes.get_yticklabels(), order, strict=True):
        label.set_color(VERMILION if classes[index].malignant else INK)
    axes.set_xlim(0, max(images, default=1) * 1.16)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    title = "† counts as malignant" if any(c.malignant for c in classes) else None
    axes.legend(loc="lower right", title=title, title_fontsize=7.5, alignment="left")
    return figure


@styled
def people_figure(ages: NDArray[np.floating], panels: Mapping[str, Mapping[str, int]]) -> Any:
    """Ages as a histogram in bands of five years, and a bar chart of counts for each of `panels`.

    ages: [N] years, NaN where unknown; panels: title -> (value -> images).
    """
    shown = [(title, dict(counts)) for title, counts in panels.items() if counts]
    tallest = max((len(counts) for _, counts in shown), default=1)
    figure = new_figure(1.0 + 0.17 * max(tallest, 8))
    grid = figure.subplots(1, 1 + len(shown), width_ratios=[1.2, *([1.0] * len(shown))])
    first, *others = np.atleast_1d(grid)
    known = ages[~np.isnan(ages)]
    if len(known):
        first.hist(
            known, bins=np.arange(0, max(known.max(), 90) + 5.1, 5) - 2.5, color=BLUE, edgecolor="white", linewidth=0.5
        )
    first.set_title("Age")
    first.set_xlabel(f"years (median {np.median(known):.0f})" if len(known) else "not recorded")
    first.grid(axis="x", visible=False)
    for axes, (title, counts) in zip(others, shown, strict=True):
        names = sorted(counts, key=lambda name: counts[name])
        axes.barh(range(len(names)), [counts[n] for n in names], color=BLUE, height=0.7)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5 - max(tallest, 6), len(names) - 0.4)  # bars of one height in all panels
        for at, name in enumerate(names):
            axes.annotate(
                f"{counts[name]:,}", (counts[name], at), (2, 0), textcoords="offset points", va="center", fontsize=6.5
            )
        axes.set_xlim(0, max(counts.values()) * 1.3)
        axes.set_xticks([])
        axes.set_title(title)
        axes.grid(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(axis="y", length=0)
    return figure


def _named(info: ClassInfo) -> str:
    """A class's name, or its code where that is all there is, in lines of bearable length; a dagger for malignant."""
    words = textwrap.fill(info.name, 26, max_lines=2, placeholder=" ...")
    return f"{words} †" if info.malignant else words
