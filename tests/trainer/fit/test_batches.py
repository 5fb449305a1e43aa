"""Batches straight from the array: every row once, labels and weights beside their images, mixtures that add up."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from trainer.fit.batches import Batches, class_weights, predict_rows


def _batches(rows: np.ndarray, *, batch_size: int = 4, seed: int = 0) -> Batches:
    pixels = np.arange(20, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), dtype=np.uint8)
    labels = np.arange(20) % 3
    weights = np.array([1.0, 2.0, 4.0], dtype=np.float32)
    return Batches(pixels, labels, rows, class_weights=weights, batch_size=batch_size, seed=seed)


def _epoch(batches: Batches) -> list[int]:
    return [int(one[0, 0, 0]) for index in range(len(batches)) for one in batches[index][0]]


def test_an_epoch_is_every_row_once_in_an_order_of_its_own() -> None:
    rows = np.array([1, 3, 5, 7, 9, 11, 13])
    batches = _batches(rows)
    orders = []
    for epoch in range(3):
        batches.start_epoch(epoch)
        orders.append(_epoch(batches))
        assert sorted(orders[-1]) == list(rows)
    assert orders[0] != orders[1] != orders[2]
    batches.start_epoch(1)
    assert _epoch(batches) == orders[1]  # what a resumed run relies on
    assert [len(batches[i][0]) for i in range(len(batches))] == [4, 3]


def test_every_batch_has_of_each_source_what_its_share_says_however_small_the_source_is() -> None:
    pixels = np.arange(60, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), dtype=np.uint8)
    batches = Batches(
        pixels, np.arange(60) % 3, np.arange(60), class_weights=np.ones(3, np.float32), batch_size=20, seed=0,
        sources=(np.arange(60) >= 6).astype(np.int64), shares=np.array([0.7, 0.3]),
    )  # fmt: skip
    for index in range(3):  # six images are seven tenths of what is learned
        small = int((batches[index][0][:, 0, 0, 0] < 6).sum())
        assert 13 <= small <= 15
    assert {name: _epoch(batches).count(name) for name in range(6)} == dict.fromkeys(range(6), 7)


def test_labels_and_weights_go_with_their_images() -> None:
    images, one_hot, weights = _batches(np.arange(20))[0]
    assert images.dtype == np.uint8
    labels = images[:, 0, 0, 0] % 3
    assert (one_hot.argmax(axis=1) == labels).all()
    assert (weights == np.array([1.0, 2.0, 4.0])[labels]).all()


@pytest.mark.parametrize("mixup", [0.0, 0.4])
def test_proportions_go_with_their_images(mixup: float) -> None:
    pixels = np.arange(20, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), dtype=np.uint8)
    given = np.linspace(0.5, 2.0, 20).astype(np.float32)
    batches = Batches(
        pixels, np.arange(20) % 3, np.arange(20), class_weights=np.ones(3, np.float32), batch_size=8, seed=0,
        mixup=mixup, aspects=given,
    )  # fmt: skip
    for index in range(len(batches)):
        (images, aspects, *shares), _, _ = batches[index]
        assert np.array_equal(aspects, given[images[:, 0, 0, 0]])
        assert len(shares) == (1 if mixup else 0)


def test_balanced_weights_make_every_class_count_the_same() -> None:
    labels = np.repeat([0, 1, 2], [60, 30, 10])
    weights = class_weights(labels, 3, "balanced")
    totals = [weights[c] * (labels == c).sum() for c in range(3)]
    assert np.allclose(totals, 100 / 3)
    assert (class_weights(labels, 3, "none") == 1).all()


def test_root_weights_lie_between_none_and_balanced() -> None:
    labels = np.repeat([0, 1], [90, 10])
    weights = class_weights(labels, 2, "sqrt")
    assert weights[1] / weights[0] == np.float32(3.0)
    assert np.isclose(weights[labels].mean(), 1.0)


def test_a_mixture_weighs_the_losses_of_both_images() -> None:
    pixels = np.zeros((8, 2, 2, 3), dtype=np.uint8)
    labels = np.arange(8) % 3
    per_class = np.array([1.0, 2.0, 4.0], dtype=np.float32)
    batches = Batches(pixels, labels, np.arange(8), class_weights=per_class, batch_size=8, seed=0, mixup=0.4)
    (_, shares), targets, weights = batches[0]
    plain = Batches(pixels, labels, np.arange(8), class_weights=per_class, batch_size=8, seed=0)
    _, own, own_weights = plain[0]
    losses = np.random.default_rng(0).random((8, 3))  # -log softmax of some logits, one row per mixed image
    mixed = weights * (targets * losses).sum(axis=1)
    apart = shares * own_weights * (own * losses).sum(axis=1)
    apart += (1 - shares) * own_weights[::-1] * (own[::-1] * losses).sum(axis=1)
    assert np.allclose(mixed, apart, rtol=1e-5)
    assert np.allclose(targets.sum(axis=1), 1.0)
    assert len(set(shares)) == 8


def test_predictions_keep_their_order_over_batches() -> None:
    inputs = keras.Input((2, 2, 3))
    network = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
    pixels = np.random.default_rng(0).integers(0, 256, (11, 2, 2, 3), dtype=np.uint8)
    rows = np.array([10, 2, 5, 7, 1])
    (means,) = predict_rows(network, pixels, rows, batch_size=2)
    assert np.allclose(means, pixels[rows].mean(axis=(1, 2)), atol=1e-3)
