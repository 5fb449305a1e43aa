"""What is transparent is seen on white, whatever declares it and at every depth; what hides all hides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.images import load_image, transparency
from tests.desktop.helpers import png_chunk, quarters, reason, saved, smooth_image
from tests.desktop.images.raw_files import COLOUR, COLOUR_ALPHA, GREY, GREY_ALPHA, PALETTE, bmp, key, png
from tests.desktop.images.tiff_files import TiffPage, write_tiff

SIZE = 32


def as_png(tmp_path: Path, image: Image.Image) -> np.ndarray[Any, Any]:
    return load_image(saved(image, tmp_path / "expected.png"), SIZE)


# --- a colour declared transparent -----------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_a_grey_declared_transparent_is_white_at_every_depth(tmp_path, bits):
    top = (1 << bits) - 1
    for hidden, kept in ((0, top), (top, 0), (top // 3, top)):
        values = np.full((32, 32), hidden)
        values[:, 16:] = kept
        pixels = load_image(png(tmp_path / "a.png", values, bits, GREY, key(hidden)), SIZE)
        assert (pixels[:, :15] == 255).all(), (hidden, kept)
        assert (pixels[:, 17:] == round(255 * kept / top)).all(), (hidden, kept)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_colour_declared_transparent_is_white_at_every_depth(tmp_path, bits):
    step = 257 if bits == 16 else 1
    values = np.zeros((32, 32, 3), int)
    values[:, :16] = np.array((10, 20, 30)) * step
    values[:, 16:] = np.array((200, 100, 50)) * step
    pixels = load_image(png(tmp_path / "a.png", values, bits, COLOUR, key(10 * step, 20 * step, 30 * step)), SIZE)
    assert (pixels[:, :15] == 255).all()
    assert (pixels[:, 17:] == (200, 100, 50)).all()


def test_of_sixteen_bits_all_count_and_what_is_nearly_the_transparent_colour_is_seen(tmp_path):
    colours = np.full((32, 32, 3), 0x2010)
    colours[:, 16:] = 0x2011
    pixels = load_image(png(tmp_path / "a.png", colours, 16, COLOUR, key(0x2010, 0x2010, 0x2010)), SIZE)
    assert (pixels[:, :15] == 255).all()
    assert (pixels[:, 17:] == 0x20).all()
    greys = load_image(png(tmp_path / "b.png", colours[..., 0], 16, GREY, key(0x2010)), SIZE)
    assert (greys[:, :15] == 255).all()
    assert (greys[:, 17:] == 0x20).all()


def test_a_declared_colour_that_no_pixel_has_changes_nothing(tmp_path):
    values = np.random.default_rng(0).integers(1, 256, (SIZE, SIZE, 3))
    for bits, scale in ((8, 1), (16, 257)):
        path = png(tmp_path / "a.png", values * scale, bits, COLOUR, key(0, 0, 0))
        np.testing.assert_array_equal(load_image(path, SIZE), values)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_a_transparent_entry_of_a_palette_is_white_at_every_depth(tmp_path, bits):
    values = np.zeros((32, 32), int)
    values[:, 16:] = 1
    colours = png_chunk(b"PLTE", bytes([9, 9, 9, 200, 100, 50]))
    for entries, left in ((b"\0\xff", 255), (b"\x80\xff", 132), (b"\0", 255)):
        path = png(tmp_path / "a.png", values, bits, PALETTE, colours + png_chunk(b"tRNS", entries))
        pixels = load_image(path, SIZE)
        assert np.abs(pixels[:, :15].astype(int) - left).max() <= 1
        assert (pixels[:, 17:] == (200, 100, 50)).all()


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("colour_type", [GREY_ALPHA, COLOUR_ALPHA])
def test_an_alpha_channel_is_laid_on_white_at_every_depth(tmp_path, colour_type, bits):
    step = 257 if bits == 16 else 1
    values = np.zeros((32, 32, 2 if colour_type == GREY_ALPHA else 4), int)
    values[:, 16:, :-1] = 90 * step
    values[:, 16:, -1] = 255 * step
    pixels = load_image(png(tmp_path / "a.png", values, bits, colour_type), SIZE)
    assert (pixels[:, :15] == 255).all()
    assert (pixels[:, 17:] == 90).all()


# --- everything hidden -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alpha", [0, 1, 2])
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
def test_an_alpha_channel_left_empty_hides_nothing(tmp_path, name, alpha):
    image = smooth_image(64, 48)
    image.putalpha(alpha)
    options = {"lossless": True, "exact": True} if name == "a.webp" else {}
    expected = as_png(tmp_path, smooth_image(64, 48))
    np.testing.assert_array_equal(load_image(saved(image, tmp_path / name, **options), SIZE), expected)


def test_an_empty_channel_beside_grey_or_of_sixteen_bits_hides_nothing(tmp_path):
    grey = smooth_image(64, 48).convert("L")
    path = saved(Image.merge("LA", (grey, Image.new("L", grey.size, 0))), tmp_path / "a.png")
    np.testing.assert_array_equal(load_image(path, SIZE), as_png(tmp_path, grey))
    values = np.asarray(smooth_image(64, 48)).astype(int) * 257
    deep = png(tmp_path / "b.png", np.dstack([values, np.zeros((48, 64), int)]), 16, COLOUR_ALPHA)
    np.testing.assert_array_equal(load_image(deep, SIZE), as_png(tmp_path, smooth_image(64, 48)))


@pytest.mark.parametrize("header", [56, 108, 124])
@pytest.mark.parametrize(
    "masks",
    [(0xFF0000, 0xFF00, 0xFF, 0xFF000000), (0xFF, 0xFF00, 0xFF0000, 0xFF000000), (0xFF000000, 0xFF0000, 0xFF00, 0xFF)],
)
def test_the_empty_fourth_byte_of_a_bmp_hides_nothing(tmp_path, header, masks):
    channels = np.asarray(quarters()).astype(np.int64)
    shifts = [(mask & -mask).bit_length() - 1 for mask in masks]
    pixels = sum(channels[..., at] << shifts[at] for at in range(3))
    expected = as_png(tmp_path, quarters())
    np.testing.assert_array_equal(
        load_image(bmp(tmp_path / "a.bmp", pixels, header=header, masks=masks), SIZE), expected
    )
    opaque = pixels | masks[3]
    np.testing.assert_array_equal(
        load_image(bmp(tmp_path / "b.bmp", opaque, header=header, masks=masks), SIZE), expected
    )


def test_the_spare_byte_of_an_old_bmp_is_no_alpha_channel(tmp_path):
    channels = np.asarray(quarters()).astype(np.int64)
    pixels = (channels[..., 0] << 16) | (channels[..., 1] << 8) | channels[..., 2]
    for spare in (0, 0x7F):
        path = bmp(tmp_path / "a.bmp", pixels | (spare << 24), header=40)
        np.testing.assert_array_equal(load_image(path, SIZE), as_png(tmp_path, quarters()))
        masked = bmp(tmp_path / "b.bmp", pixels | (spare << 24), header=40, masks=(0xFF0000, 0xFF00, 0xFF))
        np.testing.assert_array_equal(load_image(masked, SIZE), as_png(tmp_path, quarters()))


def test_masks_that_are_not_read_are_told_and_not_called_damage(tmp_path):
    path = bmp(tmp_path / "a.bmp", np.zeros((30, 40)), header=108, masks=(0x3FF00000, 0xFFC00, 0x3FF, 0))
    assert "stored in a way that cannot be read" in reason(path)


def test_a_palette_or_a_colour_that_hides_everything_hides_nothing(tmp_path):
    image = quarters().convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    path = saved(image, tmp_path / "a.png", transparency=bytes(256))
    np.testing.assert_array_equal(load_image(path, SIZE), as_png(tmp_path, quarters()))


def test_a_channel_that_is_empty_in_a_tiff_hides_nothing(tmp_path):
    values = np.dstack([np.asarray(quarters()), np.zeros((30, 40), np.uint8)])
    for tags in ({}, {338: [2]}):
        path = write_tiff(tmp_path / "a.tif", TiffPage(values, tags=tags))
        np.testing.assert_array_equal(load_image(path, SIZE), as_png(tmp_path, quarters()))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_where_nothing_is_hidden_beneath_either_the_image_is_refused_and_no_white_page(tmp_path, mode):
    path = saved(Image.new("RGBA", (60, 45), (9, 9, 9, 0)).convert(mode), tmp_path / "a.png")
    assert "transparent everywhere" in reason(path)


def test_an_image_of_which_some_dots_are_left_is_refused(tmp_path):
    image = smooth_image(200, 200)
    image.putalpha(0)
    image.putpixel((3, 4), (1, 2, 3, 255))
    assert "hides all of the image but some dots" in reason(saved(image, tmp_path / "a.png"))
    image.paste((1, 2, 3, 255), (0, 0, 21, 21))  # more than one pixel in a hundred: a lesion cut out
    assert (load_image(saved(image, tmp_path / "b.png"), SIZE)[-8:] == 255).all()


def test_a_large_image_is_looked_at_in_bands_with_the_same_answer(tmp_path, monkeypatch):
    image = smooth_image(64, 48)
    image.putalpha(0)
    empty = saved(image, tmp_path / "a.png")
    image.paste((0, 0, 0, 255), (0, 40, 64, 48))
    below = saved(image, tmp_path / "b.png")
    expected = [load_image(path, SIZE) for path in (empty, below)]
    monkeypatch.setattr(transparency, "BAND_PIXELS", 640)
    for path, pixels in zip((empty, below), expected, strict=True):
        np.testing.assert_array_equal(load_image(path, SIZE), pixels)
