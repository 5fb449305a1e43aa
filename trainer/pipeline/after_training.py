"""After training: calibration on validation, then the one reading of the test part, into the run folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from tqdm import tqdm

from desktop.common.command_line import say
from trainer.data.dataset import Dataset
from trainer.data.split import clusters
from trainer.fit.batches import predict_rows
from trainer.fit.changed_copies import changed_copies
from trainer.measure import metrics
from trainer.measure.calibration import Calibration, save_calibration
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.operating_points import achieved, few_positives, fit_operating_points
from trainer.measure.outlier_head import (
    OutlierHead,
    fit_outlier_head,
    flagged,
    flagged_by_source,
    outlier_threshold,
)
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import Covering, promises, short_by_source
from trainer.measure.scores import PartScores, Scores, score_answers, told
from trainer.measure.subgroups import Gap, Subgroups, Tables, subgroup_gaps, subgroup_tables
from trainer.measure.temperature import fit_biases
from trainer.measure.unfamiliarity import UnfamiliaritySpace, fit_unfamiliarity, threshold_rule, unfamiliarity_method
from trainer.network.features import DISTANCE_WIDTH, FEATURES, HEAD_FEATURES
from trainer.network.network import feature_network
from trainer.pipeline.messages import tell_few_positives
from trainer.pipeline.prepare import COARSE, Shown
from trainer.recipe import Recipe
from trainer.report.drawing import draw_answers
from trainer.runs.folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd

FEATURE_IMAGES = 3000
"""Training images whose features describe what is familiar: enough for COMPONENTS directions, without a whole epoch."""
CHANGED_IMAGES = 1000
"""Of these, that the head for images of another kind is shown a changed copy of as well."""


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
    negatives: Sequence[Shown] = (),
) -> None:
    """Write calibration, predictions, metrics and figures of a trained float32 network.

    pixels: uint8 [N, S, S, 3]; rows: the indices of "train", "val" and "test", and of "val_coarse" and "test_coarse"
    where diagnoses cover several classes: these count where they say of the classes of a figure, or not. Temperature,
    biases, thresholds and unfamiliarity come from training and validation alone, and from half of the negatives, where
    there are some. test: whether the test part is read.
    """
    judged = ("val", "test") if test else ("val",)
    both = feature_network(network, HEAD_FEATURES if negatives else FEATURES)
    sample = np.sort(np.random.default_rng(recipe.seed).permutation(rows["train"])[:FEATURE_IMAGES])
    covering = {part: rows[f"{part}{COARSE}"] for part in judged if len(rows.get(f"{part}{COARSE}", ()))}
    needed = len(sample) + sum(len(rows[part]) for part in judged) + sum(len(own) for own in covering.values())
    needed += min(len(sample), CHANGED_IMAGES) if negatives else 0
    needed += sum(len(one.pixels) + int(one.negatives.learned.sum()) for one in negatives)
    with tqdm(total=needed, unit="image", desc="evaluate", disable=None, dynamic_ncols=True) as bar:

        def asked(
            images: np.ndarray[Any, np.dtype[np.uint8]], index: np.ndarray[Any, np.dtype[np.int64]]
        ) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
            return predict_rows(both, images, index, batch_size=recipe.batch_size, progress=bar)

        seen_in_training = asked(pixels, sample)[0]
        found = {part: asked(pixels, rows[part]) for part in judged}
        covered = {part: asked(pixels, own) for part, own in covering.items()}
        shown = [asked(one.pixels, np.arange(len(one.pixels)))[0] for one in negatives]
        head = None
        if negatives:
            again = np.random.default_rng(recipe.seed + 1).permutation(sample)[:CHANGED_IMAGES]
            changed = [(pixels, again), *((one.pixels, np.flatnonzero(one.negatives.learned)) for one in negatives)]
            head = _fit_head(
                seen_in_training,
                [features[one.negatives.learned] for features, one in zip(shown, negatives, strict=True)],
                changed,
                asked,
                seed=recipe.seed,
            )

    logits = {part: answer[1] for part, answer in found.items()}
    labels = {part: dataset.labels[rows[part]] for part in judged}
    lesions = {part: dataset.table["lesion_id"].iloc[rows[part]].to_numpy(dtype=str) for part in judged}
    whose = {part: clusters(dataset.table)[rows[part]] for part in judged}
    calibration, space = _calibrate(
        dataset,
        labels["val"],
        logits["val"],
        lesions=whose["val"],
        seen_in_training=seen_in_training,
        seen_in_validation=found["val"][0],
        head=head,
        covering=covering.get("val"),
        logits_of_covering=covered["val"][1] if "val" in covered else None,
    )
    if head is not None:
        held_out = np.concatenate([found["val"][0], *([covered["val"][0]] if "val" in covered else [])])
        places = np.concatenate([rows["val"], *([covering["val"]] if "val" in covering else [])])
        calibration = _with_head(
            calibration,
            space,
            held_out,
            sources=dataset.table["source"].iloc[places].to_numpy(dtype=str),
            lesions=clusters(dataset.table)[places],
            negatives=list(zip(negatives, shown, strict=True)),
        )
        _tell_flagged(calibration)
    probabilities = {part: calibration.probabilities(logits[part]) for part in judged}
    coarse = {part: _coarse(dataset, covering[part], calibration, answer[1]) for part, answer in covered.items()}
    if test:
        known = (dataset.classes, labels["test"], probabilities["test"])
        points = tuple(
            msgspec.structs.replace(p, test=achieved(p, *known, lesions=whose["test"], coarse=coarse.get("test")))
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
        folder.write_predictions(part, table, codes, after, sources=dataset.several_sources)
        unfamiliarity = calibration.unfamiliarity(space, found[part][0])
        told_apart = table[["image_id"]].assign(unfamiliarity=unfamiliarity)
        folder.write_table(folder.unfamiliarity(part), told_apart, float_format=None)
        name = NAMES[part]
        scores[name] = score_answers(
            labels[part],
            before,
            after,
            lesions=lesions[part],
            whose=whose[part],
            codes=codes,
            malignant=[c.code for c in dataset.classes if c.malignant],
            unfamiliar=unfamiliarity > 1.0,
            seed=recipe.seed,
            coarse=coarse.get(part),
        )
        points = calibration.operating_points
        measured = (table, labels[part], after)
        beside = (dataset.table.iloc[covering[part]], coarse[part]) if part in coarse else None
        tables[name] = subgroup_tables(*measured, classes=dataset.classes, points=points, covering=beside)
        gaps = subgroup_gaps(*measured, classes=dataset.classes, points=points, covering=beside)  # of the last part
        draw_answers(
            folder.figures,
            part,
            dataset,
            rows=rows[part],
            before=before,
            after=after,
            points=calibration.operating_points,
            pixels=pixels if part == judged[-1] else None,
            coarse=coarse.get(part),
        )
        if part == "val":
            kept = None
            if "val" in covered:
                own = dataset.table.iloc[covering["val"]]
                kept = _covering(folder, own, calibration.unfamiliarity(space, covered["val"][0]))
            _promise(folder, table, labels[part], logits[part], after, unfamiliarity, kept, codes=codes)
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
    head: OutlierHead | None,
    covering: np.ndarray[Any, np.dtype[np.int64]] | None,
    logits_of_covering: np.ndarray[Any, np.dtype[np.float32]] | None,
) -> tuple[Calibration, UnfamiliaritySpace]:
    """All that is set on answers nothing was learned from, and what is known of these too little is told. covering:
    rows of validation images of no one class."""
    temperature, biases = fit_biases(labels, logits)
    space, threshold = fit_unfamiliarity(seen_in_training[:, :DISTANCE_WIDTH], seen_in_validation[:, :DISTANCE_WIDTH])
    space = replace(space, head=head)
    calibration = Calibration(
        temperature=temperature,
        operating_points=(),
        unfamiliarity_threshold=threshold,
        unfamiliarity_method=unfamiliarity_method(space),
        unfamiliarity_threshold_set_by=threshold_rule(space),
        biases=biases,
    )
    coarse = None
    if covering is not None and logits_of_covering is not None:
        coarse = _coarse(dataset, covering, calibration, logits_of_covering)
    after = calibration.probabilities(logits)
    points = fit_operating_points(dataset.classes, labels, after, lesions=lesions, coarse=coarse)
    for score, count in few_positives(dataset.classes, labels, lesions, coarse).items():
        tell_few_positives(score, count, points, patients="patient_id" in dataset.table.columns)
    return msgspec.structs.replace(calibration, operating_points=points), space


def _coarse(
    dataset: Dataset,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    calibration: Calibration,
    logits: np.ndarray[Any, np.dtype[np.float32]],
) -> Coarse:
    return Coarse(dataset.members[rows], calibration.probabilities(logits), clusters(dataset.table)[rows])


def _fit_head(
    familiar: np.ndarray[Any, np.dtype[np.float32]],
    outliers: Sequence[np.ndarray[Any, np.dtype[np.float32]]],
    changed: Sequence[tuple[np.ndarray[Any, np.dtype[np.uint8]], np.ndarray[Any, np.dtype[np.int64]]]],
    asked: Callable[..., list[np.ndarray[Any, np.dtype[np.float32]]]],
    *,
    seed: int,
) -> OutlierHead:
    """familiar: features of training images; outliers: of the negatives to learn from; changed: pixels and rows of
    which both are seen once more, those of the training images first; asked: features of pixels[rows]."""
    copies = []
    for number, (images, index) in enumerate(changed):
        drawn = changed_copies(images, index, seed=seed + number)
        copies.append(asked(drawn, np.arange(len(drawn)))[0])
    return fit_outlier_head(np.concatenate([familiar, copies[0]]), np.concatenate([*outliers, *copies[1:]]))


def _with_head(
    calibration: Calibration,
    space: UnfamiliaritySpace,
    held_out: np.ndarray[Any, np.dtype[np.float32]],
    *,
    sources: np.ndarray[Any, np.dtype[np.str_]],
    lesions: np.ndarray[Any, np.dtype[np.str_]],
    negatives: Sequence[tuple[Shown, np.ndarray[Any, np.dtype[np.float32]]]],
) -> Calibration:
    """With the threshold of the space's head, by the features of held-out images [N, D] of these sources and
    lesions, and what is then flagged of these and of the negatives that judge."""
    assert space.head is not None
    threshold = outlier_threshold(space.head.scores(held_out), sources)
    calibration = msgspec.structs.replace(calibration, outlier_threshold=threshold)
    flags = {
        one.negatives.name: flagged(
            calibration.unfamiliarity(space, features[~one.negatives.learned]),
            one.negatives.groups[~one.negatives.learned],
        )
        for one, features in negatives
    }
    return msgspec.structs.replace(
        calibration,
        negatives=flags,
        held_out=flagged_by_source(calibration.unfamiliarity(space, held_out), lesions, sources),
    )


def _tell_flagged(calibration: Calibration) -> None:
    for name, one in calibration.negatives.items():
        say(f"unfamiliar: {told(one.share)} of {one.images:,} images of {name}, that the head was not shown")
    for name, one in calibration.held_out.items():
        say(f"unfamiliar: {told(one.share)} of {one.images:,} validation images of {name}")


def _covering(folder: RunFolder, table: pd.DataFrame, unfamiliarity: np.ndarray[Any, np.dtype[np.float64]]) -> Covering:
    """Keep the unfamiliarity of validation images of no one class."""
    kept = table[["image_id", "source"]].assign(unfamiliarity=unfamiliarity)
    folder.write_table(folder.unfamiliarity(f"val{COARSE}"), kept, float_format=None)
    return Covering(unfamiliarity, table["source"].to_numpy(dtype=str))


def _promise(
    folder: RunFolder,
    table: pd.DataFrame,
    labels: np.ndarray[Any, np.dtype[np.int64]],
    logits: np.ndarray[Any, np.dtype[np.float32]],
    probabilities: np.ndarray[Any, np.dtype[np.float64]],
    unfamiliarity: np.ndarray[Any, np.dtype[np.float64]],
    covering: Covering | None,
    *,
    codes: list[str],
) -> None:
    """Write what the answers to validation promise; what they are too few for is told."""
    found = promises(
        codes,
        labels,
        logits,
        probabilities,
        lesions=clusters(table),
        unfamiliarity=unfamiliarity,
        sources=table["source"].to_numpy(dtype=str),
        covering=covering,
    )
    folder.write_json(folder.path / PROMISES, found)
    if found.missing:
        say(f"note: validation is too small for {' and '.join(found.missing)}")
    for line in short_by_source(found.sets):
        say(line)


def _in_words(found: dict[str, PartScores]) -> str:
    """The first figures of all parts side by side; the others are in the report."""
    chosen = {"validation": "validation (chosen there)"}
    lines = [" " * 22 + "".join(f"{chosen.get(name, name):<26}" for name in found).rstrip()]
    for key, words in TOLD.items():
        lines.append(f"{words:<22}" + "".join(f"{told(getattr(part, key)):<26}" for part in found.values()).rstrip())
    return "\n".join(lines)
