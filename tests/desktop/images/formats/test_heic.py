"""A HEIC file goes through the rules of every other image, or says what is missing."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PIL import Image

from desktop.images import limits, read_image
from tests.desktop.helpers import quarters, reason, saved, smooth_image, swapped_profile
from tests.desktop.images.make import heic_file

SIZE = 32


def test_the_pixels_are_those_of_a_png_but_for_the_compression(tmp_path):
    image = smooth_image(160, 120)
    read = read_image(heic_file(tmp_path / "a.heic", image), SIZE)
    expected = read_image(saved(image, tmp_path / "a.png"), SIZE).pixels
    assert (read.width, read.height) == (160, 120)
    assert np.abs(read.pixels.astype(int) - expected).max() <= 12


def test_the_orientation_is_applied_once(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    read = read_image(heic_file(tmp_path / "a.heic", quarters(64, 48), exif=exif.tobytes()), SIZE)
    assert (read.width, read.height) == (48, 64)
    corners = [read.pixels[y, x] for y, x in ((4, 4), (4, -5), (-5, 4), (-5, -5))]  # blue, red, white, green
    assert [tuple((c > 127).astype(int)) for c in corners] == [(0, 0, 1), (1, 0, 0), (1, 1, 1), (0, 1, 0)]


def test_a_colour_profile_is_honoured(tmp_path):
    image = Image.new("RGB", (64, 48), (230, 20, 20))
    image.info["icc_profile"] = swapped_profile()
    assert read_image(heic_file(tmp_path / "a.heic", image), SIZE).pixels[16, 16].argmax() == 1


def test_transparency_is_laid_on_white(tmp_path):
    half = Image.new("RGBA", (64, 48), (200, 0, 0, 255))
    half.paste((200, 0, 0, 0), (0, 0, 32, 48))
    path = heic_file(tmp_path / "a.heic", half)
    assert (read_image(path, SIZE).pixels[:, : SIZE // 2 - 2] > 245).all()


def test_the_preview_inside_the_file_is_never_taken_for_the_image(tmp_path):
    # Both draw the same; only the whole image has the fine stripes that the preview has lost.
    stripes = np.zeros((256, 256, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    path = heic_file(tmp_path / "a.heic", Image.fromarray(stripes), thumbnails=[64], quality=-1, chroma=444)
    expected = read_image(saved(Image.fromarray(stripes), tmp_path / "a.png"), 64).pixels
    assert np.abs(read_image(path, 64).pixels.astype(int) - expected).max() <= 3


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_an_error_and_no_grey_half(tmp_path, kept):
    path = heic_file(tmp_path / "a.heic", smooth_image(160, 120))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert reason(path).startswith("the HEIC image is damaged")


def test_a_frame_too_large_is_refused(tmp_path, monkeypatch):
    path = heic_file(tmp_path / "a.heic", quarters(64, 48))
    monkeypatch.setattr(limits, "MAX_PIXELS", 1000)
    assert "the frame of 64 x 48 is larger than" in reason(path)


def test_the_content_decides_and_not_the_name(tmp_path):
    path = heic_file(tmp_path / "a.heic", smooth_image(64, 48))
    renamed = path.rename(tmp_path / "a.jpg")
    assert read_image(renamed, SIZE).width == 64


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    path = heic_file(tmp_path / "a.heic", quarters(64, 48))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    assert reason(path) == (
        "this is a HEIC image and reading it needs one more package: pip install 'ham-classifier[heic]'"
    )
