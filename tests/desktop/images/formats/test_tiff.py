"""TIFFs that Pillow does not write: every depth and arrangement gives the right picture, or is refused with the reason;
and the picture is never a preview of it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.errors import ImageError
from desktop.images import read_image
from tests.desktop.helpers import reason, saved
from tests.desktop.images.tiff_files import (
    BLACK_IS_ZERO,
    CMYK,
    DEFLATE,
    FLOAT,
    LAB,
    MASK,
    PALETTE,
    RGB,
    SIGNED,
    UNCOMPRESSED,
    UNDEFINED,
    UNSIGNED,
    WHITE_IS_ZERO,
    YCBCR,
    TiffPage,
    write_tiff,
)

SIZE = 32
Y, X = np.mgrid[0:1:45j, 0:1:60j]
COLOURS = np.stack([X, Y, 1 - X * Y], axis=2)
GREY = (X + Y) / 2
VISIBLE = np.clip(1.2 - X, 0, 1)


FORMS = pytest.mark.parametrize(
    ("order", "big"), [("<", False), (">", False), ("<", True)], ids=["II", "MM", "BigTIFF"]
)


def stored(shares: np.ndarray[Any, Any], bits: int) -> np.ndarray[Any, Any]:
    """Shares of white, 0..1, in numbers of `bits` bits."""
    kind = np.uint8 if bits <= 8 else np.uint16 if bits <= 16 else np.uint32
    return (shares * ((1 << bits) - 1)).round().astype(kind)


def as_png(tmp_path: Path, shares: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What the network sees of these shares of white in a PNG."""
    pixels = (shares * 255).round().astype(np.uint8)
    return read_image(saved(Image.fromarray(pixels), tmp_path / "expected.png"), SIZE).pixels.astype(int)


def assert_right(path: Path, expected: np.ndarray[Any, Any], tolerance: float = 1.0) -> None:
    assert np.abs(read_image(path, SIZE).pixels - expected).mean() <= tolerance


def assert_right_or_refused(path: Path, expected: np.ndarray[Any, Any], tolerance: float = 1.5) -> bool:
    try:
        assert_right(path, expected, tolerance)
    except ImageError:
        return False
    return True


# --- depths and arrangements -----------------------------------------------------------------------------------------


@FORMS
@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
@pytest.mark.parametrize("tile", [0, 16], ids=["strips", "tiles"])
@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_grey_of_every_depth_that_is_read(tmp_path, bits, tile, compression, order, big):
    grey = stored(GREY, bits)
    page = TiffPage(grey, BLACK_IS_ZERO, bits, compression=compression, tile=tile)
    assert_right(write_tiff(tmp_path / "a.tif", page, order=order, big=big), as_png(tmp_path, grey / ((1 << bits) - 1)))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("scheme", [RGB, CMYK])
def test_colours_of_every_depth_that_is_read(tmp_path, scheme, bits, compression, order):
    shares = COLOURS if scheme == RGB else np.dstack([1 - COLOURS, np.zeros_like(GREY)])
    page = TiffPage(stored(shares, bits), scheme, bits, compression=compression)
    assert_right(write_tiff(tmp_path / "a.tif", page, order=order), as_png(tmp_path, COLOURS), 1.5)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 12, 16])
def test_every_arrangement_is_right_or_refused_and_none_is_another_picture(tmp_path, bits):
    top = (1 << bits) - 1
    grey, colours, alpha = stored(GREY, bits), stored(COLOURS, bits), stored(VISIBLE, bits)
    ink = np.dstack([top - colours, np.zeros_like(grey)])
    on_white = (colours / top) * (alpha / top)[..., None] + 1 - (alpha / top)[..., None]
    over = grey / top * alpha / top + 1 - alpha / top
    made: list[tuple[np.ndarray[Any, Any], int, dict[int, Any], np.ndarray[Any, Any]]] = [
        (grey, BLACK_IS_ZERO, {}, grey / top),
        (top - grey, WHITE_IS_ZERO, {}, grey / top),
        (colours, RGB, {}, colours / top),
        (ink, CMYK, {}, colours / top),
        (np.dstack([colours, alpha]), RGB, {}, on_white),
        (np.dstack([colours, alpha]), RGB, {338: [0]}, colours / top),
        (np.dstack([colours, alpha]), RGB, {338: [2]}, on_white),
        (np.dstack([np.round(colours * (alpha / top)[..., None]), alpha]), RGB, {338: [1]}, on_white),
        (np.dstack([grey, alpha]), BLACK_IS_ZERO, {338: [0]}, grey / top),
        (np.dstack([grey, alpha]), BLACK_IS_ZERO, {338: [2]}, over),
        (np.dstack([np.round(grey * (alpha / top)), alpha]), BLACK_IS_ZERO, {338: [1]}, over),
    ]
    if bits <= 8:
        ramp = np.linspace(0, 65535, top + 1).round().astype(int)
        looked_up = np.stack([grey / top, 1 - grey / top, grey / top], axis=2)
        made.append((grey, PALETTE, {320: [*ramp, *ramp[::-1], *ramp]}, looked_up))
    right = 0
    for values, scheme, tags, shares in made:
        expected = as_png(tmp_path, shares)
        for planes in (False, True):
            for fill_order in (1, 2) if bits <= 8 else (1,):
                for compression in (UNCOMPRESSED, DEFLATE):
                    for order in "<>":
                        page = TiffPage(
                            values.astype(np.uint16 if bits > 8 else np.uint8),
                            *(scheme, bits),
                            compression=compression,
                            planes=planes,
                            fill_order=fill_order,
                            tags=tags,
                        )
                        path = write_tiff(tmp_path / "a.tif", page, order=order)
                        right += assert_right_or_refused(path, expected, 2.5)
    assert (right == 0) == (bits == 12)


def test_a_bigtiff_of_the_other_byte_order_is_refused_and_not_read_as_a_tiff(tmp_path):
    assert "highest byte first" in reason(
        write_tiff(tmp_path / "a.tif", TiffPage(stored(GREY, 8), 1), order=">", big=True)
    )


@pytest.mark.parametrize("bits", [3, 10, 12, 14, 24, 32])
@pytest.mark.parametrize("scheme", [BLACK_IS_ZERO, WHITE_IS_ZERO, RGB])
def test_other_depths_are_refused_by_their_number(tmp_path, bits, scheme):
    page = TiffPage(stored(COLOURS if scheme == RGB else GREY, bits), scheme, bits)
    assert f"{bits}-bit pixels" in reason(write_tiff(tmp_path / "a.tif", page))


@pytest.mark.parametrize(
    ("kind", "bits", "word"),
    [(SIGNED, 8, "signed"), (SIGNED, 16, "signed"), (SIGNED, 32, "signed"), (FLOAT, 32, "floating-point")],
)
@pytest.mark.parametrize("scheme", [BLACK_IS_ZERO, RGB])
def test_numbers_without_a_white_of_their_own_are_refused(tmp_path, kind, bits, word, scheme):
    page = TiffPage(stored(COLOURS if scheme == RGB else GREY, bits), scheme, bits, kind)
    assert word in reason(write_tiff(tmp_path / "a.tif", page))


@pytest.mark.parametrize("kind", [6, 7, 8, 9, 5, 11])  # SBYTE, UNDEFINED, SSHORT, SLONG, RATIONAL, FLOAT
@pytest.mark.parametrize(("tag", "bits", "format_"), [(258, 12, UNSIGNED), (339, 16, SIGNED), (339, 8, SIGNED)])
def test_a_depth_told_by_a_strange_type_of_number_is_refused_all_the_same(tmp_path, tag, bits, format_, kind):
    path = write_tiff(tmp_path / "a.tif", TiffPage(stored(GREY, bits), BLACK_IS_ZERO, bits, format_))
    content = bytearray(path.read_bytes())
    value = bits if tag == 258 else format_
    entry = content.index(struct.pack("<HHI", tag, 3, 1))
    if kind == 5:
        field, content = struct.pack("<I", len(content)), content + struct.pack("<II", value, 1)
    else:
        field = struct.pack({6: "<b3x", 7: "<B3x", 8: "<h2x", 9: "<i", 11: "<f"}[kind], value)
    content[entry : entry + 12] = struct.pack("<HHI", tag, kind, 1) + field
    path.write_bytes(content)
    assert any(words in reason(path) for words in ("12-bit", "signed numbers", "no whole numbers"))


def test_a_preview_marked_by_a_signed_number_is_passed_over(tmp_path):
    small = TiffPage(stored(GREY, 8)[:10, :10] * 0, BLACK_IS_ZERO, tags={254: [1]})
    path = write_tiff(tmp_path / "a.tif", small, TiffPage(stored(GREY, 8), BLACK_IS_ZERO))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<HHI", 254, 3, 1), struct.pack("<HHI", 254, 8, 1)))
    assert_right(path, as_png(tmp_path, GREY))


def test_a_sample_format_that_is_not_told_counts_as_unsigned_or_is_refused(tmp_path):
    page = TiffPage(stored(GREY, 8), BLACK_IS_ZERO, 8, UNDEFINED)
    assert_right_or_refused(write_tiff(tmp_path / "a.tif", page), as_png(tmp_path, GREY))


def test_twelve_bits_in_sixteen_are_refused_and_not_taken_for_a_dark_picture(tmp_path):
    page = TiffPage(stored(GREY, 12), BLACK_IS_ZERO, 16, tags={281: [4095]})
    assert "of its 16 bits only 12 are used" in reason(write_tiff(tmp_path / "a.tif", page))
    brightest = TiffPage(
        stored(GREY, 16), BLACK_IS_ZERO, 16, tags={281: [61234]}
    )  # the brightest pixel, as TIFF has it
    assert_right(write_tiff(tmp_path / "b.tif", brightest), as_png(tmp_path, GREY))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (TiffPage(stored(COLOURS, 8), LAB), "Lab"),
        (TiffPage(stored(GREY, 8), BLACK_IS_ZERO, tags={262: None}), "does not say whether 0 is black or white"),
        (TiffPage(stored(COLOURS, 8), RGB, tags={258: [8, 8, 4]}), "differ in depth"),
        (TiffPage(stored(COLOURS, 16), RGB, 16, planes=True), "plane by plane"),
        (TiffPage(stored(COLOURS, 8), YCBCR), "half their size"),
        (TiffPage(stored(np.dstack([COLOURS, GREY]), 8), CMYK, tags={332: [2]}), "inks"),
        (TiffPage(stored(GREY, 8), PALETTE, tags={320: [*range(256)] * 3}), "8 bits where the format has 16"),
        (TiffPage(stored(COLOURS, 2), RGB, 2), "stores its pixels in a way that cannot be read"),
    ],
)
def test_what_would_be_read_as_other_colours_is_refused_with_the_reason(tmp_path, page, words):
    assert words in reason(write_tiff(tmp_path / "a.tif", page))


# --- pages -----------------------------------------------------------------------------------------------------------

PICTURE = TiffPage(stored(COLOURS, 8))
PREVIEW = np.zeros((9, 12, 3), np.uint8)


@FORMS
@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
@pytest.mark.parametrize(
    "before",
    [
        [TiffPage(PREVIEW, tags={254: [1]})],
        [TiffPage(PREVIEW, tags={254: [3]})],  # reduced, and a page of several
        [TiffPage(PREVIEW, tags={255: [2]})],  # as it was written before TIFF 6.0
        [TiffPage(PREVIEW, tags={254: [1]}), TiffPage(PREVIEW, tags={254: [1]})],
        [TiffPage(np.zeros((45, 60), np.uint8), MASK, 1, tags={254: [4]})],
        [TiffPage(PREVIEW.astype(np.uint16), bits=12, tags={254: [1]})],  # a preview that could not be read itself
    ],
    ids=["reduced", "reduced-page", "old", "two", "mask", "unreadable"],
)
def test_a_preview_before_the_picture_is_passed_over(tmp_path, before, compression, order, big):
    picture = TiffPage(stored(COLOURS, 8), compression=compression)
    path = write_tiff(tmp_path / "a.tif", *before, picture, order=order, big=big)
    decoded = read_image(path, SIZE)
    assert (decoded.width, decoded.height) == (60, 45)
    np.testing.assert_array_equal(decoded.pixels, as_png(tmp_path, COLOURS))


@pytest.mark.parametrize("big", [False, True], ids=["TIFF", "BigTIFF"])
def test_a_picture_kept_within_its_preview_is_found(tmp_path, big):
    path = write_tiff(tmp_path / "a.tif", TiffPage(PREVIEW, tags={254: [1]}, inside=[PICTURE]), big=big)
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, as_png(tmp_path, COLOURS))


def test_of_pictures_the_first_is_taken_and_a_preview_behind_or_within_it_is_not(tmp_path):
    preview = TiffPage(PREVIEW, tags={254: [1]})
    first = TiffPage(stored(COLOURS, 8), tags={254: [2], 297: [0, 2]}, inside=[preview])
    path = write_tiff(tmp_path / "a.tif", first, preview, TiffPage(PREVIEW))
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, as_png(tmp_path, COLOURS))


def test_the_page_that_is_taken_is_the_one_that_is_judged(tmp_path):
    twelve = TiffPage(stored(GREY, 12), BLACK_IS_ZERO, 12)
    assert "12-bit pixels" in reason(write_tiff(tmp_path / "a.tif", TiffPage(PREVIEW, tags={254: [1]}), twelve))


def test_the_picture_behind_a_preview_is_upright(tmp_path):
    turned = TiffPage(stored(np.rot90(COLOURS, 1).copy(), 8), tags={274: [6]})
    decoded = read_image(write_tiff(tmp_path / "a.tif", TiffPage(PREVIEW, tags={254: [1]}), turned), SIZE)
    assert (decoded.width, decoded.height) == (60, 45)
    np.testing.assert_allclose(decoded.pixels.astype(int), as_png(tmp_path, COLOURS), atol=1)


def test_a_file_of_nothing_but_previews_or_masks_is_refused(tmp_path):
    preview, mask = TiffPage(PREVIEW, tags={254: [1]}), TiffPage(np.zeros((9, 12), np.uint8), MASK, 1, tags={254: [4]})
    assert "nothing but reduced previews or masks" in reason(write_tiff(tmp_path / "a.tif", preview, mask))
