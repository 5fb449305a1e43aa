"""The head's normalisation knows the features of the weights that are kept, and not of those on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.trainer.fit.small_training import SIDE, colours, recipe_of, run_fit, tiny_network
from trainer.fit.fitting import validate
from trainer.fit.head_statistics import estimate_anew
from trainer.recipe import Stage


def _norm(network: Any) -> Any:
    return next(layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization))


def _features(network: Any, rows: np.ndarray) -> np.ndarray:
    before = keras.Model(network.inputs, _norm(network).input)
    return np.asarray(before.predict_on_batch(colours(SIDE).pixels(SIDE)[rows]))


def test_they_are_mean_and_variance_of_the_training_images() -> None:
    network, material = tiny_network(SIDE), colours(SIDE)
    estimate_anew(network, material.pixels(SIDE), material.train, batch_size=8, seed=0)
    features = _features(network, material.train)
    assert np.asarray(_norm(network).moving_mean) == pytest.approx(features.mean(axis=0), rel=1e-4, abs=1e-6)
    assert np.asarray(_norm(network).moving_variance) == pytest.approx(features.var(axis=0), rel=1e-3, abs=1e-6)


def test_images_of_validation_do_not_enter() -> None:
    network, material = tiny_network(SIDE), colours(SIDE)
    pixels = material.pixels(SIDE).copy()
    estimate_anew(network, pixels, material.train, batch_size=8, seed=0)
    before = np.asarray(_norm(network).moving_mean)
    pixels[material.validation] = 255
    estimate_anew(network, pixels, material.train, batch_size=8, seed=0)
    assert (np.asarray(_norm(network).moving_mean) == before).all()


def test_a_short_training_ends_with_statistics_that_fit_and_is_no_worse_for_it(tmp_path: Path) -> None:
    recipe = recipe_of(Stage("head", 2, 0.05))
    told: list[tuple[dict[str, float], dict[str, float]]] = []
    network, history = run_fit(
        tmp_path, recipe, settled=lambda *both: told.append(both)
    )  # ten steps: moving averages have hardly begun
    features = _features(network, colours(SIDE).train)
    assert np.asarray(_norm(network).moving_mean) == pytest.approx(features.mean(axis=0), rel=1e-3, abs=1e-5)
    found = validate(network, colours(SIDE).pixels(SIDE), colours(SIDE), batch_size=8)
    assert found["val_loss"] <= min(row["val_loss"] for row in history) + 1e-6
    ((before, after),) = told
    assert before["val_loss"] == pytest.approx(min(row["val_loss"] for row in history), abs=1e-5)
    assert after == pytest.approx(found, abs=1e-5)
