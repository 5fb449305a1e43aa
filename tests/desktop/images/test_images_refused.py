"""A file that cannot become pixels is an error with a reason a person can read, never a grey half."""

from __future__ import annotations

import io
import os
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from desktop.errors import ImageError
from desktop.images import load_image, read_image, reading
from desktop.images.limits import MAX_PIXELS
from tests.desktop.helpers import (
    needs_permissions,
    needs_posix,
    one_colour,
    png_chunk,
    png_file,
    quarters,
    reason,
    saved,
    smooth_image,
    swapped_profile,
)

SIZE = 32


@pytest.mark.parametrize("part", [0.05, 0.3, 0.5, 0.75, 0.95, 0.99])
@pytest.mark.parametrize(
    ("format_", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("BMP", {}),
        ("WEBP", {}),
    ],
)
def test_a_truncated_file_is_an_error_never_a_grey_half(tmp_path, format_, options, part):
    stream = io.BytesIO()
    smooth_image().filter(ImageFilter.EMBOSS).save(stream, format_, **options)
    whole = stream.getvalue()
    path = tmp_path / "cut"
    path.write_bytes(whole)
    read_image(path, SIZE)
    path.write_bytes(whole[: int(len(whole) * part)])
    reason(path)


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_wherever_a_file_is_cut_the_answer_is_an_error_or_the_whole_picture(tmp_path, format_):
    stream = io.BytesIO()
    smooth_image(64, 48).save(stream, format_)
    whole = stream.getvalue()
    path = tmp_path / "cut"
    path.write_bytes(whole)
    expected = load_image(path, SIZE)
    for length in {*range(0, len(whole), 29), *range(len(whole) - 40, len(whole))}:
        path.write_bytes(whole[:length])
        try:
            pixels = load_image(path, SIZE)
        except ImageError:
            continue
        assert length > len(whole) - 40  # the pixels are there, what is missing closes the file
        np.testing.assert_array_equal(pixels, expected)


def test_a_photo_whose_second_half_was_never_written_is_an_error(tmp_path):
    whole = saved(smooth_image(), tmp_path / "a.jpg").read_bytes()
    half = len(whole) // 2
    (tmp_path / "a.jpg").write_bytes(whole[:half] + bytes(len(whole) - half))
    assert "damaged" in reason(tmp_path / "a.jpg")


def test_damage_of_any_kind_is_an_image_error_and_nothing_else(tmp_path):
    rng = np.random.default_rng(1)
    path = tmp_path / "damaged"
    for format_, options in (
        ("JPEG", {}),
        ("PNG", {}),
        ("TIFF", {"compression": "tiff_deflate"}),
        ("BMP", {}),
        ("WEBP", {}),
    ):
        stream = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        quarters().save(stream, format_, exif=exif, icc_profile=swapped_profile(), **options)
        for _ in range(60):
            content = bytearray(stream.getvalue())
            for place in rng.integers(0, min(len(content), 400), 3):
                content[place] = rng.integers(0, 256)
            path.write_bytes(content)
            try:
                assert load_image(path, 16).shape == (16, 16, 3)
            except ImageError:
                continue


def test_an_empty_file_says_so(tmp_path):
    (tmp_path / "a.jpg").touch()
    assert reason(tmp_path / "a.jpg") == "the file is empty"


@pytest.mark.parametrize(
    "content",
    [b"Dear diary", b"\x00" * 4096, b"%PDF-1.7", b"GIF89a\x01\x00\x01\x00", b"\xff\xd8", b"\x89PNG\r\n\x1a\n"],
)
def test_a_file_that_is_no_image_says_so(tmp_path, content):
    (tmp_path / "a.jpg").write_bytes(content)
    text = reason(tmp_path / "a.jpg")
    assert "no image" in text or "damaged" in text


def test_a_text_file_renamed_to_jpg_is_told_which_formats_are_read(tmp_path):
    (tmp_path / "a.jpg").write_text("text", encoding="utf-8")
    assert reason(tmp_path / "a.jpg") == (
        "this is no image in a format that can be read (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM)"
    )


def test_a_missing_file_says_so(tmp_path):
    assert "not there" in reason(tmp_path / "a.jpg")


def test_a_folder_says_so(tmp_path):
    assert "folder" in reason(tmp_path)


@needs_permissions
def test_a_file_that_may_not_be_read_says_so(tmp_path):
    path = one_colour(tmp_path / "a.png", (1, 2, 3))
    path.chmod(0)
    assert "permission denied" in reason(path)


def test_permission_denied_is_told_in_words(tmp_path, monkeypatch):
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = one_colour(tmp_path / "a.png", (1, 2, 3))
    monkeypatch.setattr(reading.Image, "open", denied)
    assert reason(path) == "the file may not be read (permission denied)"


@needs_posix
@pytest.mark.timeout(20)
def test_a_pipe_with_an_images_name_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.jpg")
    assert "pipe" in reason(tmp_path / "a.jpg")


def test_a_disk_that_fails_while_reading_is_an_image_error(tmp_path, monkeypatch):
    path = one_colour(tmp_path / "a.png", (1, 2, 3))

    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", failing)
    assert "Input/output error" in reason(path)


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (9_500, 9_500)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(tmp_path, width, height):
    path = png_file(tmp_path / "a.png", width=width, height=height, bit_depth=8, colour_type=2, rows=bytes(1000))
    began = time.perf_counter()
    text = reason(path)
    assert time.perf_counter() - began < 1
    assert "million pixels" in text


def test_the_largest_frame_allowed_is_tried(tmp_path):
    side = int(MAX_PIXELS**0.5)
    path = png_file(tmp_path / "a.png", width=side, height=8, bit_depth=8, colour_type=0, rows=bytes((side + 1) * 8))
    assert load_image(path, 16).max() == 0


def test_a_bomb_in_the_metadata_is_an_image_error_or_ignored(tmp_path):
    bomb = png_chunk(b"zTXt", b"note\x00\x00" + zlib.compress(bytes(70_000_000), 9))
    row = b"\x00" + bytes(16 * 3)
    path = png_file(tmp_path / "a.png", width=16, height=16, bit_depth=8, colour_type=2, rows=row * 16, extra=bomb)
    assert "damaged" in reason(path)


def test_reading_many_images_leaves_no_file_open(tmp_path):
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files are counted through /proc")
    good = one_colour(tmp_path / "a.png", (1, 2, 3))
    bad = tmp_path / "b.png"
    bad.write_bytes(good.read_bytes()[:60])
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        read_image(good, 16)
        reason(bad)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


@pytest.mark.parametrize(
    ("marker", "bits", "words"),
    [
        (0xC1, 12, "12 bits per channel"),
        (0xC0, 16, "16 bits per channel"),
        (0xC2, 12, "12 bits per channel"),
        (0xC3, 8, "lossless or hierarchical"),
        (0xF7, 8, "lossless or hierarchical"),
        (0xCB, 8, "lossless or hierarchical"),
    ],
)
def test_a_whole_jpeg_of_another_kind_is_told_as_that_and_not_as_damage(tmp_path, marker, bits, words):
    content = bytearray(saved(smooth_image(64, 48), tmp_path / "whole.jpg").read_bytes())
    at = content.index(b"\xff\xc0")
    content[at + 1], content[at + 4] = marker, bits
    (tmp_path / "a.jpg").write_bytes(content)
    assert words in reason(tmp_path / "a.jpg")
    assert "damaged" not in reason(tmp_path / "a.jpg")
