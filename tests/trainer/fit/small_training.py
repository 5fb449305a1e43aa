"""A training of a second: images whose colour is their class, a network of few layers, and ways to stop it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from trainer.fit import fitting
from trainer.fit.checkpoint import Checkpoint
from trainer.fit.fitting import Material
from trainer.fit.progress import StageProgress
from trainer.network.network import BACKBONE, Dropout, FixedStatistics
from trainer.recipe import Augmentation, Recipe, Stage

SIDE = 64


class Silent(StageProgress):
    """Counts the images of the validations that it was told of."""

    def __init__(self, stage: Stage, batches: int) -> None:
        super().__init__(stage, batches)
        self.announced = self.told = 0

    def validating(self, images: int) -> None:
        self.announced += images

    def update(self, images: int) -> None:
        self.told += images


class KilledError(Exception):
    """Stands for whatever ends a run in the middle of an epoch."""


class Kill(Silent):
    """Ends the run in the middle of the epoch."""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if batch == 2:
            raise KilledError


def colours(side: int, *, contrary: bool = False) -> Material:
    """Images whose colour decides their class. contrary: those of validation are labelled otherwise, so that the
    better a network learns the worse it does on them."""
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    noise = rng.integers(0, 20, (60, 1, 1, 3), dtype=np.uint8)

    def pixels(size: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        images = np.full((60, size, size, 3), 60, dtype=np.uint8)
        images[np.arange(60), :, :, labels] = 200
        return images + noise

    given = pixels(side)
    truth = np.where((np.arange(60) >= 42) & contrary, (labels + 1) % 3, labels)
    return Material(lambda size: given if size == side else pixels(size), truth, np.arange(42), np.arange(42, 60))


def tiny_network(size: int, *, rate: float = 0.3, bias: bool = True) -> Any:
    """A backbone of one convolution and dropout, and a head; trains in a second."""
    inputs = keras.Input((size, size, 3), name="images")
    layers = [
        keras.Input((size, size, 3)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(4, 3, strides=2, use_bias=bias),
    ]
    backbone = FixedStatistics(keras.Sequential(layers), name=BACKBONE)
    pooled = keras.layers.GlobalAveragePooling2D(name="backbone_out")(backbone(inputs))
    dropped = Dropout(rate)(keras.layers.BatchNormalization()(pooled))
    return keras.Model(inputs, keras.layers.Dense(3, dtype="float32", name="logits")(dropped))


def run_fit(
    folder: Path,
    recipe: Recipe,
    *,
    contrary: bool = False,
    kill: tuple[str, int] | None = None,
    settled: Any = None,
    jit: bool = False,
) -> tuple[Any, list[dict[str, Any]]]:
    """`fit` on `colours`, begun or continued in `folder`. kill: name of the stage and epoch (from 0) to end it in."""
    checkpoint = Checkpoint(folder / "checkpoint")
    if not checkpoint.folder.exists():
        keras.utils.set_random_seed(0)
        checkpoint.start(tiny_network(recipe.image_size))
    history = list(checkpoint.load().history)
    begun: dict[str, int] = {}

    def progress(stage: Stage, batches: int) -> Any:
        begun[stage.name] = begun.get(stage.name, -1) + 1
        return (Kill if (stage.name, begun[stage.name]) == kill else Silent)(stage, batches)

    network = fitting.fit(
        tiny_network,
        recipe,
        colours(recipe.image_size, contrary=contrary),
        checkpoint=checkpoint,
        record=history.append,
        progress=progress,
        settled=settled,
        jit=jit,
    )
    return network, history


def recipe_of(*stages: Stage, monitor: str = "val_loss", **more: Any) -> Recipe:
    """A recipe for images of SIDE pixels."""
    return Recipe("test", stages, Augmentation(flips=True), batch_size=8, image_size=SIDE, monitor=monitor, **more)  # type: ignore[arg-type]


def same_weights(one: Any, other: Any, *, within: float) -> bool:
    """Whether two networks have the same weights, but for the statistics, which are estimated anew at the end."""
    pairs = zip(one.weights, other.weights, strict=True)
    learned = [(a, b) for a, b in pairs if not a.name.startswith("moving_")]
    array = keras.ops.convert_to_numpy
    return all(np.allclose(array(a), array(b), atol=within, rtol=0) for a, b in learned)


THREE = (
    Stage("head", 3, 0.05),
    Stage("coarse", 3, 0.02, train_from=0, scale=0.5, optimiser="adamw", weight_decay=0.01, schedule="cosine"),
    Stage("fine", 3, 0.01, train_from=0, optimiser="adamw", schedule="cosine", warmup_epochs=0.5),
)


EVERYTHING = {"mixup": 0.2, "weight_average": 0.8, "label_smoothing": 0.1, "class_weights": "sqrt"}
