"""Feeding: what the network is given is what the batches hold, in their order, and no step waits for an earlier one."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from tests.benchmarks.stub_device import StubDevice, stub_model
from trainer.fit.batches import Batches
from trainer.fit.feeding import HANDED_OVER, fit_epoch

IMAGES, SIDE = 44, 4


def _batches(**more: Any) -> Batches:
    pixels = np.arange(IMAGES, dtype=np.uint8)[:, None, None, None] * np.ones((1, SIDE, SIDE, 3), dtype=np.uint8)
    labels, weights = np.arange(IMAGES) % 3, np.ones(3, dtype=np.float32)
    return Batches(pixels, labels, np.arange(IMAGES), class_weights=weights, batch_size=8, seed=0, **more)


def _network(*, shares: bool = False) -> Any:
    pixels = keras.Input((SIDE, SIDE, 3), dtype="uint8")
    pooled = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1.0)(pixels))
    outputs = keras.layers.Dense(3)(pooled)
    if not shares:
        return keras.Model(pixels, outputs)
    weighed = keras.Input((), dtype="float32")
    return keras.Model((pixels, weighed), outputs * keras.ops.expand_dims(weighed, 1))


class Seeing(StubDevice):
    """Keeps the images it was given."""

    def __init__(self) -> None:
        super().__init__(0.0)
        self.counts: list[int] = []

    def step(self, images: int) -> Any:
        self.counts.append(images)
        return super().step(images)


@pytest.mark.parametrize("mixup", [0.0, 0.4])
def test_an_epoch_gives_every_image_once_and_the_smaller_last_batch(mixup: float) -> None:
    device = Seeing()
    batches = _batches(mixup=mixup)
    fit_epoch(stub_model(_network(shares=mixup > 0), device), batches, [], epoch=0)
    assert device.counts == [8, 8, 8, 8, 8, 4]


@pytest.mark.parametrize("mixup", [0.0, 0.4])
def test_a_network_learns_what_it_would_from_the_same_batches_one_by_one(mixup: float) -> None:
    fed, by_hand = _network(shares=mixup > 0), _network(shares=mixup > 0)
    by_hand.set_weights(fed.get_weights())
    batches = _batches(mixup=mixup)
    for network in (fed, by_hand):
        network.compile(keras.optimizers.SGD(1e-4), keras.losses.CategoricalCrossentropy(from_logits=True))
    for epoch in range(2):
        batches.start_epoch(epoch)
        figures = fit_epoch(fed, batches, [], epoch=epoch)
        for index in range(len(batches)):
            images, targets, weights = batches[index]
            by_hand.train_on_batch(images, targets, weights)
    assert np.isfinite(figures["loss"])
    for one, other in zip(fed.get_weights(), by_hand.get_weights(), strict=True):
        assert np.allclose(one, other, rtol=1e-4, atol=1e-6)


class _Asked:
    """A step's loss that counts how often it is read."""

    def __init__(self, number: int, read: list[int]) -> None:
        self._number, self._read = number, read

    def __float__(self) -> float:
        self._read.append(self._number)
        return 1.0


def test_no_step_is_waited_for_before_the_next_but_not_a_whole_epoch_is_handed_over_at_once() -> None:
    read: list[int] = []
    handed: list[int] = []

    class Counting(StubDevice):
        def step(self, images: int) -> Any:
            handed.append(len(read))
            return _Asked(len(handed) - 1, read)

    pixels = np.zeros((60 * 2, SIDE, SIDE, 3), dtype=np.uint8)
    batches = Batches(
        pixels,
        np.arange(len(pixels)) % 3,
        np.arange(len(pixels)),
        class_weights=np.ones(3, dtype=np.float32),
        batch_size=2,
        seed=0,
    )
    fit_epoch(stub_model(_network(), Counting(0.0)), batches, [], epoch=0)
    assert len(handed) == 60
    in_the_epoch = [number for number in read if number < 59]
    assert in_the_epoch == list(range(0, 60 - 2 * HANDED_OVER + 1, HANDED_OVER))
    assert handed[2 * HANDED_OVER - 1] == 0  # so many steps before the first was waited for
