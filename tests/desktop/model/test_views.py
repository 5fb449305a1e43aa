"""Averaging over flips and turns: the right views, the right average, and heat maps laid back over the image."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.engine.events import Classified
from desktop.engine.pipeline import classify_files
from desktop.images.image_file import ImageFile
from desktop.model.prediction import Prediction
from desktop.model.proportions import laid_back
from desktop.model.views import VIEWS, predict_views, rule_of
from desktop.study.setup import Setup
from tests.desktop.helpers import coloured_files, table

TEMPERATURE = 2.0
IMAGES = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3), dtype=np.uint8)


class Corner:
    """Stands for a network that looks at one corner only, so that every turn of an image changes its answer."""

    info = SimpleNamespace(temperature=TEMPERATURE)

    def __init__(self) -> None:
        self.seen: list[np.ndarray] = []

    def predict(self, images: np.ndarray, *, heatmaps: bool = False) -> Prediction:
        assert images.flags["C_CONTIGUOUS"]
        self.seen.append(images)
        logits = images[:, 0, 1].astype(np.float32) / 50.0
        powers = np.exp(logits / TEMPERATURE)
        maps = images.transpose(0, 3, 1, 2).astype(np.float32) if heatmaps else None
        unfamiliarity = images[:, 0, 1, 0].astype(np.float32) / 255.0
        return Prediction(logits, powers / powers.sum(axis=1, keepdims=True), unfamiliarity, maps)


def seen(views: int, image: np.ndarray = IMAGES[:1]) -> list[np.ndarray]:
    network: Any = Corner()
    predict_views(network, image, views=views)
    return [batch[0] for batch in network.seen]


def test_one_view_is_the_plain_answer():
    network: Any = Corner()
    answer, plain = predict_views(network, IMAGES), network.predict(IMAGES)
    assert np.array_equal(answer.probabilities, plain.probabilities)
    assert len(network.seen) == 2


@pytest.mark.parametrize("views", VIEWS)
def test_all_views_are_different_and_the_first_is_the_image(views):
    pictures = seen(views)
    assert len({p.tobytes() for p in pictures}) == len(pictures) == views
    assert np.array_equal(pictures[0], IMAGES[0])


def test_quarter_turns_come_only_with_eight():
    wide = np.zeros((1, 8, 8, 3), dtype=np.uint8)
    wide[:, 3:5] = 255  # a lying bar, standing after a quarter turn
    assert all(picture[4, 0, 0] == 255 for picture in seen(4, wide))
    assert sum(int(picture[4, 0, 0]) == 255 for picture in seen(8, wide)) == 4


@pytest.mark.parametrize("views", [2, 4, 8])
def test_logits_are_averaged_and_then_calibrated(views):
    network: Any = Corner()
    answer = predict_views(network, IMAGES, views=views)
    logits = np.mean([batch[:, 0, 1] / 50.0 for batch in network.seen], axis=0)
    powers = np.exp(logits / TEMPERATURE)
    assert np.allclose(answer.logits, logits, atol=1e-5)
    assert np.allclose(answer.probabilities, powers / powers.sum(axis=1, keepdims=True), atol=1e-6)
    assert answer.probabilities.dtype == answer.logits.dtype == answer.unfamiliarity.dtype == np.float32
    assert np.allclose(answer.unfamiliarity, np.mean([b[:, 0, 1, 0] / 255.0 for b in network.seen], axis=0), atol=1e-6)
    assert answer.heatmaps is None


@pytest.mark.parametrize("views", [2, 4, 8])
def test_heat_maps_are_turned_back(views):
    # This network's map is the picture it was shown: turned back, every one is the image itself, and so is their mean.
    network: Any = Corner()
    maps = predict_views(network, IMAGES, views=views, heatmaps=True).heatmaps
    assert maps is not None
    assert maps.dtype == np.float32
    assert np.allclose(maps, IMAGES.transpose(0, 3, 1, 2), atol=1e-4)


def round_mole(aspect: float, side: int = 96) -> np.ndarray:
    """A picture of that width over height with a round mole in its middle, squashed into a square."""
    line = (np.arange(side) + 0.5) / side - 0.5
    y, x = np.meshgrid(line, line * aspect, indexing="ij")
    distance = np.hypot(x, y) / min(aspect, 1.0)
    skin = np.clip(1000.0 * (distance - 0.2), 60.0, 220.0)
    return np.repeat(skin[..., None], 3, axis=2).astype(np.uint8)


PROPORTIONS = [4 / 3, 3 / 4, 1.0, 2.0, 0.5, 3.0]


def differences(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Mean difference of each image [N, S, S, 3] from another in the middle of its picture, as wide as it is high:
    beyond it the edges of a picture that is turned are mirrored."""
    found, side = [], images.shape[1]
    for image, other, aspect in zip(images.astype(float), others, PROPORTIONS, strict=True):
        rows, columns = (round(side * (1.0 - min(1.0, part)) / 2.0) for part in (aspect, 1.0 / aspect))
        middle = np.s_[rows : side - rows, columns : side - columns]
        found.append(np.abs(image[middle] - other[middle]).mean())
    return np.array(found)


def test_a_round_mole_is_round_in_every_view_of_a_picture_that_is_no_square():
    """One batch of landscape, portrait, square and panorama: all eight views of each are the picture itself."""
    images, network = np.stack([round_mole(aspect) for aspect in PROPORTIONS]), Corner()
    whole: Any = network
    predict_views(whole, images, views=8, aspects=np.array(PROPORTIONS))
    for view in network.seen:
        assert differences(view, images).max() < 3.0
    squares = Corner()
    whole = squares
    predict_views(whole, images, views=8)
    away = np.max([differences(view, images) for view in squares.seen], axis=0)
    assert (away[np.array(PROPORTIONS) != 1.0] > 9.0).all()


def test_heat_maps_of_quarter_turns_lie_over_the_picture_again():
    images, network = np.stack([round_mole(aspect) for aspect in PROPORTIONS]), Corner()
    whole: Any = network
    maps = predict_views(whole, images, views=8, heatmaps=True, aspects=np.array(PROPORTIONS)).heatmaps
    assert maps is not None
    assert maps.dtype == np.float32
    assert differences(maps.transpose(0, 2, 3, 1), images).max() < 3.0


def test_what_lies_beyond_the_frame_of_a_turned_picture_explains_nothing():
    """Of a panorama a quarter turn shows the middle alone: the ends of the map are those of the views that saw them."""
    picture = np.zeros((1, 64, 64, 3), dtype=np.uint8)
    picture[:, :, :8] = 200  # the left end, that no quarter turn shows
    network: Any = Corner()
    maps = predict_views(network, picture, views=8, heatmaps=True, aspects=np.array([2.0])).heatmaps
    assert maps is not None
    assert np.abs(maps[0, 0, :, :8] - 200.0).max() < 1e-3


def test_a_map_of_one_place_and_a_picture_of_extreme_proportions_are_laid_back_too():
    maps, there = laid_back(np.full((2, 3, 1, 1), 7.0, dtype=np.float32), np.array([20.0, 0.05]))
    assert maps.shape == (2, 3, 1, 1)
    assert there.all()
    assert np.allclose(maps, 7.0)


@pytest.mark.parametrize(
    ("frame", "turned", "aspect"), [((80, 60), 1, 4 / 3), ((60, 80), 1, 3 / 4), ((80, 60), 6, 3 / 4)]
)
def test_the_engine_turns_each_file_in_the_proportions_it_is_shown_in(
    classifier, tmp_path, monkeypatch, frame, turned, aspect
):
    exif = Image.Exif()
    exif[0x0112] = turned
    wide = Image.fromarray(round_mole(frame[0] / frame[1])).resize(frame, Image.Resampling.BILINEAR)
    wide.save(tmp_path / "mole.png", exif=exif)
    shown, predict = [], classifier.predict

    def told(images: np.ndarray, *, heatmaps: bool = False) -> Prediction:
        shown.append(images.astype(float))
        return predict(images, heatmaps=heatmaps)

    monkeypatch.setattr(classifier, "predict", told)
    list(classify_files(classifier, [ImageFile(tmp_path / "mole.png", "mole.png")], batch_size=1, tta=8))
    views = shown[-8:]
    assert max(np.abs(view - views[0]).mean() for view in views) < 4.0
    assert np.abs(views[0] - np.rot90(views[0], axes=(1, 2))).mean() > 4.0, aspect


@pytest.mark.parametrize("views", [0, 3, 16])
def test_other_numbers_of_views_are_refused(views):
    network: Any = Corner()
    with pytest.raises(ValueError, match=r"views must be one of \(1, 2, 4, 8\)"):
        predict_views(network, IMAGES, views=views)


def test_the_engine_averages_and_a_model_that_sees_colours_only_answers_the_same(classifier, tmp_path):
    files = coloured_files(tmp_path, 5)

    def answers(views: int) -> list[Classified]:
        events = classify_files(classifier, files, batch_size=2, tta=views, heatmaps=True)
        return [event for event in events if isinstance(event, Classified)]

    for one, eight in zip(answers(1), answers(8), strict=True):
        assert one.file == eight.file
        assert np.allclose(one.probabilities, eight.probabilities, atol=1e-5)
        assert one.heatmaps is not None
        assert eight.heatmaps is not None
        assert np.allclose(one.heatmaps, eight.heatmaps, atol=1e-3)


def test_the_command_line_says_what_it_costs(run, coloured_images):
    plain, turned = run(coloured_images), run(coloured_images, "--tta", "8")
    assert [r["diagnosis"] for r in table(turned.stdout)] == [r["diagnosis"] for r in table(plain.stdout)]
    assert "seen mirrored, upside down and turned too, so the network works 8 times as long" in turned.stderr
    assert "is seen" not in plain.stderr
    assert run(coloured_images, "--tta", "3").exit_code == 2


def test_answers_of_other_views_are_not_taken_for_these(run, coloured_images, tmp_path):
    output = tmp_path / "results.csv"
    assert run(coloured_images, "-o", output).exit_code == 0
    again = run(coloured_images, "-o", output, "--tta", "2")
    assert "answered in" not in again.stderr
    assert "before" not in again.stderr
    assert "all of them before" in run(coloured_images, "-o", output, "--tta", "2").stderr
    assert json.loads((tmp_path / "results.run.json").read_text(encoding="utf-8"))["options"]["tta"] == 2


def test_answers_by_quarter_turns_have_another_rule_than_those_of_the_frame_as_it_is():
    assert [rule_of("squash", views) == "squash" for views in VIEWS] == [True, True, True, False]
    network: Any = SimpleNamespace(
        sha256="a", provider=SimpleNamespace(label="CPU"), info=SimpleNamespace(input=SimpleNamespace(resize="squash"))
    )
    assert Setup.of(network, tta=4).pixels == "squash"
    assert Setup.of(network, tta=8) != Setup("a", "CPU", "squash", 8)  # as programs named it that turned squares
