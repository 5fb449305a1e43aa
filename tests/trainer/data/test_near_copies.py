"""Nearly the same picture is told, whatever it was put through; other pictures are not."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageFilter

from trainer.data.copies import notes_on_near_copies, picture_digests
from trainer.data.near_copies import NEAR, differing, near_pairs, perceptual_hashes


def _picture(seed: int) -> Image.Image:
    """Drawn skin, 200 x 200 and different for every seed: structures of all sizes, the larger the stronger."""
    rng, total = np.random.default_rng(seed), np.zeros((200, 200, 3))
    for cells, strength in ((4, 50), (8, 30), (16, 20), (32, 14), (64, 9)):
        rough = Image.fromarray(rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        total += strength / 128 * (np.asarray(rough.resize((200, 200), Image.Resampling.BICUBIC), dtype=float) - 128)
    return Image.fromarray(np.clip(150 + total, 0, 255).astype(np.uint8))


def _saved(image: Image.Image, quality: int = 60) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(io.BytesIO(stream.getvalue())).convert("RGB")


def _hash(image: Image.Image) -> np.ndarray:
    return perceptual_hashes(np.asarray(image.resize((64, 64), Image.Resampling.BOX))[None])


@pytest.mark.parametrize(
    "altered",
    [
        _saved,
        lambda image: _saved(image, 20),
        lambda image: image.resize((60, 60)),
        lambda image: image.filter(ImageFilter.GaussianBlur(1)),
        lambda image: image.filter(ImageFilter.UnsharpMask(2, 150)),
        lambda image: image.point([min(255, int(value * 1.1)) for value in range(256)] * 3),
    ],
)
def test_a_picture_that_was_saved_scaled_or_sharpened_anew_is_near(altered: object) -> None:
    shares = [float(differing(_hash(_picture(s)), _hash(altered(_picture(s))))[0, 0]) for s in range(20)]  # type: ignore[operator]
    assert max(shares) <= NEAR


def test_other_pictures_are_not_near() -> None:
    hashes = np.concatenate([_hash(_picture(seed)) for seed in range(60)])
    assert len(near_pairs(hashes)) == 0
    assert differing(hashes, hashes).diagonal().tolist() == [0.0] * 60


def test_pairs_are_found_over_any_number_of_pictures() -> None:
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 256, (2500, 32), dtype=np.uint8)
    hashes[[10, 2400, 1100]] = hashes[[3, 1200, 1090]]
    assert near_pairs(hashes).tolist() == [[3, 10], [1090, 1100], [1200, 2400]]


def test_near_copies_of_different_lesions_are_told_and_those_of_one_are_not() -> None:
    pictures = [_picture(0), _saved(_picture(0)), _picture(1), _picture(2), _saved(_picture(2))]
    hashes = np.concatenate([_hash(image) for image in pictures])
    table = pd.DataFrame({"image_id": list("abcde")})
    (note,) = notes_on_near_copies(table, hashes, np.array([0, 1, 2, 3, 3]))
    assert "look nearly the same and are of different lesions: 1 (a and b)" in note
    assert notes_on_near_copies(table, hashes, np.array([0, 0, 2, 3, 3])) == []


def test_what_a_picture_shows_has_one_number_in_every_run() -> None:
    pixels = np.stack([np.asarray(_picture(seed)) for seed in (0, 1, 0)])
    digests = picture_digests(pixels)
    assert digests[0] == digests[2] != digests[1]
    assert picture_digests(pixels[:1]) == digests[:1]
