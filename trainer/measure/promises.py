"""What a network can promise where it is used, from its answers to images that taught it nothing: `promises.json` of a
run, and the parts `reference`, `prevalence`, `sets` and `handover` of a model file's document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.statistics import proportion
from desktop.contract import ALL, DiagnosisSets, HandOver, Reference, UnfamiliaritySample
from trainer.errors import UNREADABLE, RunError
from trainer.measure.conformal import HeldOut, cross_fitted, diagnosis_sets, of_folds, temperature_alone
from trainer.measure.scores import told
from trainer.measure.temperature import fit_biases

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = "promises.json"
QUANTILES = 101
OTHER_FILES = 1.06
"""How much further an image lies in a file of another size and encoder. Of 120 lesions the full-size file, scaled here,
lay 1.06 times as far as a copy of 224 x 224 pixels (median): its luma is softer and its colours are finer, of which
compression keeps little. Copies that were changed so lay 1.02 times as far, so that the pairs' own figure is taken."""
HAND_OVER_STEPS = 20
"""Shares handed over: every twentieth, from none to all but one."""


@dataclass(frozen=True)
class Covering:
    """Validation images whose diagnosis covers several classes: unfamiliarity [M], sources [M]."""

    unfamiliarity: NDArray[np.floating]
    sources: NDArray[np.str_]


class Promises(msgspec.Struct, frozen=True):
    """`promises.json`. reference: None, and sets and handover empty, where there was too little to measure them on."""

    prevalence: dict[str, float]
    sets: tuple[DiagnosisSets, ...] = ()
    handover: tuple[HandOver, ...] = ()
    reference: Reference | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is left out, in words."""
        parts = {
            "the unfamiliarity of held-out images": self.reference,
            "sets of possible diagnoses": self.sets,
            "what handing over gains": self.handover,
        }
        return tuple(words for words, value in parts.items() if not value)

    @property
    def lacks_coverage_by_source(self) -> bool:
        """Whether it is of several sources and of an earlier version, which did not measure the sets on each."""
        several = self.reference is not None and len(self.reference.by_source) > 1
        return several and any(not one.by_source for one in self.sets)


def promises(
    codes: Sequence[str],
    labels: NDArray[np.int64],
    logits: NDArray[np.floating],
    probabilities: NDArray[np.floating],
    *,
    lesions: NDArray[np.str_],
    unfamiliarity: NDArray[np.floating] | None = None,
    sources: NDArray[np.str_] | None = None,
    covering: Covering | None = None,
    biased: bool = True,
) -> Promises:
    """Of a network's answers to validation.

    labels: [N]; logits: [N, C], without the biases of the calibration; probabilities: [N, C], calibrated, as its files
    give them; lesions: [N] ids, of patients where they are known; unfamiliarity: [N], 1.0 the threshold, None where it
    is not known; sources: [N], the name of the training source, None where there is one; covering: of validation images
    whose diagnosis covers several classes; biased: whether the calibration has biases.
    """
    held_out = cross_fitted(labels, logits, lesions, fit=fit_biases if biased else temperature_alone, sources=sources)
    return _of(codes, held_out, probabilities, unfamiliarity, sources, covering)


def promises_of_folds(
    codes: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    *,
    lesions: NDArray[np.str_],
    folds: NDArray[np.int64],
    unfamiliarity: NDArray[np.floating] | None = None,
    sources: NDArray[np.str_] | None = None,
) -> Promises:
    """Of the pooled answers of a cross-validation, which set no temperature and no threshold. folds: [N], from 0."""
    return _of(codes, of_folds(labels, probabilities, lesions, folds, sources), probabilities, unfamiliarity, sources)


def _of(
    codes: Sequence[str],
    held_out: HeldOut | None,
    probabilities: NDArray[np.floating],
    unfamiliarity: NDArray[np.floating] | None,
    sources: NDArray[np.str_] | None,
    covering: Covering | None = None,
) -> Promises:
    return Promises(
        prevalence=assumed_prevalence(codes, probabilities),
        sets=diagnosis_sets(codes, held_out) if held_out else (),
        handover=hand_over(held_out.labels, held_out.probabilities, held_out.lesions) if held_out else (),
        reference=None if unfamiliarity is None else reference(unfamiliarity, sources, covering),
    )


def short_by_source(sets: Sequence[DiagnosisSets]) -> Iterator[str]:
    """In words, one line a source and level, for which classes the sets keep less than they promise on one source."""
    for one in sets:
        for name, own in one.by_source.items():
            if short := [f"{code} {told(found.share)}" for code, found in own.items() if one.falls_short(found)]:
                yield (
                    f"note: of the validation images of {name} by themselves the sets of {100 * one.level:g}% hold the "
                    f"right diagnosis less often than promised: {', '.join(short)}"
                )


def counted_by_source(codes: Sequence[str], sets: Sequence[DiagnosisSets]) -> dict[str, dict[str, int]]:
    """How many images of each class, and of all last, the coverage of a source rests on: of every source by its name,
    and of what was measured at one level at least. Empty where no level tells it."""
    found: dict[str, dict[str, int]] = {}
    for name in dict.fromkeys(name for one in sets for name in one.by_source):
        own = {code: known for one in sets for code, known in one.by_source.get(name, {}).items()}
        found[name] = {code: own[code].images for code in dict.fromkeys((*codes, ALL)) if code in own}
    return found


def assumed_prevalence(codes: Sequence[str], probabilities: NDArray[np.floating]) -> dict[str, float]:
    """The share of every class that the calibrated answers take for granted, by code, summing to 1: what Bayes' rule
    has to divide by when the classes are otherwise distributed (Saerens et al., Neural Comput. 14, 21, 2002).

    These are not the shares of the training images. Training weights the classes, so the logits lean on shares that no
    data set has; the biases of the calibration then fit the answers to validation, and lean on the shares there. Those
    are what the mean of the calibrated probabilities [N, C] over validation gives: the labels' shares themselves, but
    for the little that a class of few images is held back (`fit_biases`), which the answers do not assume either; it is
    never 0 where a class had no image, and is right too for a calibration without biases, whose answers lean on
    something between (Alexandari et al., arXiv:1901.06852, take the same mean).
    """
    mean = probabilities.astype(np.float64).mean(axis=0)
    return dict(zip(codes, (mean / mean.sum()).tolist(), strict=True))


def hand_over(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating], lesions: NDArray[np.str_]
) -> tuple[HandOver, ...]:
    """How many of the rest are named rightly when the least sure are handed over, at up to HAND_OVER_STEPS shares from
    none on: a risk-coverage curve (El-Yaniv & Wiener, JMLR 11, 1605, 2010). Wilson intervals over lesions."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    limits = np.quantile(confidence, np.arange(HAND_OVER_STEPS) / HAND_OVER_STEPS, method="higher")
    limits[limits == confidence.min()] = 0.0  # also where all are as sure
    found = []
    for limit in np.unique(limits):
        kept = confidence >= limit
        accuracy = proportion(right[kept], lesions[kept])
        assert accuracy is not None  # the limit is one of the confidences
        found.append(HandOver(float(limit), float(1.0 - kept.mean()), accuracy))
    return tuple(found)


def reference(
    unfamiliarity: NDArray[np.floating], sources: NDArray[np.str_] | None, covering: Covering | None = None
) -> Reference:
    """What a folder is compared with: of all images [N], and of each source where several are named; and how far all
    may lie in other files.

    covering: further images that are in no figure of the classes, and so not among all; of their sources they tell.
    """
    apart: dict[str, UnfamiliaritySample] = {}
    if sources is not None:
        values, whose = unfamiliarity, sources
        if covering is not None:
            values, whose = np.concatenate([values, covering.unfamiliarity]), np.concatenate([whose, covering.sources])
        names = sorted(set(whose.tolist()))
        apart = {name: unfamiliarity_sample(values[whose == name]) for name in names} if len(names) > 1 else {}
    return Reference(unfamiliarity_sample(unfamiliarity), apart, unfamiliarity_sample(OTHER_FILES * unfamiliarity))


def unfamiliarity_sample(values: NDArray[np.floating]) -> UnfamiliaritySample:
    """QUANTILES of the unfamiliarity of some images [N], N >= 1."""
    found = np.quantile(values.astype(np.float64), np.linspace(0.0, 1.0, QUANTILES))
    # Interpolation rounds: equal values may come out of order in their last digit.
    return UnfamiliaritySample(len(values), tuple(np.maximum.accumulate(found).tolist()))


def load_promises(run: Path) -> Promises | None:
    """What a run keeps; None for one of an earlier version. Raises RunError."""
    file = run / FILE
    if not file.is_file():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Promises)
    except UNREADABLE as error:
        raise RunError(f"{file} cannot be read ({error}); make it again with ham-train report {run}") from None
