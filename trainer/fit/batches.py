"""Batches straight from the memory-mapped pixels, the loss weights of the classes, and predictions over many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from trainer.devices.hosts import own_part
from trainer.devices.sharing import pairs_together, predict_shared
from trainer.errors import DeviceError

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of (uint8 images, one-hot labels, weights) straight from the array; a new order every epoch.

    pixels: uint8 [N, S, S, 3] (memory-mapped); rows: the indices to use; labels: class index of every row of `pixels`.
    mixup: alpha of the Beta distribution; above 0 the first item is a pair (images, shares float32 [N]) and labels and
    weights are those of the mixture that `trainer.fit.augment.Mixup` makes of images and shares.
    unit: every batch is a multiple of it, so that devices can share it evenly: up to unit - 1 images, others each time,
    rest for an epoch. parts: how many parts of a batch are mixed each by itself (`trainer.devices.sharing`). A process
    that trains together with others gets its own part of every batch (`trainer.devices.hosts`).
    members: bool [N, C], the classes that each image may be of, where labels cover several; labels are then -1 there,
    and targets are as `trainer.fit.partial_labels` wants them. sources: int [N], with shares float [S] summing to 1:
    every batch then holds the sources in these shares; a small one is gone through more than once, a large one in part.
    targets: float32 [N, C], probabilities that are learned in place of the labels, all images with the weight 1.
    aspects: float32 [N], as `trainer.fit.augment.Augment`: the second of the first item's parts, before the shares.
    """

    def __init__(
        self,
        pixels: NDArray[np.uint8],
        labels: NDArray[np.int64],
        rows: NDArray[np.int64],
        *,
        class_weights: NDArray[np.float32],
        batch_size: int,
        seed: int,
        mixup: float = 0.0,
        unit: int = 1,
        parts: int = 1,
        members: NDArray[np.bool_] | None = None,
        sources: NDArray[np.int64] | None = None,
        shares: NDArray[np.float64] | None = None,
        targets: NDArray[np.float32] | None = None,
        aspects: NDArray[np.float32] | None = None,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False)
        self._pixels, self._labels, self._rows = pixels, labels, np.sort(rows)
        self._weights, self._batch_size, self._seed, self._mixup = class_weights, batch_size, seed, mixup
        self._length, self._parts = len(rows) // unit * unit, parts
        if not self._length:
            raise DeviceError(f"{len(rows)} training images are too few for so many devices; use fewer --devices")
        self._one_hot = np.eye(len(class_weights), dtype=np.float32)
        self._members, self._sources, self._source_shares = members, sources, shares
        self._soft, self._aspects = targets, aspects
        if members is not None:
            self._targets = members[:, None, :].astype(np.float32)
            self._row_weights = weights_of_sets(labels, self._rows, members, class_weights)
        self.start_epoch(0)

    def start_epoch(self, epoch: int) -> None:
        """Shuffle for this epoch; order and shares depend on the seed and the epoch alone, as a resumed run needs."""
        rng = np.random.default_rng((self._seed, epoch))
        self._order = self._drawn(rng)[: self._length]
        if self._mixup:
            self._shares = rng.beta(self._mixup, self._mixup, len(self._order)).astype(np.float32)

    def _drawn(self, rng: np.random.Generator) -> NDArray[np.int64]:
        if self._sources is None or self._source_shares is None:
            return rng.permutation(self._rows)
        places, drawn = [], []
        count = len(self._rows)
        for source, share in enumerate(self._source_shares):
            own = self._rows[self._sources[self._rows] == source]
            wanted = max(1, round(share * count)) if len(own) else 0
            rounds = -(-wanted // len(own)) if len(own) else 0
            drawn += [rng.permutation(own) for _ in range(rounds)]
            surplus = rounds * len(own) - wanted
            if surplus:
                drawn[-1] = drawn[-1][:-surplus]
            # Evenly over the epoch, so that every batch holds the shares and not the epoch alone.
            places.append((np.arange(wanted) + rng.random(wanted)) / max(wanted, 1))
        order: NDArray[np.int64] = np.concatenate(drawn)[np.argsort(np.concatenate(places), kind="stable")]
        return np.resize(order, count)

    def __len__(self) -> int:
        return -(-self._length // self._batch_size)

    def __getitem__(self, index: int) -> tuple[Any, NDArray[np.float32], NDArray[np.float32]]:
        part = slice(index * self._batch_size, (index + 1) * self._batch_size)
        rows = self._order[part]
        here = own_part(len(rows))
        if self._soft is not None:
            targets, weights = self._soft[rows], np.ones(len(rows), np.float32)
        elif self._members is None:
            labels = self._labels[rows]
            targets, weights = self._one_hot[labels], self._weights[labels]
        else:
            targets, weights = self._targets[rows], self._row_weights[rows]
        if not self._mixup:
            return self._images(rows[here]), targets[here], weights[here]
        shares = self._shares[part]
        # The weighted losses of both images, written as one loss with one target that sums to one.
        own, other = shares * weights, (1.0 - shares) * weights[::-1]
        total = own + other
        if self._members is None:
            mixed: NDArray[Any] = (own[:, None] * targets + other[:, None] * targets[::-1]) / total[:, None]
        else:  # the losses of two sets add up, the sets do not
            pair = (own[:, None, None] * targets, other[:, None, None] * targets[::-1])
            mixed = np.concatenate(pair, axis=1) / total[:, None, None]
        order = pairs_together(len(rows), self._parts)
        order = order[here]
        images = self._images(rows[order])
        inputs = (*images, shares[order]) if isinstance(images, tuple) else (images, shares[order])
        return inputs, mixed[order].astype(np.float32), total[order]

    def _images(self, rows: NDArray[np.int64]) -> Any:
        """Pixels, and aspects where they are known, of so many rows."""
        return self._pixels[rows] if self._aspects is None else (self._pixels[rows], self._aspects[rows])


def weights_of_sets(
    labels: NDArray[np.int64],
    rows: NDArray[np.int64],
    members: NDArray[np.bool_],
    weights: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Loss weight of each image [N]: its class's, or the mean of those that its label covers, by their counts among
    `rows`."""
    exact = labels[rows]
    counts = np.bincount(exact[exact >= 0], minlength=len(weights)) + 1e-6
    within = members * counts
    found: NDArray[np.float32] = ((within @ weights) / within.sum(axis=1)).astype(np.float32)
    return found


def class_weights(labels: NDArray[np.int64], classes: int, kind: str) -> NDArray[np.float32]:
    """Loss weight per class [C], mean 1 over the images; labels of -1, which cover several classes, do not count.

    "balanced" is inverse to the class's count, "sqrt" to the root of it, "none" is ones.
    """
    labels = labels[labels >= 0]
    counts = np.maximum(np.bincount(labels, minlength=classes), 1).astype(np.float64)
    weights: NDArray[np.float64] = {"balanced": 1.0 / counts, "sqrt": counts**-0.5, "none": np.ones(classes)}[kind]
    normalised: NDArray[np.float32] = (weights / weights[labels].mean()).astype(np.float32)
    return normalised


def predict_rows(
    network: Any, pixels: NDArray[np.uint8], rows: NDArray[np.int64], *, batch_size: int, progress: Any = None
) -> list[NDArray[np.float32]]:
    """All outputs of `network` for pixels[rows], batch by batch so that the array is never in memory whole."""
    found: list[list[NDArray[np.float32]]] = []
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        found.append(predict_shared(network, pixels[batch]))
        if progress is not None:
            progress.update(len(batch))
    return [np.concatenate(column) for column in zip(*found, strict=True)]
