"""The figures agree with scikit-learn's, and their intervals come from lesions."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, log_loss, roc_auc_score

from trainer import metrics


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


def test_images_of_one_lesion_are_drawn_together() -> None:
    lesions = np.array(["a", "b", "a", "c", "a"])
    weights = metrics.lesion_resamples(lesions, 500, seed=0)
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 0] == weights[:, 4]).all()
    assert (weights[:, 0] + weights[:, 1] + weights[:, 3] == 3).all()  # three lesions drawn each time


def test_repeating_every_image_narrows_no_interval() -> None:
    labels, logits = _answers(120)
    p = metrics.softmax(logits)
    lesions = np.arange(120).astype(str)
    once = metrics.figures(labels, p, lesions)["accuracy"]
    four = metrics.figures(np.tile(labels, 4), np.tile(p, (4, 1)), np.tile(lesions, 4))["accuracy"]
    assert None not in (four.high, four.low, once.high, once.low)
    assert four.high - four.low == pytest.approx(once.high - once.low, rel=0.1)  # type: ignore[operator]


def test_the_interval_of_an_accuracy_is_the_binomial_one() -> None:
    labels, logits = _answers(400)
    p = metrics.softmax(logits)
    figure = metrics.figures(labels, p, np.arange(400).astype(str))["accuracy"]
    exact = metrics.wilson(int((p.argmax(1) == labels).sum()), 400)
    assert exact is not None
    assert figure.low == pytest.approx(exact.low, abs=0.01)
    assert figure.high == pytest.approx(exact.high, abs=0.01)


def test_wilson_agrees_with_a_published_value() -> None:
    # 0.80 on n = 92 has the interval 0.71 to 0.87.
    figure = metrics.wilson(74, 92)
    assert figure is not None
    assert (round(figure.low or 0, 2), round(figure.high or 0, 2)) == (0.71, 0.87)
    assert metrics.wilson(0, 0) is None
    nothing = metrics.wilson(0, 10)
    assert nothing is not None
    assert nothing.low == 0.0


def test_softmax_does_not_overflow_and_takes_a_temperature() -> None:
    p = metrics.softmax(np.array([[1000.0, 0.0], [0.0, 2.0]]), 2.0)
    assert p[0, 0] == pytest.approx(1.0)
    assert p[1, 1] == pytest.approx(1 / (1 + np.exp(-1.0)))
