"""The stages of training: batches from the memory-mapped pixels, class weights, callbacks, the best epoch kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from trainer import metrics
from trainer.augment import RandomAffine
from trainer.network import unfreeze
from trainer.recipe import Recipe, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

HISTORY_COLUMNS = (
    *("stage", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy", "val_auc"),
    *("learning_rate", "seconds", "best"),
)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of (uint8 images, one-hot labels, weights) straight from the array; a new order every epoch.

    pixels: uint8 [N, S, S, 3] (memory-mapped); rows: the indices to use; labels: class index of every row of `pixels`.
    """

    def __init__(
        self,
        pixels: NDArray[np.uint8],
        labels: NDArray[np.int64],
        rows: NDArray[np.int64],
        *,
        class_weights: NDArray[np.float32],
        batch_size: int,
        seed: int,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False)
        self._pixels, self._labels, self._rows = pixels, labels, np.sort(rows)
        self._weights, self._batch_size, self._seed = class_weights, batch_size, seed
        self._one_hot = np.eye(len(class_weights), dtype=np.float32)
        self.start_epoch(0)

    def start_epoch(self, epoch: int) -> None:
        """Shuffle for this epoch; the order depends on the seed and the epoch alone."""
        self._order = np.random.default_rng((self._seed, epoch)).permutation(self._rows)

    def __len__(self) -> int:
        return -(-len(self._rows) // self._batch_size)

    def __getitem__(self, index: int) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
        rows = self._order[index * self._batch_size : (index + 1) * self._batch_size]
        labels = self._labels[rows]
        return self._pixels[rows], self._one_hot[labels], self._weights[labels]


def class_weights(labels: NDArray[np.int64], classes: int, kind: str) -> NDArray[np.float32]:
    """Loss weight per class [C], mean 1 over the images: "balanced" is inverse to the class's count, "none" is ones."""
    if kind == "none":
        return np.ones(classes, dtype=np.float32)
    counts = np.bincount(labels, minlength=classes)
    return (len(labels) / (classes * np.maximum(counts, 1))).astype(np.float32)


def predict_rows(
    network: Any, pixels: NDArray[np.uint8], rows: NDArray[np.int64], *, batch_size: int, progress: Any = None
) -> list[NDArray[np.float32]]:
    """All outputs of `network` for pixels[rows], batch by batch so that the array is never in memory whole."""
    parts: list[list[NDArray[np.float32]]] = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        outputs = network.predict_on_batch(pixels[batch])
        outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
        parts.append([np.asarray(o, dtype=np.float32) for o in outputs])
        if progress is not None:
            progress.update(len(batch))
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


class Validate(keras.callbacks.Callback):  # type: ignore[misc]
    """Measure the validation part after every epoch and add the figures to the epoch's logs.

    First in the list, so that the callbacks that watch a figure find it; the exact AUC, not a binned one.
    """

    def __init__(
        self, network: Any, pixels: NDArray[np.uint8], labels: NDArray[np.int64], rows: NDArray[np.int64], batch: int
    ) -> None:
        super().__init__()
        self._network, self._pixels, self._rows, self._batch = network, pixels, rows, batch
        self._labels = labels[rows]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        (logits,) = predict_rows(self._network, self._pixels, self._rows, batch_size=self._batch)
        probabilities, whole = metrics.softmax(logits), np.ones((1, len(self._labels)))
        assert logs is not None
        logs["val_loss"] = metrics.cross_entropy(self._labels, logits)
        logs["val_accuracy"] = float(metrics.accuracy(self._labels, probabilities, whole)[0])
        logs["val_balanced_accuracy"] = float(metrics.balanced_accuracy(self._labels, probabilities, whole)[0])
        logs["val_auc"] = float(metrics.macro_auc(self._labels, probabilities, whole)[0])


class KeepBest(keras.callbacks.Callback):  # type: ignore[misc]
    """Write the network's weights whenever the watched figure is the best so far, over all stages together."""

    def __init__(self, network: Any, file: Path, monitor: str) -> None:
        super().__init__()
        self._network, self._file, self._monitor = network, file, monitor
        self._sign = -1.0 if monitor.endswith("loss") else 1.0
        self.best: float | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        assert logs is not None
        value = self._sign * logs[self._monitor]
        logs["best"] = self.best is None or value > self.best
        if logs["best"]:
            self.best = value
            part = self._file.with_name("part." + self._file.name)  # Keras insists on the ending .weights.h5
            self._network.save_weights(part)
            part.replace(self._file)

    def restore(self) -> None:
        """Put the best weights back into the network."""
        self._network.load_weights(self._file)


class Journal(keras.callbacks.Callback):  # type: ignore[misc]
    """Tell every epoch in one line and hand its figures to `record`; start the batches' new order."""

    def __init__(self, stage: Stage, batches: Batches, record: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self._stage, self._batches, self._record = stage, batches, record
        self._began = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._batches.start_epoch(epoch)
        self._began = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        assert logs is not None
        row = {"stage": self._stage.name, "epoch": epoch + 1, **logs}
        row["learning_rate"] = float(self.model.optimizer.learning_rate)
        row["seconds"] = time.monotonic() - self._began
        self._record({name: row.get(name) for name in HISTORY_COLUMNS})


def fit(
    network: Any,
    recipe: Recipe,
    *,
    pixels: NDArray[np.uint8],
    labels: NDArray[np.int64],
    train: NDArray[np.int64],
    validation: NDArray[np.int64],
    best_file: Path,
    record: Callable[[dict[str, Any]], None],
    progress: Callable[[Stage, int], Any],
    jit: bool,
) -> None:
    """Train `network` through the recipe's stages and leave it with the best epoch's weights.

    train, validation: row indices into pixels [N, S, S, 3] and labels [N]. `record` gets each epoch's figures (keys
    HISTORY_COLUMNS); `progress(stage, batches per epoch)` gives a Keras callback that shows the stage's progress.
    """
    classes = int(network.output_shape[-1])
    weights = class_weights(labels[train], classes, recipe.class_weights)
    inputs = keras.Input(network.input_shape[1:], dtype="uint8", name="pixels")
    augmented = RandomAffine(recipe.augmentation, seed=recipe.seed, name="augment")(inputs)
    model = keras.Model(inputs, network(augmented), name="training")
    best = KeepBest(network, best_file, recipe.monitor)
    for number, stage in enumerate(recipe.stages):
        if not stage.epochs:
            continue
        if best.best is not None:
            best.restore()
        unfreeze(network, stage.train_from)
        model.compile(
            optimizer=keras.optimizers.Adam(stage.learning_rate),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
            jit_compile=jit,
        )
        batches = Batches(
            pixels,
            labels,
            train,
            class_weights=weights,
            batch_size=recipe.batch_size,
            seed=recipe.seed * 1000 + number,
        )
        mode = "min" if recipe.monitor.endswith("loss") else "max"
        model.fit(
            batches,
            epochs=stage.epochs,
            shuffle=False,  # Batches shuffles, reproducibly
            verbose=0,
            callbacks=[
                progress(stage, len(batches)),
                Validate(network, pixels, labels, validation, recipe.batch_size),
                best,
                Journal(stage, batches, record),
                keras.callbacks.ReduceLROnPlateau(
                    monitor=recipe.monitor, mode=mode, factor=stage.plateau_factor, patience=stage.plateau_patience
                ),
                keras.callbacks.EarlyStopping(monitor=recipe.monitor, mode=mode, patience=stage.stop_patience),
            ],
        )
    if best.best is not None:
        best.restore()
