"""The figures of a part of the data as values: what `metrics.json` holds, each figure with its 95 % interval.

The intervals are those of `desktop.common.statistics`, over lesions, or patients where they are known:
Wilson's for shares, DeLong's for ROC areas, what follows from these for means over classes, a bootstrap for Brier score
and average precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common import statistics
from desktop.common.figure import figure_in_words
from desktop.contract import Figure
from trainer.errors import UNREADABLE, RunError
from trainer.measure import metrics
from trainer.measure.coarse_diagnoses import Coarse, with_coarse

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERFECT_DRAWS = 1000
"""Draws of what a perfectly calibrated network would have been right about."""

OVERALL = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_auc": "macro one-vs-rest ROC-AUC",
    "macro_f1": "macro F1",
    "malignant_auc": "ROC-AUC of the summed malignant probability",
    "ece": "expected calibration error",
    "ece_if_calibrated": "the same of a perfectly calibrated network",
    "ece_uncalibrated": "expected calibration error before calibration",
    "brier": "Brier score",
    "brier_uncalibrated": "Brier score before calibration",
    "unfamiliar": "share flagged as unfamiliar",
}
"""The figures of a whole part, in the order to show them, and their names for people."""

BY_CLASS = {
    "auc": "ROC-AUC",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "precision": "precision",
    "average_precision": "average precision",
    "f1": "F1",
}
"""The figures of one class, in the order to show them, and their names for people."""


class ClassScores(msgspec.Struct, frozen=True):
    """One class against the rest. None where there is nothing to measure the figure on.

    auc and average_precision rank by the class's calibrated probability; the others count the likeliest class as named.
    auc counts further images too, whose diagnosis covers several classes, where it says of this class or not.
    """

    images: int
    lesions: int
    auc: Figure | None = None
    sensitivity: Figure | None = None
    specificity: Figure | None = None
    precision: Figure | None = None
    average_precision: Figure | None = None
    f1: Figure | None = None

    def figures(self) -> dict[str, Figure]:
        """What could be measured, by the names of BY_CLASS."""
        return _measured(self, BY_CLASS)


class PartScores(msgspec.Struct, frozen=True):
    """A part of the data, or a whole other data set. Means over classes leave out those without images.

    ece (15 bins) and brier (0..2) are of the calibrated probabilities, `_uncalibrated` of softmax(logits). ece has no
    interval: it is above 0 by chance alone, the more so the fewer images. ece_if_calibrated is what such chance gives
    here: the mean and the middle 95 % where every probability is right. coarse: further images, whose diagnosis covers
    several classes, that count in malignant_auc, and in the ROC areas of single classes, alone.
    """

    images: int
    lesions: int
    classes: dict[str, ClassScores]
    accuracy: Figure | None = None
    balanced_accuracy: Figure | None = None
    macro_auc: Figure | None = None
    macro_f1: Figure | None = None
    malignant_auc: Figure | None = None
    ece: Figure | None = None
    ece_if_calibrated: Figure | None = None
    ece_uncalibrated: Figure | None = None
    brier: Figure | None = None
    brier_uncalibrated: Figure | None = None
    unfamiliar: Figure | None = None
    coarse: int = 0

    def figures(self) -> dict[str, Figure]:
        """What could be measured of the part as a whole, by the names of OVERALL."""
        return _measured(self, OVERALL)


class Scores(msgspec.Struct, frozen=True):
    """`metrics.json`: the two parts that were not trained on. test: None while it was not read (`--no-test`)."""

    validation: PartScores
    test: PartScores | None = None

    def flat(self) -> dict[str, dict[str, Figure]]:
        """The form a model file carries: "validation", "test", and each class of them, as in "test/mel"."""
        parts = {"validation": self.validation} | ({"test": self.test} if self.test else {})
        whole = {name: part.figures() for name, part in parts.items()}
        return whole | {
            f"{name}/{code}": c.figures() for name, part in parts.items() for code, c in part.classes.items()
        }


def score(
    labels: NDArray[np.int64],
    logits: NDArray[np.floating],
    temperature: float,
    *,
    lesions: NDArray[np.str_],
    codes: Sequence[str],
    seed: int = 0,
) -> PartScores:
    """All figures of some images. labels: [N] class indices; logits: [N, C] before temperature; lesions: [N] ids."""
    before, after = metrics.softmax(logits), metrics.softmax(logits, temperature)
    return score_answers(labels, before, after, lesions=lesions, codes=codes, seed=seed)


def score_answers(
    labels: NDArray[np.int64],
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    *,
    lesions: NDArray[np.str_],
    whose: NDArray[np.str_] | None = None,
    codes: Sequence[str],
    malignant: Sequence[str] = (),
    unfamiliar: NDArray[np.bool_] | None = None,
    seed: int = 0,
    coarse: Coarse | None = None,
) -> PartScores:
    """The same from probabilities [N, C] before and after calibration.

    whose: what the intervals are over [N] (`trainer.data.split.clusters`), lesions where it is not told; malignant:
    codes of the malignant classes; unfamiliar: which images [N] are flagged. Without them their figures are left out.
    coarse: more images, that count in the ROC areas of the classes and of the malignant ones together, where their
    diagnosis says of these or not.
    """
    said, whole, count = after.argmax(axis=1), np.ones((1, len(labels))), len(codes)
    whose = lesions if whose is None else whose
    columns = [codes.index(code) for code in malignant]
    if not len(labels):
        return PartScores(
            0,
            0,
            {code: ClassScores(0, 0) for code in codes},
            malignant_auc=_roc_area(labels, after, whose, columns, coarse) if columns else None,
            coarse=len(coarse.judged(columns)[0]) if coarse is not None and columns else 0,
        )
    return PartScores(
        images=len(labels),
        lesions=len(np.unique(lesions)),
        classes={
            code: _class_scores(
                labels == c,
                said == c,
                after[:, c],
                lesions,
                whose,
                auc=_roc_area(labels, after, whose, [c], coarse),
                seed=seed,
            )
            for c, code in enumerate(codes)
        },
        accuracy=statistics.proportion(said == labels, whose),
        balanced_accuracy=statistics.mean_recall(labels, said, count, whose),
        macro_auc=statistics.mean_roc_area(labels, after, whose),
        macro_f1=statistics.mean_f1(labels, said, count, whose),
        malignant_auc=_roc_area(labels, after, whose, columns, coarse) if columns else None,
        coarse=len(coarse.judged(columns)[0]) if coarse is not None and columns else 0,
        unfamiliar=None if unfamiliar is None else statistics.proportion(unfamiliar, whose),
        ece=Figure(float(metrics.expected_calibration_error(labels, after, whole)[0])),
        ece_if_calibrated=calibration_error_by_chance(after, seed=seed),
        ece_uncalibrated=Figure(float(metrics.expected_calibration_error(labels, before, whole)[0])),
        brier=statistics.bootstrap(lambda weights: metrics.brier(labels, after, weights), whose, seed=seed),
        brier_uncalibrated=statistics.bootstrap(
            lambda weights: metrics.brier(labels, before, weights), whose, seed=seed
        ),
    )


def _roc_area(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    lesions: NDArray[np.str_],
    columns: list[int],
    coarse: Coarse | None,
) -> Figure | None:
    """Area of the classes `columns` together against the rest, by their summed probability."""
    positive, score = np.isin(labels, columns), probabilities[:, columns].sum(axis=1)
    return statistics.roc_area(*with_coarse(positive, score, lesions, columns, coarse))


def _class_scores(
    member: NDArray[np.bool_],
    named: NDArray[np.bool_],
    scores: NDArray[np.floating],
    lesions: NDArray[np.str_],
    whose: NDArray[np.str_],
    *,
    auc: Figure | None,
    seed: int,
) -> ClassScores:
    precision = statistics.bootstrap(
        lambda weights: metrics.average_precision(member, scores, weights), whose, seed=seed
    )
    if precision is not None and len(np.unique(whose[member])) < statistics.FEWEST_DRAWN:
        precision = Figure(precision.value)
    return ClassScores(
        images=int(member.sum()),
        lesions=len(np.unique(lesions[member])),
        auc=auc,
        sensitivity=statistics.proportion(named[member], whose[member]),
        specificity=statistics.proportion(~named[~member], whose[~member]),
        precision=statistics.proportion(member[named], whose[named]),
        average_precision=precision,
        f1=statistics.f1(member, named, whose),
    )


def calibration_error_by_chance(probabilities: NDArray[np.floating], *, seed: int) -> Figure:
    """The calibration error that answers with probabilities [N, C] show where each is right as often as it says.

    Consistency resampling (Broecker & Smith, Weather Forecast. 22, 651, 2007): who is right is drawn anew. Images are
    drawn each by itself, so of lesions with many images it is a little low.
    """
    confidence = probabilities.max(axis=1)
    rng = np.random.default_rng(seed)
    drawn = [
        metrics.calibration_gap(rng.random(len(confidence)) < confidence, confidence) for _ in range(PERFECT_DRAWS)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(float(np.mean(drawn)), float(low), float(high))


def load_scores(path: Path) -> Scores:
    """Read a `metrics.json`. Raises RunError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Scores)
    except UNREADABLE as error:
        raise RunError(f"{path} cannot be read ({error}); train the run again") from None


def told(figure: Figure | None) -> str:
    """A figure in words: `0.912 [0.890, 0.931]`, without interval where none is known, `-` for none."""
    return figure_in_words(figure, ", ", brackets="[]")


def _measured(scores: ClassScores | PartScores, names: dict[str, str]) -> dict[str, Figure]:
    found = {name: getattr(scores, name) for name in names}
    return {name: figure for name, figure in found.items() if figure is not None}
