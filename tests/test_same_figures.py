"""What the trainer's weighted figures give of a whole part is what the figures with intervals give."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.common.statistics import f1, mean_recall, mean_roc_area, roc_area
from trainer.measure import metrics

RNG = np.random.default_rng(7)
LABELS = RNG.integers(0, 3, 200)
PROBABILITIES = RNG.dirichlet(np.ones(3), 200).round(2)  # rounded: with ties
SAID = PROBABILITIES.argmax(axis=1)
WHOLE, LESIONS = np.ones((1, 200)), np.arange(200) // 2


@pytest.mark.parametrize("place", range(3))
def test_the_roc_areas_and_f1_are_the_same(place):
    positive = place == LABELS
    area, own = roc_area(positive, PROBABILITIES[:, place], LESIONS), f1(positive, place == SAID, LESIONS)
    assert area is not None
    assert own is not None
    assert area.value == pytest.approx(metrics.auc(positive, PROBABILITIES[:, place], WHOLE)[0])
    assert own.value == pytest.approx(metrics.class_rates(LABELS, PROBABILITIES, WHOLE)["f1"][0, place])


def test_the_means_over_classes_are_the_same():
    area, recall = mean_roc_area(LABELS, PROBABILITIES, LESIONS), mean_recall(LABELS, SAID, 3, LESIONS)
    assert area is not None
    assert recall is not None
    assert area.value == pytest.approx(metrics.macro_auc(LABELS, PROBABILITIES, WHOLE)[0])
    assert recall.value == pytest.approx(metrics.balanced_accuracy(LABELS, PROBABILITIES, WHOLE)[0])
