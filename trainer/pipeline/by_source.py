"""The answers of a run to each of its sources, and to images whose diagnosis covers several classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.command_line import say
from trainer.data.split import clusters
from trainer.fit.batches import predict_rows
from trainer.measure.by_source import FILE, SourceFigures, figures_by_source
from trainer.measure.calibration import load_calibration
from trainer.measure.scores import told

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trainer.data.dataset import Dataset
    from trainer.pipeline.out_of_fold import OutOfFold
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
    if not dataset.several_sources and not dataset.sets:
        return
    calibration, _ = load_calibration(folder.path)
    found: dict[str, dict[str, SourceFigures]] = {}
    for part in ("val", "test") if test else ("val",):
        rows = np.flatnonzero(np.char.startswith(parts, part))
        (logits,) = predict_rows(network, pixels, rows, batch_size=recipe.batch_size)
        probabilities = calibration.probabilities(logits)
        covering = dataset.labels[rows] < 0
        if covering.any():
            codes = [info.code for info in dataset.classes]
            own = dataset.table.iloc[rows[covering]]
            folder.write_predictions(
                f"{part}_coarse", own, codes, probabilities[covering], sources=dataset.several_sources
            )
        found[part] = figures_by_source(
            names[rows],
            dataset.members[rows],
            probabilities,
            malignant=np.array([info.malignant for info in dataset.classes]),
            whose=clusters(dataset.table)[rows],
        )
        _tell(found[part], "validation, chosen there" if part == "val" else "test")
    folder.write_json(folder.path / FILE, found)


def judge_sources_by_folds(folder: RunFolder, found: OutOfFold) -> None:
    """Write `sources.json` of a cross-validation's pooled answers, or of a network that is judged by them; nothing for
    one source."""
    if "source" not in found.table.columns:
        return
    exact = np.eye(len(found.classes), dtype=bool)[found.labels]
    figures = figures_by_source(
        np.concatenate([table["source"].to_numpy(dtype=str) for table in (found.table, found.coarse_table)]),
        np.concatenate([exact, found.coarse.members]),
        np.concatenate([found.after, found.coarse.probabilities]),
        malignant=np.array([info.malignant for info in found.classes]),
        whose=np.concatenate([found.whose, found.coarse.lesions]),
    )
    folder.write_json(folder.path / FILE, {"val": figures})
    _tell(figures, "each image by the fold that never saw it")


def _tell(found: dict[str, SourceFigures], where: str) -> None:
    for name, one in found.items():
        area = told(one.malignant_auc) if one.malignant_auc else "not measurable"
        say(f"{name} ({where}): malignant AUC {area} on {one.judged:,} images, {one.malignant:,} malignant")
