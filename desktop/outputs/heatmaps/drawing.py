"""A heat map becomes a picture to lay over the image, and both become one that explains itself. Knows no Qt."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from desktop.common.text import notice
from desktop.contract import ModelInfo
from desktop.images import load_image
from desktop.language.spoken import number, report_in, tr
from desktop.outputs.heatmaps.lettering import line
from desktop.results.rows import UNFAMILIAR, Row
from desktop.results.wording import class_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cividis (Nunez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239) at eight even steps: made to look the same
# with and without colour vision deficiency, and it holds no red or brown that could be taken for skin.
_CIVIDIS = np.array(
    [[0, 34, 78], [35, 62, 108], [77, 86, 109], [108, 110, 114], [140, 134, 120], [175, 160, 111], [215, 190, 86],
     [254, 232, 56]], dtype=np.float32
)  # fmt: skip
SIDE = 256
"""Side of the overlay in pixels; it is stretched over the image as the image was squashed for the network."""


def heat_picture(heatmap: NDArray[np.float32]) -> NDArray[np.uint8]:
    """RGBA uint8 [SIDE, SIDE, 4] of one class's map, float32 [h, w] in logit units.

    Shows what speaks for the class (positive values), relative to the map's own largest value: colour and opacity
    both grow with it, so that the image stays visible where nothing does. A map without positive values is clear.
    """
    strength = np.maximum(heatmap, 0.0)
    peak = float(strength.max())
    if peak > 0.0:
        strength = strength / peak
    smooth = Image.fromarray(strength.astype(np.float32)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    level = (np.clip(np.asarray(smooth), 0.0, 1.0) * 255.0).round().astype(np.uint8)
    picture: NDArray[np.uint8] = _colours()[level]
    return picture


@cache
def _colours() -> NDArray[np.uint8]:
    """RGBA uint8 [256, 4] of every level."""
    level = np.linspace(0.0, 1.0, 256)
    steps = np.linspace(0.0, 1.0, len(_CIVIDIS))
    rgb = [np.interp(level, steps, _CIVIDIS[:, channel]) for channel in range(3)]
    return np.stack([*rgb, 255.0 * level], axis=1).round().astype(np.uint8)


OPACITY = 0.75
"""Of the strongest place of a map over the image."""


def frame_picture(path: Path, width: int, height: int, largest: int) -> Image.Image:
    """The image of `path` as the network's decoder sees it, in the proportions of its frame of width x height pixels.

    At most `largest` pixels on the longer side, and never enlarged. Raises ImageError.
    """
    scale = min(1.0, largest / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return Image.fromarray(load_image(path, max(size))).resize(size, Image.Resampling.BILINEAR)


def blend(frame: Image.Image, heatmap: NDArray[np.float32]) -> Image.Image:
    """The frame with one class's map, float32 [h, w], over the whole of it."""
    heat = Image.fromarray(heat_picture(heatmap)).resize(frame.size, Image.Resampling.BILINEAR)
    return _laid(frame, heat)


def legend(background: tuple[int, int, int], width: int, height: int) -> Image.Image:
    """The scale from nothing to the map's strongest place, as `blend` shows it over a colour."""
    heat = Image.fromarray(_colours()[None]).resize((width, height), Image.Resampling.BILINEAR)
    return _laid(Image.new("RGB", (width, height), background), heat)


def explained(
    frame: Image.Image, heatmap: NDArray[np.float32], row: Row, info: ModelInfo, *, language: str = ""
) -> Image.Image:
    """The frame with the map of the class that was named, and below it the class, a legend and what this is.

    heatmap: float32 [h, w] of the named class, in logit units; language: "" for the one spoken. An unfamiliar image
    gets no map and no diagnosis.
    """
    with report_in(language):
        return _explained(frame, heatmap, row, info)


def _explained(frame: Image.Image, heatmap: NDArray[np.float32], row: Row, info: ModelInfo) -> Image.Image:
    unfamiliar = UNFAMILIAR in row.flags
    picture = frame if unfamiliar else blend(frame, heatmap)
    # Wide enough for the words, whatever the frame.
    canvas_width = max(frame.width, 360)
    canvas = Image.new("RGB", (canvas_width, frame.height + 84), "white")
    canvas.paste(picture, ((canvas_width - frame.width) // 2, 0))
    draw = ImageDraw.Draw(canvas)
    top, left, right = frame.height + 8, 10, canvas_width - 10
    if unfamiliar:
        head, below = (
            tr("Unfamiliar image: no diagnosis named"),
            tr("It differs from the images the model was trained on."),
        )
    else:
        assert row.probability is not None
        head = f"{class_name(row.diagnosis, info)}  {number(row.probability, '.2f')}"
        peak = max(0.0, float(heatmap.max()))
        below = tr("speaks for it:  0") if peak > 0.0 else tr("No place of the image speaks for it.")
    line(head, 18, right - left).write(draw, (left, top), "black")
    legend_begins = line(below, 13, right - left)
    legend_begins.write(draw, (left, top + 28), _GREY)
    if not unfamiliar and peak > 0.0:
        mean = frame.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(mean, tuple)
        start = left + legend_begins.width + 8
        legend_ends = line(tr("+{peak:.2g} per cell (logit)", peak=peak), 13, right - start - 16)
        stop = right - legend_ends.width - 8
        canvas.paste(legend((int(mean[0]), int(mean[1]), int(mean[2])), stop - start, 14), (start, top + 29))
        legend_ends.write(draw, (stop + 8, top + 28), _GREY)
    line(f"{notice()}.", 13, right - left).write(draw, (left, top + 52), _GREY)
    return canvas


_GREY = "#444444"


def _laid(below: Image.Image, heat: Image.Image) -> Image.Image:
    weight = heat.getchannel("A").point(lambda value: round(value * OPACITY))
    return Image.composite(heat.convert("RGB"), below, weight)
