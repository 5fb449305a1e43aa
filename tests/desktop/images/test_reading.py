"""Whatever the file, the network sees the whole frame, upright, in sRGB, or a person reads why it does not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from desktop.images import load_image, read_image
from tests.desktop.helpers import (
    one_colour,
    png_file,
    quarters,
    reason,
    run_python,
    saved,
    smooth_image,
    srgb_profile,
    swapped_profile,
)

SIZE = 32
WHITE = (255, 255, 255)


def differences(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one.astype(int) - other.astype(int))


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
        "from desktop.errors import ImageError\nfrom desktop.images import load_image\n"
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


@pytest.mark.parametrize(
    "profile",
    [b"garbage", b"", swapped_profile()[:200], bytes(512)],
    ids=["garbage", "empty", "cut", "zeros"],  # a profile holds the second it was made in, which processes differ in
)
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
