"""ONNX against Keras, figure by figure: the same images through both, and every gate's number.

The images come from the memory-mapped pixels that training and the desktop's `load_image` made, so a difference is
the translation's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.model.network import Network
from export.errors import ParityError
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.measure.calibration import Calibration
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.network.network import HIDDEN, LOGITS, NORM, POOLED, feature_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_SIZES = (17, 3, 1)
MAX_AUC_DIFFERENCE = 1e-4
MAX_CLASS_AUC_DIFFERENCE = 5e-4
MAX_LOGIT_DIFFERENCE = 1e-3
MAX_PROBABILITY_DIFFERENCE = 1e-3
MAX_HEATMAP_DIFFERENCE = 1e-3
MAX_UNFAMILIARITY_DIFFERENCE = 1e-3
NOISE_IMAGES = 17
HEATMAP_IMAGES = 6


class Check(msgspec.Struct, frozen=True):
    """One figure and its gate: passed when `value` <= `limit`."""

    name: str
    value: float
    limit: float

    @property
    def passed(self) -> bool:
        return self.value <= self.limit


class Parity(msgspec.Struct, frozen=True):
    """`parity.json`: all checks of one file against the network it was made from."""

    images: int
    batch_sizes: tuple[int, ...]
    keras_auc: float
    onnx_auc: float
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def told(self) -> str:
        """The checks that did not pass, with their figures."""
        return "; ".join(f"{c.name} {c.value:.3g} > {c.limit:.0e}" for c in self.checks if not c.passed)

    def table(self) -> str:
        """The proof as text: a line per check."""
        lines = [f"  macro AUC: Keras {self.keras_auc:.6f}, ONNX {self.onnx_auc:.6f} ({self.images:,} images)"]
        for check in self.checks:
            outcome = "ok" if check.passed else "NO"
            lines.append(f"  {check.name:<48} {check.value:>9.2e}  <= {check.limit:.0e}  {outcome}")
        return "\n".join(lines)


def prove(
    classifier: Network,
    network: Any,
    calibration: Calibration,
    space: UnfamiliaritySpace,
    *,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    labels: NDArray[np.int64],
    progress: Any,
    negatives: Sequence[NDArray[np.uint8]] = (),
) -> Parity:
    """Run pixels[rows] and noise through the file at every batch size of BATCH_SIZES and through Keras, and compare.

    pixels: uint8 [M, S, S, 3]; rows, labels: [N] the test part; negatives: images of another kind, uint8
    [N, S, S, 3], that the unfamiliarity is compared on as well. `progress` has an `update(images)`. Raises ParityError
    with the figures when a gate is not met, ProviderError when the runtime fails.
    """
    measure = feature_network(network, space.measured)
    spread, wanted = predict_rows(measure, pixels, rows, batch_size=32, progress=progress)
    expected = metrics.softmax(wanted, calibration.temperature)
    familiar = calibration.unfamiliarity(space, spread)
    logit = probability = unfamiliarity = 0.0
    changed = 0
    answers, onnx_probabilities = np.empty_like(wanted), np.empty_like(wanted)
    for size in BATCH_SIZES:
        for start in range(0, len(rows), size):
            part = slice(start, start + size)
            answer = classifier.predict(pixels[rows[part]])
            answers[part], onnx_probabilities[part] = answer.logits, answer.probabilities
            unfamiliarity = max(unfamiliarity, _largest(answer.unfamiliarity, familiar[part]))
            progress.update(len(answer.logits))
        logit = max(logit, _largest(answers, wanted))
        probability = max(probability, _largest(onnx_probabilities, expected))
        changed += int((answers.argmax(axis=1) != wanted.argmax(axis=1)).sum())

    for images in negatives:
        for start in range(0, len(images), BATCH_SIZES[0]):
            part = slice(start, start + BATCH_SIZES[0])
            answer = classifier.predict(images[part])
            seen = calibration.unfamiliarity(space, np.asarray(measure.predict_on_batch(images[part])[0]))
            unfamiliarity = max(unfamiliarity, _largest(answer.unfamiliarity, seen))

    keras_aucs, onnx_aucs = (class_aucs(labels, p) for p in (expected, onnx_probabilities))
    keras_auc, onnx_auc = float(np.nanmean(keras_aucs)), float(np.nanmean(onnx_aucs))
    noise = noise_images(classifier.info.input.size)
    parity = Parity(
        images=len(rows),
        batch_sizes=BATCH_SIZES,
        keras_auc=keras_auc,
        onnx_auc=onnx_auc,
        checks=(
            Check("macro AUC difference", abs(keras_auc - onnx_auc), MAX_AUC_DIFFERENCE),
            Check(
                "largest per-class AUC difference",
                float(np.nanmax(np.abs(keras_aucs - onnx_aucs))),
                MAX_CLASS_AUC_DIFFERENCE,
            ),
            Check("largest logit difference", logit, MAX_LOGIT_DIFFERENCE),
            Check("largest logit difference on noise", _noise(classifier, network, noise), MAX_LOGIT_DIFFERENCE),
            Check("images with another answer", float(changed), 0.0),
            Check("largest probability difference", probability, MAX_PROBABILITY_DIFFERENCE),
            Check(
                "largest heat map difference to autodiff",
                _heatmaps(classifier, network, np.concatenate([pixels[rows[:HEATMAP_IMAGES]], noise[:HEATMAP_IMAGES]])),
                MAX_HEATMAP_DIFFERENCE,
            ),
            Check("largest unfamiliarity difference", unfamiliarity, MAX_UNFAMILIARITY_DIFFERENCE),
        ),
    )
    if not parity.passed:
        raise ParityError(
            f"the ONNX file does not answer as the trained network does ({parity.told()}); no file was written"
        )
    return parity


def class_aucs(labels: NDArray[np.int64], probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
    """One-vs-rest ROC-AUC of every class [C]; NaN for a class without images, or with nothing else."""
    whole = np.ones((1, len(labels)))
    return np.array([metrics.auc(labels == c, p, whole)[0] for c, p in enumerate(probabilities.T)])


def noise_images(size: int, count: int = NOISE_IMAGES) -> NDArray[np.uint8]:
    """Uniform noise, uint8 [count, size, size, 3]: inputs far from anything trained on."""
    return np.random.default_rng(20181).integers(0, 256, (count, size, size, 3), dtype=np.uint8)


def _noise(classifier: Network, network: Any, noise: NDArray[np.uint8]) -> float:
    return _largest(classifier.predict(noise).logits, np.asarray(network.predict_on_batch(noise)))


def _heatmaps(classifier: Network, network: Any, images: NDArray[np.uint8]) -> float:
    """The file's heat maps against the gradient that TensorFlow's autodiff computes, in logit units."""
    answer = classifier.predict(images, heatmaps=True).heatmaps
    assert answer is not None
    return _largest(answer, autodiff_heatmaps(network, images))


def autodiff_heatmaps(network: Any, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """HiResCAM by differentiating the network's own head: float32 [N, C, h, w]."""
    import keras
    import tensorflow as tf

    last_map = network.get_layer(POOLED).input
    maps = tf.constant(np.asarray(keras.Model(network.inputs, last_map).predict_on_batch(images)))
    result = []
    for column in range(int(network.output_shape[-1])):
        with tf.GradientTape() as tape:
            tape.watch(maps)
            x = network.get_layer(POOLED)(maps)
            x = network.get_layer(NORM)(x, training=False)
            logit = network.get_layer(LOGITS)(network.get_layer(HIDDEN)(x))[:, column]
        result.append(np.asarray(tf.reduce_sum(tape.gradient(logit, maps) * maps, axis=3)))
    return np.stack(result, axis=1).astype(np.float32)


def _largest(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    difference = np.abs(a.astype(np.float64) - b)
    return float(np.where(np.isnan(difference), np.inf, difference).max())
