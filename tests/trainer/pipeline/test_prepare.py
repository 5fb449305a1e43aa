"""The parts that a network is given: splits that sources bring, refused where a class would be missing from one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.phantoms import write_phantoms
from trainer.data.merged_sources import load_sources
from trainer.data.sources import Source
from trainer.errors import DataError
from trainer.pipeline.prepare import divide
from trainer.recipe import load_recipe


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_phantoms(tmp_path_factory.mktemp("own") / "data", per_class=12, size=(40, 30), codes=("mel", "nv"))


def _divided(folder: Path, parts: dict[str, str], *, test: bool = True) -> set[str]:
    """The parts of the images when the source brings a table of the parts of its lesions."""
    source = Source(str(folder), "clinic", split="split.csv")
    data = load_sources([source])
    own = data.table[["image_id"]].assign(part=[parts[lesion] for lesion in data.table["lesion_id"]])
    own.to_csv(folder / "split.csv", index=False)
    pixels = np.random.default_rng(0).integers(0, 256, (len(data.table), 32, 32, 3), dtype=np.uint8)
    found = divide(data, [source], load_recipe("standard"), pixels, test=test)
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
        divide(data, [source], load_recipe("standard"), np.zeros((len(data.table), 32, 32, 3), np.uint8))
