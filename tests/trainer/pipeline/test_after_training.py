"""Everything that is set after training is set by training and validation alone: whatever the test part holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.phantoms import SMALL, write_phantoms
from trainer.data.dataset import Dataset, load_dataset
from trainer.data.pixels import decode_all
from trainer.data.split import split_images
from trainer.measure.calibration import load_calibration
from trainer.measure.promises import load_promises
from trainer.network.network import build_network
from trainer.pipeline.after_training import calibrate_and_evaluate
from trainer.pipeline.remake_report import promises_again
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import RunFolder

pytestmark = pytest.mark.timeout(600)
RECIPE = Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation(), image_size=32, blocks=SMALL)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Dataset, np.ndarray, dict[str, np.ndarray]]:
    """A network of random weights, and drawn images with their split."""
    folder = write_phantoms(tmp_path_factory.mktemp("data") / "drawn", per_class=40, seed=3, size=(40, 30))
    dataset = load_dataset(folder)
    pixels = decode_all(list(dataset.table["path"]), size=32, cache=folder / ".pixels", fingerprint="f")
    parts = split_images(dataset.table, by="lesion", seed=0)
    rows = {part: np.flatnonzero(parts == part) for part in ("train", "val", "test")}
    return build_network(classes=7, size=32, blocks=SMALL), dataset, np.array(pixels), rows


def _after(
    path: Path, network: Any, dataset: Dataset, pixels: np.ndarray, rows: dict[str, np.ndarray], *, test: bool = True
) -> Path:
    path.mkdir()
    calibrate_and_evaluate(network, RunFolder(path), RECIPE, dataset=dataset, pixels=pixels, rows=rows, test=test)
    return path


def _fitted(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((path / "calibration.json").read_bytes())
    for point in found["operating_points"]:
        point.pop("test")
    return found


@pytest.mark.usefixtures("undrawn")
def test_other_images_and_labels_of_the_test_part_change_nothing_but_its_figures(
    material: tuple[Any, Dataset, np.ndarray, dict[str, np.ndarray]], tmp_path: Path
) -> None:
    network, dataset, pixels, rows = material
    before = _after(tmp_path / "before", network, dataset, pixels, rows)
    diagnoses = dataset.table["dx"].to_numpy(copy=True)
    diagnoses[rows["test"]] = np.random.default_rng(0).permutation(diagnoses[rows["test"]])
    other = replace(dataset, table=dataset.table.assign(dx=diagnoses))
    inverted = pixels.copy()
    inverted[rows["test"]] = 255 - inverted[rows["test"]] // 2
    after = _after(tmp_path / "after", network, other, inverted, rows)

    assert _fitted(after) == _fitted(before)
    assert (after / "unfamiliarity.npz").read_bytes() == (before / "unfamiliarity.npz").read_bytes()
    assert (after / "promises.json").read_bytes() == (before / "promises.json").read_bytes()
    assert (after / "predictions_val.csv").read_bytes() == (before / "predictions_val.csv").read_bytes()
    one, two = (json.loads((path / "metrics.json").read_bytes()) for path in (before, after))
    assert one["validation"] == two["validation"]
    assert one["test"] != two["test"]
    one, two = (json.loads((path / "subgroups.json").read_bytes()) for path in (before, after))
    assert one["validation"] == two["validation"]


@pytest.mark.usefixtures("undrawn")
def test_validation_images_of_no_one_class_say_how_far_their_source_lies(
    material: tuple[Any, Dataset, np.ndarray, dict[str, np.ndarray]], tmp_path: Path
) -> None:
    network, dataset, pixels, rows = material
    covering, clinic = rows["train"][:30], dataset.table["source"].to_numpy(dtype=object, copy=True)
    clinic[[*covering, *rows["val"][:2]]] = "clinic"
    several = replace(dataset, table=dataset.table.assign(source=clinic))
    path = _after(
        tmp_path / "run",
        network,
        several,
        pixels,
        rows | {"train": rows["train"][30:], "val_coarse": covering},
        test=False,
    )
    found = load_promises(path)
    assert found is not None
    assert found.reference is not None
    assert found.reference.by_source["clinic"].images == 32
    assert found.reference.held_out.images == len(rows["val"])
    calibration, _ = load_calibration(path)
    again = promises_again(RunFolder(path), [one.code for one in dataset.classes], calibration)
    assert again.reference == found.reference


def test_a_test_part_that_is_not_to_be_read_is_not_read(
    material: tuple[Any, Dataset, np.ndarray, dict[str, np.ndarray]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network, dataset, pixels, rows = material
    path = _after(tmp_path / "unread", network, dataset, pixels, rows | {"test": np.array([10**6])}, test=False)
    assert json.loads((path / "metrics.json").read_bytes()).get("test") is None
    assert not (path / "predictions_test.csv").exists()
    assert not list((path / "figures").glob("*_test.*"))
    assert (path / "figures" / "mistakes_val.png").is_file()
    said = capsys.readouterr().err
    assert "validation (chosen there)" in said
    assert "fewer than the 20 that a threshold of sensitivity 0.95 asks for" in said  # six drawn melanomas
