"""What augmentation draws on images: hair, ruler, light, sharpness, compression; each does its own and no more."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import ops

from trainer.fit.augment import Augment
from trainer.fit.draws import changed_where
from trainer.recipe import Augmentation, load_recipe, named_recipes

SIDE = 64
ARTEFACTS = ("hair", "ruler", "vignette", "corners", "jpeg")


def _skin(count: int = 24, level: int = 180) -> np.ndarray:
    """Flat pictures with a little texture: what is drawn on them is what differs."""
    noise = np.random.default_rng(5).integers(-6, 7, (count, SIDE, SIDE, 3))
    return np.clip(level + noise, 0, 255).astype(np.uint8)


def _augment(images: np.ndarray, *, seed: int = 3, **change: object) -> np.ndarray:
    return np.asarray(Augment(Augmentation(**change), seed=seed)(images, training=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ARTEFACTS)
def test_about_as_many_images_are_changed_as_the_probability_says(name: str) -> None:
    images = _skin(400)[:, :32, :32]
    changed = np.abs(_augment(images, **{name: 0.25}) - images).max(axis=(1, 2, 3)) > 0.5
    certain = np.abs(_augment(images, **{name: 1.0}) - images).max(axis=(1, 2, 3)) > 0.5
    # A ruler may lie outside the picture; of the rest a quarter, give or take four deviations of a binomial.
    assert certain.mean() > (0.6 if name == "ruler" else 0.95)
    assert abs(changed.mean() - 0.25 * certain.mean()) < 4 * np.sqrt(0.25 * 0.75 / 400)


@pytest.mark.parametrize("name", ARTEFACTS)
def test_the_images_that_chance_leaves_out_keep_every_pixel(name: str) -> None:
    images = _skin(60)
    differ = np.abs(_augment(images, **{name: 0.3}) - images).max(axis=(1, 2, 3))
    assert (differ < 1e-2).sum() >= 20
    assert (differ > 0.5).any()


@pytest.mark.parametrize("name", ARTEFACTS)
def test_a_batch_of_which_chance_chooses_none_is_left_as_it_is(name: str) -> None:
    images = _skin(4)
    assert np.abs(_augment(images, **{name: 1e-6}) - images).max() < 1e-2


def test_a_hair_is_a_thin_line_and_leaves_most_of_the_skin() -> None:
    images = _skin()
    covered = np.abs(_augment(images, hair=1.0) - images).max(axis=3) > 20
    assert 0.01 < covered.mean() < 0.35


def test_a_vignette_darkens_the_edges_and_spares_the_middle() -> None:
    images = _skin()
    share = _augment(images, vignette=1.0) / np.maximum(images, 1)
    middle, corner = share[:, 28:36, 28:36].mean(), share[:, :4, :4].mean()
    assert middle > 0.97
    assert corner < 0.9


def test_dark_corners_are_those_of_a_round_view_in_the_pictures_proportions() -> None:
    images = np.full((64, SIDE, SIDE, 3), 200, dtype=np.uint8)
    out = _augment(images, corners=1.0, aspect=4 / 3)[..., 0]
    seen = out > 100
    across, down = seen.any(axis=1).sum(axis=1), seen.any(axis=2).sum(axis=1)
    whole = (across < SIDE - 2) & (down < SIDE - 2)  # rounds that no edge of the picture cuts
    if whole.any():
        assert np.abs(down[whole] / across[whole] - 4 / 3).max() < 0.12
    assert (out[:, 0, 0] < 20).mean() > 0.9


def test_blur_takes_detail_away_and_sharpening_adds_it() -> None:
    images = _skin()
    detail = [
        np.std(x, axis=(1, 2)).mean() for x in (images, _augment(images, blur=1.0), _augment(images, sharpen=1.0))
    ]
    assert 1.1 * detail[1] < detail[0] < detail[2] / 1.1


def test_gamma_keeps_black_and_white_and_moves_the_tones_between_both_ways() -> None:
    ramp = np.tile(np.linspace(0, 255, SIDE).astype(np.uint8)[None, None, :, None], (32, SIDE, 1, 3))
    out = _augment(ramp, gamma=1.5)
    assert out[..., 0, :].max() < 1.0
    assert out[..., -1, :].min() > 254.0
    middle = out[:, 0, SIDE // 2, 0] / ramp[0, 0, SIDE // 2, 0]
    assert middle.min() < 0.95
    assert middle.max() > 1.05
    expected = 255 * (ramp[0, 0, SIDE // 2, 0] / 255) ** np.array([1.5, 1 / 1.5])
    assert expected[0] - 0.5 < out[:, 0, SIDE // 2, 0].min()
    assert out[:, 0, SIDE // 2, 0].max() < expected[1] + 0.5


def test_grey_takes_the_colour_and_keeps_the_brightness() -> None:
    images = np.zeros((8, SIDE, SIDE, 3), dtype=np.uint8) + np.array([200, 120, 90], dtype=np.uint8)
    out = _augment(images, grey=1.0)
    assert np.ptp(out, axis=3).max() < 1e-2
    assert np.abs(out[..., 0] - (0.299 * 200 + 0.587 * 120 + 0.114 * 90)).max() < 0.1


def test_compression_keeps_each_block_s_mean_and_flattens_its_detail() -> None:
    images = np.random.default_rng(2).integers(100, 156, (16, SIDE, SIDE, 3), dtype=np.uint8)
    out = _augment(images, jpeg=1.0)
    means = [x.reshape(16, 8, 8, 8, 8, 3).mean(axis=(2, 4)) for x in (images.astype(float), out)]
    # Half a step of the mean at quality 30, an eighth of it in pixels: luma 16 / .6, chroma 1.6 * 18 / .6.
    assert np.abs(means[0] - means[1]).max() < (16 / 0.6 + 1.772 * 1.6 * 18 / 0.6) / 2 / 8
    assert np.std(out) < np.std(images)


def test_a_flat_picture_survives_compression() -> None:
    images = np.full((4, SIDE, SIDE, 3), 128, dtype=np.uint8)
    assert np.abs(_augment(images, jpeg=1.0) - 128).max() < 3.0


def test_a_side_that_is_no_multiple_of_eight_is_compressed_as_far_as_blocks_go() -> None:
    images = np.random.default_rng(2).integers(0, 256, (4, 45, 45, 3), dtype=np.uint8)
    out = _augment(images, jpeg=1.0)
    assert np.abs(out[:, 40:] - images[:, 40:]).max() < 1e-2
    assert np.abs(out[:, :40, :40] - images[:, :40, :40]).max() > 1.0


def test_a_turn_keeps_the_true_proportions_of_a_squashed_picture() -> None:
    """A round mole in a picture of 4:3 is squashed to an upright ellipse, and turned it is the same ellipse."""
    side, aspect = 129, 4 / 3
    y, x = np.meshgrid(np.arange(side) - 64, np.arange(side) - 64, indexing="ij")
    round_mole = (((x * aspect) ** 2 + y**2) < 30**2).astype(np.float32) * 200
    images = np.tile(round_mole[None, ..., None], (16, 1, 1, 3))
    out = _augment(images, rotation=180.0, aspect=aspect)[..., 0]
    assert np.abs(out - round_mole).mean(axis=(1, 2)).max() < 2.0
    squashed = _augment(images, rotation=180.0)[..., 0]
    assert np.abs(squashed - round_mole).mean(axis=(1, 2)).max() > 5.0


def test_each_picture_is_turned_in_its_own_proportions() -> None:
    """Landscape, portrait and square in one batch: a round mole stays round in each."""
    side = 129
    y, x = np.meshgrid(np.arange(side) - 64, np.arange(side) - 64, indexing="ij")
    aspects = np.repeat(np.array([4 / 3, 3 / 4, 1.0], dtype=np.float32), 6)
    moles = np.stack([((x * a) ** 2 + y**2 < 30**2) * 200 for a in aspects]).astype(np.float32)
    images = np.repeat(moles[..., None], 3, axis=3)
    turned = np.asarray(Augment(Augmentation(rotation=180.0, aspect="own"), seed=3)(images, aspects, training=True))
    assert np.abs(turned[..., 0] - moles).mean(axis=(1, 2)).max() < 2.5
    alike = np.asarray(Augment(Augmentation(rotation=180.0, aspect=4 / 3), seed=3)(images, aspects, training=True))
    away = np.abs(alike[..., 0] - moles).mean(axis=(1, 2)).reshape(3, 6).max(axis=1)
    assert away[0] < 2.5  # an augmentation that names the proportions asks no picture
    assert away[1:].min() > 4.0


def test_dark_corners_are_round_in_every_pictures_own_proportions() -> None:
    aspects = np.array([4 / 3, 3 / 4, 1.0, 2.0], dtype=np.float32)
    images = np.full((4, SIDE, SIDE, 3), 200, dtype=np.uint8)
    out = np.asarray(Augment(Augmentation(corners=1.0, aspect="own"), seed=1)(images, aspects, training=True))[..., 0]
    for aspect, picture in zip(aspects, out, strict=True):
        y, x = np.nonzero(picture > 100)
        x, y = (x / SIDE - 0.5) * aspect, y / SIDE - 0.5
        assert 0.02 < (picture <= 100).mean() < 0.6
        inside = np.hypot(x - x.mean(), y - y.mean())
        assert inside.max() < 0.78 / 0.83 * 0.5 * np.hypot(aspect, 1.0) + 0.1


def test_every_named_recipe_augments_a_batch_within_the_range_of_pixels() -> None:
    images = _skin(8)
    for name in named_recipes():
        out = np.asarray(Augment(load_recipe(name).augmentation, seed=1)(images, training=True))
        assert out.min() >= 0.0
        assert out.max() <= 255.0
        assert np.isfinite(out).all()


@pytest.mark.parametrize("chosen", [[True, False, True, False], [False] * 4, [True] * 4])
def test_what_few_images_get_is_computed_for_these_alone_each_with_its_own_draws(chosen: list[bool]) -> None:
    images = np.random.default_rng(0).random((4, 3, 3, 3)).astype(np.float32)
    drawn = np.array([10.0, 20.0, 30.0, 40.0], dtype=np.float32)
    seen = []

    def change(own: Any, tone: Any) -> Any:
        seen.append(len(own))
        return own + tone[:, None, None, None]

    out = np.asarray(changed_where(ops.convert_to_tensor(chosen), ops.convert_to_tensor(images), change, drawn))
    expected = np.where(np.array(chosen)[:, None, None, None], images + drawn[:, None, None, None], images)
    assert np.array_equal(out, expected)
    if keras.backend.backend() == "tensorflow":
        assert seen == ([sum(chosen)] if any(chosen) else [])


def test_sharpening_makes_edges_steeper_and_blur_makes_them_flatter() -> None:
    images = np.full((32, SIDE, SIDE, 3), 100, dtype=np.float32)
    images[:, :, SIDE // 2 :] = 150.0

    def steepest(**change: float) -> np.ndarray:
        return np.abs(np.diff(_augment(images, **change)[..., 0], axis=2)).max(axis=(1, 2))

    assert steepest(blur=0.8).max() <= 50.01
    assert steepest(blur=0.8).min() < 35
    assert steepest(sharpen=0.8).min() >= 49.99
    assert steepest(sharpen=0.8).max() > 65
