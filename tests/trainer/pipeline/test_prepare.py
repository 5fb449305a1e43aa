"""The parts that a network is given: splits that sources bring, refused where a class would be missing from one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from tests.phantoms import write_phantoms
from tests.trainer.report.test_report import RECORD
from trainer.data.merged_sources import load_sources
from trainer.data.sources import Source, read_sources
from trainer.errors import DataError
from trainer.pipeline.prepare import check_sources, data_of_run, divide, material, sources_of_run
from trainer.pipeline.train import Options, train
from trainer.recipe import Augmentation, load_recipe, with_changes
from trainer.runs.folder import DataRecord, RunFolder


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


def test_another_seed_of_the_training_leaves_the_split_as_it_is_and_another_of_the_split_does_not(drawn: Path) -> None:
    source, recipe = Source(str(drawn), "clinic"), load_recipe("standard")

    def parts(**changed: int) -> list[str]:
        own = with_changes(recipe, **changed)
        data = load_sources([source], limit=16, seed=own.split_seed)
        found = divide(data, [source], own, _noise(len(data.table)))
        return [f"{image} {part}" for image, part in zip(data.table["image_id"], found, strict=True)]

    assert parts(seed=7) == parts()
    assert parts(split_seed=7) != parts()


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

    for changed in ("0.7", "0.4\naspect = 1.5"):
        file.write_text(told.replace("SHARE", changed), encoding="utf-8")
        with pytest.raises(DataError, match="splits or aspects of the sources have changed since the folds before"):
            train(options)
    file.write_text(told.replace("SHARE", "0.4"), encoding="utf-8")
    image = next((tmp_path / "a").rglob("*.jpg"))
    image.write_bytes(image.read_bytes() + b"\0")
    with pytest.raises(DataError, match="have changed since the folds before"):
        train(options)
    assert not (tmp_path / "runs").exists()


def _two_sources(folder: Path) -> tuple[Path, ...]:
    """Data sets of phantoms with ids of their own, and a `data.toml` that names them."""
    for seed, name in enumerate(("a", "b")):
        write_phantoms(folder / name, per_class=4, size=(40, 30), seed=seed, codes=("mel", "nv"))
    table = pd.read_csv(folder / "b" / "metadata.csv", dtype=str, keep_default_na=False)
    for image in (folder / "b").rglob("*.jpg"):
        image.rename(image.with_name(f"B{image.name}"))
    table.assign(image_id="B" + table["image_id"]).to_csv(folder / "b" / "metadata.csv", index=False)
    (folder / "data.toml").write_text(
        '[[source]]\nfolder = "a"\nname = "one"\nshare = 0.4\n[[source]]\nfolder = "b"\nname = "other"\n'
        '[source.labels]\nnv = "df"\n[[source]]\nfolder = "c"\nname = "third"\nrole = "external"\n',
        encoding="utf-8",
    )
    shutil.copytree(folder / "b", folder / "c")
    return tuple(folder / name for name in "abc")


def test_a_run_goes_on_with_its_sources_wherever_they_lie_now_and_with_no_others(tmp_path: Path) -> None:
    a, b, c = _two_sources(tmp_path)
    sources = read_sources([tmp_path])
    data = load_sources(sources)
    kept = DataRecord("d", "l", str(a), data.fingerprint, 16, 16, data.counts, sources=sources)
    record = msgspec.structs.replace(RECORD, data=kept)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    folder.write_table(folder.split, data.table[["image_id", "source"]].assign(part="train"))

    moved = [Path(shutil.move(path, tmp_path / f"moved {path.name}")) for path in (a, b, c)]
    for given in (moved, moved[:2]):  # all of them, or all that are learned from
        again = data_of_run(record, given)
        assert again.fingerprint == data.fingerprint
        assert again.counts == {"df": 4, "mel": 8, "nv": 4}  # what the labels of the second source stand for
        check_sources(folder, again)
    assert [Path(s.folder).name for s in sources_of_run(record, moved)] == ["moved a", "moved b", "moved c"]
    with pytest.raises(DataError, match=r"begun with 3 sources \(one, other, third\) and 1 are named now"):
        data_of_run(record, moved[:1])
    unlabelled = tuple(msgspec.structs.replace(s, labels={}) for s in sources)
    record = msgspec.structs.replace(record, data=msgspec.structs.replace(kept, sources=unlabelled))
    with pytest.raises(DataError, match="was of other when the run was begun and is of one now"):
        check_sources(folder, data_of_run(record, [moved[1], moved[0]]))


def test_what_could_not_be_measured_in_the_end_is_told_before_the_training(tmp_path: Path) -> None:
    _, _, external = _two_sources(tmp_path)
    (external / "metadata.csv").unlink()
    with pytest.raises(DataError, match="holds no file of labels"):
        train(Options(load_recipe("standard"), tmp_path, tmp_path / "runs", "none"))
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("fold", [lambda s: s, str.upper, lambda s: f"{s}.jpg", lambda s: f"./{s}.JPG"])
def test_a_split_may_call_images_and_parts_as_other_programs_do(drawn: Path, fold: Callable[[str], str]) -> None:
    called = {"train": " Training", "val": "VALIDATION", "test": "test"}
    source = Source(str(drawn), "clinic", split="parts.txt")
    data = load_sources([source])
    lesions = {lesion: n for _, own in data.table.groupby("dx") for n, lesion in enumerate(own["lesion_id"].unique())}
    parts = [("val", "test", "train")[min(lesions[lesion], 2)] for lesion in data.table["lesion_id"]]
    lines = [f"{fold(i)};{called[p]}" for i, p in zip(data.table["image_id"], parts, strict=True)]
    (drawn / "parts.txt").write_text("\r\n".join(["\ufeffImage;Subset", *lines, lines[0]]), encoding="utf-8")
    found = divide(data, [source], load_recipe("standard"), _noise(len(data.table)))
    assert found.tolist() == parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image_id,fold\nPHANTOM_000000,train\n", "needs the columns image_id and part, and has image_id, fold"),
        ("image_id,part\nPHANTOM_000000,train\nPHANTOM_000000.jpg,test\n", "PHANTOM_000000 into train and test"),
        ("image_id,part\nPHANTOM_000000,trian\n", "no part train, val or test for 24 images"),
    ],
)
def test_a_split_that_contradicts_itself_or_says_nothing_is_refused(drawn: Path, text: str, words: str) -> None:
    (drawn / "split.csv").write_text(text, encoding="utf-8")
    source = Source(str(drawn), "clinic", split="split.csv")
    data = load_sources([source])
    with pytest.raises(DataError, match=words):
        divide(data, [source], load_recipe("standard"), _noise(len(data.table)))


def test_a_recipe_of_own_proportions_learns_each_picture_with_that_of_its_frame(drawn: Path) -> None:
    source = Source(str(drawn), "clinic")
    data, rows = load_sources([source]), {"train": np.arange(4), "val": np.arange(4, 8)}
    own = material(data, [source], {}, rows, augmentation=load_recipe("standard").augmentation)
    assert own.aspects is not None
    assert set(own.aspects) == {np.float32(4 / 3)}  # they are drawn 40 x 30
    assert material(data, [source], {}, rows, augmentation=Augmentation(aspect=1.5)).aspects is None
    said = msgspec.structs.replace(source, aspect=0.75)
    told = material(data, [said], {}, rows, augmentation=load_recipe("travel").augmentation).aspects
    assert told is not None
    assert set(told) == {np.float32(0.75)}


def test_pictures_that_are_all_squares_are_told_where_they_are_turned_in_their_own_proportions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Source(str(write_phantoms(tmp_path / "squares", per_class=4, seed=3, size=(32, 32))), "clinic")
    data, rows = load_sources([source]), {"train": np.arange(4), "val": np.arange(4, 8)}
    capsys.readouterr()
    material(data, [source], {}, rows, augmentation=load_recipe("standard").augmentation)
    assert "note: all pictures of clinic are squares" in capsys.readouterr().err
    for said, asked in ((1.0, load_recipe("standard").augmentation), (None, Augmentation(aspect=1.5))):
        given = msgspec.structs.replace(source, aspect=said)
        material(data, [given], {}, rows, augmentation=asked)
        assert capsys.readouterr().err == ""
