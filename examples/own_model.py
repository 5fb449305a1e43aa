"""A classifier of your own becomes a model file for ham-classify: any Keras model from RGB images to logits.

    python examples/own_model.py colours.onnx

trains a toy that tells red, green and blue drawings apart and writes it. With a model of yours, call `write_model`.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from desktop import contract
from desktop.common.files import atomic_write
from desktop.contract import ClassInfo, DataInfo, InputSpec, ModelInfo, Unfamiliarity
from desktop.images import RESIZE_RULE
from export.document.document import blank_self_test, with_self_test
from export.graph.graph import convert, set_metadata


def write_model(
    path: Path, classifier: Any, classes: Sequence[ClassInfo], *, last_map: str, familiar: Any, data: DataInfo
) -> None:
    """Write `classifier` to `path`, complete with the contract's four outputs and its metadata.

    classifier: float RGB [N, S, S, 3], values 0 to 255, to logits [N, C] in the order of `classes`; the scaling is part
    of it. last_map: name of the layer with the last feature map. familiar: uint8 [M, S, S, 3], images like those it
    was trained on; 99 of 100 of them shall not be flagged as unfamiliar.
    """
    size = classifier.input_shape[1]
    maps = keras.Model(classifier.inputs, [classifier.get_layer(last_map).output, classifier.outputs[0]])
    pooled = maps.predict(familiar, verbose=0)[0].mean(axis=(1, 2))
    mean, spread = pooled.mean(axis=0), pooled.std(axis=0) + 1e-3
    reach = np.percentile(np.sqrt((((pooled - mean) / spread) ** 2).mean(axis=1)), 99).astype(np.float32)
    kernel = class_kernel(classifier, len(mean))

    @tf.function(input_signature=[tf.TensorSpec((None, size, size, 3), tf.uint8, name=contract.INPUT)])
    def outputs(images: Any) -> Any:
        features, logits = maps(tf.cast(images, tf.float32), training=False)
        probabilities = tf.nn.softmax(logits)  # of logits / T, where you have fitted a temperature
        heatmaps = tf.transpose(tf.tensordot(features, kernel, 1), [0, 3, 1, 2])
        steps = (tf.reduce_mean(features, axis=[1, 2]) - mean) / spread
        unfamiliarity = tf.sqrt(tf.reduce_mean(steps * steps, axis=1)) / reach
        return logits, probabilities, heatmaps, unfamiliarity

    info = ModelInfo(
        contract=contract.CONTRACT_VERSION,
        name=path.stem,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        precision="fp32",
        classes=tuple(classes),
        input=InputSpec(size, RESIZE_RULE),
        temperature=1.0,
        operating_points=(),  # without one there is no referral column; see desktop.contract.OperatingPoint
        unfamiliarity=Unfamiliarity("distance of the pooled features", "99th percentile of familiar images"),
        metrics={},
        data=data,
        recipe={},
        versions={"keras": keras.__version__, "tensorflow": tf.__version__},
        self_test=blank_self_test(len(classes)),
    )
    model = convert(outputs)
    set_metadata(model, with_self_test(info, outputs(contract.self_test_images(info))[0].numpy()))
    with atomic_write(path, "wb") as stream:
        stream.write(model.SerializeToString())


def class_kernel(classifier: Any, channels: int) -> Any:
    """What each channel of the last map says for each class [channels, C]: the last layer's weights where it follows a
    global average pooling. Of another head that is not known, and zeros (no heat) say so."""
    *_, before, last = classifier.layers
    if isinstance(before, keras.layers.GlobalAveragePooling2D) and isinstance(last, keras.layers.Dense):
        return np.asarray(last.kernel)
    return np.zeros((channels, classifier.output_shape[-1]), np.float32)


def toy() -> tuple[Any, Any]:
    """A small network that tells colours apart, and the drawings it has learnt them from: uint8 [192, 32, 32, 3]."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 192)
    images = rng.integers(90, 130, (192, 32, 32, 3))
    for image, label in zip(images, labels, strict=True):
        top, left = rng.integers(2, 14, 2)
        image[top : top + 16, left : left + 16, label] += 110
    network = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            keras.layers.Conv2D(16, 4, strides=4, activation="relu"),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="last_map"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3),
        ]
    )
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    network.optimizer.learning_rate = 0.02
    network.fit(images.astype(np.float32), labels, epochs=12, verbose=0)
    return network, images.astype(np.uint8)


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    network, drawings = toy()
    colours = [ClassInfo(code, f"A {code} spot", malignant=False) for code in ("red", "green", "blue")]
    origin = DataInfo("drawn colours", "public domain", images=192, lesions=192, split_fingerprint="none")
    write_model(Path(sys.argv[1]), network, colours, last_map="last_map", familiar=drawings, data=origin)
