"""What says nothing about an image is never told as its damage: somebody might delete it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, NoReturn

import pydicom
import pytest
from PIL import Image, ImageCms

from desktop.errors import ImageError
from desktop.images import limits, read_image, reading
from tests.desktop.helpers import needs_posix, smooth_image

SYSTEM = [errno.EIO, errno.EMFILE, errno.ENFILE, errno.ESTALE, errno.ENOMEM, errno.ETIMEDOUT, errno.EHOSTUNREACH]


@pytest.fixture(params=["jpg", "png", "tif", "bmp", "webp"])
def image(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"lesion.{request.param}"
    smooth_image(300, 200).save(path)
    return path


def reason_for(path: Path) -> str:
    with pytest.raises(ImageError) as raised:
        read_image(path, 32)
    return str(raised.value)


def fails_with(error: BaseException) -> Any:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


@pytest.mark.parametrize("number", SYSTEM)
def test_what_the_system_says_while_a_file_is_read_is_told_in_its_words(image, number, monkeypatch):
    monkeypatch.setattr(limits.MeteredFile, "readinto", fails_with(OSError(number, os.strerror(number))))
    assert os.strerror(number) in reason_for(image)
    assert "damage" not in reason_for(image)


@needs_posix
def test_too_many_open_files_are_told_as_that(image):
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    read_image(image, 32)
    lowest = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, before[1]))
    try:
        with pytest.raises(ImageError) as raised:
            read_image(image, 32)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert os.strerror(errno.EMFILE) in str(raised.value)
    assert "damage" not in str(raised.value)


def test_lack_of_memory_is_told_as_that(image, monkeypatch):
    monkeypatch.setattr(Image.Image, "resize", fails_with(MemoryError()))
    assert reason_for(image).startswith("there was not enough memory")


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.EIO, os.strerror(errno.EIO))])
def test_a_profile_or_exif_that_could_not_be_read_is_not_left_out(tmp_path, monkeypatch, error):
    path = tmp_path / "photo.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    smooth_image(300, 200).save(path, icc_profile=profile)
    with monkeypatch.context() as patched:
        patched.setattr(Image.Image, "getexif", fails_with(error))
        assert "says nothing about the image" in reason_for(path)
    with monkeypatch.context() as patched:
        patched.setattr(ImageCms, "getProfileDescription", fails_with(error))
        patched.setattr(ImageCms, "profileToProfile", fails_with(error))
        assert "says nothing about the image" in reason_for(path)


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.ESTALE, os.strerror(errno.ESTALE))])
def test_nor_is_it_damage_of_a_dicom_or_heic_file(tmp_path, monkeypatch, error):
    path = tmp_path / "scan.dcm"
    path.write_bytes(bytes(128) + b"DICM" + bytes(200))
    monkeypatch.setattr(pydicom.filereader, "read_file_meta_info", fails_with(error))
    assert "says nothing about the image" in reason_for(path)
    heif = pytest.importorskip("pillow_heif")
    path = tmp_path / "photo.heic"
    path.write_bytes(bytes(4) + b"ftypheic" + bytes(200))
    monkeypatch.setattr(heif, "open_heif", fails_with(error))
    assert "says nothing about the image" in reason_for(path)


def test_a_defect_of_ours_is_told_as_that(image, monkeypatch):
    monkeypatch.setattr(reading, "check_size", None)
    assert reason_for(image) == "it could not be decoded (TypeError, a defect of this program)"


def test_an_argument_of_a_wrong_type_is_the_callers_fault_and_no_image_error(image):
    with pytest.raises(TypeError):
        read_image(image, "32")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        read_image(3, 32)  # type: ignore[arg-type]
    assert (read_image(str(image), 32).pixels == read_image(image, 32).pixels).all()  # type: ignore[arg-type]


def test_damage_is_still_told_as_damage(image):
    image.write_bytes(image.read_bytes()[:400])
    assert "says nothing" not in reason_for(image)
    assert any(word in reason_for(image) for word in ("damaged", "no image"))
