"""What a file in fewer bits may lose against the float32 network, measured with the file's own answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.statistics import resamples
from desktop.model.network import Network
from export.inputs import Inputs
from export.proof.parity import Check
from trainer.measure import metrics
from trainer.measure.calibration import Calibration
from trainer.measure.operating_points import achieved, fit_operating_points
from trainer.measure.promises import Promises, promises
from trainer.measure.temperature import fit_temperature
from trainer.measure.unfamiliarity import THRESHOLD_RULE, unfamiliarity_threshold

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_AUC_DROP = 0.005
MAX_BALANCED_ACCURACY_DROP = 0.01
MAX_SENSITIVITY_DROP = 0.01
MAX_INT8_DIVERGENCE = 0.05
"""Mean Kullback-Leibler divergence of the file's probabilities from the float32 network's."""
DRAWS = 1000
MAX_HALF_AUC_DIFFERENCE = 1e-3
MAX_BATCH_DIFFERENCE = 1e-3
MAX_INT8_BYTES = 30_000_000
MAX_HALF_HEATMAP_CHANGE, MAX_INT8_HEATMAP_CHANGE = 0.001, 0.1
"""One minus the correlation of heat maps with the float32 network's: what a person sees stays the same picture."""
MAX_HALF_UNFAMILIARITY_CHANGE, MAX_INT8_UNFAMILIARITY_CHANGE = 0.005, 0.1
"""In units of the threshold, of the median image."""
BATCH = 17


@dataclass(frozen=True)
class Answers:
    """What a network says of some images: logits float32 [N, C], unfamiliarity float32 [N]."""

    logits: NDArray[np.float32]
    unfamiliarity: NDArray[np.float32]


def ask(classifier: Network, pixels: NDArray[np.uint8], rows: NDArray[np.int64], progress: Any) -> Answers:
    """The file's answers to pixels[rows], in batches."""
    parts = []
    for start in range(0, len(rows), BATCH):
        answer = classifier.predict(pixels[rows[start : start + BATCH]])
        parts.append((answer.logits, answer.unfamiliarity))
        progress.update(len(answer.logits))
    logits, unfamiliarity = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Answers(logits, unfamiliarity)


def refit(inputs: Inputs, validation: Answers) -> Calibration:
    """Temperature, operating points and unfamiliarity threshold fitted anew on the file's answers to validation.

    The answers were given with the old unfamiliarity threshold, so the new one is a factor on it.
    """
    labels = inputs.labels[inputs.rows["val"]]
    temperature = fit_temperature(labels, validation.logits)
    probabilities = metrics.softmax(validation.logits, temperature)
    scale = unfamiliarity_threshold(validation.unfamiliarity.astype(np.float64) ** 2)
    return msgspec.structs.replace(
        inputs.calibration,
        temperature=temperature,
        operating_points=fit_operating_points(
            inputs.record.classes, labels, probabilities, lesions=inputs.lesions[inputs.rows["val"]]
        ),
        unfamiliarity_threshold=inputs.calibration.unfamiliarity_threshold * scale,
        unfamiliarity_threshold_set_by=THRESHOLD_RULE,
    )


def own_promises(inputs: Inputs, calibration: Calibration, validation: Answers) -> Promises:
    """What the file promises, by its own answers to validation. calibration: the file's own.

    The unfamiliarity is in units of the run's threshold, as the file was asked before it had its own. The biases are
    part of the file's logits and were set by the same images, so they are taken out and fitted anew for every fold.
    """
    rows, biases = inputs.rows["val"], np.array(inputs.calibration.biases or 0.0)
    scale = inputs.calibration.unfamiliarity_threshold / calibration.unfamiliarity_threshold
    return promises(
        [info.code for info in inputs.record.classes],
        inputs.labels[rows],
        validation.logits - biases,
        metrics.softmax(validation.logits, calibration.temperature),
        lesions=inputs.lesions[rows],
        unfamiliarity=validation.unfamiliarity * np.sqrt(scale),
        sources=inputs.table["source"].iloc[rows].to_numpy(dtype=str),
        biased=bool(inputs.calibration.biases),
    )


def with_test_figures(inputs: Inputs, calibration: Calibration, test: Answers) -> Calibration:
    """The same calibration, its operating points carrying what they achieve on test, where the run has read it."""
    if inputs.judged != "test":
        return calibration
    rows = inputs.rows["test"]
    labels, lesions, classes = inputs.labels[rows], inputs.lesions[rows], inputs.record.classes
    probabilities = metrics.softmax(test.logits, calibration.temperature)
    points = tuple(
        msgspec.structs.replace(p, test=achieved(p, classes, labels, probabilities, lesions=lesions))
        for p in calibration.operating_points
    )
    return msgspec.structs.replace(calibration, operating_points=points)


def half_checks(inputs: Inputs, reference: Answers, answers: Answers) -> tuple[Check, ...]:
    """The gates of a float16 file: answers of the float32 network and of the file to the part that judges."""
    temperature = inputs.calibration.temperature
    return (
        Check(
            "macro AUC difference",
            abs(_auc(inputs, reference, temperature) - _auc(inputs, answers, temperature)),
            MAX_HALF_AUC_DIFFERENCE,
        ),
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
        Check(
            "divergence from float32, nats",
            divergence(reference.logits, answers.logits, inputs.calibration.temperature),
            MAX_INT8_DIVERGENCE,
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
    """How much of a figure is lost for sure: the 2.5th percentile of statistic(before) - statistic(after) over draws of
    lesions (paired bootstrap), 0 where that is below it. before, after: [N, ...]; statistic: of these and of image
    weights [B, N], one value for each row."""
    drawn = [statistic(before, weights) - statistic(after, weights) for weights in resamples(lesions, draws=DRAWS)]
    with np.errstate(invalid="ignore"):
        sure = np.nanpercentile(np.concatenate(drawn), 2.5)
    return Check(f"{name} lost for sure", float(max(sure, 0.0)), limit)


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
    p, q = (metrics.log_softmax(x / temperature) for x in (reference, logits))
    return float((np.exp(p) * (p - q)).sum(axis=1).mean())


def _auc(inputs: Inputs, answers: Answers, temperature: float) -> float:
    labels = inputs.labels[inputs.rows[inputs.judged]]
    return float(metrics.macro_auc(labels, metrics.softmax(answers.logits, temperature), np.ones((1, len(labels))))[0])
