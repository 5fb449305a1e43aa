"""How good a network is on the held-out part of each source by itself, images of coarse labels included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.command_line import say
from trainer.data.split import clusters
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.measure.calibration import load_calibration
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.elsewhere import SOURCES, SourceFigures, by_name
from trainer.measure.operating_points import achieved
from trainer.measure.scores import score_answers, told

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trainer.data.dataset import Dataset
    from trainer.measure.calibration import Calibration
    from trainer.recipe import Recipe
    from trainer.runs.folder import RunFolder


def judge_sources(
    network: Any,
    folder: RunFolder,
    recipe: Recipe,
    dataset: Dataset,
    pixels: NDArray[np.uint8],
    parts: NDArray[np.str_],
    *,
    test: bool,
) -> None:
    """Write `sources.json`, part by part and source by source, for data of several sources or with labels that cover
    several classes, and the answers to these images; else nothing. pixels: uint8 [N, S, S, 3]; parts: as
    `trainer.pipeline.prepare.divide`."""
    names = dataset.table["source"].to_numpy(dtype=str)
    if len(set(names)) == 1 and not dataset.sets:
        return
    calibration, _ = load_calibration(folder.path)
    codes = [info.code for info in dataset.classes]
    found: dict[str, dict[str, SourceFigures]] = {}
    for part in ("val", "test") if test else ("val",):
        rows = np.flatnonzero(np.char.startswith(parts, part))
        (logits,) = predict_rows(network, pixels, rows, batch_size=recipe.batch_size)
        probabilities = calibration.probabilities(logits)
        covering = dataset.labels[rows] < 0
        if covering.any():
            own = dataset.table.iloc[rows[covering]]
            folder.write_predictions(
                f"{part}_coarse", own, codes, probabilities[covering], sources=dataset.several_sources
            )
        found[part] = {}
        for name in dict.fromkeys(names):
            here = names[rows] == name
            one = _figures(dataset, calibration, recipe, rows[here], metrics.softmax(logits[here]), probabilities[here])
            found[part][name] = one
            chosen = "validation, chosen there" if part == "val" else "test"
            say(
                f"{name} ({chosen}): malignant AUC {told(one.figures.get('malignant_auc'))} on {one.judged:,} images, "
                f"{one.malignant:,} malignant"
            )
    folder.write_json(folder.path / SOURCES, found)


def _figures(
    dataset: Dataset,
    calibration: Calibration,
    recipe: Recipe,
    rows: NDArray[np.int64],
    before: NDArray[np.floating],
    after: NDArray[np.floating],
) -> SourceFigures:
    """Of the images in `rows` [M], with probabilities [M, C] before and after calibration."""
    labels, lesions = dataset.labels[rows], dataset.table["lesion_id"].to_numpy(dtype=str)[rows]
    whose = clusters(dataset.table)[rows]
    exact, covering = labels >= 0, labels < 0
    coarse = Coarse(dataset.members[rows[covering]], after[covering], whose[covering])
    malignant = [index for index, info in enumerate(dataset.classes) if info.malignant]
    inside, _, _ = coarse.judged(malignant)
    scores = score_answers(
        labels[exact],
        before[exact],
        after[exact],
        lesions=lesions[exact],
        whose=whose[exact],
        codes=[info.code for info in dataset.classes],
        malignant=[info.code for info in dataset.classes if info.malignant],
        seed=recipe.seed,
        coarse=coarse,
    )
    points = {
        point.name: achieved(point, dataset.classes, labels[exact], after[exact], lesions=whose[exact], coarse=coarse)
        for point in calibration.operating_points
    }
    return SourceFigures(
        images=len(rows),
        lesions=len(np.unique(lesions)),
        judged=int(exact.sum()) + len(inside),
        malignant=int(np.isin(labels[exact], malignant).sum() + inside.sum()),
        figures=by_name(scores, points),
    )
