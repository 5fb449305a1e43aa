"""A whole training run: data, split, pixels, stages, calibration, evaluation, into one run folder."""

from __future__ import annotations

import datetime
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import pandas as pd

from desktop import __version__
from desktop.terminal import say
from trainer.dataset import Dataset, describe, find_data, load_dataset
from trainer.devices import POLICIES, choose_precision, find_device
from trainer.drawing import draw_data, draw_history
from trainer.errors import DataError
from trainer.evaluation import calibrate_and_evaluate
from trainer.fitting import HISTORY_COLUMNS, fit
from trainer.network import build_network, unfreeze
from trainer.pixels import decode_all
from trainer.progress import StageProgress
from trainer.recipe import Recipe
from trainer.report import report_or_say
from trainer.run import RUN_FORMAT, DataRecord, RunFolder, RunRecord, create_run
from trainer.split import split_fingerprint, split_images


@dataclass(frozen=True)
class Options:
    """What a run is asked for, beside its recipe. data: None downloads HAM10000; weights: see `build_network`."""

    recipe: Recipe
    data: Path | None = None
    output: Path = Path("runs")
    weights: str = "imagenet"
    precision: str = "auto"
    limit: int | None = None


@dataclass
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)


def train(options: Options) -> RunFolder:
    """Train, calibrate, evaluate; returns the finished run folder.

    The test part is read once, at the end; everything is chosen on validation. Raises DataError, RunError, OutputError.
    """
    recipe, clock = options.recipe, _Clock()
    device = find_device()
    choice = choose_precision(device, options.precision)
    say(f"device: {device.name} ({device.kind}, {device.count}x), {keras.backend.backend()}")
    say(f"precision: {choice.precision}, because {choice.why}")

    dataset = load_dataset(find_data(options.data), limit=options.limit, seed=recipe.seed)
    say(describe(dataset))
    if len(dataset.classes) < 2:
        raise DataError(f"all images of {dataset.folder} are of one class; there is nothing to tell apart")
    parts = split_images(dataset.table, by=recipe.split_by, seed=recipe.seed)
    rows = {part: np.flatnonzero(parts == part) for part in ("train", "val", "test")}
    counts = ", ".join(f"{part} {len(index):,}" for part, index in rows.items())
    say(f"split by {recipe.split_by}: {counts} images")

    keras.utils.set_random_seed(recipe.seed)
    keras.config.set_dtype_policy(POLICIES[choice.precision])
    network = build_network(classes=len(dataset.classes), size=recipe.image_size, weights=options.weights)
    for stage in recipe.stages:  # a layer that is not there is told now, not after the first stage
        unfreeze(network, stage.train_from)

    with clock("decode"):
        pixels = decode_all(
            [Path(p) for p in dataset.table["path"]],
            size=recipe.image_size,
            cache=options.output / ".pixels",
            fingerprint=dataset.fingerprint,
        )
    folder = create_run(options.output, recipe.name)
    record = RunRecord(
        format=RUN_FORMAT,
        status="training",
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        recipe=recipe,
        weights=_weights_name(options.weights),
        classes=dataset.classes,
        data=_data_record(dataset, options.limit),
        split_fingerprint=split_fingerprint(dataset.table["image_id"], parts),
        device=f"{device.name} ({device.kind}, {device.count}x)",
        precision=choice.precision,
        backend=keras.backend.backend(),
        versions=_versions(),
    )
    folder.write_record(record)
    folder.write_table(folder.split, _split_table(dataset, parts))
    say(f"run folder: {folder.path}")
    draw_data(folder.figures, dataset, pixels=pixels, train=rows["train"], recipe=recipe)

    with clock("fit"):
        _fit(network, recipe, folder, pixels=pixels, labels=dataset.labels, rows=rows)
    keras.config.set_dtype_policy("float32")  # until here: the model that is compiled needs it for loss scaling
    final = _in_float32(network, len(dataset.classes), recipe.image_size)
    _save_model(final, folder)
    with clock("evaluate"):
        calibrate_and_evaluate(final, folder, recipe, dataset=dataset, pixels=pixels, rows=rows)
    record = msgspec.structs.replace(record, status="finished", seconds=clock.seconds)
    folder.write_record(record)
    report_or_say(folder, record)
    return folder


def _fit(
    network: Any,
    recipe: Recipe,
    folder: RunFolder,
    *,
    pixels: np.ndarray[Any, np.dtype[np.uint8]],
    labels: np.ndarray[Any, np.dtype[np.int64]],
    rows: dict[str, np.ndarray[Any, np.dtype[np.int64]]],
) -> None:
    history: list[dict[str, Any]] = []

    def record(row: dict[str, Any]) -> None:
        history.append(row)
        folder.write_table(folder.history, pd.DataFrame(history, columns=list(HISTORY_COLUMNS)))
        say(
            f"{row['stage']} {row['epoch']}: loss {row['loss']:.4f}, accuracy {row['accuracy']:.3f} | validation: "
            f"loss {row['val_loss']:.4f}, accuracy {row['val_accuracy']:.3f}, balanced "
            f"{row['val_balanced_accuracy']:.3f}, AUC {row['val_auc']:.4f} | learning rate {row['learning_rate']:.1e}, "
            f"{row['seconds']:.0f} s{'  *' if row['best'] else ''}"
        )

    best_file = folder.path / "best.weights.h5"
    fit(
        network,
        recipe,
        pixels=pixels,
        labels=labels,
        train=rows["train"],
        validation=rows["val"],
        best_file=best_file,
        record=record,
        progress=StageProgress,
        # TensorFlow's XLA has no kernel for the augmentation's resampling; on its CPU it is slower besides.
        jit=keras.backend.backend() != "tensorflow",
    )
    best_file.unlink(missing_ok=True)  # model.keras holds the same weights
    draw_history(folder.figures, pd.DataFrame(history))


def _in_float32(network: Any, classes: int, size: int) -> Any:
    """The same weights in a network that computes in float32, as the exported one will: its figures are the model's."""
    final = build_network(classes=classes, size=size)
    final.set_weights(network.get_weights())
    return final


def _save_model(network: Any, folder: RunFolder) -> None:
    part = folder.path / "part.model.keras"  # Keras insists on the ending
    network.save(part)
    part.replace(folder.model)


def _weights_name(weights: str) -> str:
    return weights if weights in ("imagenet", "none") else Path(weights).name


def _data_record(dataset: Dataset, limit: int | None) -> DataRecord:
    return DataRecord(
        name=dataset.name,
        licence=dataset.licence,
        folder=str(dataset.folder.resolve()),
        fingerprint=dataset.fingerprint,
        images=len(dataset.table),
        lesions=dataset.lesions,
        counts={code: int(count) for code, count in dataset.counts.items()},
        limit=limit,
    )


def _split_table(dataset: Dataset, parts: np.ndarray[Any, Any]) -> pd.DataFrame:
    table = dataset.table[["image_id", "lesion_id", "dx"]].rename(columns={"dx": "label"})
    return table.assign(part=parts)


def _versions() -> dict[str, str]:
    versions = {
        "ham-classifier": __version__,
        "python": platform.python_version(),
        "keras": keras.__version__,
        "numpy": np.__version__,
    }
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        versions["tensorflow"] = tf.__version__
    elif keras.backend.backend() == "jax":
        import jax

        versions["jax"] = jax.__version__
    return versions
