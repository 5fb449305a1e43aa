"""Overlays: what they show, where they lie, and that they never get among the images or over them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.errors import UsageError
from desktop.outputs.heatmaps.drawing import OPACITY, blend, explained, frame_picture, legend
from desktop.outputs.heatmaps.folder import ENDING, check_folder, overlay_path
from desktop.results.rows import Row
from tests.desktop.helpers import broken_file, listing, needs_posix, one_colour, quarters, run_python, saved
from tests.tiny_model import tiny_info, write_tiny_model

GREY = Image.new("RGB", (300, 200), (120, 120, 120))
ROW = Row("a.jpg", "ok", diagnosis="red", probability=0.75)
TOP_LEFT = np.array([[1.0, -1.0], [-1.0, -1.0]], dtype=np.float32)


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Dark pixels in a part of the picture."""
    return int((np.asarray(picture.crop(box).convert("L")) < 100).sum())


def test_what_speaks_for_the_class_is_marked_where_it_is_and_nothing_else():
    pixels = np.asarray(blend(GREY, TOP_LEFT)).astype(int)
    moved = np.abs(pixels - 120).sum(axis=2)
    assert moved[:60, :90].min() > 100
    assert moved[140:, 210:].max() < 10  # of 765: smoothing overshoots a little


def test_a_map_that_speaks_against_the_class_leaves_the_image_as_it_is():
    assert np.array_equal(np.asarray(blend(GREY, -np.ones((7, 7), dtype=np.float32))), np.asarray(GREY))


def test_the_legend_runs_from_the_image_to_the_strongest_place():
    scale = np.asarray(legend((120, 120, 120), 200, 10)).astype(int)
    assert np.abs(scale[5, 0] - 120).max() < 12
    strongest = 120 + (np.array([254, 232, 56]) - 120) * OPACITY
    assert np.abs(scale[5, -1] - strongest).max() < 12
    uniform = np.ones((2, 2), dtype=np.float32)
    assert np.abs(np.asarray(blend(GREY, uniform))[0, 0].astype(int) - strongest).max() < 3


def test_the_frame_keeps_its_proportions_and_is_never_enlarged(tmp_path):
    path = saved(quarters(600, 300), tmp_path / "a.png")
    frame = frame_picture(path, 600, 300, 400)
    assert frame.size == (400, 200)
    assert frame.getpixel((100, 50)) == (255, 0, 0)
    assert frame.getpixel((300, 50)) == (0, 255, 0)
    assert frame_picture(path, 600, 300, 2000).size == (600, 300)


def test_an_unfamiliar_image_is_shown_without_a_map_and_without_a_diagnosis():
    unfamiliar = Row("a.jpg", "ok", diagnosis="red", probability=0.75, flags=("unfamiliar",))
    known, unknown = (explained(GREY, TOP_LEFT, row, tiny_info()) for row in (ROW, unfamiliar))
    assert known.size == unknown.size
    below = (0, GREY.height, known.width, known.height)
    assert np.array_equal(np.asarray(unknown.crop((30, 0, 330, 200))), np.asarray(GREY))
    assert not np.array_equal(np.asarray(known.crop((30, 0, 330, 200))), np.asarray(GREY))
    assert ink(known, below) > 100
    assert ink(unknown, below) > 100
    assert known.crop(below).tobytes() != unknown.crop(below).tobytes()


def test_a_small_or_thin_image_has_room_for_its_words():
    tall = explained(Image.new("RGB", (3, 400), (120, 120, 120)), TOP_LEFT, ROW, tiny_info())
    assert tall.width == 360
    assert ink(tall, (0, 400, tall.width, tall.height)) > 100


# --- where they lie --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jpg", "deep/er/a.png", "a b/ü.jpg", "CON.jpg"])
def test_an_overlay_lies_as_its_image_does(name):
    assert overlay_path(Path("out"), name) == Path("out") / f"{name}{ENDING}"


def test_names_too_long_for_a_file_system_stay_apart():
    one, two = (overlay_path(Path(), "ä" * 120 + end) for end in ("1.jpg", "2.jpg"))
    assert one != two
    assert max(len(os.fsencode(path.name)) for path in (one, two)) <= 230


@pytest.mark.parametrize(("target", "paths"), [("images/heat", ["images"]), ("images", ["images"]), (".", ["images"])])
def test_a_folder_that_the_next_run_would_classify_is_refused(tmp_path, target, paths):
    (tmp_path / "images").mkdir()
    with pytest.raises(UsageError, match="the next run would classify the overlays; choose a folder beside it"):
        check_folder(tmp_path / target, [tmp_path / p for p in paths])


@needs_posix
def test_a_link_into_the_images_is_seen_through(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "heat").symlink_to(tmp_path / "images")
    with pytest.raises(UsageError, match="lie in each other"):
        check_folder(tmp_path / "heat", [tmp_path / "images"])


def test_a_file_in_the_folders_place_and_an_image_that_would_be_overwritten_are_refused(tmp_path):
    image = one_colour(tmp_path / f"a.jpg{ENDING}", (1, 2, 3))
    with pytest.raises(UsageError, match="is a file, and the heat maps need a folder"):
        check_folder(image, [])
    with pytest.raises(UsageError, match="lies in the heat maps' folder"):
        check_folder(tmp_path, [image])
    check_folder(tmp_path / "heat", [image])


def test_no_overlay_is_an_image_to_any_later_run(run, tmp_path, coloured_images):
    """Single images may have their overlays in a folder below theirs; a search of that folder passes them."""
    folder = coloured_images
    images = sorted(path for path in folder.glob("*.png"))
    assert run(*images, "--heatmaps", folder / "heat").exit_code == 0
    result = run(folder, "-o", tmp_path / "results.csv")
    assert result.exit_code == 0
    assert f"{len(images)} .heatmap.jpg" in result.stderr
    assert "heatmap" not in (tmp_path / "results.csv").read_text(encoding="utf-8")


# --- at the command line ---------------------------------------------------------------------------------------------


def test_every_image_gets_one_and_the_images_are_left_alone(run, tmp_path, coloured_images):
    broken_file(coloured_images / "x.jpg")
    before = {name: (coloured_images / name).stat().st_mtime_ns for name in listing(coloured_images)}
    result = run(coloured_images, "--heatmaps", tmp_path / "heat")
    assert result.exit_code == 3
    assert listing(tmp_path / "heat") == {
        *("deeper", "deeper/blue.jpg.heatmap.jpg", "green.png.heatmap.jpg", "red.png.heatmap.jpg")
    }
    assert "3 heat maps -> " in result.stderr
    assert {name: (coloured_images / name).stat().st_mtime_ns for name in listing(coloured_images)} == before


def test_a_continued_run_makes_what_is_missing_and_what_another_model_or_image_made(run, tmp_path, coloured_images):
    output, heat = tmp_path / "r.csv", tmp_path / "heat"
    assert run(coloured_images, "-o", output).exit_code == 0
    assert "3 heat maps -> " in run(coloured_images, "-o", output, "--heatmaps", heat).stderr
    assert "0 heat maps, 3 there already" in run(coloured_images, "-o", output, "--heatmaps", heat).stderr

    (heat / "green.png.heatmap.jpg").unlink()
    (heat / "red.png.heatmap.jpg").write_text("broken", encoding="utf-8")
    assert "2 heat maps, 1 there already" in run(coloured_images, "-o", output, "--heatmaps", heat).stderr

    one_colour(coloured_images / "red.png", (250, 10, 10), (90, 60))
    assert "1 heat maps, 2 there already" in run(coloured_images, "-o", output, "--heatmaps", heat).stderr
    with Image.open(heat / "red.png.heatmap.jpg") as image:
        assert image.height == 60 + 84

    other = write_tiny_model(tmp_path / "other.onnx", tiny_info(name="other"))
    assert "3 heat maps -> " in run(coloured_images, "-o", output, "--heatmaps", heat, model=other).stderr
    # Answered before by the first model, but the overlays are the other's.
    assert "3 heat maps -> " in run(coloured_images, "-o", output, "--heatmaps", heat).stderr


def test_what_a_killed_run_left_beside_overlays_is_removed_in_every_folder(run, tmp_path, coloured_images):
    code = "from pathlib import Path; from desktop.common.files import part_path; print(part_path(Path('a')).name)"
    name = run_python("-c", code, cwd=tmp_path).stdout.strip()
    heat = tmp_path / "heat"
    (heat / "deeper").mkdir(parents=True)
    for folder, tail in ((heat, ""), (heat / "deeper", ""), (heat / "deeper", "-journal")):
        (folder / f"{name}{tail}").write_bytes(b"half")
    assert run(coloured_images, "--heatmaps", heat).exit_code == 0
    assert {path for path in listing(heat) if "part" in path} == set()


def test_a_wrong_folder_is_told_before_anything_is_run(run, coloured_images):
    result = run(coloured_images, "--heatmaps", coloured_images / "heat")
    assert result.exit_code == 2
    assert "choose a folder beside it" in result.stderr
    assert not (coloured_images / "heat").exists()
