"""Damaged and hostile DICOM and HEIC files: a picture or a reason, and no word of the patient in the reason."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from desktop.errors import ImageError
from desktop.images import read_image
from desktop.images.formats import dicom
from tests.desktop.helpers import reason, smooth_image
from tests.desktop.images.make import PATIENT, PATIENT_ID, compressed_dicom, dicom_file, heic_file

RGB = np.asarray(smooth_image(80, 60))


def whole(path: Path, kind: str) -> bytes:
    if kind == "heic":
        heic_file(path, smooth_image(80, 60))
    elif kind == "dicom":
        dicom_file(path, RGB, "RGB")
    elif kind == "dicom-grey":
        dicom_file(path, RGB[..., 0].astype(np.uint16) * 257, "MONOCHROME2", bits=16)
    else:
        compressed_dicom(path, smooth_image(80, 60), "JPEG2000")
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["heic", "dicom", "dicom-grey", "dicom-jpeg-2000"])
def test_a_flipped_bit_or_a_cut_is_a_picture_or_a_reason_without_the_patient(tmp_path, kind):
    path = tmp_path / "damaged"
    content = whole(path, kind)
    random = np.random.default_rng(zlib.crc32(kind.encode()))
    refused = 0
    for bit in (*random.integers(0, 1200 * 8, 30), *random.integers(0, len(content) * 8, 30)):
        changed = bytearray(content)
        changed[int(bit) // 8 % len(content)] ^= 1 << int(bit) % 8
        refused += is_refused(path, bytes(changed))
    for length in random.integers(0, len(content) - 40, 20):
        assert is_refused(path, content[: int(length)])
    assert refused > 0


def is_refused(path: Path, content: bytes) -> bool:
    path.write_bytes(content)
    words = ""
    try:
        assert read_image(path, 16).pixels.shape == (16, 16, 3)
    except ImageError as error:
        words = str(error)
    assert not any(secret in words for secret in (PATIENT, PATIENT_ID, *PATIENT.split("^"), str(path.parent)))
    return bool(words)


def test_a_dicom_file_compressed_as_a_whole_is_not_unpacked(tmp_path):
    """It may be a bomb: 200 MB here, of a few hundred kilobytes."""
    path = dicom_file(tmp_path / "a.dcm", RGB, "RGB", syntax=DeflatedExplicitVRLittleEndian)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    path.write_bytes(path.read_bytes() + packed)
    assert "deflated" in reason(path)


@pytest.mark.parametrize("scheme", ["RGB", "MONOCHROME2"])
def test_a_frame_converted_in_bands_has_the_pixels_of_one_converted_whole(tmp_path, monkeypatch, scheme):
    pixels = (RGB if scheme == "RGB" else RGB[..., 0]).astype(np.uint16) * 201
    path = dicom_file(tmp_path / "a.dcm", pixels, scheme, bits=16)
    at_once = read_image(path, 50).pixels
    monkeypatch.setattr(dicom, "BAND_VALUES", 1000)
    np.testing.assert_array_equal(read_image(path, 50).pixels, at_once)
