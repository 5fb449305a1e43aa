"""Sets of possible diagnoses hold the right one as often as they say, in every class, on answers drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from trainer.measure.conformal import (
    FEWEST_FOLDS,
    HeldOut,
    conformal_threshold,
    cross_fitted,
    diagnosis_sets,
    lesion_folds,
    of_folds,
    temperature_alone,
)
from trainer.measure.metrics import softmax

CODES = ("bad", "rare", "common")
SHARES = np.array([0.2, 0.1, 0.7])
LEVELS = (0.90, 0.95)


def _answers(lesions: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, logits and lesions: one to four images of each, alike within a lesion, over-sure, the rare class weak."""
    own = rng.choice(3, size=lesions, p=SHARES)
    images = np.repeat(np.arange(lesions), rng.integers(1, 5, lesions))
    centre = rng.normal(size=(lesions, 3)) + np.array([1.5, 0.5, 2.5])[own][:, None] * np.eye(3)[own]
    logits = 2.0 * (centre[images] + 0.4 * rng.normal(size=(len(images), 3)))
    return own[images], logits, images.astype(str)


def _one_of_each(lesions: np.ndarray) -> np.ndarray:
    """One image of every lesion, by lot: what a promise for "an image of one more lesion" is about."""
    order = np.random.default_rng(0).permutation(len(lesions))
    return order[np.unique(lesions[order], return_index=True)[1]]


def test_every_class_is_covered_as_often_as_the_level_says() -> None:
    """Over many calibrations, the mean coverage of new lesions of each class is the level or a little more."""
    rng = np.random.default_rng(0)
    labels, logits, lesions = _answers(20_000, rng)
    new = _one_of_each(lesions)
    runs: dict[float, list[np.ndarray]] = {level: [] for level in LEVELS}
    for _ in range(60):
        own_labels, own_logits, own_lesions = _answers(500, rng)
        held_out = cross_fitted(own_labels, own_logits, own_lesions, fit=temperature_alone, folds=5)
        assert held_out is not None
        final = softmax(logits[new], temperature_alone(own_labels, own_logits)[0])
        for sets in diagnosis_sets(CODES, held_out, LEVELS):
            possible = final >= np.array([sets.thresholds[code] for code in CODES])
            held = possible[np.arange(len(new)), labels[new]]
            runs[sets.level].append(np.array([held[labels[new] == c].mean() for c in range(3)]))
    for level, found in runs.items():
        mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(len(found))
        assert (mean > level - 3 * error).all()
        assert (mean < level + 0.03).all()


def test_sets_of_all_classes_together_would_let_the_rare_one_down() -> None:
    """Why the sets are class by class: one threshold for all keeps its word on average and breaks it for a class."""
    labels, logits, lesions = _answers(20_000, np.random.default_rng(1))
    p = softmax(logits)
    marginal = conformal_threshold(p[np.arange(len(labels)), labels], lesions, 0.90)
    held = p[np.arange(len(labels)), labels] >= marginal
    assert held.mean() == pytest.approx(0.90, abs=0.01)
    assert held[labels == 1].mean() < 0.80


def test_the_coverage_measured_is_that_of_lesions_which_set_nothing() -> None:
    rng = np.random.default_rng(2)
    measured, sizes, true = [], [], []
    labels, logits, _ = _answers(20_000, rng)
    for _ in range(30):
        own = _answers(400, rng)
        held_out = cross_fitted(*own, fit=temperature_alone, folds=5)
        assert held_out is not None
        (sets,) = diagnosis_sets(CODES, held_out, (0.90,))
        final = softmax(logits, temperature_alone(own[0], own[1])[0])
        possible = final >= np.array([sets.thresholds[code] for code in CODES])
        held = possible[np.arange(len(labels)), labels]
        true.append([held[labels == c].mean() for c in range(3)])
        measured.append([sets.coverage[code].value for code in CODES])
        sizes.append((sets.size, possible.sum(axis=1).mean()))
    assert np.mean(measured, axis=0) == pytest.approx(np.mean(true, axis=0), abs=0.02)
    assert np.mean([a for a, _ in sizes]) == pytest.approx(np.mean([b for _, b in sizes]), rel=0.05)
    one = sets.coverage["all"]
    assert one.low is not None
    assert one.high is not None
    assert one.low < one.value < one.high


@pytest.mark.parametrize(("lesions", "level"), [(9, 0.90), (19, 0.95), (200, 0.90), (200, 0.95)])
def test_the_threshold_is_the_largest_that_the_n_plus_1_rule_allows(lesions: int, level: float) -> None:
    scores = np.random.default_rng(0).random(lesions)
    found = conformal_threshold(scores, np.arange(lesions).astype(str), level)
    reached = int((scores >= found).sum())
    assert reached / (lesions + 1) >= level - 1e-12
    assert (reached - 1) / (lesions + 1) < level


class Told(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """To scikit-learn, a classifier whose inputs are its answers."""

    classes_ = np.arange(3)

    def fit(self, images: np.ndarray, labels: np.ndarray) -> Told:
        return self

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        return images

    def predict(self, images: np.ndarray) -> np.ndarray:
        return images.argmax(axis=1)

    def __sklearn_is_fitted__(self) -> bool:
        return True


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("c", range(3))
@pytest.mark.filterwarnings("ignore")
def test_the_sets_of_a_class_are_those_of_mapie_calibrated_on_the_class_alone(level: float, c: int) -> None:
    mapie = pytest.importorskip("mapie.classification", reason="MAPIE is in the dev extra")
    rng = np.random.default_rng(7)
    labels = rng.choice(3, size=600, p=SHARES)
    p = softmax(rng.normal(size=(600, 3)) + 2.0 * np.eye(3)[labels])
    own = labels == c
    theirs = mapie.SplitConformalClassifier(Told(), confidence_level=level, conformity_score="lac", prefit=True)
    theirs.conformalize(p[own], labels[own])
    possible = theirs.predict_set(p)[1][:, c, 0]
    assert np.array_equal(possible, p[:, c] >= conformal_threshold(p[own, c], np.arange(own.sum()).astype(str), level))


@pytest.mark.parametrize(("lesions", "level"), [(0, 0.90), (8, 0.90), (18, 0.95)])
def test_a_class_of_too_few_lesions_is_always_possible(lesions: int, level: float) -> None:
    scores = np.random.default_rng(0).random(lesions)
    assert conformal_threshold(scores, np.arange(lesions).astype(str), level) == 0.0
    many = conformal_threshold(scores.repeat(50), np.arange(lesions).repeat(50).astype(str), level)
    assert many == 0.0  # more images of the same lesions are no more lesions


def test_a_lesion_counts_once_however_many_images_it_has() -> None:
    scores = np.random.default_rng(0).random(40)
    lesions = np.arange(40).astype(str)
    times = np.random.default_rng(1).integers(1, 9, 40)
    again = conformal_threshold(scores.repeat(times), lesions.repeat(times), 0.90)
    assert again == conformal_threshold(scores, lesions, 0.90)


def test_no_answer_is_calibrated_by_itself_or_by_its_lesion() -> None:
    labels, logits, lesions = _answers(60, np.random.default_rng(3))
    seen: list[set[float]] = []

    def fit(own_labels: np.ndarray, own: np.ndarray) -> tuple[float, tuple[float, ...]]:
        seen.append(set(own[:, 0].tolist()))
        return float(len(seen)), ()  # a temperature that tells which fit it was

    held_out = cross_fitted(labels, logits, lesions, fit=fit, folds=4)
    assert held_out is not None
    for left_out in range(4):
        for image, p in enumerate(held_out.without[left_out]):
            spread = np.log(p).max() - np.log(p).min()
            temperature = round((logits[image].max() - logits[image].min()) / spread)
            by = seen[temperature - 1]
            apart = (lesions == lesions[image]) | (held_out.folds == left_out)
            assert not by & set(logits[apart, 0].tolist())


def test_folds_keep_lesions_whole_and_classes_apart() -> None:
    labels, _, lesions = _answers(300, np.random.default_rng(4))
    folds = lesion_folds(labels, lesions, folds=10)
    assert all(len(set(folds[lesions == one])) == 1 for one in set(lesions))
    first = np.unique(lesions, return_index=True)[1]
    for c in range(3):
        counts = np.bincount(folds[first][labels[first] == c], minlength=10)
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("lesions", [0, 1, FEWEST_FOLDS - 1])
def test_fewer_lesions_than_can_judge_each_other_give_no_sets(lesions: int) -> None:
    labels = np.zeros(2 * lesions, dtype=np.int64)
    logits = np.zeros((2 * lesions, 3))
    assert cross_fitted(labels, logits, np.arange(lesions).repeat(2).astype(str)) is None


def test_a_coverage_that_could_not_be_measured_is_not_made_up() -> None:
    """19 lesions set a threshold of 95 %, and the 15 to 17 of the other folds do not."""
    labels = np.repeat([0, 1, 2], [19, 200, 10])
    logits = np.random.default_rng(0).normal(size=(229, 3)) + 2.0 * np.eye(3)[labels]
    held_out = cross_fitted(labels, logits, np.arange(229).astype(str), fit=temperature_alone)
    assert held_out is not None
    (sets,) = diagnosis_sets(CODES, held_out, (0.95,))
    assert sets.thresholds["bad"] > 0.0
    assert "bad" not in sets.coverage
    assert sets.thresholds["common"] == 0.0
    assert sets.coverage["common"].value == 1.0  # a class that is always possible is in every set
    assert sets.coverage["rare"].value < 1.0


def test_a_class_called_all_keeps_its_own_coverage() -> None:
    labels, logits, lesions = _answers(400, np.random.default_rng(5))
    held_out = cross_fitted(labels, logits, lesions, fit=temperature_alone)
    assert held_out is not None
    (sets,), (plain,) = (diagnosis_sets(codes, held_out, (0.90,)) for codes in (("all", "b", "c"), CODES))
    assert sets.coverage["all"] == plain.coverage["bad"]


def test_the_folds_of_a_cross_validation_judge_each_other() -> None:
    labels, logits, lesions = _answers(1000, np.random.default_rng(6))
    folds = lesions.astype(np.int64) % 5
    pooled = of_folds(labels, softmax(logits, 2.0), lesions, folds)
    assert isinstance(pooled, HeldOut)
    assert np.array_equal(pooled.probabilities, softmax(logits, 2.0))
    (sets,) = diagnosis_sets(CODES, pooled, (0.90,))
    for figure in sets.coverage.values():
        assert figure.value == pytest.approx(0.90, abs=0.04)
