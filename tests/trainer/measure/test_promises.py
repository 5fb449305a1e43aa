"""What a network promises, on answers with a known truth: assumed shares, handing over, quantiles, and the disk."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from trainer.errors import RunError
from trainer.measure.metrics import softmax
from trainer.measure.promises import (
    FILE,
    OTHER_FILES,
    QUANTILES,
    Covering,
    Promises,
    assumed_prevalence,
    hand_over,
    load_promises,
    promises,
    promises_of_folds,
    reference,
    unfamiliarity_sample,
)
from trainer.measure.temperature import fit_biases

CODES = ("mel", "nv", "df")
HERE = np.array([0.15, 0.80, 0.05])
ELSEWHERE = np.array([0.40, 0.30, 0.30])


def _images(shares: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels [N] at these shares, and logits [N, 3] of a network whose training weighted all classes alike: the
    logarithm of what an image says for each class, and nothing of how frequent it is."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(3, size=count, p=shares)
    seen = rng.normal(size=(count, 3)) + 1.5 * np.eye(3)[labels]
    return labels, 1.5 * seen  # log N(x; 1.5 e_c, 1) but for what is the same for every c


def _by_bayes(p: np.ndarray, assumed: np.ndarray, there: np.ndarray) -> np.ndarray:
    weighted = p * there / assumed
    return weighted / weighted.sum(axis=1, keepdims=True)


def test_the_answers_assume_the_shares_of_the_images_that_calibrated_them() -> None:
    labels, logits = _images(HERE, 4000, 0)
    temperature, biases = fit_biases(labels, logits)
    assumed = np.array(list(assumed_prevalence(CODES, softmax(logits + np.array(biases), temperature)).values()))
    assert assumed == pytest.approx(np.bincount(labels) / len(labels), abs=0.002)
    assert assumed.sum() == pytest.approx(1.0)
    assert np.abs(assumed - 1 / 3).max() > 0.4  # which is what the network itself was trained to assume


def test_bayes_from_the_assumed_shares_is_calibrated_elsewhere() -> None:
    """The right divisor: with it, probabilities elsewhere are right as often as they say; with training's it is not."""
    labels, logits = _images(HERE, 6000, 1)
    temperature, biases = fit_biases(labels, logits)
    there, images = _images(ELSEWHERE, 20_000, 2)

    def calibrated(x: np.ndarray) -> np.ndarray:
        return softmax(x + np.array(biases), temperature)

    assumed = np.array(list(assumed_prevalence(CODES, calibrated(logits)).values()))
    right = _by_bayes(calibrated(images), assumed, ELSEWHERE)
    assert right.mean(axis=0) == pytest.approx(np.bincount(there) / len(there), abs=0.015)
    best = softmax(images + np.log(ELSEWHERE))
    assert np.abs(right - best).mean() < 0.02
    weighted = _by_bayes(calibrated(images), np.full(3, 1 / 3), ELSEWHERE)
    assert np.abs(weighted.mean(axis=0) - np.bincount(there) / len(there)).max() > 0.1


def test_a_class_without_a_validation_image_is_not_divided_by_nothing() -> None:
    labels, logits = _images(np.array([0.3, 0.7, 0.0]), 500, 3)
    temperature, biases = fit_biases(labels, logits)
    found = assumed_prevalence(CODES, softmax(logits + np.array(biases), temperature))
    assert 0.0 < found["df"] < 0.02


def test_handing_over_the_least_sure_leaves_the_rest_more_often_right() -> None:
    labels, logits = _images(HERE, 3000, 4)
    temperature, biases = fit_biases(labels, logits)
    p = softmax(logits + np.array(biases), temperature)
    rows = hand_over(labels, p, np.arange(3000).astype(str))
    assert [round(row.share, 2) for row in rows] == [n / 20 for n in range(20)]
    assert rows[0].confidence == 0.0
    assert rows[0].accuracy.value == pytest.approx((p.argmax(axis=1) == labels).mean())
    values = [row.accuracy.value for row in rows]
    assert values[-1] > values[0] + 0.1
    for row in rows:
        kept = p.max(axis=1) >= row.confidence
        assert 1 - kept.mean() == pytest.approx(row.share)
        assert row.accuracy.value == pytest.approx((p.argmax(axis=1) == labels)[kept].mean())
        assert row.accuracy.low is not None
        assert row.accuracy.low < row.accuracy.value


def test_answers_that_are_all_as_sure_make_one_step() -> None:
    (row,) = hand_over(np.array([0, 1]), np.full((2, 2), 0.5), np.array(["a", "b"]))
    assert (row.confidence, row.share, row.accuracy.value) == (0.0, 0.0, 0.5)


def test_the_reference_is_of_all_images_and_of_every_source() -> None:
    values = np.random.default_rng(0).gamma(4.0, 0.1, 500)
    sources = np.array(["a", "b"]).repeat([400, 100])
    found = reference(values, sources)
    assert found.held_out.images == 500
    assert found.held_out.quantiles == pytest.approx(np.quantile(values, np.linspace(0, 1, 101)))
    assert {name: one.images for name, one in found.by_source.items()} == {"a": 400, "b": 100}
    assert found.by_source["b"].quantiles[-1] == values[400:].max()
    assert found.furthest is not None  # in files of another size
    assert np.array(found.furthest.quantiles) == pytest.approx(OTHER_FILES * np.array(found.held_out.quantiles))
    assert reference(values, None).by_source == reference(values, sources[:400].repeat(2)[:500]).by_source == {}


def test_images_of_no_one_class_tell_of_their_source_and_are_not_among_those_of_the_figures() -> None:
    values = np.random.default_rng(0).gamma(4.0, 0.1, 500)
    sources = np.array(["a", "b"]).repeat([494, 6])
    beside = Covering(np.full(280, 0.9), np.array(["b"]).repeat(280))
    found = reference(values, sources, beside)
    assert {name: one.images for name, one in found.by_source.items()} == {"a": 494, "b": 286}
    assert found.by_source["b"].quantiles[50] == 0.9
    assert found.held_out == reference(values, sources).held_out
    assert reference(values, np.array(["a"]).repeat(500), beside).by_source["b"].images == 280  # that labels nothing


@pytest.mark.parametrize("values", [[0.3], [0.1, 0.1, 0.1 + 1e-17], [0.7] * 7])
def test_quantiles_of_few_or_equal_images_ascend(values: list[float]) -> None:
    sample = unfamiliarity_sample(np.array(values, dtype=np.float32))
    assert len(sample.quantiles) == QUANTILES
    assert list(sample.quantiles) == sorted(sample.quantiles)
    assert sample.images == len(values)


def _made(count: int = 400) -> Promises:
    labels, logits = _images(HERE, count, 5)
    lesions, distance = np.arange(count).astype(str), np.random.default_rng(0).random(count)
    return promises(CODES, labels, logits, softmax(logits), lesions=lesions, unfamiliarity=distance)


def test_promises_survive_the_disk(tmp_path: Path) -> None:
    made = _made()
    (tmp_path / FILE).write_bytes(msgspec.json.encode(made))
    assert load_promises(tmp_path) == made
    assert made.missing == ()
    assert [sets.level for sets in made.sets] == [0.90, 0.95]


def test_a_run_without_promises_has_none_and_damaged_ones_are_told(tmp_path: Path) -> None:
    assert load_promises(tmp_path) is None
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="ham-train report"):
        load_promises(tmp_path)


def test_what_there_is_too_little_for_is_named() -> None:
    found = promises(CODES, np.array([0, 1]), np.eye(3)[:2], softmax(np.eye(3)[:2]), lesions=np.array(["a", "b"]))
    assert found.sets == found.handover == ()
    assert found.missing == (
        "the unfamiliarity of held-out images",
        "sets of possible diagnoses",
        "what handing over gains",
    )


def test_a_cross_validation_promises_for_all_its_images() -> None:
    labels, logits = _images(HERE, 1000, 6)
    found = promises_of_folds(
        CODES, labels, softmax(logits), lesions=np.arange(1000).astype(str), folds=np.arange(1000) % 5
    )
    assert found.sets[0].coverage["nv"].value == pytest.approx(0.90, abs=0.03)
    assert len(found.handover) == 20
