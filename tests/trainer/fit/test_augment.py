"""Augmentation changes training images alone, in one resampling that keeps them sharp."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.fit.augment import Augment, Mixup
from trainer.recipe import Augmentation


def _image(side: int = 48) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)


def _augment(augmentation: Augmentation, images: np.ndarray, *, seed: int = 3, training: bool = True) -> np.ndarray:
    return np.asarray(Augment(augmentation, seed=seed)(images, training=training))


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


def _means(out: np.ndarray) -> np.ndarray:
    return out.mean(axis=(1, 2))  # [N, 3]


def test_zoom_keeps_the_aspect_and_stretch_does_not() -> None:
    side = 96
    images = np.zeros((48, side, side, 3), dtype=np.uint8)
    images[:, 33:63, 33:63] = 255
    for change, alike in ((Augmentation(zoom=0.3), True), (Augmentation(stretch=0.3), False)):
        out = _augment(change, images)[..., 0] / 255
        height, width = out.sum(axis=1)[:, side // 2], out.sum(axis=2)[:, side // 2]
        assert (np.abs(height - width) < 0.5).all() == alike
        assert 30 / 1.31 < height.min() < 27
        assert 33 < height.max() < 30 / 0.69


def test_brightness_multiplies_and_stays_in_range() -> None:
    images = np.full((64, 8, 8, 3), (200, 100, 50), dtype=np.uint8)
    out = _augment(Augmentation(brightness=0.4), images)
    factors = _means(out)[:, 1] / 100
    assert 0.6 <= factors.min() < 0.75
    assert 1.25 < factors.max() <= 1.4
    assert np.allclose(_means(out), np.minimum(np.outer(factors, (200, 100, 50)), 255), atol=0.05)


def test_contrast_turns_about_the_mean_brightness() -> None:
    images = np.zeros((32, 8, 8, 3), dtype=np.uint8)
    images[:, :4], images[:, 4:] = 80, 120
    out = _augment(Augmentation(contrast=0.5), images)
    assert np.allclose(_means(out), 100, atol=0.05)
    spread = out[:, 7, 0, 0] - out[:, 0, 0, 0]
    assert spread.min() < 28
    assert spread.max() > 52


def test_saturation_and_hue_leave_grey_alone_and_move_colours() -> None:
    grey, colour = (np.full((32, 8, 8, 3), c, dtype=np.uint8) for c in ((120, 120, 120), (160, 110, 90)))
    for change in (Augmentation(saturation=0.5), Augmentation(hue=30.0)):
        assert np.allclose(_augment(change, grey), 120, atol=0.05)
        assert np.abs(_means(_augment(change, colour)) - (160, 110, 90)).max() > 5


def test_hue_turns_about_the_grey_axis() -> None:
    out = _means(_augment(Augmentation(hue=60.0), np.full((64, 8, 8, 3), (160, 110, 90), dtype=np.uint8)))
    assert np.allclose(out.sum(axis=1), 360, atol=0.1)
    assert np.allclose(np.linalg.norm(out - 120, axis=1), np.linalg.norm([40, -10, -30]), atol=0.1)


def test_another_lamp_changes_each_channel_by_a_gain_of_its_own() -> None:
    images = np.full((64, 8, 8, 3), (160, 110, 90), dtype=np.uint8)
    gains = _means(_augment(Augmentation(illuminant=0.1), images)) / (160, 110, 90)
    assert (np.abs(gains - 1) <= 0.1001).all()
    assert np.abs(np.corrcoef(gains.T)[0, 1]) < 0.4
    assert gains.std(axis=0).min() > 0.03


def test_a_mixture_is_the_image_and_its_mirror_place_in_the_batch() -> None:
    images = np.stack([np.full((4, 4, 3), value, dtype=np.float32) for value in (10, 20, 40)])
    out = np.asarray(Mixup()(images, np.array([1.0, 0.5, 0.25], dtype=np.float32)))
    assert out[:, 0, 0, 0] == pytest.approx([10, 20, 0.25 * 40 + 0.75 * 10])


def test_shear_slants_the_axes_by_no_more_than_asked_and_by_some() -> None:
    layer = Augment(Augmentation(shear=20.0), seed=0)
    maps = np.asarray(layer.transforms(200, 64))
    across, down = maps[:, [0, 3]], maps[:, [1, 4]]
    slant = np.degrees(
        np.arcsin((across * down).sum(axis=1) / np.linalg.norm(across, axis=1) / np.linalg.norm(down, axis=1))
    )
    assert np.abs(slant).max() == pytest.approx(20.0, abs=0.6)
    assert slant.std() == pytest.approx(20.0 / np.sqrt(3), rel=0.15)
    assert np.abs(np.linalg.norm(down, axis=1) - 1).max() < 1e-5  # a shear of angles: the sides keep their length
    straight = np.asarray(Augment(Augmentation(rotation=90.0), seed=0).transforms(200, 64))
    assert np.abs((straight[:, [0, 3]] * straight[:, [1, 4]]).sum(axis=1)).max() < 1e-5
