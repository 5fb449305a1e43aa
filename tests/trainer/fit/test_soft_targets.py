"""What is learned in place of labels: the probabilities that others answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from tests.trainer.fit.small_training import (
    SIDE,
    Silent,
    colours,
    recipe_of,
    tiny_network,
)
from trainer.fit import fitting
from trainer.fit.checkpoint import Checkpoint
from trainer.fit.fitting import Material
from trainer.recipe import Stage


def _sure(seed: int) -> Any:
    """A network of random weights that are large enough for answers of its own."""
    keras.utils.set_random_seed(seed)
    network = tiny_network(SIDE, rate=0.0)
    kernel, bias = network.get_layer("logits").get_weights()
    network.get_layer("logits").set_weights([4.0 * kernel, bias + np.random.default_rng(seed).normal(size=bias.shape)])
    return network


def test_probabilities_are_learned_in_place_of_the_labels(tmp_path: Path) -> None:
    given = colours(SIDE)
    taught = np.eye(3, dtype=np.float32)[(given.labels + 1) % 3] * 0.8 + np.float32(0.2 / 3)  # another class than said
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    checkpoint.start(tiny_network(SIDE, rate=0.0))
    network = fitting.fit(
        lambda size: tiny_network(size, rate=0.0),
        recipe_of(Stage("head", 12, 0.05, rates=(0.05,) * 12), class_weights="none"),
        Material(given.pixels, given.labels, np.arange(60), np.arange(0), targets=taught),
        checkpoint=checkpoint,
        record=lambda row: None,
        progress=Silent,
    )
    found = keras.ops.convert_to_numpy(keras.ops.softmax(network(given.pixels(SIDE).astype("float32"))))
    assert np.abs(found - taught).mean() < 0.1


def test_a_network_taught_by_the_mean_answers_of_others_answers_as_they_do_on_average(tmp_path: Path) -> None:
    given = colours(SIDE)
    images = given.pixels(SIDE).astype("float32")

    def answers(network: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
        found: np.ndarray[Any, Any] = keras.ops.convert_to_numpy(keras.ops.softmax(network(images)))
        return found.astype(np.float64)

    mean = np.mean([answers(_sure(seed)) for seed in (1, 2, 3)], axis=0)

    def divergence(network: Any) -> float:
        """Kullback-Leibler, of the network's answers from the mean."""
        return float((mean * np.log(mean / answers(network))).sum(axis=1).mean())

    reached = {}
    for name, targets in (("distilled", mean.astype(np.float32)), ("labels", None)):
        keras.utils.set_random_seed(0)
        begun = tiny_network(SIDE, rate=0.0)
        reached["begun"] = divergence(begun)
        checkpoint = Checkpoint(tmp_path / name)
        checkpoint.start(begun)
        reached[name] = divergence(
            fitting.fit(
                lambda size: tiny_network(size, rate=0.0),
                recipe_of(Stage("head", 12, 0.05, rates=(0.05,) * 12), class_weights="none"),
                Material(given.pixels, given.labels, np.arange(60), np.arange(0), targets=targets),
                checkpoint=checkpoint,
                record=lambda row: None,
                progress=Silent,
            )
        )
    assert reached["distilled"] < 0.5 * reached["begun"]
    assert reached["distilled"] < 0.5 * reached["labels"]
