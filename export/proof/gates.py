"""What a file in fewer bits may lose against the float32 network, measured with the file's own answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.statistics import resamples
from desktop.contract import Flagged
from desktop.model.network import Network
from export.inputs import Inputs
from export.proof.answers import BATCH, Answers, Parts, coarse_answers
from export.proof.parity import Check
from trainer.measure import metrics
from trainer.measure.calibration import Calibration
from trainer.measure.operating_points import achieved, fit_operating_points
from trainer.measure.outlier_head import flagged, flagged_by_source, outlier_threshold
from trainer.measure.promises import Covering, Promises, promises
from trainer.measure.temperature import fit_temperature
from trainer.measure.unfamiliarity import threshold_rule, unfamiliarity_threshold

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_AUC_DROP = 0.005
MAX_BALANCED_ACCURACY_DROP = 0.01
MAX_SENSITIVITY_DROP = 0.01
MAX_INT8_DIVERGENCE, MAX_HALF_DIVERGENCE = 0.05, 5e-3
"""Mean Kullback-Leibler divergence of the file's probabilities from the float32 network's, in nats."""
DRAWS = 1000
MAX_HALF_AUC_DROP = 1e-3
MAX_BATCH_DIFFERENCE = 1e-3
MAX_INT8_BYTES = 30_000_000
MAX_HALF_HEATMAP_CHANGE, MAX_INT8_HEATMAP_CHANGE = 0.001, 0.1
"""One minus the correlation of heat maps with the float32 network's: what a person sees stays the same picture."""
MAX_HALF_UNFAMILIARITY_CHANGE, MAX_INT8_UNFAMILIARITY_CHANGE = 0.005, 0.1
"""In units of the threshold, of the median image."""
MAX_NEGATIVES_LOST = 0.05
"""Of the images of another kind that the float32 network flags, the share that a file may miss."""


def refit(
    inputs: Inputs, validation: Answers, parts: Parts | None = None, covering: Answers | None = None
) -> Calibration:
    """Temperature, operating points and unfamiliarity thresholds fitted anew on the file's answers to validation.

    The answers were given with the old unfamiliarity thresholds, so the new ones are a factor on it and a shift. parts:
    of a file with a head for images of another kind; covering: to the validation images whose diagnosis covers several
    classes.
    """
    labels = inputs.labels[inputs.rows["val"]]
    temperature = fit_temperature(labels, validation.logits)
    probabilities = metrics.softmax(validation.logits, temperature)
    count = len(inputs.rows["val"])
    distance = validation.unfamiliarity if parts is None else parts.distance[:count]
    scale = unfamiliarity_threshold(distance.astype(np.float64) ** 2)
    shift, held_out = 0.0, inputs.calibration.held_out
    if parts is not None:
        sources = inputs.table["source"].iloc[inputs.held_out].to_numpy(dtype=str)
        shift = outlier_threshold(parts.odds, sources)
        held_out = flagged_by_source(parts.unfamiliarity(scale, shift), inputs.lesions[inputs.held_out], sources)
    return msgspec.structs.replace(
        inputs.calibration,
        temperature=temperature,
        operating_points=fit_operating_points(
            inputs.record.classes,
            labels,
            probabilities,
            lesions=inputs.lesions[inputs.rows["val"]],
            coarse=coarse_answers(inputs, "val", covering, temperature),
        ),
        unfamiliarity_threshold=inputs.calibration.unfamiliarity_threshold * scale,
        unfamiliarity_threshold_set_by=threshold_rule(inputs.space),
        outlier_threshold=inputs.calibration.outlier_threshold + shift,
        held_out=held_out,
    )


def own_answers(inputs: Inputs, calibration: Calibration, validation: Answers, parts: Parts | None = None) -> Answers:
    """The file's answers to validation, given with the run's thresholds of unfamiliarity, in units of its own.

    calibration: the file's own; parts: as `refit`.
    """
    if parts is None:
        squared = calibration.unfamiliarity_threshold / inputs.calibration.unfamiliarity_threshold
        unfamiliarity = validation.unfamiliarity / np.sqrt(squared)
    else:
        unfamiliarity = _in_units_of(inputs, calibration, parts)[: len(validation.unfamiliarity)]
    return replace(validation, unfamiliarity=unfamiliarity)


def _in_units_of(inputs: Inputs, calibration: Calibration, parts: Parts) -> NDArray[np.float64]:
    squared = calibration.unfamiliarity_threshold / inputs.calibration.unfamiliarity_threshold
    return parts.unfamiliarity(squared, calibration.outlier_threshold - inputs.calibration.outlier_threshold)


def ask_negatives(inputs: Inputs, classifier: Network) -> list[NDArray[np.floating]]:
    """The unfamiliarity of the images of another kind that judge, of each set, by a file."""
    return [
        np.concatenate(
            [
                classifier.predict(shown.pixels[shown.judging[start : start + BATCH]]).unfamiliarity
                for start in range(0, len(shown.judging), BATCH)
            ]
        )
        for shown in inputs.negatives
    ]


def flagged_negatives(inputs: Inputs, answers: Sequence[NDArray[np.floating]]) -> dict[str, Flagged]:
    """What is flagged of the images of another kind that judge, by name of the set. answers: the unfamiliarity of those
    of each set."""
    sets = [one.negatives for one in inputs.negatives]
    return {
        one.name: flagged(unfamiliarity, one.groups[~one.learned])
        for one, unfamiliarity in zip(sets, answers, strict=True)
    }


def negatives_checks(
    inputs: Inputs, reference: Sequence[NDArray[np.floating]], answers: Sequence[NDArray[np.floating]]
) -> tuple[Check, ...]:
    """How many images of another kind a file misses of those that the float32 network flags. reference, answers: the
    unfamiliarity of those that judge, of each set."""
    return tuple(
        loss(
            f"share of {shown.negatives.name} flagged",
            _share_found(np.ones(len(before), dtype=bool)),
            (before > 1.0)[:, None],
            (after > 1.0)[:, None],
            shown.negatives.groups[~shown.negatives.learned],
            MAX_NEGATIVES_LOST,
        )
        for shown, before, after in zip(inputs.negatives, reference, answers, strict=True)
    )


def own_promises(inputs: Inputs, calibration: Calibration, validation: Answers, parts: Parts | None = None) -> Promises:
    """What the file promises, by its own answers to validation. calibration: the file's own; parts: as `refit`.

    The unfamiliarity is in units of the file's thresholds (`own_answers`). The biases are part of the file's logits and
    were set by the same images, so they are taken out and fitted anew for every fold.
    """
    rows, biases = inputs.rows["val"], np.array(inputs.calibration.biases or 0.0)
    covering = None
    if parts is not None and len(beside := inputs.held_out[len(rows) :]):
        unfamiliarity = _in_units_of(inputs, calibration, parts)[len(rows) :]
        covering = Covering(unfamiliarity, inputs.table["source"].iloc[beside].to_numpy(dtype=str))
    return promises(
        [info.code for info in inputs.record.classes],
        inputs.labels[rows],
        validation.logits - biases,
        metrics.softmax(validation.logits, calibration.temperature),
        lesions=inputs.lesions[rows],
        unfamiliarity=validation.unfamiliarity,
        sources=inputs.table["source"].iloc[rows].to_numpy(dtype=str),
        covering=covering,
        biased=bool(inputs.calibration.biases),
    )


def with_test_figures(
    inputs: Inputs, calibration: Calibration, test: Answers, covering: Answers | None = None
) -> Calibration:
    """The same calibration, its operating points carrying what they achieve on test, where the run has read it.
    covering: answers to its images whose diagnosis covers several classes."""
    if inputs.judged != "test":
        return calibration
    rows = inputs.rows["test"]
    labels, lesions, classes = inputs.labels[rows], inputs.lesions[rows], inputs.record.classes
    probabilities = metrics.softmax(test.logits, calibration.temperature)
    coarse = coarse_answers(inputs, "test", covering, calibration.temperature)
    points = tuple(
        msgspec.structs.replace(p, test=achieved(p, classes, labels, probabilities, lesions=lesions, coarse=coarse))
        for p in calibration.operating_points
    )
    return msgspec.structs.replace(calibration, operating_points=points)


def half_checks(inputs: Inputs, reference: Answers, answers: Answers) -> tuple[Check, ...]:
    """The gates of a float16 file: answers of the float32 network and of the file to the part that judges.

    Its figures are gated by what they lost for sure, as those of an int8 file are.
    """
    rows, temperature = inputs.rows[inputs.judged], inputs.calibration.temperature
    labels, lesions = inputs.labels[rows], inputs.lesions[rows]
    before, after = (metrics.softmax(one.logits, temperature) for one in (reference, answers))
    return (
        loss("macro AUC", lambda p, w: metrics.macro_auc(labels, p, w), before, after, lesions, MAX_HALF_AUC_DROP),
        divergence_check(reference.logits, answers.logits, temperature, labels, lesions, MAX_HALF_DIVERGENCE),
        _unfamiliarity_check(reference, answers, MAX_HALF_UNFAMILIARITY_CHANGE),
    )


def int8_checks(
    inputs: Inputs, reference: Answers, answers: Answers, calibration: Calibration, size: int
) -> tuple[Check, ...]:
    """The gates of an int8 file. calibration: the file's own, with test figures; size: of the file in bytes.

    A figure is gated by what it lost for sure: the lower limit of the paired difference over draws of lesions (`loss`).
    One image of nine that is answered otherwise is no loss of .11. That the answers stay the same, and not only as
    good, is gated by their divergence, which needs no image to be rare.
    """
    part = inputs.judged
    rows = inputs.rows[part]
    labels, lesions, classes = inputs.labels[rows], inputs.lesions[rows], inputs.record.classes
    before = metrics.softmax(reference.logits, inputs.calibration.temperature)
    after = metrics.softmax(answers.logits, calibration.temperature)
    checks = [
        divergence_check(
            reference.logits, answers.logits, inputs.calibration.temperature, labels, lesions, MAX_INT8_DIVERGENCE
        ),
        loss("macro AUC", lambda p, w: metrics.macro_auc(labels, p, w), before, after, lesions, MAX_AUC_DROP),
        loss(
            "balanced accuracy",
            lambda p, w: metrics.balanced_accuracy(labels, p, w),
            before,
            after,
            lesions,
            MAX_BALANCED_ACCURACY_DROP,
        ),
        Check("file size in bytes", float(size), MAX_INT8_BYTES),
        _unfamiliarity_check(reference, answers, MAX_INT8_UNFAMILIARITY_CHANGE),
    ]
    own = {p.name: p for p in calibration.operating_points}
    first = {p.classes: p for p in reversed(inputs.calibration.operating_points)}
    for old in first.values():  # that of the highest sensitivity
        new = own.get(old.name)
        columns = [i for i, c in enumerate(classes) if c.code in old.classes]
        positive = np.isin(labels, columns)
        if new is None or not positive.any():
            continue
        referred = [
            (p[:, columns].sum(axis=1).astype(np.float32) >= point.threshold)[:, None]
            for p, point in ((before, old), (after, new))
        ]
        checks.append(
            loss(
                f"sensitivity at {old.name}",
                _share_found(positive),
                referred[0],
                referred[1],
                lesions,
                MAX_SENSITIVITY_DROP,
            )
        )
    return tuple(checks)


def _share_found(positive: NDArray[np.bool_]) -> Callable[[NDArray[Any], NDArray[np.float64]], NDArray[np.float64]]:
    """Sensitivity from who is referred [N, 1] and image weights [B, N], among the positives [N]."""

    def share(referred: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        own = weights[:, positive]
        with np.errstate(invalid="ignore"):  # a draw without positives
            found: NDArray[np.float64] = (own @ referred[positive, 0]) / own.sum(axis=1)
        return found

    return share


def loss(
    name: str,
    statistic: Callable[[NDArray[Any], NDArray[np.float64]], NDArray[np.float64]],
    before: NDArray[Any],
    after: NDArray[Any],
    lesions: NDArray[np.str_],
    limit: float,
) -> Check:
    """How much of a figure is lost for sure (`_for_sure`), of statistic(before) - statistic(after).

    before, after: [N, ...]; statistic: of these and of image weights [B, N], one value for each row. One to three
    positives answered otherwise are no sure loss of sensitivity, however few there are.
    """
    sure = _for_sure(lambda weights: statistic(before, weights) - statistic(after, weights), lesions)
    return Check(f"{name} lost for sure", sure, limit)


def divergence_check(
    reference: NDArray[np.floating],
    logits: NDArray[np.floating],
    temperature: float,
    labels: NDArray[np.int64],
    lesions: NDArray[np.str_],
    limit: float,
) -> Check:
    """How far the answers moved: the mean over classes of their images' mean divergence, each without the lesion that
    moved most.

    So a class that is answered otherwise is seen however rare it is, and no single image decides, however few there
    are. A class of one lesion counts only where there is no other. What is no number is no answer: one is too many.
    """
    if not np.isfinite(logits).all():
        return Check("divergence from float32, nats", np.inf, limit)
    each = divergences(reference, logits, temperature)
    moved = []
    for label in np.unique(labels):
        own = each[labels == label]
        names, whose, sizes = np.unique(lesions[labels == label], return_inverse=True, return_counts=True)
        if len(names) > 1:
            of_lesions = np.bincount(whose, weights=own) / sizes
            moved.append(own[whose != of_lesions.argmax()].mean())
    return Check("divergence from float32, nats", float(np.mean(moved or each)), limit)


def _for_sure(change: Callable[[NDArray[np.float64]], NDArray[np.float64]], lesions: NDArray[np.str_]) -> float:
    """The 2.5th percentile of a change for the worse over draws of lesions (paired bootstrap), 0 where that is below
    it. A draw in which it is not defined, as without positives, shows no change."""
    drawn = np.concatenate([change(weights) for weights in resamples(lesions, draws=DRAWS)])
    return float(max(np.percentile(np.nan_to_num(drawn), 2.5), 0.0))


def batch_check(classifier: Network, images: NDArray[np.uint8]) -> Check:
    """A batch against its images one by one: the largest logit difference."""
    together = classifier.predict(images).logits
    alone = np.concatenate([classifier.predict(image[None]).logits for image in images])
    return Check("batch against single images", float(np.abs(together - alone).max()), MAX_BATCH_DIFFERENCE)


def heatmap_check(expected: NDArray[np.floating], found: NDArray[np.floating], limit: float) -> Check:
    """Heat maps [N, C, h, w] of a file beside those of the float32 network: one minus the correlation over classes and
    places, of the median image. A map without any relief, on either side, counts as uncorrelated."""
    flat, other = (maps.reshape(len(maps), -1).astype(np.float64) for maps in (expected, found))
    flat, other = (maps - maps.mean(axis=1, keepdims=True) for maps in (flat, other))
    lengths = np.linalg.norm(flat, axis=1) * np.linalg.norm(other, axis=1)
    correlation = np.divide((flat * other).sum(axis=1), lengths, out=np.zeros(len(flat)), where=lengths > 0)
    return Check("heat maps, 1 - correlation with float32", float(1 - np.median(correlation)), limit)


def _unfamiliarity_check(reference: Answers, answers: Answers, limit: float) -> Check:
    change = np.abs(reference.unfamiliarity.astype(np.float64) - answers.unfamiliarity)
    return Check("unfamiliarity change of the median image", float(np.median(change)), limit)


def divergence(reference: NDArray[np.floating], logits: NDArray[np.floating], temperature: float) -> float:
    """Mean Kullback-Leibler divergence of softmax(logits / T) from softmax(reference / T), in nats."""
    return float(divergences(reference, logits, temperature).mean())


def divergences(
    reference: NDArray[np.floating], logits: NDArray[np.floating], temperature: float
) -> NDArray[np.float64]:
    """The divergence of each image [N], as `divergence`."""
    p, q = (metrics.log_softmax(x / temperature) for x in (reference, logits))
    each: NDArray[np.float64] = (np.exp(p) * (p - q)).sum(axis=1)
    return each
