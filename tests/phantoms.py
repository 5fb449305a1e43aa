"""Phantom lesions: DRAWN pictures, not photographs. They stand for nothing clinical and may train nothing but tests.

Seven kinds of coloured blobs borrow the class codes of HAM10000 and a cartoon of each diagnosis, so that the whole
product can be tried where no real image is at hand. `python -m tests.phantoms FOLDER` writes a small data set.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float64]

CODES = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
COLUMNS = ("lesion_id", "image_id", "dx", "dx_type", "age", "sex", "localization")
SMALL = (1, 1, 1, 1)
"""Residual blocks of a network that is traced, converted and proven in a third of a ResNet50's time."""
PLACES = ("back", "lower extremity", "trunk", "upper extremity", "abdomen", "face", "chest", "foot", "unknown")


@dataclass(frozen=True)
class _Plane:
    """The picture in the lesion's own coordinates: u, v and radius r in lesion radii, angle in radians; all [H, W]."""

    u: Field
    v: Field
    r: Field
    angle: Field


def draw_phantom(code: str, rng: np.random.Generator, size: tuple[int, int] = (120, 90)) -> Image.Image:
    """A new phantom lesion of the kind `code` (one of CODES), as an RGB image of `size` = (width, height) pixels."""
    return _draw(code, int(rng.integers(2**63)), rng, size)


def write_phantoms(
    folder: Path,
    *,
    per_class: int = 30,
    seed: int = 0,
    size: tuple[int, int] = (120, 90),
    codes: Sequence[str] = CODES,
) -> Path:
    """Write a data set of drawn lesions into `folder`, which is returned: `per_class` JPEGs of each of `codes`.

    The layout is HAM10000's: two image folders and `metadata.csv`. A lesion has one to three images, views of the same
    drawing; ids are given in random order, and ages, sexes and places are drawn at random. The same seed writes the
    same data set.
    """
    rng = np.random.default_rng(seed)
    planned = [entry for code in codes for entry in _plan(code, per_class, rng)]
    parts = [folder / "images_part_1", folder / "images_part_2"]
    for part in parts:
        part.mkdir(parents=True, exist_ok=True)
    rows = []
    lesion_ids: dict[int, str] = {}
    for number, index in enumerate(rng.permutation(len(planned))):
        code, lesion, *facts = planned[index]
        image_id = f"PHANTOM_{number + 1:06d}"
        picture = _draw(code, lesion, rng, size)
        picture.save(parts[2 * number // len(planned)] / f"{image_id}.jpg", quality=90)
        lesion_id = lesion_ids.setdefault(lesion, f"PHANTOM_L{len(lesion_ids) + 1:06d}")
        rows.append((lesion_id, image_id, code, *facts))
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return folder


def _plan(code: str, images: int, rng: np.random.Generator) -> Iterator[tuple[str, int, str, str, str, str]]:
    """One entry per image: code, lesion seed, dx_type, age, sex, localization; one to three with the same seed."""
    left = images
    while left > 0:
        lesion = int(rng.integers(2**63))
        facts = (
            str(rng.choice(["histo", "follow_up", "consensus", "confocal"], p=[0.55, 0.25, 0.15, 0.05])),
            str(rng.choice(["", *(f"{5.0 * step}" for step in range(4, 17))])),
            str(rng.choice(["male", "female", "unknown"], p=[0.5, 0.45, 0.05])),
            str(rng.choice(PLACES)),
        )
        views = min(left, int(rng.choice([1, 2, 3], p=[0.6, 0.25, 0.15])))
        for _ in range(views):
            yield code, lesion, *facts
        left -= views


def _draw(code: str, lesion: int, view: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """The drawing that `lesion` seeds, seen from a position, angle, distance and in a light drawn from `view`."""
    drawing = np.random.default_rng(lesion)
    plane = _plane(view, size, radius=drawing.uniform(0.24, 0.36))
    skin = np.array([224.0, 180.0, 155.0]) * drawing.uniform(0.86, 1.06) + drawing.normal(0, 5, 3)
    canvas = np.broadcast_to(skin, (*plane.r.shape, 3)) + 5 * _cloud(plane, drawing, 2.5)[..., None]
    canvas = _PAINTERS[code](canvas, plane, drawing)
    light = 1 + view.uniform(-0.12, 0.12) + view.uniform(0, 0.15) * _slope(view, size)
    pixels = canvas * light[..., None] * view.normal(1, 0.02, 3) + view.normal(0, 5, canvas.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _plane(view: np.random.Generator, size: tuple[int, int], *, radius: float) -> _Plane:
    width, height = size
    scale = height * radius * view.uniform(0.85, 1.15)
    x = (np.arange(width) - width * view.uniform(0.4, 0.6)) / scale
    y = (np.arange(height)[:, None] - height * view.uniform(0.4, 0.6)) / scale
    turn = view.uniform(0, 2 * np.pi)
    u, v = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    return _Plane(u, v, np.hypot(u, v), np.arctan2(v, u))


def _slope(view: np.random.Generator, size: tuple[int, int]) -> Field:
    """A ramp across the picture in a random direction, -1 to 1 [H, W]."""
    turn = view.uniform(0, 2 * np.pi)
    x = np.linspace(-1, 1, size[0]) * np.cos(turn)
    y = np.linspace(-1, 1, size[1])[:, None] * np.sin(turn)
    ramp: Field = (x + y) / (abs(np.cos(turn)) + abs(np.sin(turn)))
    return ramp


def _cloud(plane: _Plane, rng: np.random.Generator, frequency: float, waves: int = 6) -> Field:
    """Smooth noise of mean 0 and deviation 1 that is fixed to the lesion: a sum of plane waves, [H, W]."""
    total = np.zeros_like(plane.r)
    for turn, phase, pitch in zip(*rng.uniform(0, 2 * np.pi, (2, waves)), rng.uniform(0.6, 1.4, waves), strict=True):
        total += np.cos(frequency * pitch * (plane.u * np.cos(turn) + plane.v * np.sin(turn)) + phase)
    cloud: Field = total * np.sqrt(2 / waves)
    return cloud


def _blob(plane: _Plane, rng: np.random.Generator, *, ragged: float, soft: float, flat: float = 0.15) -> Field:
    """A disc of radius 1 as opacity 0 to 1 [H, W]: `ragged` wobbles its border, `soft` is the border's width."""
    border = np.ones_like(plane.r)
    for wave in range(2, 9):
        border += ragged / np.sqrt(wave) * rng.normal() * np.cos(wave * plane.angle + rng.uniform(0, 2 * np.pi))
    border *= 1 + flat * rng.uniform(-1, 1) * np.cos(2 * plane.angle)
    return _step((border - plane.r) / soft)


def _step(field: Field) -> Field:
    opacity: Field = 1 / (1 + np.exp(-np.clip(4 * field, -30, 30)))
    return opacity


def _paint(
    canvas: Field, opacity: Field, colour: Sequence[float], rng: np.random.Generator, spread: float = 9
) -> Field:
    """`colour`, a little off each time, laid over the canvas [H, W, 3]."""
    return canvas + opacity[..., None] * (np.asarray(colour) + rng.normal(0, spread, 3) - canvas)


def _dots(
    plane: _Plane, rng: np.random.Generator, between: tuple[int, int], radius: float, reach: float = 0.8
) -> Field:
    """A random number `between` the two of small discs strewn within `reach`, as opacity [H, W]."""
    count = int(rng.integers(*between))
    opacity = np.zeros_like(plane.r)
    for turn, far in zip(rng.uniform(0, 2 * np.pi, count), rng.uniform(0, 1, count), strict=True):
        distance = np.hypot(
            plane.u - reach * np.sqrt(far) * np.cos(turn), plane.v - reach * np.sqrt(far) * np.sin(turn)
        )
        size = radius * rng.uniform(0.7, 1.3)
        np.maximum(opacity, _step((size - distance) / (0.5 * radius)), out=opacity)
    return opacity


def _akiec(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Rough, scaly pink-red patch without a clear border."""
    body = _blob(plane, rng, ragged=0.15, soft=0.5)
    canvas = _paint(canvas, 0.75 * body, (205, 105, 100), rng)
    scales = _step(_cloud(plane, rng, 14) - 0.6) * body
    return _paint(canvas, 0.7 * scales, (240, 215, 190), rng)


def _bcc(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Pearly pink nodule crossed by branching red lines, with a few blue-grey spots."""
    body = _blob(plane, rng, ragged=0.06, soft=0.25)
    canvas = _paint(canvas, 0.8 * body, (238, 190, 195), rng)
    for _ in range(rng.integers(3, 6)):
        turn, shift = rng.uniform(0, 2 * np.pi), rng.uniform(-0.6, 0.6)
        along = plane.u * np.cos(turn) + plane.v * np.sin(turn)
        across = plane.v * np.cos(turn) - plane.u * np.sin(turn) - shift - 0.15 * np.sin(4 * along + rng.uniform(0, 6))
        branch = abs(across) - 0.4 * np.maximum(along - rng.uniform(-0.3, 0.3), 0)
        canvas = _paint(canvas, _step((0.06 - abs(branch)) / 0.06) * body, (175, 30, 45), rng)
    return _paint(canvas, 0.8 * _dots(plane, rng, (2, 5), 0.13), (110, 115, 140), rng)


def _bkl(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Tan plaque with a sharp edge, sown with white, milia-like dots."""
    body = _blob(plane, rng, ragged=0.08, soft=0.08)
    canvas = _paint(canvas, 0.9 * body, (172, 130, 82), rng)
    canvas = canvas + 9 * (body * _cloud(plane, rng, 8))[..., None]
    return _paint(canvas, 0.9 * _dots(plane, rng, (14, 24), 0.09) * body, (245, 238, 215), rng)


def _df(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Pale, scar-like centre in a brown ring that fades outwards."""
    body = _blob(plane, rng, ragged=0.05, soft=0.4)
    canvas = _paint(canvas, 0.7 * body, (160, 110, 88), rng)
    centre = _step((rng.uniform(0.5, 0.62) - plane.r) / 0.2)
    return _paint(canvas, 0.95 * centre, (246, 226, 216), rng, spread=5)


def _mel(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Dark and lopsided, of several colours, with an irregular border."""
    body = _blob(plane, rng, ragged=0.18, soft=0.1, flat=0.3)
    canvas = _paint(canvas, 0.92 * body, (78, 52, 46), rng)
    for colour in ((32, 26, 30), (110, 60, 52), (92, 100, 122)):
        patch = _step(_cloud(plane, rng, 3) - 0.7 + rng.normal(0, 0.4))
        canvas = _paint(canvas, 0.85 * patch * body, colour, rng)
    return canvas


def _nv(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Round and evenly brown, a little darker in the middle."""
    body = _blob(plane, rng, ragged=0.03, soft=0.22)
    canvas = _paint(canvas, 0.85 * body, (142, 92, 62), rng)
    canvas = _paint(canvas, 0.35 * _step((0.5 - plane.r) / 0.4), (95, 58, 40), rng)
    return canvas + 5 * (body * _cloud(plane, rng, 10))[..., None]


def _vasc(canvas: Field, plane: _Plane, rng: np.random.Generator) -> Field:
    """Red-purple lagoons side by side."""
    canvas = _paint(canvas, 0.6 * _blob(plane, rng, ragged=0.08, soft=0.3), (195, 75, 85), rng)
    canvas = _paint(canvas, 0.9 * _dots(plane, rng, (7, 12), 0.3, reach=0.75), (140, 22, 52), rng)
    return _paint(canvas, 0.8 * _dots(plane, rng, (2, 5), 0.2, reach=0.7), (78, 20, 66), rng)


_PAINTERS = {"akiec": _akiec, "bcc": _bcc, "bkl": _bkl, "df": _df, "mel": _mel, "nv": _nv, "vasc": _vasc}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Write a data set of DRAWN lesions, for tests and demonstrations.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--per-class", type=int, default=30, metavar="N", help="images per kind (default: 30)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed draws others (default: 0)")
    options = parser.parse_args(arguments)
    write_phantoms(options.folder, per_class=options.per_class, seed=options.seed)
    print(f"{options.per_class * len(CODES)} drawn lesions (no photographs) written to {options.folder}")


if __name__ == "__main__":
    main()
