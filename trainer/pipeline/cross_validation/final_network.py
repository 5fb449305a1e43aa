"""One network for use after a cross-validation: of all images, for as many epochs as the folds chose.

"all" learns from the labels. "distil" learns what the folds' networks answer on average (Hinton, Vinyals & Dean,
arXiv:1503.02531), which is what their ensemble knows in a single network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from tqdm import tqdm

from desktop.common.command_line import say
from trainer.errors import RunError
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.network.trained import load_trained
from trainer.pipeline.cross_validation.judged_by_folds import finished_folds
from trainer.pipeline.prepare import data_of_run, decode
from trainer.pipeline.train import Options, resume, train
from trainer.recipe import AVERAGE, Recipe, Stage
from trainer.runs.folder import Final, RunFolder, RunRecord, load_run, load_unfinished

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

KINDS = ("all", "distil")
BATCH_SIZE = 32


def train_final(folder: Path, kind: str, folds: int, options: Options) -> Path:
    """Train the final network into the folder of the finished folds, or go on with it; returns its run's folder.

    options: those of the folds. Raises what `train` and `resume` raise.
    """
    runs = finished_folds(folder, folds)
    begun = _begun(folder, kind)
    if begun is not None:
        return resume(begun, devices=options.devices).path
    histories, records = [], []
    for path in runs:
        run, record = load_run(path)
        histories.append(run.read_history())
        records.append(record)
    recipe = final_recipe(records[0].recipe, histories, kind)
    told = ", ".join(f"{stage.name} {stage.epochs}" for stage in recipe.stages if stage.epochs)
    say(f"final network ({kind}): all images, as many epochs as the folds chose ({told})")
    targets = mean_answers(runs, records, folder) if kind == "distil" else None
    expected = records[0].data
    final = replace(
        options, recipe=recipe, test=False, fold=None, final=Final(kind, folds), targets=targets, expected=expected
    )
    return train(final).path


def final_recipe(recipe: Recipe, histories: Sequence[pd.DataFrame], kind: str) -> Recipe:
    """The recipe of folds with the epochs that they chose, `histories` being their history.csv.

    Of each stage so many epochs as it took on the median over folds to its last gain, at the median of their rates
    where these followed validation, which a final network has none of. Stages are averaged, whole, where most folds
    kept their average. "distil": no weights of classes and no smoothing, as the answers that are learned hold both.
    """
    kept = [
        bool((rows["stage"] == AVERAGE).any() and rows["best"][rows["stage"] == AVERAGE].any()) for rows in histories
    ]
    averaged = recipe.average_of if 2 * sum(kept) > len(kept) else ()
    stages = tuple(_chosen(stage, histories, whole=stage.name in averaged) for stage in recipe.stages)
    name = f"{recipe.name[: 60 - len(kind)]}-{kind}"
    recipe = msgspec.structs.replace(recipe, name=name, stages=stages, average_of=averaged)
    if kind == "distil":
        recipe = msgspec.structs.replace(recipe, class_weights="none", label_smoothing=0.0)
    return recipe


def _chosen(stage: Stage, histories: Sequence[pd.DataFrame], *, whole: bool) -> Stage:
    own = [rows[rows["stage"] == stage.name] for rows in histories]
    gained = [rows if whole else rows[rows["best"].astype(bool)] for rows in own]
    epochs = int(np.median([rows["epoch"].max() if len(rows) else 0 for rows in gained]) + 0.5)
    rates: tuple[float, ...] = ()
    if stage.schedule == "plateau":
        by_epoch = ([r["learning_rate"].iloc[e] for r in own if len(r) > e] for e in range(epochs))
        rates = tuple(float(np.median(one)) for one in by_epoch)
    warmup = stage.warmup_epochs * epochs / stage.epochs if stage.epochs else 0.0
    return msgspec.structs.replace(stage, epochs=epochs, warmup_epochs=warmup, rates=rates, least_steps=0)


def mean_answers(runs: Sequence[Path], records: Sequence[RunRecord], output: Path) -> NDArray[np.float32]:
    """What the folds' networks answer on average of every image of their data: probabilities float32 [N, C], before
    calibration, in the order of the data set."""
    dataset = data_of_run(records[0])
    size = records[0].recipe.image_size
    pixels = decode(dataset, records[0].recipe, output)[size]
    total: NDArray[np.float64] = np.zeros((len(pixels), len(dataset.classes)))
    with tqdm(total=len(runs) * len(pixels), unit="image", desc="answers", disable=None, dynamic_ncols=True) as bar:
        for path, record in zip(runs, records, strict=True):
            network = load_trained(RunFolder(path), record)
            every = np.arange(len(pixels))
            (logits,) = predict_rows(network, pixels, every, batch_size=BATCH_SIZE, progress=bar)
            total += metrics.softmax(logits)
    answers: NDArray[np.float32] = (total / len(runs)).astype(np.float32)
    return answers


def _begun(folder: Path, kind: str) -> Path | None:
    """The run of a final network of this kind that can be gone on with, or is finished."""
    for path in sorted((p for p in folder.iterdir() if (p / "run.json").is_file()), reverse=True):
        try:
            _, record = load_unfinished(path)
        except RunError:
            continue
        if record.final is not None and record.final.kind == kind:
            return path
    return None
