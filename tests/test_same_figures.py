"""What the trainer reports of a model and what `ham-classify --labels` finds are the same figures, computed apart."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.evaluation.intervals import bootstrap, mean_recall, proportion, roc_area
from trainer.measure import metrics

RNG = np.random.default_rng(7)
LABELS = RNG.integers(0, 3, 200)
PROBABILITIES = RNG.dirichlet(np.ones(3), 200).round(2)  # rounded: with ties
WEIGHTS = RNG.integers(0, 4, (5, 200)).astype(np.float64)


@pytest.mark.parametrize("place", range(3))
def test_the_roc_areas_are_the_same(place):
    positive = place == LABELS
    ours = roc_area(positive, PROBABILITIES[:, place])(WEIGHTS)
    assert ours == pytest.approx(metrics.auc(positive, PROBABILITIES[:, place], WEIGHTS))


def test_balanced_accuracy_is_the_same():
    ours = mean_recall(LABELS, PROBABILITIES.argmax(axis=1), 3)(WEIGHTS)
    assert ours == pytest.approx(metrics.balanced_accuracy(LABELS, PROBABILITIES, WEIGHTS))


def test_wilsons_interval_is_the_same_where_images_are_independent():
    ours = proportion(np.arange(50) < 37, np.arange(50))
    theirs = metrics.wilson(37, 50)
    assert ours is not None
    assert theirs is not None
    assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high))


def test_intervals_over_lesions_are_the_same_to_within_the_draw():
    lesions = np.repeat(np.arange(100), 2)
    right = (PROBABILITIES.argmax(axis=1) == LABELS).astype(np.float64)
    ours = bootstrap(lambda weights: (weights @ right) / weights.sum(axis=1), lesions)
    weights = metrics.lesion_resamples(lesions.astype(str), 2000, seed=1)
    low, high = np.percentile(metrics.accuracy(LABELS, PROBABILITIES, weights), [2.5, 97.5])
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=0.015)
