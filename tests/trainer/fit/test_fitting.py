"""The stages of training on a network small enough to train in a second; the whole is in the test of the chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.trainer.fit.small_training import (
    EVERYTHING,
    SIDE,
    THREE,
    Silent,
    colours,
    recipe_of,
    run_fit,
    same_weights,
    tiny_network,
)
from trainer.devices.devices import POLICIES
from trainer.errors import DeviceError, RunError
from trainer.fit import fitting
from trainer.fit.checkpoint import Checkpoint
from trainer.fit.fitting import Material
from trainer.recipe import Augmentation, Recipe, Stage


@pytest.fixture
def policy() -> Iterator[Callable[[str], None]]:
    """Sets Keras's dtype policy until the test is over."""
    before = keras.config.dtype_policy()
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy(before)


def test_the_best_epoch_of_all_stages_is_kept(tmp_path: Path) -> None:
    good = Stage("head", 4, 0.05)
    ruinous = Stage("finetune", 3, 1.0, train_from=0, stop_patience=3)
    network, history = run_fit(tmp_path, recipe_of(good, ruinous))
    best = min(history, key=lambda row: row["val_loss"])
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    saved = tiny_network(SIDE)
    checkpoint.load_weights(checkpoint.load().best, saved)
    assert same_weights(saved, network, within=0.0)
    assert [row["best"] for row in history][history.index(best)]
    assert not any(row["best"] for row in history[history.index(best) + 1 :])


def test_a_stage_ends_when_it_no_longer_gains(tmp_path: Path) -> None:
    hopeless = Stage("head", 30, 1.0, stop_patience=2, plateau_patience=1, plateau_factor=0.9)
    _, history = run_fit(tmp_path, recipe_of(hopeless), contrary=True)
    assert 3 <= len(history) < 30
    since_best = len(history) - 1 - max(i for i, row in enumerate(history) if row["best"])
    assert since_best >= 2


def test_the_learning_rate_falls_on_a_plateau(tmp_path: Path) -> None:
    stage = Stage("head", 8, 0.5, plateau_patience=1, plateau_factor=0.1, stop_patience=8)
    _, history = run_fit(tmp_path, recipe_of(stage), contrary=True)
    rates = [row["learning_rate"] for row in history]
    assert rates[0] == pytest.approx(0.5)
    assert rates[-1] < 0.5


def test_a_stage_of_no_epochs_is_passed_over(tmp_path: Path) -> None:
    _, history = run_fit(tmp_path, recipe_of(Stage("head", 0, 0.1), Stage("finetune", 1, 0.1, train_from=0)))
    assert [row["stage"] for row in history] == ["finetune"]
    assert set(history[0]) == set(fitting.HISTORY_COLUMNS)


def test_without_validation_the_last_epoch_is_kept_and_the_rates_are_those_told(tmp_path: Path) -> None:
    recipe = recipe_of(Stage("head", 3, 0.5, rates=(0.05, 0.04, 0.01)))
    given = colours(SIDE)
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    checkpoint.start(tiny_network(SIDE))
    history: list[dict[str, Any]] = []
    network = fitting.fit(
        tiny_network,
        recipe,
        Material(given.pixels, given.labels, np.arange(60), np.arange(0)),
        checkpoint=checkpoint,
        record=history.append,
        progress=Silent,
    )
    assert [row["learning_rate"] for row in history] == pytest.approx([0.05, 0.04, 0.01])
    assert [row["best"] for row in history] == [True] * 3
    assert {row["val_loss"] for row in history} == {None}
    last = tiny_network(SIDE)
    checkpoint.load_weights(checkpoint.load().best, last)
    assert same_weights(last, network, within=0.0)


def test_a_scaled_stage_sees_smaller_images_and_hands_its_weights_on(tmp_path: Path) -> None:
    network, history = run_fit(tmp_path, recipe_of(*THREE))
    assert [row["size"] for row in history] == [SIDE] * 3 + [SIDE // 2] * 3 + [SIDE] * 3
    assert network.input_shape[1] == SIDE
    assert history[6]["loss"] < history[0]["loss"] / 2  # what the earlier stages learned is still there
    assert history[3]["best"]  # another size: nothing to compare with yet
    assert history[6]["best"]


def test_cosine_rises_over_the_warm_up_and_falls_to_nothing(tmp_path: Path) -> None:
    stage = Stage("head", 4, 0.1, schedule="cosine", warmup_epochs=1.0)
    _, history = run_fit(tmp_path, recipe_of(stage))
    rates = [row["learning_rate"] for row in history]
    assert rates[0] == pytest.approx(0.1, rel=0.05)
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == pytest.approx(0.0, abs=1e-6)


def test_the_average_is_what_is_kept_and_the_weights_go_on_from_where_they_were(tmp_path: Path) -> None:
    stage = Stage("head", 1, 0.05)
    start = tiny_network(SIDE)
    lazy, (row,) = run_fit(tmp_path / "lazy", recipe_of(stage, weight_average=100.0))
    checkpoint = Checkpoint(tmp_path / "lazy" / "checkpoint")
    state = checkpoint.load()
    assert state.stage == 1
    checkpoint.load_weights(state.best, start)
    assert same_weights(start, lazy, within=0.0)
    _, (other,) = run_fit(tmp_path / "plain", recipe_of(stage))
    assert row["loss"] == pytest.approx(other["loss"], rel=1e-4)  # training itself is the same
    assert row["val_loss"] > other["val_loss"]  # an average over 600 steps has hardly moved in six


@pytest.mark.parametrize("precision", ["float16", "bfloat16"])
def test_half_precision_learns_and_float16_scales_its_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: Callable[[str], None], precision: str
) -> None:
    optimisers: list[Any] = []
    save = Checkpoint.save_optimiser

    def seen(self: Checkpoint, name: str, optimiser: Any) -> str:
        optimisers.append(optimiser)
        return save(self, name, optimiser)

    monkeypatch.setattr(Checkpoint, "save_optimiser", seen)
    policy(POLICIES[precision])
    network, (first, second) = run_fit(tmp_path, recipe_of(Stage("head", 2, 0.05), **EVERYTHING))
    assert all(w.dtype == "float32" for w in network.weights)
    assert network.get_layer("backbone_out").compute_dtype == precision
    assert second["loss"] < first["loss"]
    assert {isinstance(o, keras.optimizers.LossScaleOptimizer) for o in optimisers} == {precision == "float16"}


def test_the_validation_of_every_epoch_is_shown_image_by_image(tmp_path: Path) -> None:
    shown: list[Silent] = []

    def progress(stage: Stage, batches: int) -> Silent:
        shown.append(Silent(stage, batches))
        return shown[-1]

    checkpoint = Checkpoint(tmp_path / "checkpoint")
    checkpoint.start(tiny_network(SIDE))
    recipe = recipe_of(Stage("head", 2, 0.05))
    fitting.fit(tiny_network, recipe, colours(SIDE), checkpoint=checkpoint, record=lambda row: None, progress=progress)
    assert [(one.announced, one.told) for one in shown] == [(18, 18), (18, 18)]


def test_running_out_of_memory_names_the_batch_size_to_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(keras.Model, "fit", full)
    with pytest.raises(DeviceError, match="batches of 8; try --batch-size 4"):
        run_fit(tmp_path, recipe_of(Stage("head", 1, 0.1)))


def test_a_training_that_diverges_stops_and_says_so(tmp_path: Path) -> None:
    recipe = Recipe("wild", (Stage("head", 3, 1.0),), Augmentation(), batch_size=8)
    network = tiny_network(SIDE)
    network.layers[-1].set_weights([np.full_like(w, np.nan) for w in network.layers[-1].get_weights()])
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    checkpoint.start(network)
    with pytest.raises(RunError, match="the loss of epoch 1 of stage 'head' is no number"):
        fitting.fit(
            lambda side: tiny_network(side),
            recipe,
            colours(SIDE),
            checkpoint=checkpoint,
            record=lambda row: None,
            progress=Silent,
        )


def test_class_weights_come_from_the_training_part_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[np.ndarray] = []

    class Watched(fitting.Batches):
        def __init__(self, *args: Any, class_weights: np.ndarray, **options: Any) -> None:
            seen.append(class_weights)
            super().__init__(*args, class_weights=class_weights, **options)

    monkeypatch.setattr(fitting, "Batches", Watched)
    even = colours(SIDE)
    labels = even.labels.copy()
    labels[even.validation] = 0  # a validation part of one class: training, of 14 images each, does not look
    uneven = Material(even.pixels, labels, even.train, even.validation)
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    checkpoint.start(tiny_network(SIDE))
    fitting.fit(
        tiny_network,
        recipe_of(Stage("head", 1, 0.05)),
        uneven,
        checkpoint=checkpoint,
        record=lambda row: None,
        progress=Silent,
    )
    assert seen[0] == pytest.approx(np.ones(3))


def test_weights_decay_and_biases_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    optimisers: list[Any] = []
    save = Checkpoint.save_optimiser

    def seen(self: Checkpoint, name: str, optimiser: Any) -> str:
        optimisers.append(optimiser)
        return save(self, name, optimiser)

    monkeypatch.setattr(Checkpoint, "save_optimiser", seen)
    stage = Stage("fine", 1, 0.1, train_from=0, optimiser="adamw", weight_decay=0.5)
    run_fit(tmp_path, recipe_of(stage))
    (optimiser,) = optimisers
    optimiser.learning_rate = 0.1
    before = {v.path: np.asarray(v).copy() for v in optimiser._trainable_variables}
    for value in optimiser.variables:  # no momentum is left from before
        if "momentum" in value.path or "velocity" in value.path:
            value.assign(np.zeros(value.shape))
    optimiser.apply([keras.ops.zeros(v.shape) for v in optimiser._trainable_variables])
    for variable in optimiser._trainable_variables:
        factor = 0.95 if variable.name == "kernel" else 1.0  # 1 - rate x decay
        assert np.asarray(variable) == pytest.approx(factor * before[variable.path], rel=1e-5, abs=1e-8), variable.path
    assert {v.name for v in optimiser._trainable_variables} >= {"kernel", "bias", "gamma", "beta"}
