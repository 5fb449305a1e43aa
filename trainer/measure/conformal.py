"""Sets of possible diagnoses that hold the right one as often as they say, in every class: class-conditional conformal
prediction on held-out answers, with what they really cover.

Nothing here is judged by answers that set it: temperature and biases are fitted on other lesions than those whose
answers set the thresholds, and both on others than those that measure the coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import proportion
from desktop.contract import ALL, Covered, DiagnosisSets
from trainer.measure.metrics import softmax
from trainer.measure.temperature import fit_biases, fit_temperature

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Fit = Callable[[NDArray[np.int64], NDArray[np.floating]], tuple[float, tuple[float, ...]]]
    """Labels [N] and logits [N, C] to a temperature and biases [C], none for none."""

LEVELS = (0.90, 0.95)
FOLDS = 10
FEWEST_FOLDS = 3
"""One measures, one sets the thresholds, one the temperature."""


@dataclass(frozen=True)
class HeldOut:
    """Answers to N images that none of them took part in.

    labels: [N]; lesions: [N] ids; folds: [N], from 0 to K - 1, of whole lesions; without: [K, N, C], in row k the
    calibrated probabilities of every image by a fit that knew neither the images of fold k nor those of the image's own
    fold; sources: [N], the name of the training source, None where it is not known.
    """

    labels: NDArray[np.int64]
    lesions: NDArray[np.str_]
    folds: NDArray[np.int64]
    without: NDArray[np.float64]
    sources: NDArray[np.str_] | None = None

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """[N, C]: each image's, by the fit on all folds but its own."""
        own: NDArray[np.float64] = self.without[self.folds, np.arange(len(self.folds))]
        return own


def cross_fitted(
    labels: NDArray[np.int64],
    logits: NDArray[np.floating],
    lesions: NDArray[np.str_],
    *,
    fit: Fit = fit_biases,
    folds: int = FOLDS,
    seed: int = 0,
    sources: NDArray[np.str_] | None = None,
) -> HeldOut | None:
    """The answers of one network, calibrated anew for every fold and pair of folds of lesions; None for fewer lesions
    than FEWEST_FOLDS. labels: [N]; logits: [N, C], as the network gives them; lesions: [N]; sources: as `HeldOut`."""
    number = lesion_folds(labels, lesions, folds=folds, seed=seed)
    count = int(number.max()) + 1 if len(number) else 0
    if count < FEWEST_FOLDS:
        return None
    without = np.empty((count, *logits.shape))
    for one in range(count):
        for other in range(one, count):
            temperature, biases = fit(*((a[(number != one) & (number != other)]) for a in (labels, logits)))
            for left_out, own in ((one, number == other), (other, number == one)):
                without[left_out, own] = softmax(logits[own] + np.array(biases or 0.0), temperature)
    return HeldOut(labels, lesions, number, without, sources)


def of_folds(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    lesions: NDArray[np.str_],
    folds: NDArray[np.int64],
    sources: NDArray[np.str_] | None = None,
) -> HeldOut:
    """The pooled answers of a cross-validation: each image's by the network that never saw it. folds: [N], from 0."""
    without = np.broadcast_to(probabilities, (int(folds.max()) + 1, *probabilities.shape))
    return HeldOut(labels, lesions, folds, without, sources)


def temperature_alone(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> tuple[float, tuple[float, ...]]:
    """A `Fit` without biases, as runs of earlier versions were calibrated."""
    return fit_temperature(labels, logits), ()


def lesion_folds(
    labels: NDArray[np.int64], lesions: NDArray[np.str_], *, folds: int, seed: int = 0
) -> NDArray[np.int64]:
    """The fold of each image, int64 [N] from 0: those of a lesion together, every class dealt out evenly."""
    _, first, index = np.unique(lesions, return_index=True, return_inverse=True)
    chance = np.random.default_rng(seed).random(len(first))
    dealt = np.empty(len(first), dtype=np.int64)
    dealt[np.lexsort((chance, labels[first]))] = np.arange(len(first)) % folds
    return dealt[index]


def conformal_threshold(scores: NDArray[np.floating], lesions: NDArray[np.str_], level: float) -> float:
    """The largest threshold that an image of one more lesion of the class reaches with probability `level`; 0 where
    there are too few lesions to say.

    scores: [N], of images of the class, the probability that each gave it. Every lesion counts once, however many
    images it has, and the new one below all others: hierarchical conformal prediction (Lee, Barber & Willett,
    arXiv:2306.06342), which for lesions of one image is the n + 1 rule within the class (label-conditional: Vovk,
    Machine Learning 92, 349, 2013).
    """
    _, index, sizes = np.unique(lesions, return_inverse=True, return_counts=True)
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    below = np.concatenate([[0.0], np.cumsum(1.0 / sizes[index][order])])[np.searchsorted(ranked, ranked)]
    allowed = (len(sizes) + 1) * (1.0 - level)
    reached = np.flatnonzero(below + 1.0 <= allowed + 1e-9)
    return float(ranked[reached[-1]]) if len(reached) else 0.0


def diagnosis_sets(
    codes: Sequence[str], held_out: HeldOut, levels: Sequence[float] = LEVELS
) -> tuple[DiagnosisSets, ...]:
    """Sets at each level, their thresholds from all answers, their coverage and size measured fold by fold with
    thresholds of the other folds. A class whose threshold some fold could not set from the others has no coverage.

    The thresholds are those of all sources, and so is the promise. What it comes to on each source by itself, where
    there are several, is measured on the same answers (`by_source`); no threshold is set by one source alone.
    """
    return tuple(_sets(codes, held_out, level) for level in levels)


def _sets(codes: Sequence[str], answers: HeldOut, level: float) -> DiagnosisSets:
    everything = np.ones(len(answers.labels), dtype=bool)
    thresholds = _thresholds(answers, answers.probabilities, everything, level)
    possible = np.zeros(answers.without.shape[1:], dtype=bool)
    sure = np.ones(len(codes), dtype=bool)
    for fold, probabilities in enumerate(answers.without):
        inside = answers.folds == fold
        set_apart = _thresholds(answers, probabilities, ~inside, level)
        possible[inside] = probabilities[inside] >= set_apart
        sure &= (set_apart > 0.0) == (thresholds > 0.0)
    held = possible[np.arange(len(answers.labels)), answers.labels]
    whole = _covered(codes, answers, held, everything, sure)
    names = [] if answers.sources is None else sorted(set(answers.sources.tolist()))
    return DiagnosisSets(
        level=level,
        thresholds=dict(zip(codes, thresholds.tolist(), strict=True)),
        coverage={name: one.share for name, one in whole.items()},
        size=float(possible.sum(axis=1).mean()),
        by_source={name: _covered(codes, answers, held, answers.sources == name, sure) for name in names}
        if len(names) > 1
        else {},
    )


def _covered(
    codes: Sequence[str],
    answers: HeldOut,
    held: NDArray[np.bool_],
    rows: NDArray[np.bool_],
    sure: NDArray[np.bool_],
) -> dict[str, Covered]:
    """Of the images in `rows` [N], and of each class among them that has some and is `sure` [C]. held: [N], whether the
    set holds the diagnosis."""
    among = {ALL: rows} | {code: rows & (answers.labels == c) for c, code in enumerate(codes)}
    unsure = {code for code, one in zip(codes, sure, strict=True) if not one}
    found = {}
    for name, own in among.items():
        lesions = answers.lesions[own]
        if name not in unsure and (share := proportion(held[own], lesions)) is not None:
            found[name] = Covered(len(lesions), len(np.unique(lesions)), share)
    return found


def _thresholds(
    answers: HeldOut, probabilities: NDArray[np.float64], rows: NDArray[np.bool_], level: float
) -> NDArray[np.float64]:
    """Of every class [C], from the images of the class among `rows` [N]."""
    found = []
    for c, column in enumerate(probabilities.T):
        own = rows & (answers.labels == c)
        found.append(conformal_threshold(column[own], answers.lesions[own], level))
    return np.array(found)
