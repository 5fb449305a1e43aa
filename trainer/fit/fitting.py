"""The stages of training, epoch by epoch: validated, checkpointed, the best weights kept; stopped at any moment and
continued, it comes to the same end.

Everything drawn at random (order, mixtures, augmentation, dropout) depends on the seed, the stage and the epoch alone,
and every decision on the history alone (`trainer.fit.schedule`), so the state after an epoch is weights and optimiser.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
import msgspec
import numpy as np

from trainer.devices.devices import told_when_out_of_memory
from trainer.devices.sharing import batch_unit, in_parts, sharers, synchronise
from trainer.errors import RunError
from trainer.fit import schedule
from trainer.fit.augment import Augment, Mixup
from trainer.fit.batches import Batches, class_weights, predict_rows
from trainer.fit.checkpoint import Checkpoint, State
from trainer.fit.feeding import fit_epoch
from trainer.fit.head_statistics import estimate_anew
from trainer.fit.partial_labels import PartialLabelLoss, within_the_set
from trainer.measure import metrics
from trainer.network.network import unfreeze
from trainer.recipe import AVERAGE, Recipe, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

HISTORY_COLUMNS = (
    *("stage", "epoch", "size", "loss", "accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy", "val_auc"),
    *("learning_rate", "seconds", "best"),
)


@dataclass(frozen=True)
class Material:
    """What is trained on. pixels(side): uint8 [N, side, side, 3]; labels: class index [N]; train, validation: rows.

    Without validation the last epoch is the one that is kept. members, sources, shares, targets, aspects: as
    `trainer.fit.batches.Batches`; labels of -1 only in rows of train."""

    pixels: Callable[[int], NDArray[np.uint8]]
    labels: NDArray[np.int64]
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    members: NDArray[np.bool_] | None = None
    sources: NDArray[np.int64] | None = None
    shares: NDArray[np.float64] | None = None
    targets: NDArray[np.float32] | None = None
    aspects: NDArray[np.float32] | None = None


def fit(
    network_of: Callable[[int], Any],
    recipe: Recipe,
    material: Material,
    *,
    checkpoint: Checkpoint,
    record: Callable[[dict[str, Any]], None],
    progress: Callable[[Stage, int], Any],
    settled: Callable[[dict[str, Any], dict[str, Any]], None] | None = None,
    jit: bool = False,
) -> Any:
    """Train through the recipe's stages, from where `checkpoint` stands; returns the network with the best weights.

    network_of(side): a new network for images of that side, the same layers for every side; its weights come from the
    checkpoint (`Checkpoint.start`). `record` gets each epoch's figures (HISTORY_COLUMNS); `progress(stage, batches)`
    gives what shows an epoch (`trainer.fit.progress`); `settled` gets the figures (`validate`) of the best weights
    before and after the head's statistics were estimated anew, where that was kept. The best epoch is that of the
    monitored figure in the stages of the recipe's own image size. Raises DeviceError when memory runs out, RunError for
    a checkpoint that does not fit.
    """
    state = checkpoint.load()
    network = network_of(recipe.image_size)
    networks = {recipe.image_size: network}
    checkpoint.load_weights(state.best, network)
    while state.stage < len(recipe.stages):
        stage = recipe.stages[state.stage]
        if not stage.epochs:
            state = _next_stage(recipe, state)
            continue
        size = recipe.stage_size(stage)
        if size not in networks:
            networks[size] = network_of(size)
        if networks[size] is not network:
            networks[size].set_weights(network.get_weights())
            network = networks[size]
        with told_when_out_of_memory(recipe.batch_size):
            state = _Stage(network, recipe, state, material, checkpoint=checkpoint, jit=jit).run(record, progress)
        checkpoint.load_weights(state.best, network)
        checkpoint.write(state)
    final = networks[recipe.image_size]
    if network is not final:
        final.set_weights(network.get_weights())
    ends = [state.ends[name] for name in recipe.average_of if name in state.ends]  # a stage may have had no epochs
    if len(ends) > 1 and not any(row["stage"] == AVERAGE for row in state.history):
        _average(final, ends, recipe, state, material, checkpoint=checkpoint, record=record)
    if state.history:  # a network that learned nothing here stays the one that was given
        kept = _settle(final, recipe, material)
        if kept is not None and settled is not None:
            settled(*kept)
    return final


def _settle(network: Any, recipe: Recipe, material: Material) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Estimate the head's statistics anew, and leave them where the monitored figure is no worse for it, or nothing
    is validated. The figures before and after; None where they were put back."""
    pixels, size = material.pixels(recipe.image_size), recipe.batch_size
    before, weights = validate(network, pixels, material, batch_size=size), network.get_weights()
    estimate_anew(network, pixels, material.train, batch_size=size, seed=recipe.seed)
    after = validate(network, pixels, material, batch_size=size)
    if len(material.validation) and schedule.better(before[recipe.monitor], after[recipe.monitor], recipe.monitor):
        network.set_weights(weights)
        return None
    return before, after


def _average(
    network: Any,
    ends: list[str],
    recipe: Recipe,
    state: State,
    material: Material,
    *,
    checkpoint: Checkpoint,
    record: Callable[[dict[str, Any]], None],
) -> None:
    """Leave the average of the saved `ends` in the network where it is better than the best epoch, else that epoch."""
    began, size = time.monotonic(), recipe.image_size
    checkpoint.load_average(ends, network)
    estimate_anew(network, material.pixels(size), material.train, batch_size=recipe.batch_size, seed=recipe.seed)
    row: dict[str, Any] = dict.fromkeys(HISTORY_COLUMNS)
    row |= {"stage": AVERAGE, "epoch": 1, "size": size}
    row |= validate(network, material.pixels(size), material, batch_size=recipe.batch_size)
    row["best"] = _kept(row[recipe.monitor], state.best_value, recipe.monitor)
    best, best_value = state.best, state.best_value
    if row["best"]:
        best, best_value = checkpoint.save_weights("best-average", network), row[recipe.monitor]
    row["seconds"] = time.monotonic() - began
    checkpoint.load_weights(best, network)
    checkpoint.write(msgspec.structs.replace(state, best=best, best_value=best_value, history=[*state.history, row]))
    record(row)


def _next_stage(recipe: Recipe, state: State) -> State:
    """The state before the following stage. A best epoch at another image size is no yardstick for it."""
    following = next((s for s in recipe.stages[state.stage + 1 :] if s.epochs), None)
    here = recipe.stages[state.stage]
    same = following is None or not here.epochs or recipe.stage_size(following) == recipe.stage_size(here)
    return msgspec.structs.replace(
        state,
        stage=state.stage + 1,
        epoch=0,
        weights=None,
        optimiser=None,
        best_value=state.best_value if same else None,
    )


class _Stage:
    """One stage in hand: the compiled model, its batches, and the state it has come to."""

    def __init__(
        self, network: Any, recipe: Recipe, state: State, material: Material, *, checkpoint: Checkpoint, jit: bool
    ) -> None:
        self._network, self._recipe, self._state, self._checkpoint = network, recipe, state, checkpoint
        self._number, self._stage, self._material = state.stage, recipe.stages[state.stage], material
        size = recipe.stage_size(self._stage)
        self._size, self._pixels = size, material.pixels(size)
        unfreeze(network, self._stage.train_from, statistics=self._stage.statistics == "learned")
        self._batches = Batches(
            self._pixels,
            material.labels,
            material.train,
            class_weights=class_weights(
                material.labels[material.train], int(network.output_shape[-1]), recipe.class_weights
            ),
            batch_size=recipe.batch_size,
            seed=recipe.seed * 1000 + self._number,
            mixup=recipe.mixup,
            unit=batch_unit(recipe.batch_size, mixup=recipe.mixup > 0, devices=sharers()),
            parts=in_parts(),
            members=material.members,
            sources=material.sources,
            shares=material.shares,
            targets=material.targets,
            aspects=material.aspects,
        )
        synchronise(network)
        self._model = training_model(network, recipe, size, aspects=material.aspects is not None)
        self._model.compile(
            optimizer=optimiser_of(recipe, self._stage, len(self._batches)),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=recipe.label_smoothing)
            if material.members is None
            else PartialLabelLoss(recipe.label_smoothing),
            metrics=[
                keras.metrics.CategoricalAccuracy(name="accuracy")
                if material.members is None
                else keras.metrics.MeanMetricWrapper(within_the_set, name="accuracy")
            ],
            jit_compile=jit,
        )
        if state.weights is not None and state.optimiser is not None:
            self._model.optimizer.build(self._model.trainable_variables)
            checkpoint.load_weights(state.weights, network)
            checkpoint.load_optimiser(state.optimiser, self._model.optimizer)
            # In steps of this batch size, that may be another than the one before: the rate follows the epoch.
            self._model.optimizer.iterations.assign(state.epoch * len(self._batches))

    def run(self, record: Callable[[dict[str, Any]], None], progress: Callable[[Stage, int], Any]) -> State:
        """Epochs until the stage is over; returns the state before the next stage."""
        monitor = self._recipe.monitor
        while self._state.epoch < self._stage.epochs and not schedule.stops(self._stage, self._history(), monitor):
            row = self._epoch(self._state.epoch, progress(self._stage, len(self._batches)))
            record(row)
        return _next_stage(self._recipe, self._state)

    def _history(self) -> list[dict[str, Any]]:
        return [row for row in self._state.history if row["stage"] == self._stage.name]

    def _epoch(self, epoch: int, shown: Any) -> dict[str, Any]:
        began = time.monotonic()
        self._batches.start_epoch(epoch)
        reseed(self._model, (self._recipe.seed, self._number, epoch))
        if self._stage.rates:
            self._model.optimizer.learning_rate = self._stage.rates[epoch]
        elif self._stage.schedule == "plateau":
            rate = schedule.plateau_rate(self._stage, self._history(), self._recipe.monitor)
            self._model.optimizer.learning_rate = rate
        row: dict[str, Any] = {"stage": self._stage.name, "epoch": epoch + 1, "size": self._size}
        row |= fit_epoch(self._model, self._batches, [shown], epoch=epoch)
        if not math.isfinite(row["loss"]):
            raise RunError(
                f"the loss of epoch {epoch + 1} of stage '{self._stage.name}' is no number: it diverged; lower "
                "the stage's learning_rate in the recipe, or train in --precision float32"
            )
        row["learning_rate"] = float(keras.ops.convert_to_numpy(self._model.optimizer.learning_rate))
        name = f"{self._number}-{epoch + 1}"
        best, best_value, ends = self._state.best, self._state.best_value, self._state.ends
        with _averages(self._model, self._recipe):
            row |= self._validate(shown)
            if epoch + 1 == self._stage.epochs and self._stage.name in self._recipe.average_of:
                ends = ends | {self._stage.name: self._checkpoint.save_weights(f"end-{self._number}", self._network)}
            row["best"] = _kept(row[self._recipe.monitor], best_value, self._recipe.monitor)
            if row["best"]:
                best_value = row[self._recipe.monitor]
                best = self._checkpoint.save_weights(f"best-{name}", self._network)
        row["seconds"] = time.monotonic() - began
        row = {column: row.get(column) for column in HISTORY_COLUMNS}
        self._state = State(
            self._number,
            epoch + 1,
            best,
            [*self._state.history, row],
            best_value,
            weights=self._checkpoint.save_weights(f"last-{name}", self._network),
            optimiser=self._checkpoint.save_optimiser(f"optimiser-{name}", self._model.optimizer),
            ends=ends,
        )
        self._checkpoint.write(self._state)
        return row

    def _validate(self, shown: Any) -> dict[str, float]:
        shown.validating(len(self._material.validation))
        try:
            size = self._recipe.batch_size
            return validate(self._network, self._pixels, self._material, batch_size=size, progress=shown)
        finally:
            shown.close()


def _kept(value: float | None, best: float | None, monitor: str) -> bool:
    """Whether an epoch is better than the best so far; of those that are not validated every one takes the place of
    that before."""
    return value is None or schedule.better(value, best, monitor)


def validate(
    network: Any, pixels: NDArray[np.uint8], material: Material, *, batch_size: int, progress: Any = None
) -> dict[str, Any]:
    """Figures of the validation part; the exact AUC, not a binned one. None for each where there is no such part.
    pixels: of the network's image size."""
    rows = material.validation
    if not len(rows):
        return dict.fromkeys(("val_loss", "val_accuracy", "val_balanced_accuracy", "val_auc"))
    (logits,) = predict_rows(network, pixels, rows, batch_size=batch_size, progress=progress)
    labels, probabilities, whole = material.labels[rows], metrics.softmax(logits), np.ones((1, len(rows)))
    return {
        "val_loss": metrics.cross_entropy(labels, logits),
        "val_accuracy": float(metrics.accuracy(labels, probabilities, whole)[0]),
        "val_balanced_accuracy": float(metrics.balanced_accuracy(labels, probabilities, whole)[0]),
        "val_auc": float(metrics.macro_auc(labels, probabilities, whole)[0]),
    }


def training_model(network: Any, recipe: Recipe, size: int, *, aspects: bool = False) -> Any:
    """uint8 pixels [N, size, size, 3] (and aspects [N], and shares [N] with mixup) -> augmentation on the device ->
    logits."""
    inputs = [keras.Input((size, size, 3), dtype="uint8", name="pixels")]
    if aspects:
        inputs.append(keras.Input((), dtype="float32", name="aspects"))
    images = Augment(recipe.augmentation, seed=recipe.seed, name="augment")(*inputs)
    if recipe.mixup:
        inputs.append(keras.Input((), dtype="float32", name="shares"))
        images = Mixup(dtype="float32", name="mixup")(images, inputs[-1])
    return keras.Model(tuple(inputs) if len(inputs) > 1 else inputs[0], network(images), name="training")


def optimiser_of(recipe: Recipe, stage: Stage, steps: int) -> Any:
    """What a stage of epochs of so many steps learns with, its schedule and its average of the weights included."""
    rate: Any = stage.learning_rate
    if stage.schedule == "cosine" and not stage.rates:
        warmup = min(round(stage.warmup_epochs * steps), stage.epochs * steps - 1)
        decay = stage.epochs * steps - warmup
        rate = (
            keras.optimizers.schedules.CosineDecay(0.0, decay, warmup_target=rate, warmup_steps=warmup)
            if warmup
            else keras.optimizers.schedules.CosineDecay(rate, decay)
        )
    average: dict[str, Any] = {}
    if recipe.weight_average:
        # In epochs, not as a momentum: small data sets have few steps, and their average must leave the start as well.
        average = {"use_ema": True, "ema_momentum": max(0.0, 1.0 - 1.0 / (recipe.weight_average * steps))}
    optimiser: Any
    if stage.optimiser == "adam":
        optimiser = keras.optimizers.Adam(rate, **average)
    else:
        optimiser = keras.optimizers.AdamW(rate, weight_decay=stage.weight_decay, **average)
        # A scale or an offset pulled to zero is no simpler; only what multiplies features decays.
        optimiser.exclude_from_weight_decay(var_names=["bias", "beta", "gamma"])
    # Keras puts the average in place of the weights at the end of every fit, and an epoch is a fit here.
    optimiser.finalize_variable_values = lambda variables: None
    return optimiser


@contextmanager
def _averages(model: Any, recipe: Recipe) -> Iterator[None]:
    """Within the block the network holds the averaged weights, where the recipe keeps an average."""
    if not recipe.weight_average:
        yield
        return
    swap = keras.callbacks.SwapEMAWeights()
    swap.set_model(model)
    swap.on_test_begin()
    try:
        yield
    finally:
        swap.on_test_end()


def reseed(layer: Any, seeds: tuple[int, ...]) -> None:
    """Set every random generator below a layer to a state that depends on `seeds` and its place alone."""
    for number, generator in enumerate(_generators(layer)):
        state = np.random.SeedSequence((*seeds, number)).generate_state(2)
        generator.state.assign(state.astype(np.uint32) >> 1)  # TensorFlow wants them to fit an int32


def _generators(layer: Any) -> list[Any]:
    found: dict[int, Any] = {}
    for one in layer._flatten_layers():
        for value in vars(one).values():
            if isinstance(value, keras.random.SeedGenerator):
                found[id(value)] = value
    return list(found.values())
