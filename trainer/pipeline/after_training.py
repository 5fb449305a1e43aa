"""After training: calibration on validation, then the one reading of the test part, into the run folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from tqdm import tqdm

from desktop.common.command_line import say
from trainer.data.dataset import Dataset
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.measure.calibration import Calibration, save_calibration
from trainer.measure.operating_points import ENOUGH, SENSITIVITIES, achieved, few_positives, fit_operating_points
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import promises
from trainer.measure.scores import PartScores, Scores, score_answers, told
from trainer.measure.subgroups import Gap, Subgroups, Tables, subgroup_gaps, subgroup_tables
from trainer.measure.temperature import fit_biases
from trainer.measure.unfamiliarity import THRESHOLD_RULE, UnfamiliaritySpace, fit_unfamiliarity, unfamiliarity_method
from trainer.network.network import feature_network
from trainer.recipe import Recipe
from trainer.report.drawing import draw_answers
from trainer.runs.folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd

FEATURE_IMAGES = 3000
"""Training images whose features describe what is familiar: enough for COMPONENTS directions, without a whole epoch."""


NAMES = {"val": "validation", "test": "test"}
TOLD = {
    "macro_auc": "macro ROC-AUC",
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "ece": "calibration error",
}


def calibrate_and_evaluate(
    network: Any,
    folder: RunFolder,
    recipe: Recipe,
    *,
    dataset: Dataset,
    pixels: np.ndarray[Any, np.dtype[np.uint8]],
    rows: dict[str, np.ndarray[Any, np.dtype[np.int64]]],
    test: bool = True,
) -> None:
    """Write calibration, predictions, metrics and figures of a trained float32 network.

    pixels: uint8 [N, S, S, 3]; rows: the indices of "train", "val" and "test". Temperature, biases, thresholds and
    unfamiliarity come from training and validation alone. test: whether the test part is read.
    """
    judged = ("val", "test") if test else ("val",)
    both = feature_network(network)
    sample = np.random.default_rng(recipe.seed).permutation(rows["train"])[:FEATURE_IMAGES]
    needed = len(sample) + sum(len(rows[part]) for part in judged)
    with tqdm(total=needed, unit="image", desc="evaluate", disable=None, dynamic_ncols=True) as bar:

        def answers(index: np.ndarray[Any, np.dtype[np.int64]]) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
            return predict_rows(both, pixels, np.sort(index), batch_size=recipe.batch_size, progress=bar)

        seen_in_training = answers(sample)[0]
        found = {part: answers(rows[part]) for part in judged}

    logits = {part: answer[1] for part, answer in found.items()}
    labels = {part: dataset.labels[rows[part]] for part in judged}
    lesions = {part: dataset.table["lesion_id"].iloc[rows[part]].to_numpy(dtype=str) for part in judged}
    calibration, space = _calibrate(
        dataset,
        labels["val"],
        logits["val"],
        lesions=lesions["val"],
        seen_in_training=seen_in_training,
        seen_in_validation=found["val"][0],
    )
    probabilities = {part: calibration.probabilities(logits[part]) for part in judged}
    if test:
        measured = (labels["test"], probabilities["test"])
        points = tuple(
            msgspec.structs.replace(p, test=achieved(p, dataset.classes, *measured, lesions=lesions["test"]))
            for p in calibration.operating_points
        )
        calibration = msgspec.structs.replace(calibration, operating_points=points)
    save_calibration(folder.path, calibration, space)
    codes = [c.code for c in dataset.classes]
    scores: dict[str, PartScores] = {}
    tables: dict[str, Tables] = {}
    gaps: tuple[Gap, ...] = ()
    for part in judged:
        table, before, after = dataset.table.iloc[rows[part]], metrics.softmax(logits[part]), probabilities[part]
        folder.write_predictions(part, table, codes, after)
        distance = np.sqrt(space.residual(found[part][0]) / calibration.unfamiliarity_threshold)
        told_apart = table[["image_id"]].assign(unfamiliarity=distance)
        folder.write_table(folder.unfamiliarity(part), told_apart, float_format=None)
        name = NAMES[part]
        scores[name] = score_answers(
            labels[part],
            before,
            after,
            lesions=lesions[part],
            codes=codes,
            malignant=[c.code for c in dataset.classes if c.malignant],
            unfamiliar=distance > 1.0,
            seed=recipe.seed,
        )
        points = calibration.operating_points
        tables[name] = subgroup_tables(table, labels[part], after, classes=dataset.classes, points=points)
        gaps = subgroup_gaps(table, labels[part], after, classes=dataset.classes, points=points)  # of the last part
        draw_answers(
            folder.figures,
            part,
            dataset,
            rows=rows[part],
            before=before,
            after=after,
            points=calibration.operating_points,
            pixels=pixels if part == judged[-1] else None,
        )
        if part == "val":
            _promise(folder, table, labels[part], logits[part], after, unfamiliarity=distance, codes=codes)
    say(_in_words(scores))
    folder.write_json(folder.metrics, Scores(**scores))
    folder.write_json(folder.subgroups, Subgroups(**tables, gaps=gaps))
    for gap in gaps:
        say(f"note: {gap.told()}")


def _calibrate(
    dataset: Dataset,
    labels: np.ndarray[Any, np.dtype[np.int64]],
    logits: np.ndarray[Any, np.dtype[np.float32]],
    *,
    lesions: np.ndarray[Any, np.dtype[np.str_]],
    seen_in_training: np.ndarray[Any, np.dtype[np.float32]],
    seen_in_validation: np.ndarray[Any, np.dtype[np.float32]],
) -> tuple[Calibration, UnfamiliaritySpace]:
    """All that is set on answers nothing was learned from, and what is known of these too little is told."""
    temperature, biases = fit_biases(labels, logits)
    space, threshold = fit_unfamiliarity(seen_in_training, seen_in_validation)
    calibration = Calibration(
        temperature=temperature,
        operating_points=(),
        unfamiliarity_threshold=threshold,
        unfamiliarity_method=unfamiliarity_method(space),
        unfamiliarity_threshold_set_by=THRESHOLD_RULE,
        biases=biases,
    )
    points = fit_operating_points(dataset.classes, labels, calibration.probabilities(logits), lesions=lesions)
    for score, count in few_positives(dataset.classes, labels, lesions).items():
        named = [p.name for p in points if p.name.startswith(f"{score}-")]
        outcome = f"the one threshold is called {named[0]} by its lower limit" if named else "no threshold is set"
        say(
            f"note: {count} {score} lesion{'' if count == 1 else 's'} in validation, fewer than the {ENOUGH} that a "
            f"threshold of sensitivity {SENSITIVITIES[0]:.2f} asks for: {outcome}"
        )
    return msgspec.structs.replace(calibration, operating_points=points), space


def _promise(
    folder: RunFolder,
    table: pd.DataFrame,
    labels: np.ndarray[Any, np.dtype[np.int64]],
    logits: np.ndarray[Any, np.dtype[np.float32]],
    probabilities: np.ndarray[Any, np.dtype[np.float64]],
    *,
    unfamiliarity: np.ndarray[Any, np.dtype[np.float64]],
    codes: list[str],
) -> None:
    """Write what the answers to validation promise; what they are too few for is told."""
    found = promises(
        codes,
        labels,
        logits,
        probabilities,
        lesions=table["lesion_id"].to_numpy(dtype=str),
        unfamiliarity=unfamiliarity,
        sources=table["source"].to_numpy(dtype=str),
    )
    folder.write_json(folder.path / PROMISES, found)
    if found.missing:
        say(f"note: validation is too small for {' and '.join(found.missing)}")


def _in_words(found: dict[str, PartScores]) -> str:
    """The first figures of all parts side by side; the others are in the report."""
    chosen = {"validation": "validation (chosen there)"}
    lines = [" " * 22 + "".join(f"{chosen.get(name, name):<26}" for name in found).rstrip()]
    for key, words in TOLD.items():
        lines.append(f"{words:<22}" + "".join(f"{told(getattr(part, key)):<26}" for part in found.values()).rstrip())
    return "\n".join(lines)
