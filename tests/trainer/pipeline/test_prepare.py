"""The parts that a network is given: splits that sources bring, refused where a class would be missing from one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.phantoms import write_phantoms
from trainer.data.merged_sources import load_sources
from trainer.data.sources import Source, read_sources
from trainer.errors import DataError
from trainer.pipeline.prepare import divide
from trainer.pipeline.train import Options, train
from trainer.recipe import load_recipe
from trainer.runs.folder import DataRecord


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_phantoms(tmp_path_factory.mktemp("own") / "data", per_class=12, size=(40, 30), codes=("mel", "nv"))


def _noise(images: int) -> np.ndarray:
    """Pixels of which no two pictures are alike."""
    return np.random.default_rng(0).integers(0, 256, (images, 32, 32, 3), dtype=np.uint8)


def _divided(folder: Path, parts: dict[str, str], *, test: bool = True) -> set[str]:
    """The parts of the images when the source brings a table of the parts of its lesions."""
    source = Source(str(folder), "clinic", split="split.csv")
    data = load_sources([source])
    own = data.table[["image_id"]].assign(part=[parts[lesion] for lesion in data.table["lesion_id"]])
    own.to_csv(folder / "split.csv", index=False)
    found = divide(data, [source], load_recipe("standard"), _noise(len(data.table)), test=test)
    assert (found == own["part"]).all()
    return set(found)


def test_a_split_that_lacks_a_class_or_a_whole_part_is_refused_before_anything_is_learned(drawn: Path) -> None:
    table = load_sources([Source(str(drawn))]).table
    lesions = {code: sorted(set(own["lesion_id"])) for code, own in table.groupby("dx")}
    parts = {lesion: ("val", "test", "train")[min(n, 2)] for own in lesions.values() for n, lesion in enumerate(own)}
    assert _divided(drawn, parts) == {"train", "val", "test"}
    for part in ("train", "val", "test"):
        other = "train" if part != "train" else "val"
        moved = {lesion: other if p == part and lesion in lesions["mel"] else p for lesion, p in parts.items()}
        with pytest.raises(DataError, match=f"no image of mel in the part {part}"):
            _divided(drawn, moved)
    untested = {lesion: "train" if part == "test" else part for lesion, part in parts.items()}
    with pytest.raises(DataError, match=r"no image of mel, nv in the part test; .*--no-test"):
        _divided(drawn, untested)
    assert _divided(drawn, untested, test=False) == {"train", "val"}


def test_images_of_a_split_are_named_as_in_the_data(drawn: Path) -> None:
    source = Source(str(drawn), "clinic", split="split.csv")
    data = load_sources([source])
    pd.DataFrame({"image_id": data.table["image_id"][1:], "part": "train"}).to_csv(drawn / "split.csv", index=False)
    with pytest.raises(DataError, match=r"no part train, val or test for 1 images of clinic \(PHANTOM_000001\)"):
        divide(data, [source], load_recipe("standard"), _noise(len(data.table)))


def test_folds_go_on_with_the_data_and_the_shares_they_were_begun_with_alone(tmp_path: Path) -> None:
    for seed, name in enumerate(("a", "b")):
        write_phantoms(tmp_path / name, per_class=4, size=(40, 30), seed=seed, codes=("mel", "nv"))
    table = pd.read_csv(tmp_path / "b" / "metadata.csv", dtype=str, keep_default_na=False)
    for image in (tmp_path / "b").rglob("*.jpg"):
        image.rename(image.with_name(f"B{image.name}"))
    table.assign(image_id="B" + table["image_id"]).to_csv(tmp_path / "b" / "metadata.csv", index=False)
    file = tmp_path / "data.toml"
    told = '[[source]]\nfolder = "a"\nname = "a"\nshare = SHARE\n[[source]]\nfolder = "b"\nname = "b"\n'
    file.write_text(told.replace("SHARE", "0.4"), encoding="utf-8")
    sources = read_sources([file])
    data = load_sources(sources)
    before = DataRecord("d", "l", str(tmp_path), data.fingerprint, 16, 16, data.counts, sources=sources)
    options = Options(load_recipe("standard"), file, tmp_path / "runs", "none", expected=before)

    file.write_text(told.replace("SHARE", "0.7"), encoding="utf-8")
    with pytest.raises(DataError, match="shares or splits of the sources have changed since the folds before"):
        train(options)
    file.write_text(told.replace("SHARE", "0.4"), encoding="utf-8")
    image = next((tmp_path / "a").rglob("*.jpg"))
    image.write_bytes(image.read_bytes() + b"\0")
    with pytest.raises(DataError, match="have changed since the folds before"):
        train(options)
    assert not (tmp_path / "runs").exists()
