"""After training: calibration on validation, then the one reading of the test part, into the run folder."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from tqdm import tqdm

from desktop.common.command_line import say
from trainer.data.dataset import Dataset
from trainer.fit.batches import predict_rows
from trainer.measure import calibration, metrics
from trainer.measure.scores import PartScores, Scores, score, told
from trainer.measure.subgroups import Subgroups, Tables, subgroup_tables
from trainer.network.network import feature_network
from trainer.recipe import Recipe
from trainer.report.drawing import draw_answers
from trainer.runs.folder import RunFolder

FEATURE_IMAGES = 3000
"""Training images whose features describe what is familiar: enough for COMPONENTS directions, without a whole epoch."""


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
) -> None:
    """Write calibration, predictions, metrics and figures of a trained float32 network.

    pixels: uint8 [N, S, S, 3]; rows: the indices of "train", "val" and "test". Temperature, thresholds and
    unfamiliarity come from training and validation alone.
    """
    both = feature_network(network)
    sample = np.random.default_rng(recipe.seed).permutation(rows["train"])[:FEATURE_IMAGES]
    needed = len(sample) + len(rows["val"]) + len(rows["test"])
    with tqdm(total=needed, unit="image", desc="evaluate", disable=None, dynamic_ncols=True) as bar:

        def answers(index: np.ndarray[Any, np.dtype[np.int64]]) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
            return predict_rows(both, pixels, np.sort(index), batch_size=recipe.batch_size, progress=bar)

        seen_in_training = answers(sample)[0]
        seen_in_validation, logits_val = answers(rows["val"])
        _, logits_test = answers(rows["test"])

    labels = {part: dataset.labels[rows[part]] for part in ("val", "test")}
    logits = {"val": logits_val, "test": logits_test}
    temperature = calibration.fit_temperature(labels["val"], logits_val)
    probabilities = {part: metrics.softmax(logits[part], temperature) for part in ("val", "test")}
    points = calibration.fit_operating_points(dataset.classes, labels["val"], probabilities["val"])
    space, threshold = calibration.fit_unfamiliarity(seen_in_training, seen_in_validation)
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
            unfamiliarity_method=calibration.unfamiliarity_method(space),
            unfamiliarity_threshold_set_by=calibration.THRESHOLD_RULE,
        ),
        space,
    )
    codes = [c.code for c in dataset.classes]
    found: dict[str, PartScores] = {}
    tables: dict[str, Tables] = {}
    for part, name in (("val", "validation"), ("test", "test")):
        table = dataset.table.iloc[rows[part]]
        folder.write_predictions(part, table, codes, probabilities[part])
        lesions = table["lesion_id"].to_numpy(dtype=str)
        found[name] = score(labels[part], logits[part], temperature, lesions=lesions, codes=codes, seed=recipe.seed)
        tables[name] = subgroup_tables(table, labels[part], probabilities[part], classes=dataset.classes, points=points)
    say(_in_words(found))
    folder.write_json(folder.metrics, Scores(**found))
    folder.write_json(folder.subgroups, Subgroups(**tables))
    for part in ("val", "test"):
        draw_answers(
            folder.figures,
            part,
            dataset,
            rows=rows[part],
            before=metrics.softmax(logits[part]),
            after=probabilities[part],
            points=points,
            pixels=pixels if part == "test" else None,
        )


def _in_words(found: dict[str, PartScores]) -> str:
    """The first figures of all parts side by side; the others are in the report."""
    lines = [" " * 22 + "".join(f"{name:<24}" for name in found).rstrip()]
    for key, words in TOLD.items():
        lines.append(f"{words:<22}" + "".join(f"{told(getattr(part, key)):<24}" for part in found.values()).rstrip())
    return "\n".join(lines)
