"""Averaging over flips and turns: the right views, the right average, and heat maps laid back over the image."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from desktop.engine.events import Classified
from desktop.engine.pipeline import classify_files
from desktop.model.prediction import Prediction
from desktop.model.views import VIEWS, predict_views
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
