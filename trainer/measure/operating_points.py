"""Thresholds on a summed probability that keep on unseen images the sensitivity they are named for.

From the validation part alone; what they achieve elsewhere is measured, not promised.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.statistics import effective_trials, proportion
from desktop.contract import ClassInfo, Figure, OperatingPoint
from trainer.measure.coarse_diagnoses import Coarse, with_coarse

if TYPE_CHECKING:
    from numpy.typing import NDArray

MELANOMA = "melanoma"
"""The score of the one class that has a threshold of its own, and what begins the names of its points."""
SENSITIVITIES = (0.95, 0.90)
ENOUGH = 20
"""Positive lesions from which on thresholds are set for SENSITIVITIES; below, one is set and named by what it holds."""
FEWEST = 2
"""Positive lesions below which there is no point at all: one says nothing of the next."""
SURE = 0.95
"""How sure it is that the sensitivity of a point of few positives is at least the one in its name."""
CURVE_STEPS = 100
_AIM = "-sensitivity-"


def fit_operating_points(
    classes: Sequence[ClassInfo],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    *,
    lesions: NDArray[np.str_] | None = None,
    coarse: Coarse | None = None,
) -> tuple[OperatingPoint, ...]:
    """Thresholds for SENSITIVITIES: for any malignant class, and for melanoma alone.

    A point's threshold misses so few of n positives that one more, unseen, is found with the probability in its name:
    the floor((n + 1) (1 - sensitivity))-th lowest score (the n + 1 rule of conformal prediction: Papadopoulos et al.,
    ECML 2002), n being an effective number of lesions. Below ENOUGH of them there is one point, at the lowest
    score, named by the lower limit of its sensitivity, (1 - SURE)^(1 / n); below FEWEST none.

    The first is what refers images unless another is asked for. It is that of any malignant class: melanoma's alone
    answers "no" to the clearest basal cell carcinoma. labels [N]; probabilities [N, C], calibrated; lesions [N], None
    where every image has its own; coarse: further images, that count where their diagnosis says of a score's classes or
    not.
    """
    points = []
    for name, codes in _scores(classes):
        positive, score, whose = _judged(classes, codes, labels, probabilities, lesions, coarse)
        trials = effective_trials(whose[positive])
        if trials < FEWEST:
            continue
        targets = SENSITIVITIES if trials >= ENOUGH else (math.floor(100 * (1 - SURE) ** (1 / trials)) / 100,)
        for target in targets:
            missed = 0
            if trials >= ENOUGH:
                rank = math.floor((trials + 1) * (1 - target) + 1e-9)
                missed = math.floor(positive.sum() * (rank - 1) / trials + 1e-9)
            threshold = float(np.sort(score[positive])[missed])
            point = OperatingPoint(f"{name}{_AIM}{target:.2f}", codes, threshold)
            found = achieved(point, classes, labels, probabilities, lesions=lesions, coarse=coarse)
            points.append(msgspec.structs.replace(point, validation=found, curve=curve(positive, score)))
    return tuple(points)


def score_and_aim(name: str) -> tuple[str, str]:
    """A point's name for people: `malignant` and `sensitivity 0.95`; of a point that is named by no sensitivity the
    whole name, twice."""
    score, found, aim = name.partition(_AIM)
    return score, f"sensitivity {aim}" if found else name


def few_positives(
    classes: Sequence[ClassInfo], labels: NDArray[np.int64], lesions: NDArray[np.str_], coarse: Coarse | None = None
) -> dict[str, int]:
    """The scores that `fit_operating_points` has too few positive lesions for, each with how many there are."""
    found = {}
    for name, codes in _scores(classes):
        columns = [i for i, c in enumerate(classes) if c.code in codes]
        whose = lesions[np.isin(labels, columns)]
        if coarse is not None:
            inside, _, more = coarse.judged(columns)
            whose = np.concatenate([whose, more[inside]])
        if effective_trials(whose) < ENOUGH:
            found[name] = len(np.unique(whose))
    return found


def curve(positive: NDArray[np.bool_], score: NDArray[np.floating]) -> tuple[tuple[float, float, float], ...]:
    """(threshold, sensitivity, specificity) at CURVE_STEPS thresholds from 0 to 1, closer together near 0, where those
    of high sensitivity lie: what a slider stands for at each of its positions. Empty without cases of both kinds."""
    if positive.all() or not positive.any():
        return ()
    thresholds = np.round((np.arange(CURVE_STEPS + 1) / CURVE_STEPS) ** 2, 4)
    referred = score[:, None].astype(np.float64) >= thresholds
    sensitivity = np.round(referred[positive].mean(axis=0), 4)
    specificity = np.round(1.0 - referred[~positive].mean(axis=0), 4)
    return tuple(zip(thresholds.tolist(), sensitivity.tolist(), specificity.tolist(), strict=True))


def with_curves(
    points: Sequence[OperatingPoint],
    classes: Sequence[ClassInfo],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
) -> tuple[OperatingPoint, ...]:
    """The same points with their curves, from the answers to validation: of a run fitted before there were any."""
    return tuple(
        msgspec.structs.replace(p, curve=p.curve or curve(*_score(classes, p.classes, labels, probabilities)))
        for p in points
    )


def achieved(
    point: OperatingPoint,
    classes: Sequence[ClassInfo],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    *,
    lesions: NDArray[np.str_] | None = None,
    coarse: Coarse | None = None,
) -> dict[str, Figure]:
    """Sensitivity and specificity of a point with Wilson intervals over lesions; one without cases to measure it on is
    left out. coarse: further images, counted where their diagnosis says of the point's classes or not."""
    positive, score, whose = _judged(classes, point.classes, labels, probabilities, lesions, coarse)
    referred = score >= point.threshold
    found = {
        "sensitivity": proportion(referred[positive], whose[positive]),
        "specificity": proportion(~referred[~positive], whose[~positive]),
    }
    return {name: figure for name, figure in found.items() if figure is not None}


def _scores(classes: Sequence[ClassInfo]) -> list[tuple[str, tuple[str, ...]]]:
    """The scores that thresholds are set on, by name, and the classes that each sums."""
    scores: list[tuple[str, tuple[str, ...]]] = []
    malignant = tuple(c.code for c in classes if c.malignant)
    melanoma = next((c.code for c in classes if c.code.casefold() == "mel" or c.name.casefold() == MELANOMA), None)
    if malignant and malignant != (melanoma,):
        scores.append(("malignant", malignant))
    if melanoma is not None:
        scores.append((MELANOMA, (melanoma,)))
    return scores


def _judged(
    classes: Sequence[ClassInfo],
    codes: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    lesions: NDArray[np.str_] | None,
    coarse: Coarse | None,
) -> tuple[NDArray[np.bool_], NDArray[np.float32], NDArray[np.str_]]:
    """`_score` and the lesions, of the images of coarse diagnoses too that are surely of the classes or surely not."""
    positive, score = _score(classes, codes, labels, probabilities)
    whose = np.arange(len(labels)).astype(str) if lesions is None else lesions
    columns = [i for i, c in enumerate(classes) if c.code in codes]
    positive, value, whose = with_coarse(positive, score, whose, columns, coarse)
    return positive, value.astype(np.float32), whose


def _score(
    classes: Sequence[ClassInfo], codes: Sequence[str], labels: NDArray[np.int64], probabilities: NDArray[np.floating]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Which images belong to the classes, and the summed probability of these, in the float32 the model answers in."""
    columns = [i for i, c in enumerate(classes) if c.code in codes]
    return np.isin(labels, columns), probabilities[:, columns].sum(axis=1).astype(np.float32)
