"""What a network answers for each source, and for images whose diagnosis covers several classes: malignant or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.command_line import say
from desktop.common.statistics import roc_area
from desktop.contract import Figure
from trainer.fit.batches import predict_rows
from trainer.measure.calibration import load_calibration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trainer.data.dataset import Dataset
    from trainer.recipe import Recipe
    from trainer.runs.folder import RunFolder

FILE = "sources.json"


class SourceFigures(msgspec.Struct, frozen=True):
    """images: of the part; judged: those whose diagnosis says malignant or not, malignant: how many are;
    malignant_auc: of these, None where it cannot be measured."""

    images: int
    judged: int
    malignant: int
    malignant_auc: Figure | None


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
    malignant = np.array([info.malignant for info in dataset.classes])
    within = dataset.members
    bad, good = (within & malignant).any(axis=1), (within & ~malignant).any(axis=1)
    lesions = dataset.table["lesion_id"].to_numpy(dtype=str)
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
        score = probabilities[:, malignant].sum(axis=1)
        found[part] = {}
        for name in dict.fromkeys(names):
            here = names[rows] == name
            sure = here & (bad[rows] != good[rows])
            area = roc_area(bad[rows][sure], score[sure], lesions[rows][sure]) if sure.any() else None
            one = SourceFigures(int(here.sum()), int(sure.sum()), int(bad[rows][sure].sum()), area)
            found[part][name] = one
            told = f"{area.value:.3f}" if area else "not measurable"
            if area and area.low is not None and area.high is not None:
                told += f" ({area.low:.3f}-{area.high:.3f})"
            chosen = "validation, chosen there" if part == "val" else "test"
            say(f"{name} ({chosen}): malignant AUC {told} on {one.judged:,} images, {one.malignant:,} malignant")
    folder.write_json(folder.path / FILE, found)
