"""Cross-validation by group: every fold is a run of its own, and what they say of the images they never saw is pooled.

In fold i the images of fold i are tested, those of the next fold choose epochs and calibration, and the others teach:
no image ever teaches or chooses for the fold that judges it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.command_line import say
from desktop.common.files import atomic_write
from trainer.errors import RunError
from trainer.measure.calibration import load_calibration
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import promises_of_folds
from trainer.measure.scores import PartScores, score_answers, told
from trainer.pipeline.after_training import TOLD
from trainer.pipeline.report_anew import read_answers, unfamiliarity_of
from trainer.pipeline.train import Options, resume, train
from trainer.recipe import Recipe
from trainer.runs.folder import FINISHED, RunFolder, RunRecord, create_run, load_run, load_unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = "folds.json"
FORMAT = 1


class FoldsRecord(msgspec.Struct, frozen=True):
    """`folds.json`: what every fold is trained with, to go on after a kill."""

    format: int
    folds: int
    recipe: Recipe
    data: tuple[str, ...]
    weights: str
    precision: str
    limit: int | None
    command: str


def train_folds(options: Options, folds: int) -> Path:
    """Train all folds into a new folder; returns it. Raises what `train` raises."""
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
    )
    with atomic_write(folder / FILE, "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    return resume_folds(folder)


def is_folds(path: Path) -> bool:
    """Whether a folder is that of a cross-validation."""
    return (path / FILE).is_file()


def resume_folds(folder: Path, *, devices: int | None = None) -> Path:
    """Train the folds that are not finished, then pool them; returns the folder. Raises RunError for a record that
    cannot be read and DataError for data that have changed since the folds before."""
    try:
        record = msgspec.json.decode((folder / FILE).read_bytes(), type=FoldsRecord)
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"{folder / FILE} cannot be read ({error}); train the folds again") from None
    done: dict[int, tuple[Path, RunRecord]] = {}
    for path in sorted(p for p in folder.iterdir() if (p / "run.json").is_file()):
        try:
            _, own = load_unfinished(path)
        except RunError:  # killed before there was anything to go on from; it is trained anew
            continue
        if own.fold is not None:
            done[own.fold[0]] = (path, own)
    expected = next((own.data.fingerprint for _, own in done.values()), None)
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
    runs = []
    for number in range(record.folds):
        known = done.get(number)
        if known is None:
            say(f"fold {number + 1} of {record.folds}")
            run = train(replace(options, fold=(number, record.folds), expected=expected))
        elif known[1].status == FINISHED:
            run = RunFolder(known[0])
        else:
            say(f"fold {number + 1} of {record.folds}, resumed")
            run = resume(known[0], devices=devices)
        expected = expected or load_run(run.path)[1].data.fingerprint
        runs.append(run.path)
    _pool(folder, runs)
    return folder


def _pool(folder: Path, runs: Sequence[Path]) -> PartScores:
    """Write predictions.csv, metrics.json and promises.json of all images, each answered by the network that never saw
    it."""
    import pandas as pd

    tables, found, distances = [], [], []
    for number, path in enumerate(runs):
        run, record = load_run(path)
        codes = [info.code for info in record.classes]
        answers = read_answers(run, "test", codes, load_calibration(path)[0])
        found.append(answers)
        distances.append(unfamiliarity_of(run, "test", answers))
        tables.append(pd.read_csv(run.predictions("test"), keep_default_na=False).assign(fold=number + 1))
    pooled = pd.concat(tables, ignore_index=True)
    names = ("before", "after", "labels", "lesions")
    before, after, labels, lesions = (np.concatenate([getattr(answers, name) for answers in found]) for name in names)
    scores = score_answers(
        labels,
        before,
        after,
        lesions=lesions,
        codes=codes,
        malignant=[info.code for info in record.classes if info.malignant],
        unfamiliar=None,
        seed=record.recipe.seed,
    )
    known = [distance for distance in distances if distance is not None]
    kept = promises_of_folds(
        codes,
        labels,
        after,
        lesions=lesions,
        folds=np.repeat(np.arange(len(found)), [len(answers.labels) for answers in found]),
        unfamiliarity=np.concatenate(known) if len(known) == len(found) else None,
        sources=None if any(answers.sources is None for answers in found) else pooled["source"].to_numpy(dtype=str),
    )
    own = RunFolder(folder)
    own.write_json(folder / PROMISES, kept)
    own.write_table(folder / "predictions.csv", pooled, float_format=None)
    own.write_json(own.metrics, scores)
    figures = ", ".join(f"{words} {told(getattr(scores, key))}" for key, words in TOLD.items())
    say(f"all {len(pooled):,} images, each by the fold that never saw it: {figures}")
    for sets in kept.sets:
        covered = ", ".join(f"{name} {told(figure)}" for name, figure in sets.coverage.items())
        say(f"sets of {sets.level:.0%}, {sets.size:.2f} diagnoses each, hold the right one: {covered}")
    return scores
