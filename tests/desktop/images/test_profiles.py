"""The network sees sRGB: a profile counts by what it does, however it is called, and so does what EXIF says instead."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from desktop.images import load_image
from desktop.images.profiles import matrix_profile
from tests.desktop.helpers import png_chunk, saved, smooth_image, srgb_profile, swapped_profile
from tests.desktop.images.make import heic_file
from tests.desktop.images.raw_files import GREY_ALPHA, png
from tests.desktop.images.tiff_files import TiffPage, write_tiff

SIZE = 32
SRGB_PRIMARIES, D65 = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)), (0.3127, 0.3290)
P3_PRIMARIES = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_TO_SRGB = np.array(
    [[1.39836, -0.39836, 0.0], [0.0, 1.0, 0.0], [0.0, -0.04293, 1.04293]]
)  # linear light, both D65


def encoded(light: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Linear light 0..1 as sRGB 0..255 (IEC 61966-2-1)."""
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def grey_profile(gamma: float) -> bytes:
    """An ICC profile of one channel: white D50, one exponent."""
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061)
    curve = b"curv" + bytes(4) + struct.pack(">IHxx", 1, round(gamma * 256))
    said = b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(79)
    return _profile(b"GRAY", {b"desc": said, b"wtpt": white, b"kTRC": curve}, pcs=b"XYZ ")


def table_profile(name: str, order: tuple[int, int, int]) -> bytes:
    """An ICC profile of RGB whose colours stand in a table (lut16Type), taken for sRGB with the channels in `order`."""
    steps = 17
    levels = np.round(np.linspace(0, 255, steps)).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(steps, -1, 3)
    lab = ImageCms.profileToProfile(
        Image.fromarray(np.ascontiguousarray(cube[..., order])),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert lab is not None
    lightness, a, b = (np.asarray(channel).astype(float) for channel in lab.split())
    table = np.stack([lightness * 100 / 255 * 652.8, a * 256, b * 256], axis=-1).round()
    lut = b"mft2" + bytes(4) + bytes([3, 3, steps, 0])
    lut += b"".join(struct.pack(">i", 65536 * (row == column)) for row in range(3) for column in range(3))
    lut += struct.pack(">HH", 2, 2) + struct.pack(">HH", 0, 65535) * 3
    lut += table.astype(">u2").tobytes() + struct.pack(">HH", 0, 65535) * 3
    said = b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name.encode() + b"\0" + bytes(78)
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061)
    return _profile(b"RGB ", {b"desc": said, b"wtpt": white, b"A2B0": lut, b"A2B1": lut}, pcs=b"Lab ")


def _profile(space: bytes, tags: dict[bytes, bytes], *, pcs: bytes) -> bytes:
    directory, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag, content in tags.items():
        directory += tag + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4x", start + len(body)) + b"\x02\x40\0\0mntr" + space + pcs + bytes(12) + b"acsp" + bytes(28)
    return head + struct.pack(">iii", 63190, 65536, 54061) + bytes(48) + directory + body


def renamed(profile: bytes, name: str) -> bytes:
    """Pillow's own sRGB, which is called `sRGB built-in`, under another name of four letters."""
    return profile.replace("sRGB".encode("utf-16-be"), name.encode("utf-16-be"))


def pixels_with(path: Path, image: Image.Image, profile: bytes) -> np.ndarray[Any, Any]:
    options = {".jpg": {"quality": 100, "subsampling": 0}, ".webp": {"lossless": True}}.get(path.suffix, {})
    return load_image(saved(image, path, icc_profile=profile, **options), SIZE).astype(int)


def shown(image: Image.Image, tmp_path: Path) -> np.ndarray[Any, Any]:
    return load_image(saved(image, tmp_path / "plain.png"), SIZE).astype(int)


# --- ICC -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_linear_srgb_is_not_srgb_though_it_is_called_so(tmp_path, suffix):
    profile = matrix_profile(SRGB_PRIMARIES, D65, 1.0, "GIMP built-in Linear sRGB")
    pixels = pixels_with(tmp_path / f"a{suffix}", Image.new("RGB", (64, 48), (26, 55, 120)), profile)
    expected = encoded(np.array([26, 55, 120]) / 255)
    assert np.abs(pixels[16, 16] - expected).max() <= 3


@pytest.mark.parametrize(
    ("primaries", "gamma", "name"),
    [
        (SRGB_PRIMARIES, 2.2, "sRGB simplified"),
        (SRGB_PRIMARIES, 1.8, "sRGB gamma 1.8"),
        (P3_PRIMARIES, 2.2, "not sRGB: P3"),
        (((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)), 1.8, "srgb"),
    ],
)
def test_a_profile_does_the_same_whatever_it_is_called(tmp_path, primaries, gamma, name):
    image = smooth_image(64, 48)
    called, plain = (
        pixels_with(tmp_path / "a.png", image, matrix_profile(primaries, D65, gamma, n)) for n in (name, "x")
    )
    np.testing.assert_array_equal(called, plain)
    assert np.abs(called - shown(image, tmp_path)).max() > 5


def test_srgb_under_its_name_changes_no_pixel_and_under_another_only_rounds(tmp_path):
    image = smooth_image(64, 48)
    np.testing.assert_array_equal(pixels_with(tmp_path / "a.png", image, srgb_profile()), shown(image, tmp_path))
    other = pixels_with(tmp_path / "b.png", image, renamed(srgb_profile(), "RGBs"))
    assert np.abs(other - shown(image, tmp_path)).max() <= 1


def test_a_profile_of_tables_counts_by_what_its_tables_do(tmp_path):
    image = smooth_image(64, 48)
    plain = shown(image, tmp_path)
    same = pixels_with(tmp_path / "a.png", image, table_profile("sRGB of tables", (0, 1, 2)))
    swapped = pixels_with(tmp_path / "b.png", image, table_profile("sRGB of tables", (1, 0, 2)))
    assert np.abs(same - plain).mean() < 2
    assert np.abs(swapped - plain[..., [1, 0, 2]]).mean() < 3


def test_swapped_primaries_count_though_they_are_called_srgb(tmp_path):
    called = renamed(swapped_profile(), "swap").replace("swap".encode("utf-16-be"), "sRGB".encode("utf-16-be"))
    pixels = pixels_with(tmp_path / "a.png", Image.new("RGB", (60, 45), (250, 10, 10)), called)
    assert np.abs(pixels - (10, 250, 10)).max() <= 12


@pytest.mark.parametrize("gamma", [1.0, 1.8])
@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16", "LA;16"])
def test_a_grey_profile_counts_in_every_form_of_grey(tmp_path, mode, gamma):
    value = 255 if mode == "1" else 60
    image: Image.Image = Image.new("L", (64, 48), value)
    if mode == "LA;16":
        chunk = png_chunk(b"iCCP", b"x\0\0" + zlib.compress(grey_profile(gamma)))
        values = np.full((48, 64, 2), value * 257)
        values[..., 1] = 65535
        pixels = load_image(png(tmp_path / "a.png", values, 16, GREY_ALPHA, chunk), SIZE).astype(int)
    else:
        if mode == "I;16":
            image = Image.fromarray(np.full((48, 64), value * 257, np.uint16))
        elif mode == "LA":
            image = Image.merge("LA", (image, Image.new("L", image.size, 255)))
        elif mode == "1":
            image = image.convert("1")
        pixels = pixels_with(tmp_path / "a.png", image, grey_profile(gamma))
    assert np.abs(pixels - encoded(np.array((value / 255) ** gamma))).max() <= 2


def test_a_grey_jpeg_and_a_colour_declared_transparent_keep_their_grey_profile(tmp_path):
    grey = Image.new("L", (64, 48), 60)
    expected = encoded(np.array(60 / 255))
    assert np.abs(pixels_with(tmp_path / "a.jpg", grey, grey_profile(1.0)) - expected).max() <= 2
    keyed = load_image(saved(grey, tmp_path / "a.png", icc_profile=grey_profile(1.0), transparency=9), SIZE)
    assert np.abs(keyed - expected).max() <= 2


# --- EXIF ------------------------------------------------------------------------------------------------------------


def camera(space: int | None, index: str | None) -> Image.Exif:
    """EXIF as a camera writes it: colour space, and the index of interoperability."""
    exif = Image.Exif()
    inner: dict[int, object] = {0x829A: 0.01}
    if space is not None:
        inner[0xA001] = space
    if index is not None:
        inner[0xA005] = {1: index}
    exif[0x8769] = inner
    read = Image.Exif()
    read.load(exif.tobytes())  # a file's, which every format takes
    return read


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.heic"])
@pytest.mark.parametrize(("space", "index"), [(65535, "R03"), (None, "R03"), (2, None)])
def test_adobe_rgb_is_read_where_exif_alone_tells_it(tmp_path, name, space, index):
    image = Image.new("RGB", (64, 48), (180, 90, 60))
    options: dict[str, object] = {".jpg": {"quality": 100, "subsampling": 0}, ".webp": {"lossless": True}}.get(
        Path(name).suffix, {}
    )
    exif = camera(space, index).tobytes()
    if name == "a.heic":
        path = heic_file(tmp_path / name, image, exif=exif, quality=100)
    elif name == "a.tif":  # Pillow writes no index of interoperability into one
        block = exif.removeprefix(b"Exif\0\0")
        (inner,) = struct.unpack_from(">I", block, block.index(struct.pack(">HHI", 0x8769, 4, 1)) + 8)
        path = write_tiff(tmp_path / name, TiffPage(np.asarray(image), tags={0x8769: [inner]}), order=">", begin=block)
    else:
        path = saved(image, tmp_path / name, exif=exif, **options)
    expected = encoded(ADOBE_TO_SRGB @ (np.array([180, 90, 60]) / 255) ** (563 / 256))
    assert np.abs(load_image(path, SIZE)[16, 16] - expected).max() <= (4 if name == "a.heic" else 2)


@pytest.mark.parametrize(
    ("space", "index"), [(1, None), (1, "R98"), (65535, "R98"), (65535, None), (None, None), (1, "R03"), (65535, "THM")]
)
def test_other_colour_spaces_of_exif_change_nothing(tmp_path, space, index):
    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    path = saved(Image.fromarray(noise), tmp_path / "a.png", exif=camera(space, index))
    np.testing.assert_array_equal(load_image(path, SIZE), noise)


def test_a_profile_goes_before_what_exif_says_unless_it_cannot_be_read(tmp_path):
    image = Image.new("RGB", (64, 48), (180, 90, 60))
    both = saved(image, tmp_path / "a.png", exif=camera(65535, "R03"), icc_profile=srgb_profile())
    assert (load_image(both, SIZE) == (180, 90, 60)).all()
    broken = saved(image, tmp_path / "b.png", exif=camera(65535, "R03"), icc_profile=b"garbage")
    plain = saved(image, tmp_path / "c.png", exif=camera(65535, "R03"))
    np.testing.assert_array_equal(load_image(broken, SIZE), load_image(plain, SIZE))


def test_grey_has_no_adobe_rgb(tmp_path):
    path = saved(Image.new("L", (64, 48), 90), tmp_path / "a.jpg", exif=camera(65535, "R03"))
    assert (load_image(path, SIZE) == 90).all()


def test_the_profile_made_here_is_one_that_others_read():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(matrix_profile(SRGB_PRIMARIES, D65, 2.2, "named")))
    assert ImageCms.getProfileDescription(profile).strip() == "named"
    assert profile.profile.xcolor_space == "RGB "
