"""Batches, class weights and callbacks; the stages themselves are in the test of the chain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from trainer import fitting
from trainer.recipe import Augmentation, Recipe, Stage


def _batches(rows: np.ndarray, *, batch_size: int = 4, seed: int = 0) -> fitting.Batches:
    pixels = np.arange(20, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), dtype=np.uint8)
    labels = np.arange(20) % 3
    weights = np.array([1.0, 2.0, 4.0], dtype=np.float32)
    return fitting.Batches(pixels, labels, rows, class_weights=weights, batch_size=batch_size, seed=seed)


def _epoch(batches: fitting.Batches) -> list[int]:
    return [int(one[0, 0, 0]) for index in range(len(batches)) for one in batches[index][0]]


def test_an_epoch_is_every_row_once_in_an_order_of_its_own() -> None:
    rows = np.array([1, 3, 5, 7, 9, 11, 13])
    batches = _batches(rows)
    orders = []
    for epoch in range(3):
        batches.start_epoch(epoch)
        orders.append(_epoch(batches))
        assert sorted(orders[-1]) == list(rows)
    assert orders[0] != orders[1] != orders[2]
    batches.start_epoch(1)
    assert _epoch(batches) == orders[1]  # what a resumed run relies on
    assert [len(batches[i][0]) for i in range(len(batches))] == [4, 3]


def test_labels_and_weights_go_with_their_images() -> None:
    images, one_hot, weights = _batches(np.arange(20))[0]
    assert images.dtype == np.uint8
    labels = images[:, 0, 0, 0] % 3
    assert (one_hot.argmax(axis=1) == labels).all()
    assert (weights == np.array([1.0, 2.0, 4.0])[labels]).all()


def test_balanced_weights_make_every_class_count_the_same() -> None:
    labels = np.repeat([0, 1, 2], [60, 30, 10])
    weights = fitting.class_weights(labels, 3, "balanced")
    totals = [weights[c] * (labels == c).sum() for c in range(3)]
    assert np.allclose(totals, 100 / 3)
    assert (fitting.class_weights(labels, 3, "none") == 1).all()


def test_predictions_keep_their_order_over_batches() -> None:
    inputs = keras.Input((2, 2, 3))
    network = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
    pixels = np.random.default_rng(0).integers(0, 256, (11, 2, 2, 3), dtype=np.uint8)
    rows = np.array([10, 2, 5, 7, 1])
    (means,) = fitting.predict_rows(network, pixels, rows, batch_size=2)
    assert np.allclose(means, pixels[rows].mean(axis=(1, 2)), atol=1e-3)


class _Recorder(keras.callbacks.Callback):  # type: ignore[misc]
    pass


def _fit(tmp_path: Path, recipe: Recipe, *, contrary: bool = False) -> tuple[Any, list[dict[str, Any]]]:
    """A run of `fit` on a network small enough to train in a second: the colour of an image decides its class.

    contrary: the validation images are labelled otherwise, so that the better it learns the worse it does on them.
    """
    from trainer.network import BACKBONE, FixedStatistics

    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    pixels = np.full((60, 8, 8, 3), 60, dtype=np.uint8)
    pixels[np.arange(60), :, :, labels] = 200
    pixels += rng.integers(0, 20, pixels.shape, dtype=np.uint8)
    if contrary:
        labels[42:] = (labels[42:] + 1) % 3
    inputs = keras.Input((8, 8, 3), name="images")
    layers = [keras.Input((8, 8, 3)), keras.layers.Rescaling(1 / 255), keras.layers.Conv2D(4, 3)]
    backbone = FixedStatistics(keras.Sequential(layers), name=BACKBONE)
    pooled = keras.layers.GlobalAveragePooling2D()(backbone(inputs))
    network = keras.Model(inputs, keras.layers.Dense(3, name="logits")(pooled))
    history: list[dict[str, Any]] = []
    fitting.fit(
        network,
        recipe,
        pixels=pixels,
        labels=labels,
        train=np.arange(42),
        validation=np.arange(42, 60),
        best_file=tmp_path / "best.weights.h5",
        record=history.append,
        progress=lambda stage, batches: _Recorder(),
        jit=False,
    )
    return network, history


def _recipe(*stages: Stage, monitor: str = "val_loss") -> Recipe:
    return Recipe("test", stages, Augmentation(flips=True), batch_size=8, monitor=monitor)  # type: ignore[arg-type]


def test_the_best_epoch_of_all_stages_is_kept(tmp_path: Path) -> None:
    good = Stage("head", 4, 0.05)
    ruinous = Stage("finetune", 3, 1.0, train_from=0, stop_patience=3)
    network, history = _fit(tmp_path, _recipe(good, ruinous))
    best = min(history, key=lambda row: row["val_loss"])
    saved = keras.models.clone_model(network)
    saved.load_weights(tmp_path / "best.weights.h5")
    assert all(np.array_equal(a, b) for a, b in zip(saved.get_weights(), network.get_weights(), strict=True))
    assert [row["best"] for row in history][history.index(best)]
    assert not any(row["best"] for row in history[history.index(best) + 1 :])


def test_a_stage_ends_when_it_no_longer_gains(tmp_path: Path) -> None:
    hopeless = Stage("head", 30, 1.0, stop_patience=2, plateau_patience=1, plateau_factor=0.9)
    _, history = _fit(tmp_path, _recipe(hopeless), contrary=True)
    assert 3 <= len(history) < 30
    since_best = len(history) - 1 - max(i for i, row in enumerate(history) if row["best"])
    assert since_best >= 2


def test_the_learning_rate_falls_on_a_plateau(tmp_path: Path) -> None:
    stage = Stage("head", 8, 0.5, plateau_patience=1, plateau_factor=0.1, stop_patience=8)
    _, history = _fit(tmp_path, _recipe(stage), contrary=True)
    rates = [row["learning_rate"] for row in history]
    assert rates[0] == pytest.approx(0.5)
    assert rates[-1] < 0.5


def test_a_stage_of_no_epochs_is_passed_over(tmp_path: Path) -> None:
    _, history = _fit(tmp_path, _recipe(Stage("head", 0, 0.1), Stage("finetune", 1, 0.1, train_from=0)))
    assert [row["stage"] for row in history] == ["finetune"]
    assert set(history[0]) == set(fitting.HISTORY_COLUMNS)
