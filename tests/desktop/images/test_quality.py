"""What is wrong with a photograph is measured and told, and no row is lost for it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PIL import Image, ImageFilter

from desktop.engine.events import Classified
from desktop.engine.pipeline import classify_files
from desktop.images import quality
from desktop.images.image_file import ImageFile
from desktop.images.quality import Quality, measure, quality_flags
from desktop.results.rows import to_row
from desktop.results.wording import explain
from tests.desktop.helpers import one_colour, saved, table

GOOD = Quality(sharpness=53.0, dark=0.001, bright=0.0, smallest_side=450)
NOISE = np.random.default_rng(3).normal(130, 12, (224, 224, 3)).clip(0, 255).astype(np.uint8)


def measured(pixels: np.ndarray) -> Quality:
    return measure(pixels.astype(np.uint8), width=600, height=450)


def test_sharpness_is_the_variance_of_the_laplacian():
    green = NOISE[..., 1].astype(float)
    laplacian = (
        green[:-2, 1:-1] + green[2:, 1:-1] + green[1:-1, :-2] + green[1:-1, 2:] - 4 * green[1:-1, 1:-1]
    )  # fmt: skip
    assert measured(NOISE).sharpness == pytest.approx(laplacian[::4].var(), rel=1e-5)


def test_a_slope_is_as_flat_as_one_colour():
    slope = np.broadcast_to(np.arange(224)[None, :, None], (224, 224, 3))
    assert measured(slope).sharpness == pytest.approx(0.0, abs=1e-6)
    assert measured(np.full((224, 224, 3), 90)).sharpness == 0.0


def test_black_and_white_pixels_are_counted():
    pixels = np.full((224, 224, 3), 128)
    pixels[:56] = 0
    pixels[-28:] = 255
    assert measured(pixels).dark == 0.25
    assert measured(pixels).bright == 0.125


def test_the_frames_smaller_side_counts_whichever_it_is():
    assert measure(NOISE, width=600, height=450).smallest_side == 450
    assert measure(NOISE, width=300, height=450).smallest_side == 300


def test_a_larger_input_is_thinned_to_where_the_thresholds_hold():
    doubled = NOISE.repeat(2, axis=0).repeat(2, axis=1)
    assert measured(doubled) == measured(NOISE)


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({}, ()),
        ({"sharpness": quality.LEAST_SHARPNESS}, ()),
        ({"sharpness": quality.LEAST_SHARPNESS - 0.1}, ("blurred",)),
        ({"dark": quality.MOST_DARK}, ()),
        ({"dark": quality.MOST_DARK + 0.01}, ("dark",)),
        ({"bright": quality.MOST_BRIGHT}, ()),
        ({"bright": quality.MOST_BRIGHT + 0.01}, ("bright",)),
        ({"smallest_side": 224}, ()),
        ({"smallest_side": 223}, ("small",)),
        ({"sharpness": 0.0, "dark": 0.4, "bright": 0.4, "smallest_side": 50}, ("blurred", "dark", "bright", "small")),
    ],
)
def test_a_flag_is_raised_beyond_its_threshold(change, flags):
    assert quality_flags(dataclasses.replace(GOOD, **change), 224) == flags


def test_a_blurred_photograph_is_flagged_and_the_sharp_one_is_not(tmp_path):
    texture = Image.fromarray(NOISE).resize((600, 450), Image.Resampling.BICUBIC)
    files = {
        "sharp.png": texture,
        "blurred.png": texture.filter(ImageFilter.GaussianBlur(8)),
        "dark.png": texture.point(lambda v: v // 6),
        "bright.png": texture.point(lambda v: min(255, v * 2)),
        "small.png": texture.resize((120, 90)),
    }
    flags = {}
    for name, image in files.items():
        pixels = np.asarray(saved(image, tmp_path / name) and image.resize((224, 224), Image.Resampling.BILINEAR))
        flags[name] = quality_flags(measure(pixels, width=image.width, height=image.height), 224)
    assert flags["sharp.png"] == ()
    assert "blurred" in flags["blurred.png"]
    assert "dark" in flags["dark.png"]
    assert "bright" in flags["bright.png"]
    assert "small" in flags["small.png"]


def test_the_engine_hands_the_numbers_on_and_the_row_names_the_flags_after_the_models(classifier, tmp_path):
    file = ImageFile(one_colour(tmp_path / "a.png", (128, 128, 128), (20, 40)), "a.png")
    (event,) = (e for e in classify_files(classifier, [file]) if isinstance(e, Classified))
    assert event.quality == Quality(sharpness=0.0, dark=0.0, bright=0.0, smallest_side=20)
    row = to_row(event, classifier.info, None)
    assert row.quality == event.quality
    assert row.flags == ("uncertain", "blurred", "small")


def test_a_flag_never_costs_a_row(run, tmp_path):
    one_colour(tmp_path / "white.png", (255, 255, 255), (10, 10))
    (row,) = table(run(tmp_path).stdout)
    assert (row["status"], row["flags"]) == ("ok", "unfamiliar;uncertain;blurred;bright;small")
    assert row["probability"]


@pytest.mark.parametrize("flag", ["unfamiliar", "uncertain", "blurred", "dark", "bright", "small"])
def test_every_flag_is_explained_in_a_sentence(flag):
    sentence = explain(flag)
    assert sentence.lower().startswith(f"{flag}: ")
    assert sentence.endswith(".")
