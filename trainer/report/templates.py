"""Pages that open offline: one HTML file each, everything inside, no script at all; templates and looks lie beside.

Every text is escaped on its way into a page; a name a template does not know is an error, not a gap.
"""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.common.files import atomic_write
from desktop.common.html_pages import templates
from desktop.contract import Figure
from trainer.measure.operating_points import score_and_aim

if TYPE_CHECKING:
    from jinja2 import Environment

NONE = "\N{EN DASH}"
_WIDEST = 1600  # pixels of an embedded sheet of photographs: sharp on paper at the page's width


@dataclass(frozen=True)
class Picture:
    """A figure to embed. uri: its data; kind: "chart" (may be inverted on a dark screen) or "photo"; size: pixels."""

    uri: str
    kind: str
    width: int
    height: int


def write_page(path: Path, template: str, **values: Any) -> None:
    """Render a template of this folder into `path`, whole or not at all. Raises OutputError."""
    text = _environment().get_template(template).render(**values)
    with atomic_write(path) as stream:
        stream.write(text)


def picture(path: Path) -> Picture | None:
    """A saved figure as a data URI: its SVG where there is one beside `path`, else its PNG as JPEG; None without it."""
    from PIL import Image

    if not path.is_file():
        return None
    with Image.open(path) as image:
        width, height = image.size
        vector = path.with_suffix(".svg")
        if vector.is_file():
            return Picture(_uri("image/svg+xml", vector.read_bytes()), "chart", width, height)
        small = image.convert("RGB")
        small.thumbnail((_WIDEST, 100 * _WIDEST))
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=85, optimize=True)
        return Picture(_uri("image/jpeg", buffer.getvalue()), "photo", *small.size)


def share(value: float | None, digits: int = 1) -> str:
    """0.6691 as `66.9 %`, which no line end tears apart."""
    return NONE if value is None or math.isnan(value) else f"{100 * value:.{digits}f}\N{NO-BREAK SPACE}%"


def number(value: float | None, digits: int = 3) -> str:
    """A figure's value with fixed digits; a dash for none."""
    return NONE if value is None or math.isnan(value) else f"{value:.{digits}f}"


def interval(figure: Figure | None, digits: int = 3) -> str:
    """`0.890 to 0.931`, or nothing where no interval is known."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"


def count(value: float) -> str:
    """10015 as `10,015`."""
    return f"{value:,}"


def duration(seconds: float) -> str:
    """4000 as `1 h 07 min`."""
    minutes = round(seconds / 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min" if minutes else f"{seconds:.0f} s"


def _uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


@cache
def _environment() -> Environment:
    return templates(
        "trainer.report",
        "pages",
        share=share,
        number=number,
        interval=interval,
        count=count,
        duration=duration,
        score=lambda name: score_and_aim(name)[0],
    )
