"""What the folds of a cross-validation answered of the images they never saw: pooled, measured, and calibrated on.

Every image is answered by one network, that of the fold which it neither taught nor chose for. What a network for use
needs to be set on unseen images (temperature, biases, operating points, unfamiliarity) is set on all these answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.contract import ClassInfo
from trainer.data.split import clusters
from trainer.errors import RunError
from trainer.measure.answers import read_answers, uncalibrated
from trainer.measure.calibration import Calibration, load_calibration
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.operating_points import fit_operating_points
from trainer.measure.promises import Promises, promises_of_folds
from trainer.measure.scores import PartScores, score_answers
from trainer.measure.temperature import fit_biases
from trainer.measure.unfamiliarity import PERCENTILE, REACH, unfamiliarity_threshold
from trainer.runs.folder import RunRecord, load_run

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

THRESHOLD_RULE = f"{REACH:g} times the {PERCENTILE:g}th percentile of all images, each by the fold that never saw it"


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """table: image_id, lesion_id, label, source of several, each class's probability, fold (from 1), and patient_id
    where it is known, a row for each image of one class; before, after: its probabilities [N, C] without and with its
    own fold's calibration; labels: int64 [N]; squared: its squared distance from its fold's training images [N];
    coarse: images whose diagnosis covers several classes, by their own fold's calibration, coarse_logits [M, C] without
    it, and coarse_table their rows; records: of the folds' runs, in their order."""

    table: pd.DataFrame
    labels: NDArray[np.int64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    squared: NDArray[np.float64]
    coarse: Coarse
    coarse_logits: NDArray[np.float64]
    coarse_table: pd.DataFrame
    records: tuple[RunRecord, ...]
    unfamiliarity_method: str

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        return self.records[0].classes

    @property
    def codes(self) -> list[str]:
        return [info.code for info in self.classes]

    @property
    def malignant(self) -> list[str]:
        """Codes of the malignant classes."""
        return [info.code for info in self.classes if info.malignant]

    @property
    def lesions(self) -> NDArray[np.str_]:
        lesions: NDArray[np.str_] = self.table["lesion_id"].to_numpy(dtype=str)
        return lesions

    @property
    def whose(self) -> NDArray[np.str_]:
        """What intervals are over: `trainer.data.split.clusters`."""
        return clusters(self.table)

    @property
    def logits(self) -> NDArray[np.float64]:
        """Logits [N, C] whose softmax is `before`, each row but for a constant."""
        return np.log(np.maximum(self.before, np.finfo(np.float64).tiny))


def read_out_of_fold(runs: Sequence[Path]) -> OutOfFold:
    """The answers of all folds to the images they never saw. Raises RunError for a run that is not whole, and where an
    image was answered twice, or by a fold that it taught."""
    import pandas as pd

    tables, coarse_tables, coarse_logits, before, after, labels, squared, records = [], [], [], [], [], [], [], []
    method = ""
    for number, path in enumerate(runs, start=1):
        run, record = load_run(path)
        calibration, _ = load_calibration(path)
        codes = [info.code for info in record.classes]
        answers = read_answers(run, "test", codes, calibration)
        split = pd.read_csv(run.split, dtype=str, keep_default_na=False).set_index("image_id")
        coarse_file = run.predictions("test_coarse")
        own = _answered(run.predictions("test"), split, number)
        tables.append(own)
        if coarse_file.is_file():
            coarse_tables.append(_answered(coarse_file, split, number))
            answered = coarse_tables[-1][codes].to_numpy(dtype=np.float64)
            coarse_logits.append(uncalibrated(answered, calibration))
        distance = _read(run.unfamiliarity("test")).set_index("image_id")["unfamiliarity"].astype(float)
        squared.append(distance.loc[list(answers.image_ids)].to_numpy() ** 2 * calibration.unfamiliarity_threshold)
        before.append(answers.before)
        after.append(answers.after)
        labels.append(answers.labels)
        records.append(record)
        method = calibration.unfamiliarity_method
    pooled = pd.concat(tables, ignore_index=True)
    covering = pd.concat(coarse_tables, ignore_index=True) if coarse_tables else pooled.iloc[:0]
    images = pd.concat([pooled["image_id"], covering["image_id"]])
    if images.duplicated().any():
        raise RunError(f"the image {images[images.duplicated()].iloc[0]} is judged by two folds; train them again")
    return OutOfFold(
        pooled,
        np.concatenate(labels),
        np.concatenate(before),
        np.concatenate(after),
        np.concatenate(squared),
        _coarse(covering, codes, records[0]),
        np.concatenate(coarse_logits) if coarse_logits else np.empty((0, len(codes))),
        covering,
        tuple(records),
        method,
    )


def pooled_scores(found: OutOfFold) -> PartScores:
    """Figures of all images, with the probabilities of each one's own fold: nothing in them was set on the image."""
    return score_answers(
        found.labels,
        found.before,
        found.after,
        lesions=found.lesions,
        whose=found.whose,
        codes=found.codes,
        malignant=found.malignant,
        seed=found.records[0].recipe.seed,
        coarse=found.coarse,
    )


def calibrate_on_all(found: OutOfFold) -> Calibration:
    """What is set on held-out answers, set on those of all folds together."""
    temperature, biases = fit_biases(found.labels, found.logits)
    calibration = Calibration(
        temperature=temperature,
        operating_points=(),
        unfamiliarity_threshold=unfamiliarity_threshold(found.squared),
        unfamiliarity_method=found.unfamiliarity_method,
        unfamiliarity_threshold_set_by=THRESHOLD_RULE,
        biases=biases,
    )
    probabilities = calibration.probabilities(found.logits)
    coarse = replace(found.coarse, probabilities=calibration.probabilities(found.coarse_logits))
    points = fit_operating_points(found.classes, found.labels, probabilities, lesions=found.whose, coarse=coarse)
    return msgspec.structs.replace(calibration, operating_points=points)


def promise_on_all(found: OutOfFold, calibration: Calibration) -> Promises:
    """What a network for use can promise by these answers, each with the calibration of its own fold, that it did not
    set. calibration: that of all folds, for the unit of the unfamiliarity."""
    several = "source" in found.table.columns
    return promises_of_folds(
        found.codes,
        found.labels,
        found.after,
        lesions=found.whose,
        folds=found.table["fold"].to_numpy(dtype=np.int64) - 1,
        unfamiliarity=np.sqrt(found.squared / calibration.unfamiliarity_threshold),
        sources=found.table["source"].to_numpy(dtype=str) if several else None,
    )


def _coarse(table: pd.DataFrame, codes: list[str], record: RunRecord) -> Coarse:
    sets = record.data.sets
    members = np.array([np.isin(codes, sets.get(label, ())) for label in table["label"]], dtype=bool)
    return Coarse(
        members.reshape(len(table), len(codes)),
        table[codes].to_numpy(dtype=np.float64),
        clusters(table),
    )


def _answered(file: Path, split: pd.DataFrame, fold: int) -> pd.DataFrame:
    """The answers of a fold (from 1) with the patients of its split. Raises RunError for images that taught it."""
    table = _read(file)
    known = split.reindex(table["image_id"])
    if not known["part"].fillna("train").str.startswith("test").all():
        raise RunError(f"the fold {file.parent} answers images that taught it; train the folds again")
    table = table.assign(fold=fold)
    return table.assign(patient_id=known["patient_id"].to_numpy()) if "patient_id" in known.columns else table


def _read(file: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(
            file, keep_default_na=False, dtype=dict.fromkeys(("image_id", "lesion_id", "label", "source"), str)
        )
    except (OSError, ValueError) as error:
        raise RunError(f"{file} cannot be read ({error}); train the fold again") from None
