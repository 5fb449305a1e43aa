"""A DICOM file gives the pixels that a viewer shows, or a reason; of the patient it gives nothing."""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from desktop.engine.discovery import find_images
from desktop.images import limits, read_image
from tests.desktop.helpers import (
    ham_classify,
    names,
    quarters,
    reason,
    run_python,
    saved,
    smooth_image,
    srgb_profile,
    swapped_profile,
    table,
)
from tests.desktop.images.make import PATIENT, PATIENT_ID, compressed_dicom, dicom_file

SIZE = 32


def as_png(path: Path, pixels: np.ndarray) -> np.ndarray:
    """What the network sees of these pixels when they come from a PNG."""
    return read_image(saved(Image.fromarray(pixels), path), SIZE).pixels


def ramp(top: int, dtype: type = np.uint16) -> np.ndarray:
    return np.linspace(0, top, 40 * 30).round().astype(dtype).reshape(30, 40)


def test_reading_one_in_a_fresh_process_makes_no_socket(tmp_path):
    """Where a client of the web is installed, the library takes it along, and importing that binds one."""
    dicom_file(tmp_path / "a.dcm", np.asarray(smooth_image(60, 45)), "RGB")
    code = (
        "import sys; made = []\n"
        "sys.addaudithook(lambda event, _: made.append(event) if event.startswith('socket.') else None)\n"
        "from pathlib import Path; from desktop.images import read_image\n"
        "print(read_image(Path('a.dcm'), 32).width, made)\n"
        "print(sys.modules.get('requests', 'not hidden'))\n"
    )
    done = run_python("-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first, hidden = done.stdout.splitlines()
    assert first == "60 []"
    assert hidden == "not hidden"  # from others it is not kept


# --- colour ----------------------------------------------------------------------------------------------------------


def test_rgb_gives_the_pixels_that_a_png_gives(tmp_path):
    pixels = np.asarray(smooth_image(60, 45))
    read = read_image(dicom_file(tmp_path / "a.dcm", pixels, "RGB"), SIZE)
    assert (read.width, read.height) == (60, 45)
    np.testing.assert_array_equal(read.pixels, as_png(tmp_path / "a.png", pixels))


def test_planes_one_after_the_other_give_the_same_pixels(tmp_path):
    pixels = np.asarray(smooth_image(60, 44))
    planes = pixels.transpose(2, 0, 1).tobytes()
    path = dicom_file(tmp_path / "a.dcm", pixels, "RGB", data=planes, PlanarConfiguration=1)
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, as_png(tmp_path / "a.png", pixels))


def test_sixteen_bits_per_channel_are_scaled(tmp_path):
    pixels = np.asarray(smooth_image(60, 45))
    path = dicom_file(tmp_path / "a.dcm", pixels.astype(np.uint16) * 257, "RGB", bits=16)
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, as_png(tmp_path / "a.png", pixels))


def test_ybr_full_becomes_rgb(tmp_path):
    image = smooth_image(60, 45)
    path = dicom_file(tmp_path / "a.dcm", np.asarray(image.convert("YCbCr")), "YBR_FULL")
    difference = np.abs(read_image(path, SIZE).pixels.astype(int) - as_png(tmp_path / "a.png", np.asarray(image)))
    assert difference.max() <= 3


def test_subsampled_ybr_full_422_becomes_rgb(tmp_path):
    image = smooth_image(60, 44)
    ybr = np.asarray(image.convert("YCbCr"))
    # DICOM PS3.3, C.7.6.3.1.2: two luma values, then the two colour differences they share.
    y, cb, cr = ybr[..., 0], ybr[:, ::2, 1], ybr[:, ::2, 2]
    packed = np.stack([y[:, ::2], y[:, 1::2], cb, cr], axis=2).tobytes()
    path = dicom_file(tmp_path / "a.dcm", ybr, "YBR_FULL_422", data=packed)
    difference = np.abs(read_image(path, SIZE).pixels.astype(int) - as_png(tmp_path / "a.png", np.asarray(image)))
    assert difference.max() <= 8


@pytest.mark.parametrize(("format_", "allowed"), [("JPEG", 8), ("JPEG2000", 0)])
def test_compressed_pixels_are_decoded(tmp_path, format_, allowed):
    image = smooth_image(64, 48)
    path = compressed_dicom(tmp_path / "a.dcm", image, format_)
    difference = np.abs(read_image(path, SIZE).pixels.astype(int) - as_png(tmp_path / "a.png", np.asarray(image)))
    assert difference.max() <= allowed


def test_a_palette_is_looked_up(tmp_path):
    index = np.tile(np.arange(4, dtype=np.uint8), (30, 10))
    colours = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 60, 30]], dtype=np.uint16)
    tags: dict[str, object] = {}
    for channel, name in enumerate(("Red", "Green", "Blue")):
        tags[f"{name}PaletteColorLookupTableDescriptor"] = [4, 0, 16]
        tags[f"{name}PaletteColorLookupTableData"] = (colours[:, channel] * 257).astype("<u2").tobytes()
    path = dicom_file(tmp_path / "a.dcm", index, "PALETTE COLOR", **tags)
    expected = as_png(tmp_path / "a.png", colours.astype(np.uint8)[index])
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, expected)


def test_an_icc_profile_is_honoured(tmp_path):
    pixels = np.asarray(quarters())
    plain = read_image(dicom_file(tmp_path / "a.dcm", pixels, "RGB", ICCProfile=srgb_profile()), SIZE).pixels
    swapped = read_image(dicom_file(tmp_path / "b.dcm", pixels, "RGB", ICCProfile=swapped_profile()), SIZE).pixels
    assert tuple(plain[2, 2]) == (255, 0, 0)
    assert swapped[2, 2].argmax() == 1


# --- grey ------------------------------------------------------------------------------------------------------------


def test_grey_without_a_window_fills_the_range_of_its_stored_bits(tmp_path):
    path = dicom_file(tmp_path / "a.dcm", ramp(4095), "MONOCHROME2", bits=16, stored=12)
    expected = as_png(tmp_path / "a.png", (ramp(4095).astype(int) * 255 / 4095).round().astype(np.uint8))
    assert np.abs(read_image(path, SIZE).pixels.astype(int) - expected).max() <= 1


def test_monochrome1_is_white_at_zero(tmp_path):
    grey = ramp(255, np.uint8)
    path = dicom_file(tmp_path / "a.dcm", grey, "MONOCHROME1")
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, as_png(tmp_path / "a.png", 255 - grey))


def test_signed_grey_starts_at_its_lowest_value(tmp_path):
    signed = (ramp(4095).astype(int) - 2048).astype(np.int16)
    path = dicom_file(tmp_path / "a.dcm", signed, "MONOCHROME2", bits=16, stored=12)
    pixels = read_image(path, SIZE).pixels
    assert pixels[0, 0, 0] < 8
    assert pixels[-1, -1, 0] > 247


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (None, lambda v: (v - 1999.5) / 999 + 0.5),
        ("LINEAR_EXACT", lambda v: (v - 2000) / 1000 + 0.5),
        ("SIGMOID", lambda v: 1 / (1 + np.exp(-4 * (v - 2000) / 1000))),
    ],
)
def test_a_window_is_applied_after_the_rescale(tmp_path, function, shown):
    stored = ramp(4095)
    tags: dict[str, object] = {"WindowCenter": [2000, 5], "WindowWidth": [1000, 1]}
    tags |= {"RescaleSlope": 2, "RescaleIntercept": -100}
    tags |= {"VOILUTFunction": function} if function else {}
    path = dicom_file(tmp_path / "a.dcm", stored, "MONOCHROME2", bits=16, stored=12, **tags)
    expected = (np.clip(shown(stored * 2.0 - 100), 0, 1) * 255).round().astype(np.uint8)
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, as_png(tmp_path / "a.png", expected))


@pytest.mark.parametrize("slope", [-1, -2])
def test_a_negative_slope_turns_dark_and_bright_with_and_without_a_window(tmp_path, slope):
    stored = ramp(4095)
    more: dict[str, object] = {"RescaleSlope": slope, "RescaleIntercept": 4095}
    plain = dicom_file(tmp_path / "a.dcm", stored, "MONOCHROME2", bits=16, stored=12, **more)
    expected = as_png(tmp_path / "a.png", (255 - stored.astype(int) * 255 / 4095).round().astype(np.uint8))
    assert np.abs(read_image(plain, SIZE).pixels.astype(int) - expected).max() <= 1
    more |= {"WindowCenter": 4095 + slope * 2048, "WindowWidth": 4096 * -slope}
    windowed = dicom_file(tmp_path / "b.dcm", stored, "MONOCHROME2", bits=16, stored=12, **more)
    assert np.abs(read_image(windowed, SIZE).pixels.astype(int) - expected).max() <= 1
    turned = dicom_file(tmp_path / "c.dcm", stored, "MONOCHROME1", bits=16, stored=12, **more)
    assert np.abs(read_image(turned, SIZE).pixels.astype(int) - (255 - expected)).max() <= 1


def test_a_negative_slope_turns_signed_values_too(tmp_path):
    signed = (ramp(4095).astype(int) - 2048).astype(np.int16)
    path = dicom_file(tmp_path / "a.dcm", signed, "MONOCHROME2", bits=16, stored=12, RescaleSlope=-1)
    pixels = read_image(path, SIZE).pixels
    assert pixels[0, 0, 0] > 247
    assert pixels[-1, -1, 0] < 8


def grouped(sequence: str, **tags: object) -> list[Dataset]:
    inner, group = Dataset(), Dataset()
    for name, value in tags.items():
        setattr(inner, name, value)
    setattr(group, sequence, [inner])
    return [group]


@pytest.mark.parametrize("groups", ["SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"])
def test_a_frames_grey_scale_counts_where_its_groups_tell_it(tmp_path, groups):
    stored = ramp(4095)
    slope = {groups: grouped("PixelValueTransformationSequence", RescaleSlope=-1, RescaleIntercept=4095)}
    path = dicom_file(tmp_path / "a.dcm", stored, "MONOCHROME2", bits=16, stored=12, NumberOfFrames=1, **slope)
    plain = dicom_file(tmp_path / "b.dcm", stored, "MONOCHROME1", bits=16, stored=12)
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, read_image(plain, SIZE).pixels)
    window = {groups: grouped("FrameVOILUTSequence", WindowCenter=100, WindowWidth=0)}
    path = dicom_file(tmp_path / "c.dcm", stored, "MONOCHROME2", bits=16, stored=12, NumberOfFrames=1, **window)
    assert "a window of width 0" in reason(path)


def test_what_lies_in_the_bits_above_those_in_use_is_not_seen(tmp_path):
    overlaid = ramp(4095) | (np.indices((30, 40)).sum(0) % 2 * 0x8000).astype(np.uint16)
    path = dicom_file(tmp_path / "a.dcm", overlaid, "MONOCHROME2", bits=16, stored=12)
    clean = dicom_file(tmp_path / "b.dcm", ramp(4095), "MONOCHROME2", bits=16, stored=12)
    np.testing.assert_array_equal(read_image(path, SIZE).pixels, read_image(clean, SIZE).pixels)


# --- refused, with the reason ----------------------------------------------------------------------------------------


def test_several_frames_are_refused_and_none_is_picked(tmp_path):
    pixels = np.asarray(quarters())
    path = dicom_file(tmp_path / "a.dcm", pixels, "RGB", data=pixels.tobytes() * 3, NumberOfFrames=3)
    assert reason(path) == "this DICOM file holds 3 frames; save the one that shows the lesion as a file"


def test_a_file_without_an_image_says_so(tmp_path):
    path = dicom_file(tmp_path / "a.dcm", np.asarray(quarters()), "RGB", Rows=None)
    assert reason(path) == "this DICOM file holds no image (a report, an index or measurements)"


@pytest.mark.parametrize("kept", [0.3, 0.9])
@pytest.mark.parametrize("format_", ["plain", "JPEG", "JPEG2000"])
def test_a_truncated_file_is_an_error_and_no_grey_half(tmp_path, format_, kept):
    image = smooth_image(200, 150)
    path = tmp_path / "a.dcm"
    if format_ == "plain":
        dicom_file(path, np.asarray(image), "RGB")
    else:
        compressed_dicom(path, image, format_)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert reason(path) == "the pixels of this DICOM file are damaged, incomplete or missing"


def test_a_compression_that_nothing_here_reads_says_so(tmp_path):
    pixels = np.asarray(quarters())
    path = dicom_file(
        tmp_path / "a.dcm", pixels, "RGB", syntax="1.2.840.10008.1.2.4.102", data=encapsulate([b"\0" * 64])
    )
    assert "compressed in a way that cannot be read" in reason(path)


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"WindowCenter": 100, "WindowWidth": 0}, "a window of width 0"),
        ({"WindowCenter": 100, "WindowWidth": -5}, "a window of width -5"),
        ({"WindowCenter": 100, "WindowWidth": 0.5}, "a window of width 0.5"),
        ({"WindowCenter": 100, "WindowWidth": 0, "VOILUTFunction": "SIGMOID"}, "a window of width 0"),
        ({"WindowCenter": 100, "WindowWidth": 0, "VOILUTFunction": "LINEAR_EXACT"}, "a window of width 0"),
        ({"WindowCenter": [100, 50], "WindowWidth": [0, 40]}, "a window of width 0"),
        ({"WindowCenter": 100, "WindowWidth": 50, "VOILUTFunction": "CUBIC"}, "of a kind that is not supported"),
        ({"RescaleSlope": 0, "RescaleIntercept": 3}, "the rescale slope of this DICOM file is 0"),
        ({"RescaleSlope": 0, "WindowCenter": 100, "WindowWidth": 50}, "the rescale slope of this DICOM file is 0"),
        ({"HighBit": 15}, "not stored in the lowest bits"),
    ],
)
def test_a_grey_scale_that_makes_no_sense_is_refused_by_what_is_wrong_with_it(tmp_path, tags, words):
    path = dicom_file(tmp_path / "a.dcm", ramp(4095), "MONOCHROME2", bits=16, stored=12, **tags)
    assert words in reason(path)
    assert "damaged" not in reason(path)


def test_signed_colours_are_refused(tmp_path):
    pixels = np.asarray(quarters()).astype(np.int16)
    assert "signed numbers" in reason(dicom_file(tmp_path / "a.dcm", pixels, "RGB", bits=16))


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"])
def test_a_whole_jpeg_of_twelve_bits_is_not_called_damaged(tmp_path, syntax):
    stream = io.BytesIO()
    smooth_image(64, 48).convert("L").save(stream, "JPEG")
    content = bytearray(stream.getvalue())
    at = content.index(b"\xff\xc0")
    content[at + 1], content[at + 4] = 0xC1, 12
    path = dicom_file(
        tmp_path / "a.dcm",
        ramp(4095),
        "MONOCHROME2",
        bits=16,
        stored=12,
        syntax=syntax,
        data=encapsulate([bytes(content)]),
    )
    assert reason(path) == "in this DICOM file the JPEG has 12 bits per channel, and 8 can be read; save it with 8 bits"


@pytest.mark.parametrize("explicit", [True, False])
@pytest.mark.parametrize("meta", [True, False])
def test_a_file_without_preamble_is_known_and_refused_for_that(tmp_path, explicit, meta):
    syntax = ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian
    content = dicom_file(tmp_path / "whole.dcm", np.asarray(quarters()), "RGB", syntax=syntax).read_bytes()
    length = struct.unpack_from("<I", content, 140)[0]  # of the file's meta information, which begins at 132
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "IM0001").write_bytes(content[132:] if meta else content[144 + length :])
    assert "lacks its preamble" in reason(folder / "IM0001")
    assert names(find_images([folder])) == ["IM0001"]


def test_unknown_colours_are_refused(tmp_path):
    path = dicom_file(tmp_path / "a.dcm", np.asarray(quarters()), "HSV")
    assert "stored in a way that cannot be read" in reason(path)


def test_a_frame_too_large_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_PIXELS", 1000)
    path = dicom_file(tmp_path / "a.dcm", np.asarray(quarters()), "RGB", data=b"\0\0")
    assert "the frame of 40 x 30 is larger than" in reason(path)


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    path = dicom_file(tmp_path / "a.dcm", np.asarray(quarters()), "RGB")
    monkeypatch.setitem(sys.modules, "pydicom", None)
    assert reason(path) == (
        "this is a DICOM file and reading it needs one more package: pip install 'ham-classifier[dicom]'"
    )


# --- the patient -----------------------------------------------------------------------------------------------------


def test_nothing_of_the_patient_leaves_the_file(tmp_path, tiny_model):
    folder = tmp_path / "clinic"
    pixels = np.asarray(quarters())
    good = dicom_file(folder / "a.dcm", pixels, "RGB")
    dicom_file(folder / "b.dcm", pixels, "RGB", NumberOfFrames=5, data=pixels.tobytes() * 5)
    (folder / "c.dcm").write_bytes(good.read_bytes()[:-500])
    dicom_file(folder / "d.dcm", pixels, PATIENT)  # in a value that is read
    damaged = good.read_bytes().replace(b"19700101", b"\xff\xfe\xfd\xfcxxxx")
    (folder / "e.dcm").write_bytes(damaged)
    done = ham_classify(folder, "--model", tiny_model, "--provider", "cpu", "-o", "r.csv", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    rows = table((tmp_path / "r.csv").read_text(encoding="utf-8"))
    assert [row["status"] for row in rows] == ["ok", "failed", "failed", "failed", "ok"]
    written = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    for secret in (PATIENT, PATIENT.split("^")[0], PATIENT_ID, "19700101"):
        assert secret not in done.stdout + done.stderr
        assert secret.encode() not in written
