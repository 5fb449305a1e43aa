"""After the training of a final network: no image is left to judge it by, so the folds' answers set and judge for it.

Temperature, biases, operating points and the threshold of unfamiliarity are those of all out-of-fold answers, and so
are the figures; the space of what is familiar is the network's own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from desktop.common.command_line import say
from trainer.data.dataset import Dataset
from trainer.errors import RunError
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.measure.calibration import save_calibration
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.scores import Scores, score_answers, told
from trainer.measure.subgroups import Subgroups, subgroup_gaps, subgroup_tables
from trainer.measure.unfamiliarity import COMPONENTS, principal_space
from trainer.network.network import feature_network
from trainer.pipeline.after_training import FEATURE_IMAGES, TOLD
from trainer.pipeline.cross_validation.out_of_fold import calibrate_on_all, promise_on_all, read_out_of_fold
from trainer.recipe import Recipe
from trainer.report.drawing import draw_answers
from trainer.runs.folder import FINISHED, RunFolder, load_run, load_unfinished


def runs_of_folds(folder: Path) -> dict[int, Path]:
    """The runs of a cross-validation that can be gone on with or are finished, by their fold (from 0)."""
    found = {}
    for path in sorted(p for p in folder.iterdir() if (p / "run.json").is_file()):
        try:
            _, record = load_unfinished(path)
        except RunError:  # killed before there was anything to go on from; it is trained anew
            continue
        if record.fold is not None:
            found[record.fold[0]] = path
    return found


def finished_folds(folder: Path, folds: int) -> list[Path]:
    """The runs of all folds, in their order. Raises RunError where one is missing or not finished."""
    known = runs_of_folds(folder)
    for number in range(folds):
        if number not in known or load_unfinished(known[number])[1].status != FINISHED:
            raise RunError(
                f"fold {number + 1} of {folder} is not finished; continue it with ham-train --resume {folder}"
            )
    return [known[number] for number in range(folds)]


def judge_by_folds(
    network: Any,
    folder: RunFolder,
    recipe: Recipe,
    *,
    folds: int,
    dataset: Dataset,
    pixels: np.ndarray[Any, np.dtype[np.uint8]],
) -> None:
    """Write calibration, answers, metrics and figures of a final float32 network whose folds' runs lie beside it.

    pixels: uint8 [N, S, S, 3] of all images of `dataset`, which all taught. Raises RunError for folds of other images.
    """
    import pandas as pd

    runs = finished_folds(folder.path.parent, folds)
    found = read_out_of_fold(runs)
    calibration = calibrate_on_all(found)
    rows = pd.Index(dataset.table["image_id"]).get_indexer(pd.Index(found.table["image_id"]))
    if (rows < 0).any() or any(load_run(run)[1].data.fingerprint != dataset.fingerprint for run in runs):
        raise RunError(f"the folds of {folder.path.parent} were trained on other images; train them again")
    sample = np.random.default_rng(recipe.seed).permutation(len(pixels))[:FEATURE_IMAGES]
    features = predict_rows(feature_network(network), pixels, np.sort(sample), batch_size=recipe.batch_size)[0]
    save_calibration(folder.path, calibration, principal_space(features, COMPONENTS))

    table, points = dataset.table.iloc[rows], calibration.operating_points
    after = calibration.probabilities(found.logits)
    coarse = replace(found.coarse, probabilities=calibration.probabilities(found.coarse_logits))
    distance = np.sqrt(found.squared / calibration.unfamiliarity_threshold)
    folder.write_predictions("val", table, found.codes, after, sources=dataset.several_sources)
    told_apart = table[["image_id"]].assign(unfamiliarity=distance)
    folder.write_table(folder.unfamiliarity("val"), told_apart, float_format=None)
    scores = score_answers(
        found.labels,
        found.before,
        after,
        lesions=found.lesions,
        whose=found.whose,
        codes=found.codes,
        malignant=found.malignant,
        unfamiliar=distance > 1.0,
        seed=recipe.seed,
        coarse=coarse,
    )
    measured = (table, found.labels, after)
    by_id = dataset.table.set_index("image_id", drop=False)
    beside = (by_id.loc[found.coarse_table["image_id"]], coarse)
    tables = subgroup_tables(*measured, classes=dataset.classes, points=points, covering=beside)
    gaps = subgroup_gaps(*measured, classes=dataset.classes, points=points, covering=beside)
    draw_answers(
        folder.figures,
        "val",
        dataset,
        rows=rows,
        before=metrics.softmax(found.logits),
        after=after,
        points=points,
        pixels=pixels,
        called="Out of fold",
        coarse=coarse,
    )
    folder.write_json(folder.metrics, Scores(scores))
    folder.write_json(folder.subgroups, Subgroups(tables, gaps=gaps))
    folder.write_json(folder.path / PROMISES, promise_on_all(found, calibration))
    figures = ", ".join(f"{words} {told(getattr(scores, key))}" for key, words in TOLD.items())
    say(f"of its {folds} folds, each image by the one that never saw it: {figures}")
    for gap in gaps:
        say(f"note: {gap.told()}")
