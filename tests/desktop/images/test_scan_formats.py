"""Folders with HEIC and DICOM files: what is found, and what a run without the extras says of it."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from desktop.engine.discovery import find_images
from tests.desktop.helpers import names, needs_posix, one_colour, quarters, table
from tests.desktop.images.make import dicom_file, heic_file


@pytest.fixture
def mixed(tmp_path):
    """A folder of what devices write."""
    pixels = np.asarray(quarters())
    folder = tmp_path / "images"
    one_colour(folder / "a.jpg", (230, 20, 20))
    heic_file(folder / "b.HEIC", quarters(64, 48))
    dicom_file(folder / "c.dcm", pixels, "RGB")
    dicom_file(folder / "IM000001", pixels, "RGB")
    dicom_file(folder / "1.2.826.0.1", pixels, "RGB")
    dicom_file(folder / "DICOMDIR", pixels, "RGB")
    (folder / "README").write_text("no image", encoding="utf-8")
    (folder / "empty").touch()
    return folder


def test_dicom_without_an_ending_is_found_by_its_letters_and_the_index_is_not(mixed):
    assert names(find_images([mixed])) == ["1.2.826.0.1", "IM000001", "a.jpg", "b.HEIC", "c.dcm"]


@needs_posix
def test_a_pipe_without_an_ending_is_not_waited_for(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    one_colour(tmp_path / "a.jpg", (1, 2, 3))
    assert names(find_images([tmp_path])) == ["a.jpg"]


def test_without_the_extras_each_file_is_a_row_that_names_what_is_missing(mixed, run, monkeypatch):
    monkeypatch.setitem(sys.modules, "pydicom", None)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    result = run(mixed)
    assert result.exit_code == 3
    errors = {row["file"]: row["error"] for row in table(result.stdout)}
    assert errors.pop("a.jpg") == ""
    assert "ham-classifier[heic]" in errors.pop("b.HEIC")
    assert len(errors) == 3
    assert all("ham-classifier[dicom]" in error for error in errors.values())
