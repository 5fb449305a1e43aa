"""A network that is started from does not know what is to judge the one that is made of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.phantoms import write_phantoms
from trainer.data.dataset import Dataset, load_dataset
from trainer.data.pixels import decode_all
from trainer.data.split import split_images
from trainer.errors import DataError, RunError
from trainer.pipeline.provenance import split_table
from trainer.pipeline.starting_network import check_start
from trainer.runs.folder import RunFolder

Material = tuple[Dataset, np.ndarray, Path]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A data set with its pixels, and the run that a network was made of it in, split by the seed 0."""
    top = tmp_path_factory.mktemp("start")
    dataset = load_dataset(write_phantoms(top / "drawn", per_class=10, size=(40, 30)))
    pixels = np.array(decode_all(list(dataset.table["path"]), size=32, cache=top / ".pixels", fingerprint="f"))
    run = RunFolder(top / "run")
    run.path.mkdir()
    run.model.touch()
    run.write_table(run.split, split_table(dataset, split_images(dataset.table, by="lesion", seed=0), pixels))
    return dataset, pixels, run.path


@pytest.mark.parametrize("named", ["", "model.keras"])
def test_the_same_split_and_other_weights_are_a_start(material: Material, named: str) -> None:
    dataset, pixels, run = material
    same, other = (split_images(dataset.table, by="lesion", seed=seed) for seed in (0, 1))
    check_start(str(run / named), dataset, same, pixels)
    for weights in ("imagenet", "none", str(run / "resnet50.weights.h5")):
        check_start(weights, dataset, other, pixels)


def test_images_that_the_start_learned_from_judge_nothing(material: Material) -> None:
    dataset, pixels, run = material
    other = split_images(dataset.table, by="lesion", seed=1)
    with pytest.raises(DataError, match=r"images of the test part .* too good; split the data as that run did"):
        check_start(str(run), dataset, other, pixels)
    with pytest.raises(DataError, match="images of the validation part"):
        check_start(str(run), dataset, np.where(other == "test", "train", other), pixels)


def test_what_the_start_chose_by_does_not_test_and_chooses_again(material: Material) -> None:
    dataset, pixels, run = material
    same = split_images(dataset.table, by="lesion", seed=0)
    with pytest.raises(DataError, match="images of the test part"):
        check_start(str(run), dataset, np.where(same == "val", "test", "train"), pixels)
    check_start(str(run), dataset, np.where(same == "val", "val_coarse", "train"), pixels)


def test_images_of_another_data_set_are_new_whatever_they_are_called(material: Material, tmp_path: Path) -> None:
    _, _, run = material
    own = load_dataset(write_phantoms(tmp_path / "own", per_class=6, size=(40, 30), seed=9))  # the same ids
    strange = np.random.default_rng(0).integers(0, 256, (len(own.table), 32, 32, 3), dtype=np.uint8)
    check_start(str(run), own, split_images(own.table, by="lesion", seed=3), strange)


def test_a_run_whose_split_is_damaged_is_told(material: Material, tmp_path: Path) -> None:
    dataset, pixels, _ = material
    (tmp_path / "model.keras").touch()
    (tmp_path / "split.csv").write_text("nothing\n1\n", encoding="utf-8")
    with pytest.raises(RunError, match="is no split of a run"):
        check_start(str(tmp_path), dataset, np.array(["test"] * len(dataset.table)), pixels)
