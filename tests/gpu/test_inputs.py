"""What the proof refuses before it begins: each a sentence of `inputs`, within seconds and not after an hour."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import HamError
from tests.gpu.inputs import inputs
from tests.gpu.plan import SMALL, Plan


@pytest.fixture
def options(phantoms: Path, tmp_path: Path) -> dict[str, Any]:
    return replace(Plan(phantoms, tmp_path, "jax", "cpu"), **SMALL).inputs()


def test_usable_data_are_told_and_decoded_once_for_all_trainings(options: dict[str, Any], tmp_path: Path) -> None:
    told = inputs(options)["data"]
    assert told.endswith(" images of 7 classes")
    assert " of 280 images: " in told
    assert len(list((tmp_path / "pixels").iterdir())) == 1


def test_a_folder_without_metadata_is_refused(options: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(HamError, match="empty holds no metadata"):
        inputs({**options, "data": str(tmp_path / "empty")})


def test_images_that_cannot_be_read_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    data = Path(shutil.copytree(options["data"], tmp_path / "damaged"))
    for file in data.rglob("*.[jp][pn]g"):
        file.write_bytes(b"no image")
    with pytest.raises(HamError, match="cannot be read"):
        inputs({**options, "data": str(data)})


def test_classes_that_cannot_be_divided_into_parts_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    data = Path(shutil.copytree(options["data"], tmp_path / "few"))
    (table,) = data.glob("*.csv")
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    nevi = [row for row in rows if ",nv," in row]
    lone = next(row for row in rows if ",mel," in row)
    table.write_text("\n".join([head, *nevi, lone]) + "\n", encoding="utf-8")
    with pytest.raises(HamError, match="three"):
        inputs({**options, "data": str(data)})


def test_a_file_that_is_no_model_and_a_recipe_that_is_not_there_are_refused(
    options: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "a.onnx").write_bytes(b"no model")
    with pytest.raises(HamError, match=r"a\.onnx"):
        inputs({**options, "models": [str(tmp_path / "a.onnx")]})
    with pytest.raises(HamError, match="nonesuch"):
        inputs({**options, "recipe": "nonesuch"})
