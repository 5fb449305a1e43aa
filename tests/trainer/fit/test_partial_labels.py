"""Labels that cover several classes teach that it is one of them; batches hold the sources in their shares."""

from __future__ import annotations

import keras
import numpy as np

from trainer.fit.batches import Batches
from trainer.fit.partial_labels import PartialLabelLoss, within_the_set

LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 0.2, 0.3]], dtype=np.float32)


def _loss(targets: np.ndarray, **options: float) -> np.ndarray:
    loss = PartialLabelLoss(reduction="none", **options)
    return np.asarray(keras.ops.convert_to_numpy(loss(targets.astype(np.float32), LOGITS)))


def test_the_loss_of_one_class_is_the_cross_entropy_smoothed_or_not() -> None:
    one_hot = np.eye(3)[[1, 2]]
    for smoothing in (0.0, 0.1):
        known = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing, reduction="none")
        expected = keras.ops.convert_to_numpy(known(one_hot.astype(np.float32), LOGITS))
        assert np.allclose(_loss(one_hot[:, None, :], label_smoothing=smoothing), expected, atol=1e-5)


def test_the_loss_of_a_set_is_of_the_summed_probability() -> None:
    probabilities = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    sets = np.array([[[0, 1, 1]], [[1, 1, 1]]])
    assert np.allclose(_loss(sets), [-np.log(probabilities[0, 1:].sum()), 0.0], atol=1e-5)


def test_the_losses_of_a_mixture_add_up_by_their_parts() -> None:
    first, second = np.array([[0, 1, 1], [1, 0, 0]]), np.array([[1, 0, 0], [0, 1, 1]])
    mixed = np.stack([0.75 * first, 0.25 * second], axis=1)
    expected = 0.75 * _loss(first[:, None, :]) + 0.25 * _loss(second[:, None, :])
    assert np.allclose(_loss(mixed), expected, atol=1e-5)


def test_an_answer_within_the_larger_set_is_right() -> None:
    targets = np.array([[[0.7, 0.7, 0], [0, 0, 0.3]], [[0.3, 0.3, 0], [0, 0.7, 0]]], dtype=np.float32)
    assert keras.ops.convert_to_numpy(within_the_set(targets, LOGITS)).tolist() == [1.0, 0.0]


def _batches(**options: object) -> Batches:
    pixels = np.arange(100, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), dtype=np.uint8)
    labels, rows = np.arange(100) % 3, np.arange(100)
    return Batches(pixels, labels, rows, class_weights=np.ones(3, np.float32), batch_size=20, seed=0, **options)  # type: ignore[arg-type]


def test_every_batch_holds_the_sources_in_their_shares_and_the_epoch_stays_as_long() -> None:
    sources = (np.arange(100) >= 90).astype(np.int64)  # 90 of one, 10 of the other
    batches = _batches(sources=sources, shares=np.array([0.5, 0.5]))
    drawn = [np.asarray(batches[index][0])[:, 0, 0, 0] for index in range(len(batches))]
    assert sum(map(len, drawn)) == 100
    assert all(8 <= (batch >= 90).sum() <= 12 for batch in drawn)
    seen = np.bincount(np.concatenate(drawn), minlength=100)
    assert (seen[90:] == 5).all()  # each of the small source as often as any other
    assert seen[:90].max() == 1


def test_a_set_is_a_target_and_has_the_weight_of_its_classes() -> None:
    members = np.eye(3, dtype=bool)[np.arange(100) % 3]
    members[0] = [True, True, False]
    images, targets, weights = _batches(members=members)[0]
    assert targets.shape == (20, 1, 3)
    assert (targets[:, 0] == members[images[:, 0, 0, 0]]).all()
    assert np.allclose(weights, 1.0)
