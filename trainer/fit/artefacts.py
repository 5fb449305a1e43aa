"""What lies between skin and file, drawn on training images: hair and ruler, the lens's light, sharpness, compression.

A source is known by these as much as by its lesions; a network that learned from one source relies on them. Everything
is drawn for the whole batch and switched off image by image, so that a batch shared by devices comes out the same.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from keras import ops

from trainer.fit.draws import Draws
from trainer.recipe import Augmentation

STROKES = 6
"""Hairs in a picture that has any."""
_BLOCK = 8
YCC = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], dtype=np.float32)
"""RGB to luma and chroma, as JFIF 1.02 has them."""
_COARSENESS = (16.0, 18.0)
"""Steps of the lowest frequency of luma and chroma at quality 50, about those of ITU-T T.81's annex K."""


def with_sharpness(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Each image mixed with its half-size copy: from blurred, as if scaled up, to sharpened by an unsharp mask."""
    return softened(images, draws.between(-augmentation.sharpen, augmentation.blur)[:, None, None, None])


def softened(images: Any, share: Any, *, factor: int = 2) -> Any:
    """Images [N, S, S, C] with a share of their copy of S / factor pixels mixed in; below 0 they are sharpened."""
    side, small = images.shape[1], images.shape[1] // factor
    cut = images[:, : factor * small, : factor * small]
    cells = ops.reshape(cut, (-1, small, factor, small, factor, images.shape[3]))
    coarse = ops.mean(cells, axis=(2, 4))  # average_pool fails on JAX in Keras 3.15
    coarse = ops.image.resize(coarse, (side, side), interpolation="bilinear", data_format="channels_last")
    return images + share * (coarse - images)


def with_gamma(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Each image's tones bent by its own exponent; black and white stay."""
    exponent = ops.exp(draws.about_zero(math.log(augmentation.gamma)))[:, None, None, None]
    return 255.0 * ops.power(ops.clip(images / 255.0, 1e-4, 1.0), exponent)


def light(side: int, draws: Draws, augmentation: Augmentation) -> Any:
    """Share of the light that reaches each pixel, float32 [N, side, side] in 0..1: soft vignette and hard corners."""
    a = augmentation
    x, y = _scene(side, a.aspect)
    dx = x[None] - draws.about_zero(0.08)[:, None, None]
    dy = y[None] - draws.about_zero(0.08)[:, None, None]
    distance = ops.sqrt(dx * dx + dy * dy)  # 0.5 is half the picture's height
    corner = 0.5 * math.hypot(a.aspect, 1.0)
    start = draws.between(0.2, 0.6)[:, None, None]
    depth = ops.where(draws.chance(a.vignette), draws.between(0.1, 0.6), 0.0)[:, None, None]
    soft = 1.0 - depth * ops.clip((distance - start) / (corner - 0.2), 0.0, 1.0)
    radius = ops.where(draws.chance(a.corners), draws.between(0.55, 0.78) * corner / 0.83, 9.0)[:, None, None]
    edge = draws.between(0.01, 0.06)[:, None, None]
    return soft * (0.04 + 0.96 * ops.clip((radius - distance) / edge, 0.0, 1.0))


def with_strokes(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Hairs and a ruler's marks over the images that chance gives them.

    Drawn at half the size and enlarged: a quarter of the work, and edges as soft as a lens makes them.
    """
    a, side = augmentation, images.shape[1]
    small = (side + 1) // 2
    x, y = _scene(small, a.aspect)
    cover = 0.0
    if a.hair:
        cover = _hair(small, x, y, draws) * _mask(draws, a.hair)
    if a.ruler:
        cover = ops.maximum(cover, _ruler(x, y, draws) * _mask(draws, a.ruler))
    cover = cover * draws.between(0.5, 0.95)[:, None, None]
    cover = ops.image.resize(cover[..., None], (side, side), interpolation="bilinear", data_format="channels_last")
    dark, pale = draws.between(5.0, 70.0), draws.between(150.0, 230.0)
    tone = ops.where(draws.chance(0.85), dark, pale)
    ink = tone[:, None, None, None] * np.array([1.0, 0.85, 0.75], dtype=np.float32)
    return images + cover * (ink - images)


def with_jpeg(images: Any, draws: Draws, augmentation: Augmentation) -> Any:
    """Images compressed once more, those that chance chooses, at a quality of 30 to 90.

    Blocks of 8 x 8 are rounded in the discrete cosine transform of luma and chroma, in steps that grow with the
    frequency. The last rows and columns of a side that is no multiple of 8 stay as they are.
    """
    side = images.shape[1] - images.shape[1] % _BLOCK
    blocks = side // _BLOCK
    inside = images[:, :side, :side]
    ycc = ops.matmul(inside, YCC.T.copy())
    parts = ops.reshape(ycc, (-1, blocks, _BLOCK, blocks, _BLOCK, 3))
    basis = _cosines()
    waves = ops.einsum("nbichd,fi,gh->nbfcgd", parts, basis, basis)
    quality = draws.between(30.0, 90.0)
    scale = ops.where(quality < 50.0, 50.0 / quality, 2.0 - quality / 50.0)
    steps = _steps() * scale[:, None, None, None, None, None]
    rounded = ops.round(waves / steps) * steps
    change = ops.einsum("nbfcgd,fi,gh->nbichd", rounded - waves, basis, basis)
    change = ops.matmul(ops.reshape(change, (-1, side, side, 3)), np.linalg.inv(YCC).T.astype(np.float32))
    change = change * ops.cast(draws.chance(augmentation.jpeg), "float32")[:, None, None, None]
    rest = images.shape[1] - side
    return images + ops.pad(change, [[0, 0], [0, rest], [0, rest], [0, 0]])


def _hair(side: int, x: Any, y: Any, draws: Draws) -> Any:
    """How much of each pixel hair covers, [N, side, side]: bent strokes of random place, length and width."""
    cover: Any = 0.0
    for _ in range(STROKES):
        angle = draws.about_zero(math.pi)[:, None, None]
        u0, v0 = draws.about_zero(0.6)[:, None, None], draws.about_zero(0.45)[:, None, None]
        u = (x - u0) * ops.cos(angle) + (y - v0) * ops.sin(angle)
        v = (y - v0) * ops.cos(angle) - (x - u0) * ops.sin(angle)
        bend = draws.about_zero(1.2)[:, None, None]
        away = ops.abs(v - bend * u * u) * side  # about pixels
        width, length = draws.between(0.2, 0.6)[:, None, None], draws.between(0.1, 0.7)[:, None, None]
        stroke = ops.clip(width + 0.5 - away, 0.0, 1.0) * ops.cast(ops.abs(u) < length, "float32")
        cover = ops.maximum(cover, stroke)
    return cover


def _ruler(x: Any, y: Any, draws: Draws) -> Any:
    """The same for the marks of a ruler along an edge of the picture, in any direction; every fifth mark is longer."""
    angle = draws.about_zero(math.pi)[:, None, None]
    u = x * ops.cos(angle) + y * ops.sin(angle)
    v = y * ops.cos(angle) - x * ops.sin(angle)
    pitch, line = draws.between(0.03, 0.12)[:, None, None], draws.between(0.25, 0.5)[:, None, None]
    away = ops.abs(u / pitch - ops.round(u / pitch)) * pitch
    tall = 0.04 + 0.03 * ops.cast(ops.abs(u / pitch / 5.0 - ops.round(u / pitch / 5.0)) < 0.1, "float32")
    return ops.cast(away < 0.005, "float32") * ops.cast(ops.abs(v - line) < tall, "float32")


def _mask(draws: Draws, probability: float) -> Any:
    return ops.cast(draws.chance(probability), "float32")[:, None, None]


def _scene(side: int, aspect: float) -> tuple[Any, Any]:
    """Place of each pixel in the picture: x in -aspect/2..aspect/2, y in -1/2..1/2, each float32 [side, side]."""
    line = ((np.arange(side, dtype=np.float32) + 0.5) / side - 0.5).astype(np.float32)
    y, x = np.meshgrid(line, line, indexing="ij")
    return x * np.float32(aspect), y


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
