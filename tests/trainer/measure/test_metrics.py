"""The figures agree with scikit-learn's, and lesions are what is resampled."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    confusion_matrix,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

from trainer.measure import metrics


def _answers(n: int = 300, classes: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, n)
    logits = rng.normal(size=(n, classes)) + 1.2 * np.eye(classes)[labels]
    return labels, logits.astype(np.float32)


def _whole(labels: np.ndarray) -> np.ndarray:
    return np.ones((1, len(labels)))


def test_figures_agree_with_scikit_learn() -> None:
    labels, logits = _answers()
    p = metrics.softmax(logits)
    assert metrics.accuracy(labels, p, _whole(labels))[0] == pytest.approx((p.argmax(1) == labels).mean())
    assert metrics.balanced_accuracy(labels, p, _whole(labels))[0] == pytest.approx(
        balanced_accuracy_score(labels, p.argmax(1))
    )
    assert metrics.macro_auc(labels, p, _whole(labels))[0] == pytest.approx(
        roc_auc_score(labels, p, multi_class="ovr", average="macro")
    )
    assert metrics.cross_entropy(labels, logits) == pytest.approx(log_loss(labels, p))
    assert (metrics.confusion_matrix(labels, p) == confusion_matrix(labels, p.argmax(1))).all()


def test_ties_count_one_half() -> None:
    scores = np.array([0.1, 0.5, 0.5, 0.5, 0.9])
    positive = np.array([False, False, True, True, True])
    assert metrics.auc(positive, scores, np.ones((1, 5)))[0] == pytest.approx(roc_auc_score(positive, scores))


def test_weights_are_repetitions() -> None:
    labels, logits = _answers(60)
    p = metrics.softmax(logits)
    times = np.random.default_rng(1).integers(0, 4, 60)
    repeated = np.repeat(np.arange(60), times)
    weights = times[None].astype(float)
    assert metrics.macro_auc(labels, p, weights)[0] == pytest.approx(
        roc_auc_score(labels[repeated], p[repeated], multi_class="ovr", average="macro")
    )
    assert metrics.accuracy(labels, p, weights)[0] == pytest.approx((p.argmax(1) == labels)[repeated].mean())
    assert metrics.balanced_accuracy(labels, p, weights)[0] == pytest.approx(
        balanced_accuracy_score(labels[repeated], p[repeated].argmax(1))
    )


def test_a_class_without_images_counts_in_no_mean() -> None:
    labels, logits = _answers(100, 4)
    present = labels < 3
    p = metrics.softmax(logits[present])
    found = metrics.balanced_accuracy(labels[present], p, _whole(labels[present]))[0]
    recalls = [(p.argmax(1) == c)[labels[present] == c].mean() for c in range(3)]
    assert found == pytest.approx(np.mean(recalls))


def test_rates_and_rankings_of_a_class_agree_with_scikit_learn() -> None:
    labels, logits = _answers(200)
    p = metrics.softmax(logits)
    times = np.random.default_rng(2).integers(0, 3, 200)
    repeated = np.repeat(np.arange(200), times)
    weights = np.stack([np.ones(200), times.astype(float)])
    rates, rankings = metrics.class_rates(labels, p, weights), metrics.class_rankings(labels, p, weights)
    for row, index in enumerate((np.arange(200), repeated)):
        y, answer, scores = labels[index], p[index].argmax(1), p[index]
        precision, recall, f1, _ = precision_recall_fscore_support(y, answer)
        assert rates["sensitivity"][row] == pytest.approx(recall)
        assert rates["precision"][row] == pytest.approx(precision)
        assert rates["f1"][row] == pytest.approx(f1)
        for c in range(4):
            assert rates["specificity"][row, c] == pytest.approx((answer != c)[y != c].mean())
            assert rankings["auc"][row, c] == pytest.approx(roc_auc_score(y == c, scores[:, c]))
            assert rankings["average_precision"][row, c] == pytest.approx(average_precision_score(y == c, scores[:, c]))


def test_average_precision_takes_ties_together() -> None:
    scores = np.array([0.1, 0.5, 0.5, 0.5, 0.9, 0.9])
    positive = np.array([True, False, True, True, False, True])
    found = metrics.average_precision(positive, scores, np.ones((1, 6)))[0]
    assert found == pytest.approx(average_precision_score(positive, scores))


def test_what_cannot_be_measured_is_nan() -> None:
    labels, p = np.zeros(5, dtype=np.int64), np.tile([0.7, 0.2, 0.1], (5, 1))
    rates, rankings = metrics.class_rates(labels, p, _whole(labels)), metrics.class_rankings(labels, p, _whole(labels))
    assert np.isnan(rates["specificity"][0]).tolist() == [True, False, False]
    assert np.isnan(rates["sensitivity"][0]).tolist() == [False, True, True]
    assert np.isnan(rates["precision"][0]).tolist() == [False, True, True]
    assert np.isnan(rankings["auc"]).all()
    assert np.isnan(rankings["average_precision"]).all()


def test_the_calibration_error_is_the_mean_gap_of_its_bins() -> None:
    # Two bins: 0.9 given and 3 of 4 right, 0.55 given and 1 of 2 right.
    p = np.array([[0.9, 0.1]] * 4 + [[0.45, 0.55]] * 2)
    labels = np.array([0, 0, 0, 1, 1, 0])
    expected = (4 * abs(0.9 - 0.75) + 2 * abs(0.55 - 0.5)) / 6
    assert metrics.expected_calibration_error(labels, p, _whole(labels))[0] == pytest.approx(expected)
    sure = np.eye(2)[[0, 1]]
    assert metrics.expected_calibration_error(np.array([0, 1]), sure, np.ones((1, 2)))[0] == 0.0


def test_brier_is_summed_over_classes() -> None:
    labels, logits = _answers(100)
    p = metrics.softmax(logits)
    expected = ((p - np.eye(4)[labels]) ** 2).sum(axis=1).mean()
    assert metrics.brier(labels, p, _whole(labels))[0] == pytest.approx(expected)
    assert metrics.brier(np.array([0]), np.array([[0.0, 1.0]]), np.ones((1, 1)))[0] == 2.0


def test_softmax_does_not_overflow_and_takes_a_temperature() -> None:
    p = metrics.softmax(np.array([[1000.0, 0.0], [0.0, 2.0]]), 2.0)
    assert p[0, 0] == pytest.approx(1.0)
    assert p[1, 1] == pytest.approx(1 / (1 + np.exp(-1.0)))
