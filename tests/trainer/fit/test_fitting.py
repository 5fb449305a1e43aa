"""The stages of training on a network small enough to train in a second; the whole is in the test of the chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import pytest

from trainer.devices.devices import POLICIES
from trainer.errors import DeviceError, RunError
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
    folder: Path, recipe: Recipe, *, contrary: bool = False, kill: tuple[str, int] | None = None, jit: bool = False
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


THREE = (
    Stage("head", 3, 0.05),
    Stage("coarse", 3, 0.02, train_from=0, scale=0.5, optimiser="adamw", weight_decay=0.01, schedule="cosine"),
    Stage("fine", 3, 0.01, train_from=0, optimiser="adamw", schedule="cosine", warmup_epochs=0.5),
)
EVERYTHING = {"mixup": 0.2, "weight_average": 0.8, "label_smoothing": 0.1, "class_weights": "sqrt"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[dict[str, Any]]]:
    """Network and history of a run of THREE that nothing stopped."""
    return run_fit(tmp_path_factory.mktemp("whole"), recipe_of(*THREE, **EVERYTHING))


@pytest.mark.parametrize("kill", [("head", 0), ("head", 2), ("coarse", 0), ("fine", 1)])
def test_a_run_stopped_anywhere_comes_to_the_same_end(
    undisturbed: tuple[Any, list[dict[str, Any]]], tmp_path: Path, kill: tuple[str, int]
) -> None:
    recipe = recipe_of(*THREE, **EVERYTHING)
    whole, expected = undisturbed
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", recipe, kill=kill)
    network, history = run_fit(tmp_path / "stopped", recipe)
    assert [(row["stage"], row["epoch"]) for row in history] == [(row["stage"], row["epoch"]) for row in expected]
    for row, other in zip(history, expected, strict=True):
        for name in ("loss", "val_loss", "learning_rate"):
            assert row[name] == pytest.approx(other[name], rel=1e-4), (row["stage"], row["epoch"], name)
    assert same_weights(network, whole, within=1e-4)


def test_plateau_and_stop_are_remembered_over_a_resume(tmp_path: Path) -> None:
    # How soon it stalls hangs on the weights it starts from, which differ from backend to backend; that it does, not.
    stage = Stage("head", 40, 0.5, plateau_patience=1, plateau_factor=0.5, stop_patience=5)
    _, expected = run_fit(tmp_path / "whole", recipe_of(stage), contrary=True)
    in_the_patience = len(expected) - 2
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", recipe_of(stage), contrary=True, kill=("head", in_the_patience))
    _, history = run_fit(tmp_path / "stopped", recipe_of(stage), contrary=True)
    assert [row["learning_rate"] for row in history] == pytest.approx([row["learning_rate"] for row in expected])
    assert len(history) == len(expected) < 40


@pytest.mark.parametrize("batch_size", [4, 16])
def test_the_rate_follows_the_epoch_whatever_the_batch_size_after_a_resume(tmp_path: Path, batch_size: int) -> None:
    stage = Stage("head", 6, 0.05, optimiser="adamw", schedule="cosine", warmup_epochs=1.0)
    recipe = recipe_of(stage, weight_average=0.5)
    _, expected = run_fit(tmp_path / "whole", recipe)
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", recipe, kill=("head", 3))
    changed = msgspec.structs.replace(recipe, batch_size=batch_size)
    _, history = run_fit(tmp_path / "stopped", changed)
    rates, undisturbed = ([row["learning_rate"] for row in rows] for rows in (history, expected))
    assert rates[:3] == pytest.approx(undisturbed[:3])
    assert rates[3:] == pytest.approx(undisturbed[3:], rel=0.02, abs=1e-6)
    assert rates[-1] == pytest.approx(0.0, abs=1e-6)  # the fall comes to its end


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


def _sure(seed: int) -> Any:
    """A network of random weights that are large enough for answers of its own."""
    keras.utils.set_random_seed(seed)
    network = tiny_network(SIDE, rate=0.0)
    kernel, bias = network.get_layer("logits").get_weights()
    network.get_layer("logits").set_weights([4.0 * kernel, bias + np.random.default_rng(seed).normal(size=bias.shape)])
    return network


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


@pytest.fixture
def policy() -> Iterator[Callable[[str], None]]:
    """Sets Keras's dtype policy until the test is over."""
    before = keras.config.dtype_policy()
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy(before)


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
