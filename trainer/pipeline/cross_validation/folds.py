"""Cross-validation by group: every fold is a run of its own, and what they say of the images they never saw is pooled.

In fold i the images of fold i are tested, those of the next fold choose epochs and calibration, and the others teach:
no image ever teaches or chooses for the fold that judges it. What the folds answered then sets and judges one network
for use (`trainer.pipeline.cross_validation.final_network`).
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import keras
import msgspec

from desktop.common.command_line import say
from desktop.common.files import atomic_write
from desktop.errors import HamError, UsageError
from trainer.data.sources import negatives_named
from trainer.devices import hosts
from trainer.errors import UNREADABLE, RunError
from trainer.measure.operating_points import achieved
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import short_by_source
from trainer.measure.scores import told
from trainer.pipeline.after_training import TOLD
from trainer.pipeline.cross_validation.final_network import train_final
from trainer.pipeline.cross_validation.judged_by_folds import finished_folds, runs_of_folds
from trainer.pipeline.cross_validation.out_of_fold import (
    calibrate_on_all,
    pooled_scores,
    promise_on_all,
    read_out_of_fold,
)
from trainer.pipeline.train import Options, clear_up, resume, train
from trainer.recipe import Recipe
from trainer.runs.folder import FINISHED, RunFolder, create_run, load_run, load_unfinished

FILE = "folds.json"
FORMAT = 1


class FoldsRecord(msgspec.Struct, frozen=True):
    """`folds.json`: what every fold is trained with, to go on after a kill. final: the network for use that is made of
    them, "all" or "distil", or none."""

    format: int
    folds: int
    recipe: Recipe
    data: tuple[str, ...]
    weights: str
    precision: str
    limit: int | None
    command: str
    final: str = ""


def train_folds(options: Options, folds: int, *, final: str = "") -> Path:
    """Train all folds into a new folder, and the final network where one is asked for; returns the folder of what was
    asked for. Raises what `train` raises, and UsageError for several hosts and for negatives."""
    _alone()
    if options.negatives or negatives_named(options.given):
        raise UsageError(
            "folds set what is unfamiliar by all their images and are shown no others; leave out --negatives, and "
            "'negatives' in data.toml"
        )
    folder = create_run(options.output, f"{options.recipe.name}_{folds}-folds").path
    record = FoldsRecord(
        FORMAT,
        folds,
        options.recipe,
        tuple(str(path.resolve()) for path in options.given),
        options.weights,
        options.precision,
        options.limit,
        options.command,
        final,
    )
    _write(folder, record)
    try:
        return resume_folds(folder, devices=options.devices)
    except BaseException as error:
        if isinstance(error, HamError) and not runs_of_folds(folder):  # refused before anything was learned
            shutil.rmtree(folder, ignore_errors=True)
        else:
            say(f"not finished; the folds so far are kept: ham-train --resume {folder}")
        raise


def is_folds(path: Path) -> bool:
    """Whether a folder is that of a cross-validation."""
    return (path / FILE).is_file()


def resume_folds(folder: Path, *, devices: int | None = None, final: str = "") -> Path:
    """Train the folds that are not finished, pool them, and make the final network of the kind `final`, or of the one
    asked for before; returns its folder, or that of the folds. Raises RunError for a record that cannot be read and
    DataError for data that have changed since the folds before."""
    _alone()
    try:
        record = msgspec.json.decode((folder / FILE).read_bytes(), type=FoldsRecord)
    except UNREADABLE as error:
        raise RunError(f"{folder / FILE} cannot be read ({error}); train the folds again") from None
    if final and final != record.final:
        record = msgspec.structs.replace(record, final=final)
        _write(folder, record)
    done = runs_of_folds(folder)
    expected = next((load_unfinished(path)[1].data for path in done.values()), None)
    options = Options(
        record.recipe,
        tuple(map(Path, record.data)) or None,
        folder,
        record.weights,
        record.precision,
        record.limit,
        command=record.command,
        devices=devices,
    )
    for number in range(record.folds):
        path = done.get(number)
        if path is None:
            say(f"fold {number + 1} of {record.folds}")
            path = train(replace(options, fold=(number, record.folds), expected=expected)).path
        elif (begun := load_unfinished(path)[1]).status != FINISHED:
            say(f"fold {number + 1} of {record.folds}, resumed")
            resume(path, devices=devices)
        else:
            clear_up(RunFolder(path), begun)
        expected = expected or load_run(path)[1].data
    _pool(folder, finished_folds(folder, record.folds))
    if record.final:
        return train_final(folder, record.final, record.folds, options)
    external = [source.name for source in expected.sources if source.role == "external"] if expected else []
    if external:
        say(f"note: {', '.join(external)} (external) is measured on a final network; --resume {folder} --final all")
    return folder


def _alone() -> None:
    if hosts.meeting(keras.backend.backend()) is not None:
        raise UsageError("folds train on one machine; start them without the other processes")


def _pool(folder: Path, runs: list[Path]) -> None:
    """Write what all folds answered of the images they never saw, its figures, and what is calibrated on it."""
    import pandas as pd

    found = read_out_of_fold(runs)
    scores, calibration = pooled_scores(found), calibrate_on_all(found)
    measured = (found.classes, found.labels, found.after)
    points = {
        point.name: achieved(point, *measured, lesions=found.whose, coarse=found.coarse)
        for point in calibration.operating_points
    }
    own = RunFolder(folder)
    own.write_table(
        folder / "predictions.csv", pd.concat([found.table, found.coarse_table], ignore_index=True), float_format=None
    )
    own.write_json(own.metrics, scores)
    own.write_json(folder / "calibration.json", calibration)
    own.write_json(folder / "points.json", points)
    own.write_json(folder / PROMISES, kept := promise_on_all(found, calibration))
    figures = ", ".join(f"{words} {told(getattr(scores, key))}" for key, words in TOLD.items())
    say(f"all {len(found.table):,} images, each by the fold that never saw it: {figures}")
    if len(found.coarse_table):
        say(
            f"malignant AUC {told(scores.malignant_auc)} with {scores.coarse:,} of {len(found.coarse_table):,} images "
            "whose diagnosis covers several classes: those of which it says malignant or not"
        )
    for sets in kept.sets:
        covered = ", ".join(f"{name} {told(figure)}" for name, figure in sets.coverage.items())
        say(f"sets of {100 * sets.level:g}%, {sets.size:.2f} diagnoses each, hold the right one: {covered}")
    for line in short_by_source(kept.sets):
        say(line)


def _write(folder: Path, record: FoldsRecord) -> None:
    with atomic_write(folder / FILE, "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
