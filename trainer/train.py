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
from tqdm import tqdm

from desktop import __version__
from desktop.contract import Figure
from desktop.terminal import say
from trainer import calibration, figures, metrics
from trainer.dataset import Dataset, describe, find_data, load_dataset
from trainer.devices import POLICIES, choose_precision, find_device
from trainer.errors import DataError
from trainer.fitting import HISTORY_COLUMNS, fit, predict_rows
from trainer.network import build_network, feature_network, unfreeze
from trainer.pixels import decode_all
from trainer.progress import StageProgress
from trainer.recipe import Recipe
from trainer.run import RUN_FORMAT, DataRecord, RunFolder, RunRecord, create_run
from trainer.split import split_fingerprint, split_images

FEATURE_IMAGES = 3000
"""Training images whose features describe what is familiar: enough for COMPONENTS directions, without a whole epoch."""


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
    try:
        network = build_network(classes=len(dataset.classes), size=recipe.image_size, weights=options.weights)
    finally:
        keras.config.set_dtype_policy("float32")

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

    with clock("fit"):
        _fit(network, recipe, folder, pixels=pixels, labels=dataset.labels, rows=rows, jit=device.kind == "gpu")
    final = _in_float32(network, len(dataset.classes), recipe.image_size)
    _save_model(final, folder)
    with clock("evaluate"):
        _calibrate_and_evaluate(final, folder, recipe, dataset=dataset, pixels=pixels, rows=rows)
    folder.write_record(msgspec.structs.replace(record, status="finished", seconds=clock.seconds))
    return folder


def _fit(
    network: Any,
    recipe: Recipe,
    folder: RunFolder,
    *,
    pixels: np.ndarray[Any, np.dtype[np.uint8]],
    labels: np.ndarray[Any, np.dtype[np.int64]],
    rows: dict[str, np.ndarray[Any, np.dtype[np.int64]]],
    jit: bool,
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
        jit=jit,
    )
    best_file.unlink(missing_ok=True)  # model.keras holds the same weights
    if history:
        figures.save_figure(figures.history_figure(pd.DataFrame(history)), folder.figures / "history.png")


def _in_float32(network: Any, classes: int, size: int) -> Any:
    """The same weights in a network that computes in float32, as the exported one will: its figures are the model's."""
    final = build_network(classes=classes, size=size)
    final.set_weights(network.get_weights())
    return final


def _save_model(network: Any, folder: RunFolder) -> None:
    part = folder.path / "part.model.keras"  # Keras insists on the ending
    network.save(part)
    part.replace(folder.model)


def _calibrate_and_evaluate(
    network: Any,
    folder: RunFolder,
    recipe: Recipe,
    *,
    dataset: Dataset,
    pixels: np.ndarray[Any, np.dtype[np.uint8]],
    rows: dict[str, np.ndarray[Any, np.dtype[np.int64]]],
) -> None:
    both = feature_network(network)
    sample = np.random.default_rng(recipe.seed).permutation(rows["train"])[:FEATURE_IMAGES]
    needed = len(sample) + len(rows["val"]) + len(rows["test"])
    with tqdm(total=needed, unit="image", desc="evaluate", disable=None, dynamic_ncols=True) as bar:

        def answers(index: np.ndarray[Any, np.dtype[np.int64]]) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
            return predict_rows(both, pixels, np.sort(index), batch_size=recipe.batch_size, progress=bar)

        pooled_train = answers(sample)[0]
        pooled_val, logits_val = answers(rows["val"])
        _, logits_test = answers(rows["test"])

    labels = {part: dataset.labels[rows[part]] for part in ("val", "test")}
    temperature = calibration.fit_temperature(labels["val"], logits_val)
    probabilities = {
        "val": metrics.softmax(logits_val, temperature),
        "test": metrics.softmax(logits_test, temperature),
    }
    points = calibration.fit_operating_points(dataset.classes, labels["val"], probabilities["val"])
    space, threshold = calibration.fit_unfamiliarity(pooled_train, pooled_val)
    points = tuple(
        msgspec.structs.replace(p, test=calibration.achieved(p, dataset.classes, labels["test"], probabilities["test"]))
        for p in points
    )
    calibration.save_calibration(
        folder.path,
        calibration.Calibration(
            temperature=temperature,
            operating_points=points,
            unfamiliarity_threshold=threshold,
            unfamiliarity_method=(
                f"distance of the pooled features from the first {space.basis.shape[1]} principal components of "
                f"{len(sample):,} training images"
            ),
            unfamiliarity_threshold_set_by=f"{calibration.PERCENTILE:g}th percentile of the validation images",
        ),
        space,
    )
    found: dict[str, dict[str, Figure]] = {}
    codes = [c.code for c in dataset.classes]
    for part, name in (("val", "validation"), ("test", "test")):
        table = dataset.table.iloc[rows[part]]
        lesions = table["lesion_id"].to_numpy(dtype=str)
        folder.write_predictions(part, table, codes, probabilities[part])
        found[name] = metrics.figures(labels[part], probabilities[part], lesions, seed=recipe.seed)
        title = f"{name.capitalize()} ({len(table):,} images)"
        matrix = metrics.confusion_matrix(labels[part], probabilities[part])
        figures.save_figure(figures.confusion_figure(matrix, codes, title), folder.figures / f"confusion_{part}.png")
        roc = figures.roc_figure(labels[part], probabilities[part], codes, title)
        figures.save_figure(roc, folder.figures / f"roc_{part}.png")
        say(f"{name}: {'; '.join(_told(k, v) for k, v in found[name].items())}")
    folder.write_json(folder.metrics, found)


def _told(name: str, figure: Figure) -> str:
    return f"{name.replace('_', ' ')} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


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
