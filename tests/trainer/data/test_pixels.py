"""Images are decoded once, into a file that is complete or not there; and the phantoms that the tests decode."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from desktop.images import load_image
from tests.phantoms import CODES, draw_phantom, main, write_phantoms
from trainer.data import pixels as pixels_module
from trainer.data.dataset import load_dataset
from trainer.data.pixels import decode_all
from trainer.errors import DataError


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_phantoms(tmp_path_factory.mktemp("phantoms"), per_class=4, size=(40, 30))


@pytest.fixture
def paths(phantoms: Path, tmp_path: Path) -> list[Path]:
    copy = Path(shutil.copytree(phantoms, tmp_path / "data"))
    return sorted(copy.rglob("*.jpg"))


def decode(paths: list[Path], cache: Path, *, size: int = 16, fingerprint: str = "f", progress: bool = False):
    return decode_all(paths, size=size, cache=cache, fingerprint=fingerprint, progress=progress)


def test_the_array_holds_what_the_desktop_would_see_in_the_order_asked_for(paths, tmp_path):
    order = paths[::-1]
    array = decode(order, tmp_path / "cache")
    assert array.shape == (len(paths), 16, 16, 3)
    assert array.dtype == np.uint8
    for row, path in zip(array, order, strict=True):
        np.testing.assert_array_equal(row, load_image(path, 16))


def test_order_holds_when_images_finish_out_of_order_and_in_many_batches(paths, tmp_path, monkeypatch):
    monkeypatch.setattr(pixels_module, "AHEAD", 5)

    def slow_at_first(path: Path, size: int) -> np.ndarray:
        time.sleep(0.02 if path == paths[0] else 0)
        return load_image(path, size)

    monkeypatch.setattr(pixels_module, "load_image", slow_at_first)
    array = decode(paths, tmp_path / "cache")
    for row, path in zip(array, paths, strict=True):
        np.testing.assert_array_equal(row, load_image(path, 16))


def test_the_array_is_mapped_and_cannot_be_written_to(paths, tmp_path):
    array = decode(paths, tmp_path / "cache")
    assert isinstance(array, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_an_image_is_decoded_only_once(paths, tmp_path, monkeypatch):
    first = np.array(decode(paths, tmp_path / "cache"))
    monkeypatch.setattr(pixels_module, "load_image", lambda *_: pytest.fail("decoded again"))
    np.testing.assert_array_equal(decode(paths, tmp_path / "cache"), first)


@pytest.mark.parametrize(
    "change",
    [{"size": 8}, {"fingerprint": "g"}, {"paths": slice(0, 5)}, {"paths": slice(None, None, -1)}],
    ids=["size", "data", "fewer images", "other order"],
)
def test_another_request_gets_another_file(paths, tmp_path, change):
    decode(paths, tmp_path / "cache")
    some = paths[change.pop("paths", slice(None))]
    array = decode(some, tmp_path / "cache", **change)
    size = change.get("size", 16)
    np.testing.assert_array_equal(array[0], load_image(some[0], size))
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_another_resize_rule_gets_another_file(paths, tmp_path, monkeypatch):
    decode(paths, tmp_path / "cache")
    monkeypatch.setattr(pixels_module, "RESIZE_RULE", "crop-9")
    decode(paths, tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_cut_off_cache_file_is_made_anew(paths, tmp_path):
    first = np.array(decode(paths, tmp_path / "cache"))
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    np.testing.assert_array_equal(decode(paths, tmp_path / "cache"), first)


def test_a_cache_file_of_another_shape_is_made_anew(paths, tmp_path):
    first = np.array(decode(paths, tmp_path / "cache"))
    (file,) = (tmp_path / "cache").iterdir()
    np.save(file, first[:-1])
    np.testing.assert_array_equal(decode(paths, tmp_path / "cache"), first)


def test_unreadable_images_are_all_counted_and_the_first_named_with_the_reason(paths, tmp_path):
    for path in paths[2:6]:
        path.write_bytes(path.read_bytes()[:200])
    paths[7].write_bytes(b"")
    with pytest.raises(DataError) as caught:
        decode(paths, tmp_path / "cache")
    message = str(caught.value)
    assert f"5 of {len(paths)} images cannot be read" in message
    assert f"{paths[2]}: the image data is damaged" in message
    assert all(str(path) in message for path in paths[2:5])
    assert "and 2 more" in message
    assert str(paths[7]) not in message
    assert "\n" not in message
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_interrupted_run_leaves_nothing_and_no_thread(paths, tmp_path, monkeypatch):
    def interrupted(path: Path, size: int) -> np.ndarray:
        if path == paths[6]:
            raise KeyboardInterrupt
        return load_image(path, size)

    monkeypatch.setattr(pixels_module, "load_image", interrupted)
    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        decode(paths, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
    assert threading.active_count() == threads


def test_nothing_bears_the_final_name_before_the_last_image_is_written(paths, tmp_path, monkeypatch):
    seen: list[str] = []

    def watch(path: Path, size: int) -> np.ndarray:
        seen.extend(file.name for file in (tmp_path / "cache").iterdir())
        return load_image(path, size)

    monkeypatch.setattr(pixels_module, "load_image", watch)
    decode(paths, tmp_path / "cache")
    assert seen
    assert all(name.endswith(".part") for name in seen)


def test_what_a_killed_run_left_is_cleared_away_and_a_running_one_let_be(paths, tmp_path):
    decode(paths, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    old, young = (file.with_name(f"{file.name}.{number}.part") for number in (1, 2))
    file.unlink()
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    decode(paths, tmp_path / "cache")
    assert sorted((tmp_path / "cache").iterdir()) == sorted([file, young])


def test_a_cache_folder_that_cannot_be_is_an_error_of_one_sentence(paths, tmp_path):
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(DataError, match=r"cannot be written to .*cache"):
        decode(paths, tmp_path / "cache")


def test_too_little_space_is_said_before_anything_is_decoded(paths, tmp_path, monkeypatch):
    monkeypatch.setattr(pixels_module, "load_image", lambda *_: pytest.fail("decoded without space"))
    monkeypatch.setattr(pixels_module.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(DataError, match=r"need .* GB"):
        decode(paths, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_disk_that_fills_up_is_an_error_and_leaves_nothing(paths, tmp_path, monkeypatch):
    def full(*_args, **_options) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pixels_module.os, "fsync", full)
    with pytest.raises(DataError, match="No space left on device"):
        decode(paths, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_progress_shows_on_a_terminal_s_standard_error_alone(paths, tmp_path, capfd, monkeypatch):
    decode(paths, tmp_path / "log", progress=True)
    assert capfd.readouterr().err == ""  # standard error is no terminal here, and a log wants no bar
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    decode(paths, tmp_path / "one", progress=True)
    loud = capfd.readouterr()
    assert loud.out == ""
    assert "Decoding images" in loud.err
    assert "img/s" in loud.err
    decode(paths, tmp_path / "two", progress=False)
    assert capfd.readouterr().err == ""


# The phantoms


@pytest.mark.parametrize("code", CODES)
def test_a_phantom_has_the_size_asked_for_and_no_two_are_alike(code):
    rng = np.random.default_rng(0)
    one, two = (np.asarray(draw_phantom(code, rng, (48, 36)), dtype=float) for _ in range(2))
    assert one.shape == (36, 48, 3)
    assert np.abs(one - two).mean() > 3


def test_the_kinds_of_phantoms_differ_in_the_middle():
    rng = np.random.default_rng(0)
    means = [
        np.mean([np.asarray(draw_phantom(code, rng, (48, 36)))[12:24, 16:32].mean((0, 1)) for _ in range(40)], axis=0)
        for code in CODES
    ]
    apart = [np.abs(one - two).max() for index, one in enumerate(means) for two in means[:index]]
    assert min(apart) > 8


def test_a_phantom_data_set_is_the_same_for_the_same_seed(tmp_path):
    one, same, other = (
        load_dataset(write_phantoms(tmp_path / name, per_class=3, seed=seed, size=(24, 18)))
        for name, seed in (("one", 0), ("same", 0), ("other", 1))
    )
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert [path.read_bytes() for path in one.table["path"]] == [path.read_bytes() for path in same.table["path"]]


def test_phantom_lesions_have_one_to_three_views_and_both_folders_hold_images(tmp_path):
    data = load_dataset(write_phantoms(tmp_path, per_class=20, size=(24, 18)))
    assert data.counts == dict.fromkeys(CODES, 20)
    assert set(data.table.groupby("lesion_id").size()) == {1, 2, 3}
    assert {path.parent.name for path in data.table["path"]} == {"images_part_1", "images_part_2"}


def test_phantoms_can_be_written_from_the_command_line_and_say_that_they_are_drawn(tmp_path, capsys):
    main([str(tmp_path / "demo"), "--per-class", "3"])
    assert len(load_dataset(tmp_path / "demo").table) == 21
    assert "no photographs" in capsys.readouterr().out


def test_another_folder_with_the_same_names_is_decoded_for_itself(tmp_path):
    folders = []
    for colour in ((250, 0, 0), (0, 0, 250)):
        folder = tmp_path / f"{colour[0]}"
        folder.mkdir()
        Image.new("RGB", (20, 20), colour).save(folder / "a.bmp")
        folders.append(decode([folder / "a.bmp"], tmp_path / "cache"))
    assert folders[0][0, 0, 0].tolist() != folders[1][0, 0, 0].tolist()
