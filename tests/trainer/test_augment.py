"""Augmentation changes training images alone, in one resampling that keeps them sharp."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.augment import RandomAffine
from trainer.recipe import Augmentation


def _image(side: int = 48) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)


def _augment(augmentation: Augmentation, images: np.ndarray, *, seed: int = 3, training: bool = True) -> np.ndarray:
    return np.asarray(RandomAffine(augmentation, seed=seed)(images, training=training))


def test_outside_training_nothing_is_changed() -> None:
    images = np.stack([_image()] * 4)
    strong = Augmentation(rotation=90, shift=0.5, zoom=0.5, shear=20, flips=True)
    assert np.array_equal(_augment(strong, images, training=False), images.astype(np.float32))


def test_no_augmentation_leaves_every_pixel() -> None:
    images = np.stack([_image()] * 4)
    assert np.abs(_augment(Augmentation(), images) - images).max() < 1e-3


def test_flips_move_pixels_without_blurring_and_give_all_four_forms() -> None:
    image = _image()
    out = _augment(Augmentation(flips=True), np.stack([image] * 32))
    forms = {"as it was": image, "left-right": image[:, ::-1], "up-down": image[::-1], "both": image[::-1, ::-1]}
    seen = set()
    for one in out:
        matching = [name for name, form in forms.items() if np.abs(one - form).max() < 1e-3]
        assert len(matching) == 1
        seen.add(matching[0])
    assert seen == set(forms)


def test_every_image_gets_its_own_change() -> None:
    out = _augment(Augmentation(rotation=30, shift=0.2), np.stack([_image()] * 8))
    assert len({one.tobytes() for one in out}) == 8


def test_the_seed_decides() -> None:
    images = np.stack([_image()] * 4)
    change = Augmentation(rotation=30, zoom=0.2)
    assert np.array_equal(_augment(change, images, seed=1), _augment(change, images, seed=1))
    assert not np.array_equal(_augment(change, images, seed=1), _augment(change, images, seed=2))


def test_a_shift_is_no_larger_than_asked() -> None:
    side = 64
    images = np.zeros((64, side, side, 3), dtype=np.uint8)
    images[:, 30:34, 30:34] = 255
    out = _augment(Augmentation(shift=0.2, fill="nearest"), images)[..., 0]
    rows, columns = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    weight = out.sum(axis=(1, 2))
    moved = np.stack([(out * rows).sum(axis=(1, 2)) / weight, (out * columns).sum(axis=(1, 2)) / weight]) - 31.5
    assert np.abs(moved).max() <= 0.2 * side + 0.5
    assert np.abs(moved).max() > 0.1 * side  # and it does shift


def test_a_turn_is_about_the_middle_and_keeps_the_size() -> None:
    side = 65
    images = np.zeros((32, side, side, 3), dtype=np.uint8)
    images[:, 27:38, 12:53] = 255  # a bar of 11 x 41 in the middle
    out = _augment(Augmentation(rotation=45, fill="nearest"), images)[..., 0]
    assert np.abs(out.sum(axis=(1, 2)) / 255 - 11 * 41).max() < 11 * 41 * 0.05
    assert out[:, 32, 32].min() > 250


@pytest.mark.parametrize("fill", ["nearest", "reflect"])
def test_no_black_corners(fill: str) -> None:
    images = np.full((16, 48, 48, 3), 200, dtype=np.uint8)
    out = _augment(Augmentation(rotation=40, shift=0.3, shear=20, zoom=0.3, fill=fill), images)  # type: ignore[arg-type]
    assert np.abs(out - 200).max() < 1e-2
