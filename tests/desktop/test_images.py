"""Whatever the file, the network sees the whole frame, upright, in sRGB, or a person reads why it does not."""

from __future__ import annotations

import io
import os
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from desktop import images
from desktop.errors import ImageError
from desktop.images import MAX_PIXELS, load_image, read_image
from tests.desktop.helpers import (
    needs_permissions,
    needs_posix,
    one_colour,
    png_chunk,
    png_file,
    quarters,
    run_python,
    smooth_image,
    srgb_profile,
    swapped_profile,
)

SIZE = 32
WHITE = (255, 255, 255)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


def differences(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one.astype(int) - other.astype(int))


def reason(path: Path) -> str:
    """Why the file cannot be read: one line, a sentence for a table's cell."""
    with pytest.raises(ImageError) as caught:
        read_image(path, SIZE)
    text = str(caught.value)
    assert text
    assert "\n" not in text
    assert len(text) < 200
    return text


# --- the frame and its colours ---------------------------------------------------------------------------------------


def test_the_pixels_are_rgb_bytes_of_the_size_asked_for(tmp_path):
    decoded = read_image(saved(smooth_image(), tmp_path / "a.jpg"), 48)
    assert decoded.pixels.shape == (48, 48, 3)
    assert decoded.pixels.dtype == np.uint8
    assert decoded.pixels.flags.c_contiguous
    assert (decoded.width, decoded.height) == (600, 450)
    np.testing.assert_array_equal(load_image(tmp_path / "a.jpg", 48), decoded.pixels)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".bmp", ".webp"])
@pytest.mark.parametrize("colour", [(200, 30, 60), (10, 180, 90), (40, 50, 220)])
def test_every_format_keeps_its_colours_in_rgb_order(tmp_path, suffix, colour):
    pixels = load_image(one_colour(tmp_path / f"a{suffix}", colour), SIZE)
    assert differences(pixels, np.array(colour)).max() <= 4


def test_a_fresh_process_reads_every_format_with_no_plug_in_but_theirs(tmp_path):
    for suffix in (".png", ".jpg", ".tif", ".bmp", ".webp"):  # one process each would show the same, five times slower
        one_colour(tmp_path / f"a{suffix}", (1, 2, 3))
    (tmp_path / "text.png").write_text("no image", encoding="utf-8")
    (tmp_path / "really-a-png.jpg").write_bytes((tmp_path / "a.png").read_bytes())
    code = (
        "import sys, pathlib\n"
        "from desktop.images import load_image, ImageError\n"
        "for name in ('a.png', 'really-a-png.jpg', 'a.webp', 'a.tif', 'a.bmp', 'a.jpg'):\n"
        "    load_image(pathlib.Path(name), 16)\n"
        "try: load_image(pathlib.Path('text.png'), 16)\n"
        "except ImageError as error: print(error)\n"
        "print([m for m in sys.modules if m in ('PIL.FpxImagePlugin', 'PIL.EpsImagePlugin', 'PIL.PdfImagePlugin')])\n"
    )
    done = run_python("-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("this is no image")
    assert done.stdout.endswith("[]\n")


def test_the_whole_frame_is_squashed_and_nothing_is_cropped(tmp_path):
    pixels = load_image(saved(smooth_image(600, 200), tmp_path / "wide.png"), SIZE)
    assert pixels[:, 0, 0].max() < 12  # red: the left edge of the frame, where it begins
    assert pixels[:, -1, 0].min() > 243
    assert pixels[0, :, 1].max() < 12  # green: the upper edge
    assert pixels[-1, :, 1].min() > 243


def test_an_image_of_the_networks_size_is_not_touched(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    path = saved(Image.fromarray(noise), tmp_path / "noise.png")
    np.testing.assert_array_equal(load_image(path, SIZE), noise)


def test_a_small_image_is_enlarged(tmp_path):
    decoded = read_image(saved(smooth_image(7, 5), tmp_path / "small.png"), 64)
    assert decoded.pixels.shape == (64, 64, 3)
    assert (decoded.width, decoded.height) == (7, 5)
    assert decoded.pixels[32, 0, 0] < decoded.pixels[32, -1, 0]


def test_one_pixel_is_an_image(tmp_path):
    assert (
        load_image(one_colour(tmp_path / "dot.png", (1, 2, 3), (1, 1)), 16).reshape(-1, 3).tolist() == [[1, 2, 3]] * 256
    )


def test_fine_structure_is_averaged_not_skipped(tmp_path):
    stripes = np.zeros((320, 320, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    pixels = load_image(saved(Image.fromarray(stripes), tmp_path / "stripes.png"), SIZE)
    assert differences(pixels, np.array(127)).max() < 12


def test_the_squash_commutes_with_rotation(tmp_path):
    # Augmentation and the EXIF rotation rely on it: turning the frame first or the pixels last is the same.
    upright = smooth_image(300, 200)
    turned = load_image(saved(upright.transpose(Image.Transpose.ROTATE_90), tmp_path / "turned.png"), SIZE)
    plain = load_image(saved(upright, tmp_path / "plain.png"), SIZE)
    assert differences(turned, np.rot90(plain)).max() <= 1


@pytest.mark.parametrize("size", [32, 64, 224])
def test_scaled_jpeg_decoding_is_close_to_full_decoding(tmp_path, size, monkeypatch):
    path = saved(smooth_image(), tmp_path / "a.jpg", quality=95)
    drafted = load_image(path, size)
    monkeypatch.setattr(Image.Image, "draft", lambda *_: None)
    monkeypatch.setattr("PIL.JpegImagePlugin.JpegImageFile.draft", lambda *_: None)
    full = load_image(path, size)
    assert differences(drafted, full).mean() < 2
    assert differences(drafted, np.asarray(smooth_image().resize((size, size)))).mean() < 3


# --- modes -----------------------------------------------------------------------------------------------------------


def test_grey_becomes_three_equal_channels(tmp_path):
    for name in ("grey.png", "grey.jpg", "grey.tif"):
        pixels = load_image(saved(Image.new("L", (60, 45), 90), tmp_path / name), SIZE)
        assert differences(pixels, np.array(90)).max() <= 1


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_laid_on_white(tmp_path, mode):
    image = Image.new("RGBA", (60, 45), (100, 100, 100, 255))
    image.paste((0, 0, 0, 0), (0, 0, 30, 45))  # the left half: black, and not there at all
    pixels = load_image(saved(image.convert(mode), tmp_path / "a.png"), SIZE)
    assert pixels[:, :14].min() == 255
    assert differences(pixels[:, -14:], np.array(100)).max() == 0


def test_half_transparent_black_on_white_is_grey(tmp_path):
    pixels = load_image(saved(Image.new("RGBA", (60, 45), (0, 0, 0, 128)), tmp_path / "a.png"), SIZE)
    assert differences(pixels, np.array(127)).max() <= 1


def test_a_palette_becomes_its_colours(tmp_path):
    image = quarters().convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    pixels = load_image(saved(image, tmp_path / "a.png"), SIZE)
    assert differences(pixels, load_image(saved(quarters(), tmp_path / "b.png"), SIZE)).max() <= 1


def test_a_transparent_palette_entry_is_white(tmp_path):
    image = Image.new("P", (60, 45), 0)
    image.putpalette([200, 0, 0, 0, 0, 200])
    image.paste(1, (30, 0, 60, 45))
    pixels = load_image(saved(image, tmp_path / "a.png", transparency=0), SIZE)
    assert pixels[16, 4].tolist() == list(WHITE)
    assert pixels[16, -4].tolist() == [0, 0, 200]


@pytest.mark.parametrize(("mode", "key", "kept"), [("RGB", (0, 0, 0), (200, 10, 10)), ("L", 0, 200)])
def test_a_colour_declared_transparent_is_white(tmp_path, mode, key, kept):
    image = Image.new(mode, (60, 45), key)
    image.paste(kept, (30, 0, 60, 45))
    pixels = load_image(saved(image, tmp_path / "a.png", transparency=key), SIZE)
    assert pixels[16, 4].tolist() == list(WHITE)
    assert pixels[16, -4].tolist() == (list(kept) if isinstance(kept, tuple) else [kept] * 3)


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_cmyk_becomes_rgb(tmp_path, name):
    pixels = load_image(saved(Image.new("RGB", (60, 45), (200, 30, 60)).convert("CMYK"), tmp_path / name), SIZE)
    assert differences(pixels, np.array((200, 30, 60))).max() <= 6


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp"])
def test_one_bit_becomes_black_and_white_with_greys_between(tmp_path, name):
    image = Image.new("1", (64, 64), 0)
    image.paste(1, (31, 0, 64, 64))
    pixels = load_image(saved(image, tmp_path / name), SIZE)
    assert pixels[16, 4].tolist() == [0, 0, 0]
    assert pixels[16, -4].tolist() == [255, 255, 255]
    assert 0 < pixels[16, 15, 0] < 255  # resampled after it became grey: the edge is smooth


@pytest.mark.parametrize(("name", "order"), [("a.png", "<u2"), ("a.tif", "<u2"), ("a.tif", ">u2")])
def test_sixteen_bit_grey_is_scaled_not_cut(tmp_path, name, order):
    levels = np.array([0, 257, 32768, 65535, 49152, 65000, 300, 20000], dtype=order).repeat(4)
    path = saved(Image.fromarray(np.tile(levels, (SIZE, 1))), tmp_path / name)
    assert load_image(path, SIZE)[0, ::4, 0].tolist() == [0, 1, 128, 255, 191, 253, 1, 78]


def test_sixteen_bit_colour_is_scaled(tmp_path):
    row = b"\x00" + np.array([[65535, 0, 32768]], dtype=">u2").repeat(SIZE, 0).tobytes()
    path = png_file(tmp_path / "a.png", width=SIZE, height=SIZE, bit_depth=16, colour_type=2, rows=row * SIZE)
    assert differences(load_image(path, SIZE), np.array((255, 0, 128))).max() <= 1


def test_floating_point_pixels_are_refused_as_their_white_is_not_defined(tmp_path):
    path = saved(Image.fromarray(np.ones((40, 40), dtype=np.float32)), tmp_path / "a.tif")
    assert "floating-point" in reason(path)


# --- orientation, profile, frames ------------------------------------------------------------------------------------

# How a camera stores an upright frame under each orientation: the inverse of what turns it upright (EXIF 2.3).
STORED: dict[int, Image.Transpose | None] = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize(("suffix", "tolerance"), [(".jpg", 8), (".png", 1), (".tif", 1), (".webp", 1)])
def test_a_rotated_photo_is_seen_upright(tmp_path, orientation, suffix, tolerance):
    upright = quarters(40, 30)
    how = STORED[orientation]
    stored = upright if how is None else upright.transpose(how)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a{suffix}"
    options = {".jpg": {"quality": 98, "subsampling": 0}, ".webp": {"lossless": True}}.get(suffix, {})
    stored.save(path, exif=exif, **options)
    decoded = read_image(path, SIZE)
    assert (decoded.width, decoded.height) == (40, 30)
    expected = load_image(saved(upright, tmp_path / "upright.png"), SIZE)
    assert differences(decoded.pixels, expected).max() <= tolerance


def test_width_and_height_are_those_of_the_upright_frame(tmp_path):
    for orientation, size in ((1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))):
        exif = Image.Exif()
        exif[0x0112] = orientation
        decoded = read_image(saved(smooth_image(40, 30), tmp_path / "a.jpg", exif=exif), SIZE)
        assert (decoded.width, decoded.height) == size


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\x00\x00garbage",
        b"Exif\x00\x00MM\x00*\x00\x00",
        b"Exif\x00\x00",
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff",
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff",
    ],
)
def test_a_broken_exif_block_does_not_cost_the_image(tmp_path, exif, suffix):
    decoded = read_image(saved(quarters(), tmp_path / f"a{suffix}", exif=exif), SIZE)
    assert (decoded.width, decoded.height) == (40, 30)
    assert differences(decoded.pixels[4, 4], np.array((255, 0, 0))).max() < 12


def test_an_orientation_that_is_none_counts_as_upright(tmp_path):
    for value in (0, 9, 65535):
        exif = Image.Exif()
        exif[0x0112] = value
        decoded = read_image(saved(quarters(), tmp_path / "a.png", exif=exif), SIZE)
        assert (decoded.width, decoded.height) == (40, 30)
        assert decoded.pixels[4, 4].tolist() == [255, 0, 0]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_an_embedded_profile_is_honoured(tmp_path, suffix):
    path = saved(Image.new("RGB", (60, 45), (250, 10, 10)), tmp_path / f"a{suffix}", icc_profile=swapped_profile())
    assert differences(load_image(path, SIZE), np.array((10, 250, 10))).max() <= 12


def test_an_srgb_profile_changes_nothing(tmp_path):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8))
    path = saved(noise, tmp_path / "a.png", icc_profile=srgb_profile())
    np.testing.assert_array_equal(load_image(path, SIZE), np.asarray(noise))


@pytest.mark.parametrize("profile", [b"garbage", b"", swapped_profile()[:200], bytes(512)])
def test_a_broken_profile_is_ignored(tmp_path, profile):
    path = saved(Image.new("RGB", (60, 45), (250, 10, 10)), tmp_path / "a.png", icc_profile=profile)
    assert load_image(path, SIZE)[0, 0].tolist() == [250, 10, 10]


def test_a_profile_for_other_channels_is_ignored(tmp_path):
    path = saved(Image.new("L", (60, 45), 90), tmp_path / "a.png", icc_profile=swapped_profile())
    assert load_image(path, SIZE)[0, 0].tolist() == [90, 90, 90]


@pytest.mark.parametrize("name", ["a.tif", "a.webp", "a.png", "a.mpo"])
def test_of_several_frames_the_first_is_taken(tmp_path, name):
    first, second = Image.new("RGB", (60, 45), (250, 10, 10)), Image.new("RGB", (60, 45), (10, 10, 250))
    path = saved(first, tmp_path / name, save_all=True, append_images=[second, second])
    pixels = load_image(path, SIZE)
    assert differences(pixels, np.array((250, 10, 10))).max() <= 4


def test_the_name_of_a_file_does_not_decide_what_it_is(tmp_path):
    png = one_colour(tmp_path / "a.png", (1, 2, 3))
    for name in ("A.JPG", "b.tif", "photo", "c.PNG"):
        (tmp_path / name).write_bytes(png.read_bytes())
        assert load_image(tmp_path / name, 16)[0, 0].tolist() == [1, 2, 3]


# --- what cannot be read ---------------------------------------------------------------------------------------------


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
    assert reason(tmp_path / "a.jpg") == "this is no image in a format that can be read (JPEG, PNG, TIFF, BMP, WebP)"


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
    monkeypatch.setattr(images.Image, "open", denied)
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
