"""The image of every id is found wherever it lies, and none is taken for another."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tests.phantoms import write_phantoms
from tests.trainer.data.changed_data import draw_phantom_file, refusal, rewrite
from trainer.data.dataset import describe, load_dataset
from trainer.data.locate import locate_images
from trainer.errors import DataError


def test_images_lying_there_twice_are_counted_once(copy):
    before = load_dataset(copy)
    shutil.copytree(copy / "images_part_1", copy / "again" / "images_part_1")
    for path in (copy / "again").rglob("*.jpg"):
        path.rename(path.with_suffix(".JPG"))
    after = load_dataset(copy)
    assert len(after.table) == len(before.table) == 56
    assert after.fingerprint == before.fingerprint


@pytest.mark.parametrize("suffix", [".JPG", ".Jpeg"])
def test_the_case_of_a_file_ending_does_not_matter(copy, suffix):
    for path in copy.rglob("*.jpg"):
        path.rename(path.with_suffix(suffix))
    assert {path.suffix for path in load_dataset(copy).table["path"]} == {suffix}


def test_a_thumbnail_of_the_same_name_is_not_taken_for_the_image(copy):
    before = load_dataset(copy)
    (copy / "a_thumbs").mkdir()
    for path in before.table["path"]:
        draw_phantom_file(copy / "a_thumbs" / path.name)
    assert list(load_dataset(copy).table["path"]) == list(before.table["path"])


def test_images_behind_a_linked_folder_are_found_and_circles_of_links_end(copy, tmp_path):
    shutil.move(copy / "images_part_2", tmp_path / "elsewhere")
    try:
        (copy / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        for circle in ("round", "and", "round again"):
            (copy / circle).symlink_to(copy, target_is_directory=True)
    except OSError:
        pytest.skip("this machine does not allow symbolic links")
    assert len(load_dataset(copy).table) == 56


def test_masks_are_not_taken_for_the_images_however_large_they_are(copy):
    before = load_dataset(copy)
    for folder, ending in (
        ("masks", ".bmp"),
        ("HAM_segmentations", ".png"),
        ("images_part_1", ".bmp"),
        ("a", ".png"),
        ("GT", ".jpg"),
    ):
        (copy / folder).mkdir(exist_ok=True)
        for path in before.table["path"]:
            (copy / folder / f"{path.stem}{ending}").write_bytes(bytes(200_000))
    data = load_dataset(copy)
    assert list(data.table["path"]) == list(before.table["path"])
    assert "note: 56 images have several files of the name" in describe(data)
    assert "left in GT, HAM_segmentations" in describe(data)


def test_another_picture_of_the_same_size_is_told_and_a_copy_is_not(copy):
    path = load_dataset(copy).table["path"].iloc[0]
    for folder, content in (("again", path.read_bytes()), ("drawn", bytes(path.stat().st_size))):
        (copy / folder).mkdir()
        (copy / folder / path.name).write_bytes(content)
        told = [note for note in load_dataset(copy).notes if "several files of the name" in note]
        assert len(told) == (folder == "drawn")


def test_copies_in_bins_and_previews_of_the_system_are_no_images_of_the_data(copy):
    path = load_dataset(copy).table["path"].iloc[0]
    for folder in ("@eaDir", "$RECYCLE.BIN"):
        (copy / folder).mkdir()
        (copy / folder / path.name).write_bytes(path.read_bytes() + bytes(1000))
    assert load_dataset(copy).notes == ()
    path.unlink()
    assert "passed over: 1 .csv, 2 system folders ($RECYCLE.BIN, @eaDir)" in refusal(copy)


def test_folders_in_an_id_are_compared(tmp_path):
    write_phantoms(tmp_path, per_class=3, size=(16, 12), codes=("nv", "mel"))
    table = pd.read_csv(tmp_path / "metadata.csv")
    paths = {path.stem: path for path in tmp_path.rglob("*.jpg")}
    for number, name in enumerate(table["image_id"]):
        target = tmp_path / f"clinic{number}" / "001.jpg"
        target.parent.mkdir()
        paths[name].rename(target)
    table["image_id"] = [f"clinic{number}/001.jpg" for number in range(len(table))]
    table.to_csv(tmp_path / "metadata.csv", index=False)
    data = load_dataset(tmp_path)
    assert [f"{path.parent.name}/001" for path in data.table["path"]] == list(data.table["image_id"])


def test_two_files_of_one_name_that_show_different_things_are_refused_and_a_path_says_which(copy):
    table = load_dataset(copy).table
    path, image_id = table["path"].iloc[0], table["image_id"].iloc[0]
    other = next(p for p, dx in zip(table["path"], table["dx"], strict=True) if dx != table["dx"].iloc[0])
    for folder, picture in (("siteA", path.read_bytes()), ("siteB", other.read_bytes())):
        (copy / folder).mkdir()
        (copy / folder / path.name).write_bytes(picture)
    path.unlink()
    said = refusal(copy)
    assert f"different things ({image_id}: siteA/{path.name}, siteB/{path.name})" in said
    assert f"write the folder before the id (siteA/{image_id})" in said

    rewrite(copy, lambda rows: rows.assign(image_id=rows["image_id"].replace(image_id, f"siteB/{path.name}")))
    found = load_dataset(copy).table.set_index("image_id")["path"]
    assert found[f"siteB/{image_id}"] == copy / "siteB" / path.name


def _draw(folder, *names):
    """Different pictures under these names, in a folder whose table lists the ids that are asked for."""
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        grain = np.random.default_rng(number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(grain).resize((80, 60)).save(folder / name)


def test_an_id_that_is_a_whole_path_names_that_file_and_no_other_that_ends_so(tmp_path):
    _draw(tmp_path, "a/x.png", "b/a/x.png", "c/y.png")
    for spelled in ("a/x", "A\\X.png", "./a/x"):
        found = locate_images([spelled, "y"], tmp_path, tmp_path / "metadata.csv")
        assert found.paths == (tmp_path / "a" / "x.png", tmp_path / "c" / "y.png")


@pytest.mark.parametrize(
    ("names", "way_out"),
    [
        (("a/x.png", "b/x.png"), "write the folder before the id (a/x)."),
        (
            ("x.png", "b/x.png"),
            "write the folder before the id (b/x), and move the one that lies in no folder into one.",
        ),
        (("x.jpg", "x.jpeg"), "give each a name of its own."),
        (("a/x.jpg", "a/x.jpeg"), "give each a name of its own."),
    ],
)
def test_the_way_out_of_two_files_of_one_name_is_one_that_can_be_gone(tmp_path, names, way_out):
    _draw(tmp_path, *names)
    with pytest.raises(DataError) as refused:
        locate_images(["x"], tmp_path, tmp_path / "metadata.csv")
    assert str(refused.value).endswith(way_out)


def test_a_smaller_copy_of_the_same_picture_is_no_other_picture(copy):
    before = load_dataset(copy)
    (copy / "z").mkdir()
    for path in before.table["path"]:
        with Image.open(path) as image:
            image.resize((image.width * 4 // 5, image.height * 4 // 5)).save(copy / "z" / path.name, quality=90)
    assert list(load_dataset(copy).table["path"]) == list(before.table["path"])


def test_missing_images_are_counted_and_the_first_few_named(copy):
    for path in sorted(copy.rglob("*.jpg"))[:5]:
        path.unlink()
    message = refusal(copy)
    assert "5 of the 56 images" in message
    assert "PHANTOM_000001, PHANTOM_000002, PHANTOM_000003 and 2 more" in message


def test_a_broken_link_is_a_missing_image(copy):
    path = sorted(copy.rglob("*.jpg"))[0]
    path.unlink()
    try:
        path.symlink_to(copy / "gone.jpg")
    except OSError:
        pytest.skip("this machine does not allow symbolic links")
    assert "1 of the 56 images" in refusal(copy)


def test_images_still_packed_are_noticed(copy):
    shutil.rmtree(copy / "images_part_1")
    (copy / "images_part_1.zip").write_bytes(b"PK")
    assert "unpack the zip files" in refusal(copy)
