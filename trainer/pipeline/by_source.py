"""How good a network is on the held-out part of each source by itself, images of coarse labels included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common import statistics
from desktop.common.command_line import say
from trainer.data.split import clusters
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.measure.calibration import load_calibration
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.elsewhere import SOURCES, SourceFigures, by_name
from trainer.measure.operating_points import achieved
from trainer.measure.scores import score_answers, told
from trainer.network.network import feature_network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from desktop.contract import OperatingPoint
    from trainer.data.dataset import Dataset
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
    if not dataset.several_sources and not dataset.sets:
        return
    calibration, space = load_calibration(folder.path)
    measured = feature_network(network, space.measured)
    codes = [info.code for info in dataset.classes]
    found: dict[str, dict[str, SourceFigures]] = {}
    for part in ("val", "test") if test else ("val",):
        rows = np.flatnonzero(np.char.startswith(parts, part))
        features, logits = predict_rows(measured, pixels, rows, batch_size=recipe.batch_size)
        probabilities = calibration.probabilities(logits)
        covering = dataset.labels[rows] < 0
        if covering.any():
            own = dataset.table.iloc[rows[covering]]
            folder.write_predictions(
                f"{part}_coarse", own, codes, probabilities[covering], sources=dataset.several_sources
            )
        found[part] = figures_by_source(
            dataset,
            calibration.operating_points,
            rows,
            before=metrics.softmax(logits),
            after=probabilities,
            unfamiliar=calibration.unfamiliarity(space, features) > 1.0,
            seed=recipe.seed,
        )
        for name, one in found[part].items():
            chosen = "validation, chosen there" if part == "val" else "test"
            say(
                f"{name} ({chosen}): malignant AUC {told(one.figures.get('malignant_auc'))} on {one.judged:,} images, "
                f"{one.malignant:,} malignant"
            )
    folder.write_json(folder.path / SOURCES, found)


def figures_by_source(
    dataset: Dataset,
    points: Sequence[OperatingPoint],
    rows: NDArray[np.int64],
    *,
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    unfamiliar: NDArray[np.bool_],
    seed: int,
) -> dict[str, SourceFigures]:
    """Of each source of the data by its name, from the answers to the images in `rows` [M]: probabilities [M, C] before
    and after calibration, and which are flagged [M]."""
    names = dataset.table["source"].to_numpy(dtype=str)
    return {
        name: _figures(dataset, points, rows[here], before[here], after[here], unfamiliar[here], seed)
        for name in dict.fromkeys(names)
        for here in (names[rows] == name,)
    }


def _figures(
    dataset: Dataset,
    points: Sequence[OperatingPoint],
    rows: NDArray[np.int64],
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    unfamiliar: NDArray[np.bool_],
    seed: int,
) -> SourceFigures:
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
        seed=seed,
        coarse=coarse,
    )
    reached = {
        point.name: achieved(point, dataset.classes, labels[exact], after[exact], lesions=whose[exact], coarse=coarse)
        for point in points
    }
    figures = by_name(scores, reached)
    if (share := statistics.proportion(unfamiliar, whose)) is not None:  # which needs no diagnosis
        figures["unfamiliar"] = share
    return SourceFigures(
        images=len(rows),
        lesions=len(np.unique(lesions)),
        judged=int(exact.sum()) + len(inside),
        malignant=int(np.isin(labels[exact], malignant).sum() + inside.sum()),
        figures=figures,
    )
