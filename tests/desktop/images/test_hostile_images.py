"""Hundreds of hostile files, each read once in one process: the right picture or a reason, and memory within bounds."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from desktop.images import limits, read_image
from desktop.images.formats import integrity
from tests.desktop.helpers import needs_posix, reason, run_python, saved, smooth_image
from tests.hostile_bombs import black_png, stored
from tests.hostile_cases import Case, picture
from tests.hostile_images import cases

CASES = list(cases())
MEMORY = 300.0
"""MB that reading any one file may add."""

Read = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What came of each case. One that hangs or crashes the process leaves those after it without an answer."""
    folder = tmp_path_factory.mktemp("hostile")
    done = run_python("-m", "tests.hostile_images", str(folder), cwd=folder, timeout=280)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {str(line["name"]): line for line in lines}


def test_there_are_hundreds_of_them_and_no_two_have_one_name():
    assert len(CASES) >= 300
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_is_the_right_picture_or_a_reason(read: Read, case: Case):
    assert case.name in read, "the process ended at this file, or before it"
    assert read[case.name]["result"] != "WRONG", read[case.name]["why"]


@needs_posix
def test_no_file_takes_more_memory_than_is_allowed(read: Read):
    assert any(float(str(line["megabytes"])) > 100 for line in read.values())  # it is measured at all
    over = {name: line["megabytes"] for name, line in read.items() if float(str(line["megabytes"])) > MEMORY}
    assert not over


@pytest.mark.parametrize(
    ("mode", "transparency"), [("RGBA", None), ("LA", None), ("P", None), ("P", 3), ("RGB", (0, 0, 0)), ("I;16", None)]
)
def test_a_frame_read_in_bands_has_the_pixels_of_the_frame_read_whole(tmp_path, monkeypatch, mode, transparency):
    grey = np.asarray(smooth_image(333, 247).convert("L"))
    image = Image.fromarray(grey.astype(np.uint16) * 201) if mode == "I;16" else smooth_image(333, 247).convert(mode)
    if "A" in mode:
        image.putalpha(Image.fromarray(255 - grey))
    options = {} if transparency is None else {"transparency": transparency}
    path = saved(image, tmp_path / "a.png", **options)
    at_once = read_image(path, 100).pixels
    monkeypatch.setattr("desktop.images.transparency.BAND_PIXELS", 333 * 10)
    np.testing.assert_array_equal(read_image(path, 100).pixels, at_once)


def test_a_black_edge_below_is_no_sign_of_an_early_end(tmp_path):
    image = picture()
    image.paste((0, 0, 0), (0, 80, 160, 120))
    for options in ({}, {"progressive": True}, {"restart_marker_blocks": 2}):
        read_image(saved(image, tmp_path / "a.jpg", **options), 64)


def test_the_checksums_of_a_png_are_looked_at(tmp_path):
    content = bytearray(black_png(64, 64, 8, 2))
    content[content.index(b"IEND") - 6] ^= 1
    (tmp_path / "a.png").write_bytes(content)
    assert "checksum" in reason(tmp_path / "a.png")


def test_the_limits_are_generous_to_what_programs_write(tmp_path, monkeypatch):
    monkeypatch.setattr(integrity, "MAX_SCANS", 20)
    monkeypatch.setattr(integrity, "MAX_SEGMENTS", 20)
    monkeypatch.setattr(limits, "MAX_CHUNKS", 20)
    monkeypatch.setattr(limits, "MAX_TAGS", 100)
    profile = bytes(100_000)  # in pieces of 64 kB
    for ending, how, options in (
        (".jpg", "JPEG", {"progressive": True}),
        (".png", "PNG", {}),
        (".tif", "TIFF", {"compression": "tiff_lzw"}),
    ):
        path = tmp_path / f"a{ending}"
        path.write_bytes(stored(picture(), how, icc_profile=profile, dpi=(72, 72), **options))
        assert read_image(path, 32).width == 160
