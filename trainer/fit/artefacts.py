"""What lies between skin and file, drawn on training images: hair and ruler, the lens's light, sharpness, compression.

A source is known by these as much as by its lesions; a network that learned from one source relies on them. Everything
is drawn for the whole batch, so that a batch shared by devices comes out the same; what few images get is then computed
for these alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from keras import ops

from trainer.fit.draws import Draws, changed_where
from trainer.recipe import Augmentation

STROKES = 6
"""Hairs in a picture that has any."""
_BLOCK = 8
_YCC = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], dtype=np.float32)
"""RGB to luma and chroma, as JFIF 1.02 has them."""
_COARSENESS = (16.0, 18.0)
"""Steps of the lowest frequency of luma and chroma at quality 50, about those of ITU-T T.81's annex K."""


def with_sharpness(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Each image mixed with its half-size copy: from blurred, as if scaled up, to sharpened by an unsharp mask."""
    side, small = images.shape[1], images.shape[1] // 2
    pairs = ops.reshape(images[:, : 2 * small, : 2 * small], (-1, small, 2, small, 2, 3))
    half = ops.mean(pairs, axis=(2, 4))  # average_pool fails on JAX in Keras 3.15
    half = ops.image.resize(half, (side, side), interpolation="bilinear", data_format="channels_last")
    share = draws.between(-augmentation.sharpen, augmentation.blur)[:, None, None, None]
    return images + share * (half - images)


def with_gamma(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Each image's tones bent by its own exponent; black and white stay."""
    exponent = ops.exp(draws.about_zero(math.log(augmentation.gamma)))[:, None, None, None]
    return 255.0 * ops.power(ops.clip(images / 255.0, 1e-4, 1.0), exponent)


def with_light(images: Any, draws: Draws, augmentation: Augmentation, aspects: Any) -> Any:
    """Images as a lens lights them: with the soft vignette and the hard corners that chance gives each. aspects: [N],
    width over height of the pictures, here and below."""
    corner = 0.5 * ops.sqrt(aspects**2 + 1.0)  # of the picture, 0.5 being half its height
    beside, below = draws.about_zero(0.08), draws.about_zero(0.08)
    start, depth = draws.between(0.2, 0.6), draws.between(0.1, 0.6)
    radius, edge = draws.between(0.55, 0.78) * corner / 0.83, draws.between(0.01, 0.06)
    soft, hard = draws.chance(augmentation.vignette), draws.chance(augmentation.corners)

    def lit(images: Any, *drawn: Any) -> Any:
        aspects, corner, beside, below, start, depth, radius, edge = (value[:, None, None] for value in drawn)
        x, y = _scene(images.shape[1], aspects)
        distance = ops.sqrt((x - beside) ** 2 + (y - below) ** 2)
        share = 1.0 - depth * ops.clip((distance - start) / (corner - 0.2), 0.0, 1.0)
        share = share * (0.04 + 0.96 * ops.clip((radius - distance) / edge, 0.0, 1.0))
        return images * share[..., None]

    depth, radius = ops.where(soft, depth, 0.0), ops.where(hard, radius, 9.0)
    return changed_where(
        ops.logical_or(soft, hard), images, lit, aspects, corner, beside, below, start, depth, radius, edge
    )


def with_hair(images: Any, draws: Draws, augmentation: Augmentation, aspects: Any) -> Any:
    """STROKES bent strokes of random place, length and width over the images that chance gives them."""

    def strokes(low: float, high: float) -> Any:
        return ops.stack([draws.between(low, high) for _ in range(STROKES)], axis=1)

    drawn = (
        strokes(-math.pi, math.pi),
        strokes(-0.6, 0.6),
        strokes(-0.45, 0.45),
        strokes(-1.2, 1.2),
        strokes(0.2, 0.6),
        strokes(0.1, 0.7),
    )

    def cover(x: Any, y: Any, *drawn: Any) -> Any:
        x = x[:, None]
        angle, u0, v0, bend, width, length = (value[:, :, None, None] for value in drawn)
        u = (x - u0) * ops.cos(angle) + (y - v0) * ops.sin(angle)
        v = (y - v0) * ops.cos(angle) - (x - u0) * ops.sin(angle)
        away = ops.abs(v - bend * u * u) * y.shape[0]  # about pixels
        stroke = ops.clip(width + 0.5 - away, 0.0, 1.0) * ops.cast(ops.abs(u) < length, "float32")
        return ops.max(stroke, axis=1)

    return _inked(images, draws, augmentation.hair, aspects, cover, drawn)


def with_ruler(images: Any, draws: Draws, augmentation: Augmentation, aspects: Any) -> Any:
    """A ruler's marks along an edge of the images that chance gives one, in any direction; every fifth is longer."""
    drawn = (draws.about_zero(math.pi), draws.between(0.03, 0.12), draws.between(0.25, 0.5))

    def cover(x: Any, y: Any, *drawn: Any) -> Any:
        angle, pitch, line = (value[:, None, None] for value in drawn)
        u = x * ops.cos(angle) + y * ops.sin(angle)
        v = y * ops.cos(angle) - x * ops.sin(angle)
        away = ops.abs(u / pitch - ops.round(u / pitch)) * pitch
        tall = 0.04 + 0.03 * ops.cast(ops.abs(u / pitch / 5.0 - ops.round(u / pitch / 5.0)) < 0.1, "float32")
        return ops.cast(away < 0.005, "float32") * ops.cast(ops.abs(v - line) < tall, "float32")

    return _inked(images, draws, augmentation.ruler, aspects, cover, drawn)


def with_jpeg(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Images compressed once more, those that chance chooses, at a quality of 30 to 90.

    Blocks of 8 x 8 are rounded in the discrete cosine transform of luma and chroma, in steps that grow with the
    frequency. The last rows and columns of a side that is no multiple of 8 stay as they are.
    """
    quality = draws.between(30.0, 90.0)
    scale = ops.where(quality < 50.0, 50.0 / quality, 2.0 - quality / 50.0)
    return changed_where(draws.chance(augmentation.jpeg), images, _compressed, scale)


def _compressed(images: Any, scale: Any) -> Any:
    """scale: of the rounding steps at quality 50, [N]."""
    side = images.shape[1] - images.shape[1] % _BLOCK
    blocks = side // _BLOCK
    ycc = ops.matmul(images[:, :side, :side], _YCC.T.copy())
    parts = ops.reshape(ycc, (-1, blocks, _BLOCK, blocks, _BLOCK, 3))
    basis = _cosines()
    waves = ops.einsum("nbichd,fi,gh->nbfcgd", parts, basis, basis)
    steps = _steps() * scale[:, None, None, None, None, None]
    rounded = ops.round(waves / steps) * steps
    change = ops.einsum("nbfcgd,fi,gh->nbichd", rounded - waves, basis, basis)
    change = ops.matmul(ops.reshape(change, (-1, side, side, 3)), np.linalg.inv(_YCC).T.astype(np.float32))
    rest = images.shape[1] - side
    return images + ops.pad(change, [[0, 0], [0, rest], [0, rest], [0, 0]])


def _inked(
    images: Any, draws: Draws, probability: float, aspects: Any, cover: Callable[..., Any], drawn: Sequence[Any]
) -> Any:
    """What cover(x, y, *drawn) covers of the images that chance chooses, in a dark or pale ink.

    Drawn at half the size and enlarged: a quarter of the work, and edges as soft as a lens makes them.
    """
    opacity = draws.between(0.5, 0.95)
    tone = ops.where(draws.chance(0.85), draws.between(5.0, 70.0), draws.between(150.0, 230.0))

    def over(images: Any, aspects: Any, opacity: Any, tone: Any, *drawn: Any) -> Any:
        side = images.shape[1]
        x, y = _scene((side + 1) // 2, aspects[:, None, None])
        covered = cover(x, y, *drawn) * opacity[:, None, None]
        covered = ops.image.resize(
            covered[..., None], (side, side), interpolation="bilinear", data_format="channels_last"
        )
        ink = tone[:, None, None, None] * np.array([1.0, 0.85, 0.75], dtype=np.float32)
        return images + covered * (ink - images)

    return changed_where(draws.chance(probability), images, over, aspects, opacity, tone, *drawn)


def _scene(side: int, aspects: Any) -> tuple[Any, Any]:
    """Place of each pixel in the pictures of aspects [N, 1, 1]: x in -aspect/2..aspect/2 [N, side, side], y in
    -1/2..1/2 [side, side], float32."""
    line = ((np.arange(side, dtype=np.float32) + 0.5) / side - 0.5).astype(np.float32)
    y, x = np.meshgrid(line, line, indexing="ij")
    return x * aspects, y


def _cosines() -> Any:
    """The orthonormal discrete cosine transform of 8 values: float32 [frequency, place]."""
    place, frequency = np.arange(_BLOCK), np.arange(_BLOCK)[:, None]
    waves = np.cos(math.pi * (2 * place + 1) * frequency / (2 * _BLOCK)) * math.sqrt(2 / _BLOCK)
    waves[0] /= math.sqrt(2)
    return waves.astype(np.float32)


def _steps() -> Any:
    """Rounding steps at quality 50, float32 [1, 1, frequency, 1, frequency, 3]: coarser for fine detail and chroma."""
    f, g = np.meshgrid(np.arange(_BLOCK), np.arange(_BLOCK), indexing="ij")
    luma, chroma = (least * (1.0 + 0.45 * (f + g)) for least in _COARSENESS)
    chroma = np.minimum(1.6 * chroma, 99.0)
    return np.stack([luma, chroma, chroma], axis=-1)[None, None, :, None, :, :].astype(np.float32)
